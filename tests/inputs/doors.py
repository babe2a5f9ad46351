"""Every door through which something typed comes in: a route that takes a POST, as somebody who may use it.

The fields behind a door are those of the forms that its view really makes, so a new form is found by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from sqlalchemy.orm.exc import DetachedInstanceError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from aic_tracker.access.permissions import GRANTS, Permission
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.web.fields import Entry
from aic_tracker.web.forms import BaseForm
from tests import factories
from tests.access import universe
from tests.access.universe import World
from tests.access.walk import TABLES
from tests.support.client import Client, Seat
from tests.support.picture import Picture, taken

CANARY = "fuseau"
# What the arguments of an address say when they name no row by its identifier.
WORDS = {
    "number": "1",
    "file_id": "1",
    "old": "1",
    "new": "1",
    "ending": "pdf",
    "liste": "retards",
    "token": "x",
    "month": "2026-02",
    "pack": "app",
    "version": "1",
    "name": "minutes",
    "path": "x",
    "block": "objectifs",
    "file": "laureats.json",
    "kind": "donnees-ouvertes",
    "kind_key": "laureats",
    "season": "saison-1",
    "chiffre": "laureats",
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
    seats: dict[str, Seat]  # by actor
    picture: Picture
    doors: dict[str, "Door"] = field(default_factory=dict)  # by rule, once looked at

    @property
    def has_written(self) -> bool:
        return self.picture.has_committed

    def browser(self, actor: str) -> Client:
        return self.seats[actor].browser(self.app)

    def post(self, actor: str, path: str, typed: list[tuple[str, str]], **kwargs: Any) -> TestResponse:
        body = encoded([*typed, ("csrf_token", self.seats[actor].csrf_token)])
        return self.browser(actor).post(path, data=body, content_type="application/x-www-form-urlencoded", **kwargs)

    def restore(self) -> None:
        """Put back every row as it was, if anything was written since."""
        self.picture.restore()


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
            "juror": db.session.get(User, world.people[Role.JUROR]),
            "direction": factories.direction(),
            "admin": factories.admin(),
            "anonymous": None,
        }
        seats = {name: Seat.of(app, user) for name, user in people.items()}
    with taken(app) as picture:
        yield House(app, world, seats, picture)


def doors(house: House) -> Iterator[Door]:
    """Every route that takes a POST, with the fields that its forms read."""
    for rule in sorted(house.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "POST" in (rule.methods or ()):
            yield house.doors.get(rule.rule) or _opened(house, rule)


def _opened(house: House, rule: Rule) -> Door:
    door = Door(rule, path_of(rule, house.world), actors_of(house.app, rule))
    for actor in door.actors:
        _look(house, door, actor)
    return house.doors.setdefault(rule.rule, door)


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
        if is_sent_along and name and name not in ("csrf_token", "form_account", "form_key"):
            self.names.setdefault(name, given.get("value") or "")
