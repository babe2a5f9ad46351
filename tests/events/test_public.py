"""What everybody reads of an event: only what was announced to the public, once the data are open."""

from xml.etree import ElementTree

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events import operations, queries
from aic_tracker.opendata import operations as opendata
from tests import factories
from tests.support.client import text_of

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/donnees/evenements.atom"


def titles(client):
    return [title.text for title in ElementTree.fromstring(client.get(FEED).data).iter(f"{ATOM}title")][1:]


def test_public_events_are_told_to_everybody_and_those_called_off_stay(announced, prepared, camille, client):
    link = "https://visio.example.fr/salle"
    event = announced(guests=["lea@example.fr"], title="Portes ouvertes", is_public=True, link=link)
    announced(guests=["lea@example.fr"], title="Entre nous")
    prepared(title="Encore secret", is_public=True)
    assert client.get(FEED).status_code == 404
    opendata.publish(actor=factories.direction(), now=clock.now())
    db.session.commit()
    page = client.get("/communs")
    assert titles(client) == ["Portes ouvertes"]
    told = text_of(page)
    assert ("Portes ouvertes" in told, "Entre nous" in told, "Encore secret" in told) == (True, False, False)
    assert link not in page.text + client.get(FEED).text
    event = queries.event_for(camille, event.id)
    operations.cancel_event(event, actor=camille, now=clock.now(), version=event.version, reason="Grève.")
    db.session.commit()
    assert titles(client) == ["Annulé : Portes ouvertes"]
    assert "Annulé : Portes ouvertes" in text_of(client.get("/communs"))
