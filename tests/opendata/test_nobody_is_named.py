"""A canary stands in every text of the house that is about people or is theirs: no public address tells it."""

import re

import pytest
import sqlalchemy as sa

from aic_tracker.db import Base, db
from aic_tracker.laureates.models import Laureate
from tests.access import universe

CANARY = "canaripublic"
# By table, the columns that are published: those of projects, of their organisations and of seasons.
PUBLISHED = {
    "laureate": {"name", "slug", "tagline", "town", "website", "repository", "licence", "themes"},
    "organisation": {"name"},
    "season": {"name", "slug"},
}
STARTS = ("/donnees", "/robots.txt", "/statistiques", "/donnees/datapackage.json", "/donnees/catalogue.jsonld")


def crawled(client, starts):
    """Every public answer that these addresses lead to, by path."""
    waiting, found = list(starts), {}
    while waiting:
        path = waiting.pop().removeprefix("http://aic.test").split("#")[0]
        if path in found or path.startswith("/fichiers") or not path.startswith("/"):
            continue
        answer = client.get(path)
        found[path] = answer
        if answer.mimetype in ("text/html", "application/ld+json", "application/atom+xml"):
            waiting += re.findall(r'(?:href=|"@id": )"([^"]+)"', answer.text)
    return found


@pytest.fixture
def everywhere(app, opened):
    """A laureate whose published texts are plain, and whose every other text is the canary."""
    world = universe.make(CANARY)
    for name, columns in PUBLISHED.items():
        table = Base.metadata.tables[name]
        said = {column: [] if column == "themes" else f"https://public.example/{name}" for column in columns}
        said |= {"slug": "commun-public"} if "slug" in columns else {}
        db.session.execute(sa.update(table).where(table.c.id == world.ids[name]).values(said))
    db.session.commit()
    assert db.session.get(Laureate, world.ids["laureate"]).slug == "commun-public"


def test_no_public_address_tells_anything_of_anybody(client, everywhere):
    found = crawled(client, STARTS)
    assert len(found) > 12
    assert "commun-public" in found["/donnees/laureats.csv"].text
    telling = [path for path, answer in found.items() if CANARY in answer.text or CANARY in str(answer.headers)]
    assert telling == []


def test_the_crawl_finds_a_canary_that_is_published(client, everywhere):
    db.session.execute(sa.update(Laureate).values(tagline=CANARY))
    db.session.commit()
    assert any(CANARY in answer.text for answer in crawled(client, STARTS).values())
