"""From its preparation to what the project's page says of it: one event, by the hands of all who take part."""

import re

from aic_tracker import clock
from aic_tracker.events import queries
from aic_tracker.scheduler import jobs
from tests import factories
from tests.checkpoints.test_announce_changes import message
from tests.events.test_invite import TYPED
from tests.support.client import text_of
from tests.support.mails import mails


def link(kind: str, address: str, word: str) -> str:
    """Where the last mail of that kind to that address answers so."""
    [*_, mail] = [mail for mail in mails() if (mail.kind, mail.recipient) == (kind, address)]
    text = message(mail).get_body(("plain",)).get_content()
    [found] = re.findall(rf"http://aic\.test(/evenements/reponse/\S+\?reponse={word})", text)
    return found


def test_an_event_is_prepared_answered_held_and_told(camille, signed_in, client, at):
    rosa = factories.referent(factories.laureate("Vikidia"), name="Rosa", email="rosa@example.org")
    coach = signed_in(camille)
    page = coach.submit("/evenements/nouveau", {**TYPED, "capacity": "1"}).location
    coach.submit(f"{page}/inviter", {})
    client.submit(link("event-invitation", "lea@example.fr", "oui"), {"wish": "yes", "needs": "Sans gluten"})
    at("2026-03-02T11:00")
    referent = signed_in(rosa)
    assert "Invitation à un événement" in text_of(referent.get("/ce-qui-m-attend"))
    assert "liste d’attente, au rang 1" in text_of(
        referent.submit(f"{page}/repondre", {"wish": "yes"}, follow_redirects=True)
    )
    client.submit(link("event-invitation", "lea@example.fr", "non"), {"wish": "no"})
    assert [mail.recipient for mail in mails() if mail.kind == "event-place"] == ["rosa@example.org"]
    assert "vous avez une place" in text_of(referent.get(page))

    at("2026-03-19T13:50")
    coach = signed_in(camille)
    assert "Rosa Vient" in text_of(coach.get(f"{page}/presence"))
    own = next(
        one for one in queries.event_for(camille, int(page.split("/")[-1])).attendances if one.user_id == rosa.id
    )
    coach.submit(f"{page}/presence", {"person": str(own.id), "came": "1"})
    at("2026-03-20T08:01")
    jobs.plan(clock.now())
    assert [mail.recipient for mail in mails() if mail.kind == "event-thanks"] == ["rosa@example.org"]
    referent = signed_in(rosa)
    assert "noter 0,25 j pour Vikidia" in text_of(referent.get(page))
    assert "19/03/2026 · Rosa" in text_of(referent.get("/laureats/vikidia"))
