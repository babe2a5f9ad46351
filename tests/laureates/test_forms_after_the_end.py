"""Once the support is over, no page draws a form whose sending would be refused for that: it says why instead."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from types import FunctionType, ModuleType
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus
from tests import factories as make
from tests.access import universe
from tests.access.walk import TABLES, TEXTS, filled, methods_of
from tests.support.client import Client, text_of

NEEDS_SUPPORT = {"during", "until_decided"}
KINDS = (FunctionType, ModuleType)


class Forms(HTMLParser):
    """Where a page may send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.targets.add(urljoin(self.page, given.get("action") or self.page))
        if given.get("formaction"):
            self.targets.add(urljoin(self.page, given["formaction"] or ""))


@pytest.fixture
def world(app: Flask, at) -> universe.World:
    """A row in every table, and the states that open other gestures; the support ended in August, it is September."""
    made = universe.make("canari")
    laureate = db.session.get_one(Laureate, made.ids["laureate"])
    for number, status in enumerate(CheckpointStatus, start=2):
        make.checkpoint(laureate, number=number, status=status)
    for status in AssignmentStatus:
        make.scoped_assignment(laureate, make.expert(), status=status)
    make.diagnostic(laureate, kind=DiagnosticKind.MID_TERM)
    laureate.status = LaureateStatus.ENDED
    db.session.commit()
    at("2026-09-15T10:00")
    return made


def pages(app: Flask, world: universe.World) -> Iterator[str]:
    """The address of every page of the project, with each row that it may be asked of."""
    several = {
        "number": [str(number) for number in db.session.scalars(sa.select(Checkpoint.number))],
        "assignment_id": [str(id) for id in db.session.scalars(sa.select(Assignment.id))],
        "diagnostic_id": [str(id) for id in db.session.scalars(sa.select(Diagnostic.id))],
    }
    for rule in app.url_map.iter_rules():
        if "GET" in methods_of(rule) and "slug" in rule.arguments:
            known = {name: several.get(name) or _known(world, name) for name in sorted(rule.arguments)}
            for values in product(*known.values()):
                yield filled(rule, dict(zip(known, values, strict=True)))


def _known(world: universe.World, name: str) -> list[str]:
    if name == "slug":
        return [world.slug]
    return [str(world.ids[TABLES[name]])] if name in TABLES else list(TEXTS[name])


def verbs_of(view: FunctionType) -> set[str]:
    """The verbs that need the support, among those that the view names."""
    inner = inspect.unwrap(view)
    names = {name: value for name, value in vars(inspect.getmodule(inner)).items() if type(value) in KINDS}
    found = [
        getattr(names.get(node.value.id), node.attr, None)
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(inner))))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    found += [names.get(name) for name in inner.__code__.co_names]
    return {verb.__name__ for verb in found if getattr(verb, "support", None) in NEEDS_SUPPORT}


def drawn(client: Client, app: Flask, world: universe.World) -> set[tuple[str, str]]:
    """Pages, each with the endpoint of what it may send."""
    found = set()
    router = app.url_map.bind("localhost")
    for path in pages(app, world):
        answer = client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        forms = Forms(path)
        forms.feed(answer.text)
        for target in forms.targets:
            try:
                endpoint, _ = router.match(urlsplit(target).path, method="POST")
            except HTTPException:
                continue
            found.add((path, endpoint))
    return found


def actor(name: str, laureate: Laureate) -> User:
    return make.direction() if name == "direction" else getattr(make, name)(laureate)


@pytest.mark.parametrize("name", ["coach", "referent", "direction"])
def test_no_page_draws_a_form_that_would_be_refused(app: Flask, world: universe.World, signed_in, name: str) -> None:
    laureate = db.session.get_one(Laureate, world.ids["laureate"])
    client = signed_in(actor(name, laureate))
    found = drawn(client, app, world)
    assert found, "some forms are drawn after the end: comments, corrections"
    refused = {
        f"{path} draws {endpoint}, which does {', '.join(sorted(verbs))}"
        for path, endpoint in found
        if (verbs := verbs_of(app.view_functions[endpoint]))
    }
    assert not refused, "say `form.closed = refusal_of(…)`, or `withhold` the button:\n" + "\n".join(sorted(refused))


def test_a_closed_roadmap_asks_for_no_sheet(app: Flask, world: universe.World, signed_in) -> None:
    laureate = db.session.get_one(Laureate, world.ids["laureate"])
    page = signed_in(make.coach(laureate)).get(f"/laureats/{world.slug}/feuille-de-route/importer")
    assert "son contenu ne change plus" in text_of(page)
    assert 'type="file"' not in page.text


def test_a_closed_diagnostic_and_a_closed_point_say_why(app: Flask, world: universe.World, signed_in) -> None:
    laureate = db.session.get_one(Laureate, world.ids["laureate"])
    client = signed_in(make.coach(laureate))
    opened = db.session.scalars(sa.select(Diagnostic.id).where(Diagnostic.kind == DiagnosticKind.MID_TERM)).one()
    for page in (f"diagnostic/{opened}", f"diagnostic/{opened}/remplir", "points/2/modifier", "points/2/deplacer"):
        text = text_of(client.get(f"/laureats/{world.slug}/{page}"))
        assert "L’accompagnement 1 a pris fin le 31 août 2026 et la suite est décidée" in text, page


def test_the_conduct_of_a_point_shows_what_is_closed_without_its_fields(app: Flask, world, signed_in) -> None:
    laureate = db.session.get_one(Laureate, world.ids["laureate"])
    page = signed_in(make.coach(laureate)).get(f"/laureats/{world.slug}/points/2/conduire")
    assert "son contenu ne change plus" in text_of(page)
    assert 'name="minutes-text"' in page.text or "textes/minutes" in page.text, "what was said is still written"
