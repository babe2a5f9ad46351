"""Walks every resource with every kind of token: none goes beyond its person, nor beyond what it is for."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from aic_tracker import clock, config, create_app
from aic_tracker.access.guards import public, requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import services, tokens
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from tests import factories
from tests.access import universe
from tests.access.universe import World
from tests.access.walk import FOREIGN, OWN, TABLES, filled
from tests.support.picture import Picture, taken

# By name: the role, and what of `ApiToken` is less than everything.
HOLDERS: dict[str, tuple[Role, dict[str, Any]]] = {
    "referent": (Role.REFERENT, {}),
    "referent who reads": (Role.REFERENT, {"may_write": False}),
    "expert": (Role.EXPERT, {}),
    "coach for one laureate": (Role.COACH, {"laureate_ids": "own"}),
    "direction for one laureate": (Role.DIRECTION, {"laureate_ids": "own"}),
    "admin": (Role.ADMIN, {}),
}
# Services: no role chosen, no person behind.
SERVICES: dict[str, dict[str, Any]] = {
    "service for one laureate": {"laureate_ids": "own"},
    "service that reads": {"may_write": False, "laureate_ids": "own"},
}
# Sent to whatever is asked to write: no resource takes all of it, some take a part.
BODIES: tuple[dict[str, Any], ...] = (
    {"title": "Canari"},
    {"status": "in_progress"},
    {"on": "2026-03-02", "quarters": 1, "activity": "Canari"},
    {},
)


@dataclass
class TokenWalk:
    """One token's way along the resources, in a world put back after each thing that was written."""

    app: Flask
    own: World
    foreign: World
    secret: str
    may_write: bool
    picture: Picture
    leaks: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.seals = self.fingerprints()

    def fingerprints(self) -> list[dict[str, str]]:
        with self.app.app_context():
            return [self.foreign.fingerprint(), {} if self.may_write else self.own.fingerprint()]

    def along(self) -> None:
        for rule in resources(self.app):
            for path in dict.fromkeys(self.paths(rule)):
                for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
                    for body in BODIES if method in ("POST", "PUT") else (None,):
                        self.ask(method, path, body)

    def paths(self, rule: Rule) -> Iterator[str]:
        """Every resource of each laureate, and those of the other one under it."""
        for slug in (self.own.slug, self.foreign.slug, "n-existe-pas"):
            for world in (self.own, self.foreign):
                names = {name: str(world.ids[TABLES[name]]) for name in rule.arguments if name != "slug"}
                yield filled(rule, {**names, "slug": slug})

    def ask(self, method: str, path: str, body: dict[str, Any] | None) -> None:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if method != "GET":
            headers["If-Match"] = "*"
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.app.test_client().open(path, method=method, headers=headers, **sent)
        self.statuses[answer.status_code] += 1
        told = answer.get_data().replace(self.foreign.slug.encode(), b"")
        if answer.status_code >= 500 or self.foreign.canary.encode() in told:
            self.leaks.append(f"{method} {path}: {answer.status_code}")
        if self.picture.written:
            if self.fingerprints() != self.seals:
                self.leaks.append(f"{method} {path} changes what it may not")
            self.picture.restore()


def resources(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("api.", "leaky."))]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def person(role: Role, own: World) -> User:
    if role in own.people:
        return db.session.get_one(User, own.people[role])
    return {Role.COACH: factories.coach, Role.DIRECTION: factories.direction, Role.ADMIN: factories.admin}[role]()


def walk_of(app: Flask, name: str, picture_of: ExitStack) -> TokenWalk:
    less = SERVICES[name] if name in SERVICES else HOLDERS[name][1]
    with app.app_context():
        foreign, own = universe.make(FOREIGN), universe.make(OWN)
        ids = [own.ids["laureate"]] if "laureate_ids" in less else []
        may_write = less.get("may_write", True)
        said: dict[str, Any] = {"name": "Essai", "may_write": may_write, "laureate_ids": ids}
        said |= {"lasts": timedelta(days=30), "now": clock.now()}
        if name in SERVICES:
            _service, secret = services.open_service(actor=factories.admin(), **said)
        else:
            _token, secret = tokens.make(person(HOLDERS[name][0], own), **said)
        db.session.commit()
    return TokenWalk(app, own, foreign, secret, may_write, picture_of.enter_context(taken(app)))


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("name", [*HOLDERS, *SERVICES])
def test_no_token_goes_beyond_its_person_nor_beyond_itself(empty_app: Flask, name: str) -> None:
    with ExitStack() as stack:
        walk = walk_of(empty_app, name, stack)
        walk.along()
    assert walk.leaks == []
    assert walk.statuses.total() > 150
    assert name == "admin" or walk.statuses[200] > 5


leaky = Blueprint("leaky", __name__, url_prefix="/api/v1")


@leaky.get("/laureats/<slug>/fuites/<int:objective_id>")
@requires(Permission.READ_LAUREATE)
def objective(laureate: Any, objective_id: int) -> str:
    title = db.session.execute(db.text("SELECT title FROM objective WHERE id = :id"), {"id": objective_id}).scalar()
    return str(title)


@leaky.post("/fuites/<int:action_id>")
@public
def action(action_id: int) -> str:
    db.session.execute(db.text("UPDATE action SET title = 'prise' WHERE id = :id"), {"id": action_id})
    db.session.commit()
    return "fait"


@pytest.mark.looks
def test_the_walker_finds_the_leaks_that_are_planted(empty_app: Flask, settings: config.Settings) -> None:
    app = create_app(replace(settings, database=config.current().database))
    app.register_blueprint(leaky)
    with ExitStack() as stack:
        walk = walk_of(app, "referent who reads", stack)
        walk.along()
    with app.app_context():
        db.engine.dispose()
    config.use(settings)
    assert any("fuites" in leak and leak.endswith("200") for leak in walk.leaks)
    assert any("fuites" in leak and "changes" in leak for leak in walk.leaks)
