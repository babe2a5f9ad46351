"""A canary stands in every text of the house that is about people or is theirs: no public address tells it."""

import re

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.commitments.models import Commitment, CommitmentState
from aic_tracker.db import Base, db
from aic_tracker.introductions.models import Introduction, IntroductionStatus
from aic_tracker.laureates.models import Laureate
from aic_tracker.opendata import consents
from aic_tracker.opendata.models import Block
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from tests import factories as make
from tests.access import universe

CANARY = "canaripublic"
# By table, the columns that are published: those of projects, of their organisations and of seasons.
PUBLISHED = {
    "laureate": {"name", "slug", "tagline", "town", "website", "repository", "licence", "themes"},
    "organisation": {"name"},
    "season": {"name", "slug"},
    # Of results, once the laureate agreed.
    "objective": {"title", "indicator", "unit"},
    "commitment": {"evidence_url"},
}
STARTS = (
    "/communs",
    "/donnees",
    "/robots.txt",
    "/statistiques",
    "/donnees/datapackage.json",
    "/donnees/catalogue.jsonld",
)


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
    db.session.execute(sa.update(Objective).values(status=ObjectiveStatus.ACHIEVED))
    db.session.execute(sa.update(Commitment).values(state=CommitmentState.PROVEN))
    db.session.execute(sa.update(Introduction).values(status=IntroductionStatus.PARTNERSHIP))
    db.session.commit()
    return db.session.get_one(Laureate, world.ids["laureate"])


def test_no_public_address_tells_anything_of_anybody(client, everywhere):
    found = crawled(client, STARTS)
    assert len(found) > 12
    assert "commun-public" in found["/donnees/laureats.csv"].text
    telling = [path for path, answer in found.items() if CANARY in answer.text or CANARY in str(answer.headers)]
    assert telling == []


def test_nor_do_the_results_that_a_laureate_agreed_to_show(client, everywhere):
    for block in Block:
        consents.give(everywhere, block, actor=make.direction(), now=clock.now())
    db.session.commit()
    page = client.get("/communs/commun-public")
    for block in Block:
        assert block.label in page.text
    assert CANARY not in page.text


def test_the_crawl_finds_a_canary_that_is_published(client, everywhere):
    db.session.execute(sa.update(Laureate).values(tagline=CANARY))
    db.session.commit()
    assert any(CANARY in answer.text for answer in crawled(client, STARTS).values())
