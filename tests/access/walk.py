"""One person's way along every route, with what is theirs, what is not and what does not exist."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from aic_tracker.accounts.models import Role, User
from tests.access.universe import World
from tests.support.client import Seat
from tests.support.picture import Picture

OWN, FOREIGN = "canariproche", "canarietranger"
NOWHERE = "999999"
NOTHING = ("0", "-1", str(2**63), NOWHERE)
# By the name of a URL's argument, the table whose rows it names. A new name must be added here, or to TEXTS.
TABLES = {
    "slug": "laureate",
    "user_id": "user_account",
    "season_id": "season",
    "import_id": "sheet_import",
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
    "mail_id": "outgoing_mail",
    "contact_id": "contact",
    "introduction_id": "introduction",
    "commitment_id": "commitment",
    "aid_id": "aid",
    "declaration_id": "aid_declaration",
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
    "failure_id": "failure",
    "api_token_id": "api_token",
    "service_id": "user_account",
    "catalogue_id": "catalogue_entry",
    "event_id": "event",
    "webhook_id": "webhook",
    "notice_id": "webhook_notice",
    "call_id": "selection_call",
    "criterion_id": "criterion",
    "application_id": "application",
    "juror_id": "juror",
    "conflict_id": "juror_conflict",
}
# Arguments that name no row by its identifier: what to try.
TEXTS = {
    "number": ("1", NOWHERE),
    "file_id": ("1", NOWHERE),
    "old": ("1", NOWHERE),
    "new": ("1", NOWHERE),
    "kind_key": ("laureats", NOWHERE),
    "ending": ("pdf", "ods", "xlsx", "exe"),
    "token": ("x",),
    "liste": ("retards", "decisions", NOWHERE),
    "month": ("2026-02", "2026-13"),
    "pack": ("app",),
    "version": ("1",),
    "name": ("css/app.css", "../config.py"),
    "path": ("x",),
    "block": ("objectifs", "x"),
    "file": ("laureats.json", "subventions.csv", "laureats.atom", NOWHERE),
    "kind": ("open_data", "x"),
    "season": ("saison-1", NOWHERE),
    "chiffre": ("laureats", NOWHERE),
}

# Where a page says that its list leaves as a file; one kind of file tells what the others do.
FILE = re.compile(r'(?<=href=")[^"]*format=csv[^"]*')


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
    """One person's way along the routes, in a world put back after each thing that was written."""

    app: Flask
    own: World
    foreign: World
    actor: str
    user: User | None
    seat: Seat
    picture: Picture
    walked: Counter[tuple[str, str]] = field(default_factory=Counter)  # by rule and method
    statuses: Counter[int] = field(default_factory=Counter)
    sent_to_sign_in: set[str] = field(default_factory=set)  # by rule
    leaks: list[Leak] = field(default_factory=list)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)  # by path, the fields of its page

    def __post_init__(self) -> None:
        self.seals = self.fingerprint()
        self.sees_all = self.user is not None and self.user.role in (Role.COACH, Role.DIRECTION, Role.ADMIN)

    def along(self, rules: list[Rule]) -> None:
        for method, rule in product(("GET", "POST"), rules):
            if method in methods_of(rule):
                for path in self.paths(rule):
                    self.visit(rule, method, path)

    def fingerprint(self) -> dict[str, str]:
        with self.app.app_context():
            return self.foreign.fingerprint()

    def paths(self, rule: Rule) -> Iterator[str]:
        """Every combination of what names a row; what names nothing, one argument at a time."""
        known = {name: self.known(rule, name) for name in sorted(rule.arguments - (rule.defaults or {}).keys())}
        for values in product(*known.values()):
            yield filled(rule, dict(zip(known, values, strict=True)))
        own = {name: values[0] for name, values in known.items()}
        for name, value in product(known.keys() & TABLES.keys() - {"slug"}, NOTHING):
            yield filled(rule, {**own, name: value})

    def known(self, rule: Rule, name: str) -> tuple[str, ...]:
        if name == "slug":
            return (self.own.slug, self.foreign.slug, "n-existe-pas")
        if name in TABLES:
            return (str(self.own.ids[TABLES[name]]), str(self.foreign.ids[TABLES[name]]))
        if name in TEXTS:
            return TEXTS[name]
        pytest.fail(f"{rule.rule}: say in tests/access/walk.py what <{name}> names, in TABLES or TEXTS")

    def visit(self, rule: Rule, method: str, path: str) -> None:
        """What is foreign is not told, and is as it was afterwards."""
        typed = {**self.typed(path), "csrf_token": self.seat.csrf_token} if method == "POST" else None
        answer = self.seat.browser(self.app).open(path, method=method, data=typed)
        self.walked[rule.rule, method] += 1
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.leaks.append(Leak(self.actor, method, path, f"answers {answer.status_code}"))
        if (answer.location or "").startswith("/connexion"):
            self.sent_to_sign_in.add(rule.rule)
        # The path that was asked for may come back: it tells nothing.
        innocent = [path, self.foreign.slug]
        told = answer.get_data() + repr(answer.headers.items()).encode()
        for words in innocent:
            told = told.replace(words.encode(), b"")
        if self.foreign.canary.encode() in told and not self.sees_all:
            self.leaks.append(Leak(self.actor, method, path, "tells of the foreign laureate"))
        if method == "GET":
            self.forms[path] = fields_of(answer)
            if "format=csv" not in path:
                for found in FILE.finditer(answer.text if answer.mimetype == "text/html" else ""):
                    self.visit(rule, "GET", unescape(found[0]))
        if self.picture.written:
            self.compare(rule, method)
            self.picture.restore()

    def compare(self, rule: Rule, method: str) -> None:
        changed = (
            [] if self.sees_all else [name for name, seal in self.fingerprint().items() if self.seals[name] != seal]
        )
        if changed:
            self.leaks.append(Leak(self.actor, method, rule.rule, f"changes foreign rows of {changed}"))

    def typed(self, path: str) -> dict[str, Any]:
        """What the page's own form asks for, with foreign identifiers wherever a row may be named."""
        asked = self.forms.get(path, {})
        named = {name: str(self.foreign.ids.get(TABLES.get(f"{name}_id", ""), "")) for name in asked}
        return {name: named[name] or kept or "2026-02-20" for name, kept in asked.items()}


def filled(rule: Rule, said: dict[str, str]) -> str:
    path = rule.rule
    for name, value in said.items():
        path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{name}>", value, path)
    return path


def fields_of(page: TestResponse) -> dict[str, str]:
    fields = Fields()
    if page.status_code == 200 and page.mimetype == "text/html":
        fields.feed(page.text)
    return fields.names


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


def methods_of(rule: Rule) -> set[str]:
    return (rule.methods or set()) & {"GET", "POST"}


def rules_of(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
