"""Every door through which something typed comes in: a route that takes a POST, as somebody who may use it.

The fields behind a door are those of the forms that its view really makes, so a new form is found by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import DetachedInstanceError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from aic_tracker.access.permissions import GRANTS, Permission
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import Base, db
from aic_tracker.web.fields import Entry
from aic_tracker.web.forms import BaseForm
from tests import factories
from tests.access import universe
from tests.access.test_walker import TABLES
from tests.access.universe import World
from tests.support.client import Client

CANARY = "fuseau"
# What the arguments of an address say when they name no row by its identifier.
WORDS = {
    "number": "1",
    "old": "1",
    "new": "1",
    "ending": "pdf",
    "token": "x",
    "month": "2026-02",
    "pack": "app",
    "version": "1",
    "name": "minutes",
    "path": "x",
    "kind": "donnees-ouvertes",
    "season": "saison-1",
}


@dataclass(frozen=True)
class Box:
    """One field: its name in the body, its class and what it offers."""

    name: str
    of: type[Any]
    options: tuple[str, ...] = ()
    value: str = ""


@dataclass
class Door:
    rule: Rule
    path: str
    actors: tuple[str, ...]
    boxes: dict[str, Box] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.rule.rule


@dataclass
class House:
    """An application, a world of rows in it, one person of each role, and the picture to come back to."""

    app: Flask
    world: World
    keys: dict[str, tuple[str, str]]  # by actor: cookie and CSRF token
    rows: dict[str, list[dict[str, Any]]]
    has_written: bool = False

    def browser(self, actor: str) -> Client:
        client: Client = self.app.test_client()  # type: ignore[assignment]
        cookie, _token = self.keys[actor]
        client.set_cookie("session", cookie, domain="localhost")
        return client

    def post(self, actor: str, path: str, typed: list[tuple[str, str]], **kwargs: Any) -> TestResponse:
        body = encoded([*typed, ("csrf_token", self.keys[actor][1])])
        return self.browser(actor).post(path, data=body, content_type="application/x-www-form-urlencoded", **kwargs)

    def restore(self) -> None:
        """Put back every row as it was, if anything was written since."""
        if not self.has_written:
            return
        with self.app.app_context():
            for table in reversed(ordinary_tables()):
                db.session.execute(table.delete())
            for table in ordinary_tables():
                if self.rows[table.name]:
                    db.session.execute(table.insert(), self.rows[table.name])
            db.session.commit()
        self.has_written = False


def ordinary_tables() -> list[sa.Table]:
    """All but the audit trail, which only grows."""
    return [table for table in Base.metadata.sorted_tables if not table.name.startswith("audit_")]


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """As a browser that checks nothing would: half of a surrogate pair leaves as its three bytes."""
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass").encode()


@contextmanager
def furnished(app: Flask) -> Iterator[House]:
    with app.app_context():
        world = universe.make(CANARY)
        people: dict[str, User | None] = {
            "coach": factories.coach(),
            "referent": db.session.get(User, world.people[Role.REFERENT]),
            "expert": db.session.get(User, world.people[Role.EXPERT]),
            "direction": factories.direction(),
            "admin": factories.admin(),
            "anonymous": None,
        }
        keys = {name: _key(app, user) for name, user in people.items()}
        db.session.rollback()
        rows = {
            table.name: [dict(row) for row in db.session.execute(sa.select(table)).mappings()]
            for table in ordinary_tables()
        }
        db.session.rollback()
    house = House(app, world, keys, rows)

    def note(_session: Session) -> None:
        house.has_written = True

    event.listen(Session, "after_commit", note)
    try:
        yield house
    finally:
        event.remove(Session, "after_commit", note)


def _key(app: Flask, user: User | None) -> tuple[str, str]:
    client: Client = app.test_client()  # type: ignore[assignment]
    if user is not None:
        client.sign_in(user)
    token = client._csrf_token()
    cookie = client.get_cookie("session", domain="localhost")
    assert cookie is not None
    return cookie.value, token


def doors(house: House) -> list[Door]:
    """Every route that takes a POST, with the fields that its forms read."""
    found = []
    for rule in sorted(house.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "POST" in (rule.methods or ()):
            door = Door(rule, path_of(rule, house.world), actors_of(house.app, rule))
            for actor in door.actors:
                _look(house, door, actor)
            found.append(door)
    return found


def actors_of(app: Flask, rule: Rule) -> tuple[str, ...]:
    guard = app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
    if not isinstance(guard, Permission):
        return ("anonymous",)
    roles = GRANTS[guard].scopes
    return tuple(role.value for role in Role if role in roles)


def path_of(rule: Rule, world: World, **said: str) -> str:
    """The rule's address, with the rows of that world or what is said."""
    path = rule.rule
    for name in rule.arguments - (rule.defaults or {}).keys():
        own = world.slug if name == "slug" else str(world.ids[TABLES[name]]) if name in TABLES else WORDS[name]
        path = _filled(path, name, said.get(name, own))
    return path


def _filled(path: str, name: str, value: str) -> str:
    before, _, rest = path.partition(f"{name}>")
    return before[: before.rindex("<")] + quote(value, safe="", errors="surrogatepass") + rest


def _look(house: House, door: Door, actor: str) -> None:
    page = ""
    if "GET" in (door.rule.methods or ()):
        with made_forms() as shown:
            page = house.browser(actor).get(door.path).get_data(as_text=True)
        _note(door, shown)
    with made_forms() as made:
        house.post(actor, door.path, [])
    _note(door, made)
    hidden = Hidden()
    hidden.feed(page)
    for name, value in hidden.names.items():
        door.boxes.setdefault(name, Box(name, Entry, value=value))
    house.restore()


def _note(door: Door, forms: list[BaseForm]) -> None:
    for form in forms:
        for each in form:
            if isinstance(each, Entry):
                options = _options(each)
                known = door.boxes.get(each.name)
                value = (known.value if known else "") or ("" if each.kind == "file" else str(each.value))
                door.boxes[each.name] = Box(each.name, type(each), options or (known.options if known else ()), value)


def _options(each: Any) -> tuple[str, ...]:
    try:
        return tuple(key for key, *_ in each.rows()) if hasattr(each, "options") else ()
    except DetachedInstanceError:  # the request ended on a refusal: the page that was shown has told them
        return ()


@contextmanager
def made_forms() -> Iterator[list[BaseForm]]:
    """The forms made meanwhile, whoever makes them."""
    made: list[BaseForm] = []
    usual = BaseForm.__init__

    def noting(self: BaseForm, *args: Any, **kwargs: Any) -> None:
        usual(self, *args, **kwargs)
        made.append(self)

    BaseForm.__init__ = noting  # type: ignore[method-assign]
    try:
        yield made
    finally:
        BaseForm.__init__ = usual  # type: ignore[method-assign]


class Hidden(HTMLParser):
    """What a page sends along with its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        is_sent_along = tag in ("input", "button") and given.get("type") in ("hidden", "submit")
        if is_sent_along and name and name not in ("csrf_token", "form_key"):
            self.names.setdefault(name, given.get("value") or "")
