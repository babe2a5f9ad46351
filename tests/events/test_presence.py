"""Who came shows where each project is told: its page, its report, that of its season."""

from datetime import date

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events.models import Audience
from aic_tracker.laureates.models import MemberRole
from aic_tracker.renewals import keeping, kept_queries
from aic_tracker.renewals.since import changes
from tests import factories
from tests.support.client import text_of


def test_a_project_came_by_those_who_were_its_referents_on_that_day(announced, camille, signed_in, at):
    laureate = factories.laureate("Vikidia")
    rosa = factories.referent(laureate, name="Rosa")
    late = factories.referent(name="Luce")
    factories.member(laureate, late, MemberRole.REFERENT, from_on=date(2026, 3, 23))
    event = announced(audience=Audience.ALL, people=[late])
    people = list(event.attendances)
    at("2026-03-24T10:00")
    pages = ("/laureats/vikidia", "/laureats/vikidia/bilan")
    browser = signed_in(camille)
    assert not any("Journée des lauréats" in text_of(browser.get(page)) for page in pages)
    for one in people:
        one.came_at = clock.now()
    db.session.commit()
    said = [text_of(browser.get(page)) for page in pages]
    assert all("Journée des lauréats" in page for page in said)
    assert "19/03/2026 · Rosa" in said[0]
    assert "19/03/2026 Journée des lauréats Rencontre Rosa Aides et" in said[1]
    assert "Présences à des événements 1" in text_of(
        signed_in(factories.direction()).get(f"/pilotage/saison/{laureate.season.slug}")
    )

    # A report keeps its people by number; one kept before events were told of says nothing of them.
    bilan = kept_queries.live(laureate, laureate.periods[0], clock.today())
    content = keeping.kept(bilan)
    assert "Rosa" not in str(content["events"])
    assert keeping.read(content, people={rosa.id: "Rosa"}, experts={}).events == bilan.events
    before = keeping.read({**content, "events": None}, people={}, experts={})
    assert "Événements" not in [change.what for change in changes(before, bilan)]
    del content["events"]
    assert keeping.read(content, people={}, experts={}).events is None
