"""Walks every route as everybody.

Nothing of a foreign laureate may be read or changed, and nothing may fail with 500.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask

from aic_tracker import clock, config, create_app
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.laureates.models import Membership
from tests import factories
from tests.access import universe
from tests.access.universe import World
from tests.access.walk import FOREIGN, OWN, Walk, methods_of, rules_of
from tests.support.client import Client, Seat
from tests.support.picture import taken

ACTORS = (
    "anonymous",
    "yesterday's referent",
    "yesterday's expert",
    "expert",
    "juror",
    "referent",
    "direction",
    "coach",
    "admin",
)
# Elsewhere, whoever is signed in stays so: asked to sign in, one would see nothing of what must be tried.
SIGNING_IN = {"/deconnexion", "/connexion/code"}


@pytest.fixture
def walk_as(empty_app: Flask) -> Iterator[Callable[..., Walk]]:
    """`walk_as("referent")`, by an application of one's own when it is given."""
    with empty_app.app_context():
        foreign, own = universe.make(FOREIGN), universe.make(OWN)
        actors = _actors(own)
        db.session.commit()
    with ExitStack() as stack:

        def begin(actor: str, app: Flask = empty_app) -> Walk:
            user = actors[actor]
            with app.app_context():
                seat = Seat.of(app, user)
            return Walk(app, own, foreign, actor, user, seat, stack.enter_context(taken(app)))

        yield begin


def _actors(own: World) -> dict[str, User | None]:
    yesterday = clock.today() - timedelta(days=1)
    ids = own.ids
    former = factories.user(Role.REFERENT, name="Ancienne référente")
    db.session.execute(
        Membership.__table__.insert().values(
            user_id=former.id,
            laureate_id=ids["laureate"],
            role="referent",
            from_on=yesterday - timedelta(days=90),
            until_on=yesterday,
        )
    )
    done = factories.expert(name="Ancien expert")
    factories.save(
        Assignment(
            laureate_id=ids["laureate"],
            period_id=ids["support_period"],
            skill="legal",
            title="Terminé",
            need="Fait.",
            expert_id=done.id,
            status=AssignmentStatus.COMPLETED,
            requested_at=clock.now(),
        )
    )
    return {
        "anonymous": None,
        "yesterday's referent": former,
        "yesterday's expert": db.session.get(User, done.user_id),
        "expert": db.session.get(User, own.people[Role.EXPERT]),
        "juror": db.session.get(User, own.people[Role.JUROR]),
        "referent": db.session.get(User, own.people[Role.REFERENT]),
        "direction": factories.direction(),
        "coach": factories.coach(),
        "admin": factories.admin(),
    }


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_reads_or_changes_what_is_not_theirs(
    walk_as: Callable[..., Walk], actor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = walk_as(actor)
    rules = rules_of(walk.app)
    walk.along(rules)
    with capsys.disabled():
        print(f"\nroute walker, {actor}: {walk.walked.total()} requests, {walk.statuses[200]} pages opened")  # noqa: T201
    assert [str(leak) for leak in walk.leaks] == []
    assert walk.walked.keys() == {(rule.rule, method) for rule in rules for method in methods_of(rule)}
    assert walk.walked.total() > 1_200
    assert actor == "anonymous" or walk.sent_to_sign_in <= SIGNING_IN


leaky = Blueprint("leaky", __name__)


@leaky.get("/fuites/lauréats")
@public
def names() -> str:
    return " ".join(db.session.scalars(db.select(Membership.__table__.c.id.cast(db.String))).all()) + FOREIGN


@leaky.get("/laureats/<slug>/fuites/<int:objective_id>")
@requires(Permission.READ_LAUREATE)
def objective(laureate: Any, objective_id: int) -> str:
    title = db.session.execute(db.text("SELECT title FROM objective WHERE id = :id"), {"id": objective_id}).scalar()
    return str(title)


@leaky.post("/laureats/<slug>/fuites/<int:action_id>")
@requires(Permission.READ_LAUREATE)
def action(laureate: Any, action_id: int) -> str:
    db.session.execute(db.text("UPDATE action SET title = 'prise' WHERE id = :id"), {"id": action_id})
    db.session.commit()
    return "fait"


@pytest.mark.looks
def test_the_walker_finds_the_leaks_that_are_planted(walk_as: Callable[..., Walk], settings: config.Settings) -> None:
    app = create_app(settings)
    app.test_client_class = Client
    app.register_blueprint(leaky)
    planted = [rule for rule in rules_of(app) if rule.endpoint.startswith("leaky.")]
    found = set()
    for actor in ACTORS:
        walk = walk_as(actor, app)
        walk.along(planted)
        found |= {(leak.path.split("/fuites")[0] or "/", leak.why.split(" ")[0]) for leak in walk.leaks}
    with app.app_context():
        db.engine.dispose()
    config.use(settings)
    assert ("/", "tells") in found
    assert (f"/laureats/projet-{OWN}", "tells") in found
    assert ("/laureats/<slug>", "changes") in found
