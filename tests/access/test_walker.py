"""Walks every route as everybody, with what is theirs, what is not and what does not exist.

Nothing of a foreign laureate may be read or changed, and nothing may fail with 500.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

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
from tests.support.client import Client

OWN, FOREIGN = "canariproche", "canarietranger"
NOWHERE = "999999"
# By the name of a URL's argument, the table whose rows it names. A new name must be added here, or to TEXTS.
TABLES = {
    "slug": "laureate",
    "user_id": "user_account",
    "season_id": "season",
    "membership_id": "membership",
    "diagnostic_id": "diagnostic",
    "priority_id": "priority",
    "objective_id": "objective",
    "means_id": "means",
    "action_id": "action",
    "assignment_id": "assignment",
    "day_id": "assignment_day",
    "expert_id": "expert",
    "entry_id": "time_entry",
    "failure_id": "failure",
    "mail_id": "outgoing_mail",
    "contact_id": "contact",
    "introduction_id": "introduction",
    "commitment_id": "commitment",
    "aid_id": "aid",
    "grant_id": "funding_grant",
    "tranche_id": "tranche",
    "condition_id": "tranche_condition",
    "pledge_id": "sponsor_pledge",
    "decision_id": "committee_decision",
    "comment_id": "comment",
    "document_id": "document",
    "session_id": "user_session",
    "revision_id": "revision",
    "draft_id": "draft",
}
# Arguments that name no row by its identifier: what to try.
TEXTS = {
    "number": ("1", NOWHERE),
    "old": ("1", NOWHERE),
    "new": ("1", NOWHERE),
    "ending": ("pdf", "ods", "xlsx", "exe"),
    "token": ("x",),
    "month": ("2026-02", "2026-13"),
    "pack": ("app",),
    "version": ("1",),
    "name": ("css/app.css", "../config.py"),
    "path": ("x",),
    "kind": ("open_data", "x"),
    "season": ("saison-1", NOWHERE),
}


@dataclass
class Leak:
    actor: str
    method: str
    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.actor}: {self.method} {self.path}: {self.why}"


@dataclass
class Walk:
    app: Flask
    own: World
    foreign: World
    actors: dict[str, User | None]
    requests: int = 0
    leaks: list[Leak] = field(default_factory=list)

    def all(self, rules: list[Rule]) -> None:
        for name, user in self.actors.items():
            client: Client = self.app.test_client()  # type: ignore[assignment]
            if user is not None:
                with self.app.app_context():
                    client.sign_in(user)
            sees_all = user is not None and user.role in (Role.COACH, Role.DIRECTION, Role.ADMIN)
            for rule in rules:
                self.along(rule, client, name, sees_all=sees_all)

    def along(self, rule: Rule, client: Client, actor: str, *, sees_all: bool) -> None:
        """Each method on each path of one rule; what is foreign is as it was afterwards."""
        before = self.fingerprint()
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for path in self.paths(rule):
                self.visit(client, actor, method, path, sees_all=sees_all)
        if not sees_all and (changed := [table for table, seal in self.fingerprint().items() if before[table] != seal]):
            self.leaks.append(Leak(actor, "POST", rule.rule, f"changes foreign rows of {changed}"))

    def fingerprint(self) -> dict[str, str]:
        with self.app.app_context():
            return self.foreign.fingerprint()

    def paths(self, rule: Rule) -> Iterator[str]:
        names = sorted(rule.arguments - (rule.defaults or {}).keys())
        for values in product(*(self.values(rule, name) for name in names)):
            path = rule.rule
            for name, value in zip(names, values, strict=True):
                path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{name}>", value, path)
            yield path

    def values(self, rule: Rule, name: str) -> tuple[str, ...]:
        if name == "slug":
            return (self.own.slug, self.foreign.slug, "n-existe-pas")
        if name in TABLES:
            table = TABLES[name]
            known = (str(self.own.ids[table]), str(self.foreign.ids[table]))
            return (*known, "0", "-1", str(2**63), NOWHERE)
        if name in TEXTS:
            return TEXTS[name]
        pytest.fail(f"{rule.rule}: say in tests/access/test_walker.py what <{name}> names, in TABLES or TEXTS")

    def visit(self, client: Client, actor: str, method: str, path: str, *, sees_all: bool) -> None:
        answer = client.get(path) if method == "GET" else client.submit(path, self.typed(client, path))
        self.requests += 1
        if answer.status_code >= 500:
            self.leaks.append(Leak(actor, method, path, f"answers {answer.status_code}"))
        # The path that was asked for may come back: it tells nothing.
        said = answer.get_data() + repr(answer.headers.items()).encode()
        told = said.replace(path.encode(), b"").replace(self.foreign.slug.encode(), b"")
        if self.foreign.canary.encode() in told and not sees_all:
            self.leaks.append(Leak(actor, method, path, "tells of the foreign laureate"))

    def typed(self, client: Client, path: str) -> dict[str, Any]:
        """What the page's own form asks for, with foreign identifiers wherever a row may be named."""
        fields = Fields()
        page = client.get(path)
        if page.status_code == 200 and page.mimetype == "text/html":
            fields.feed(page.text)
        named = {name: str(self.foreign.ids.get(TABLES.get(f"{name}_id", ""), "")) for name in fields.names}
        return {name: named[name] or kept or "2026-02-20" for name, kept in fields.names.items()}


class Fields(HTMLParser):
    """Names and values of the fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag in ("input", "select", "textarea") and name and name not in ("csrf_token", "q"):
            self.names.setdefault(name, given.get("value") or "")


@pytest.fixture
def walk(empty_app: Flask) -> Walk:
    with empty_app.app_context():
        foreign, own = universe.make(FOREIGN), universe.make(OWN)
        return Walk(empty_app, own, foreign, _actors(own))


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
        "referent": db.session.get(User, own.people[Role.REFERENT]),
        "direction": factories.direction(),
        "coach": factories.coach(),
        "admin": factories.admin(),
    }


def rules_of(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def test_nobody_reads_or_changes_what_is_not_theirs(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    walk.all(rules_of(walk.app))
    with capsys.disabled():
        print(f"\nroute walker: {walk.requests} requests, {len(walk.leaks)} leaks")  # noqa: T201
    assert [str(leak) for leak in walk.leaks] == []
    assert walk.requests > 3_000


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


def test_the_walker_finds_the_leaks_that_are_planted(walk: Walk, settings: config.Settings) -> None:
    app = create_app(settings)
    app.test_client_class = Client
    app.register_blueprint(leaky)
    walk.app = app
    walk.all([rule for rule in rules_of(app) if rule.endpoint.startswith("leaky.")])
    with app.app_context():
        db.engine.dispose()
    config.use(settings)
    found = {(leak.path.split("/fuites")[0] or "/", leak.why.split(" ")[0]) for leak in walk.leaks}
    assert ("/", "tells") in found
    assert (f"/laureats/projet-{OWN}", "tells") in found
    assert ("/laureats/<slug>", "changes") in found
