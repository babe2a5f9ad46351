"""The time of an event is proposed to the referents who came; nothing is noted for them."""

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events.models import Audience
from aic_tracker.timesheet.models import TimeEntry
from tests import factories
from tests.support.client import text_of


def test_a_referent_who_came_is_offered_to_note_the_time(announced, signed_in, at):
    laureate = factories.laureate("Vikidia")
    rosa = factories.referent(laureate, name="Rosa")
    event = announced(audience=Audience.ALL)
    [own] = event.attendances
    at("2026-03-19T18:00")
    page = f"/evenements/{event.id}"
    assert "noter" not in text_of(signed_in(rosa).get(page))
    own.came_at = clock.now()
    db.session.commit()
    browser = signed_in(rosa)
    link = "/laureats/vikidia/temps/nouveau?le=2026-03-19&amp;quarts=2"
    assert link in browser.get(page).text
    form = browser.get(link.replace("&amp;", "&")).text
    assert ('value="2026-03-19"' in form, 'value="2" checked' in form) == (True, True)
    assert db.session.scalars(sa.select(TimeEntry)).all() == []
