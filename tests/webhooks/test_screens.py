"""An administrator adds an address, tries it, reads what it answered, has a message sent again, and takes it away."""

import re

import pytest

from aic_tracker.db import db
from aic_tracker.webhooks import queries
from tests import factories as make
from tests.support.client import text_of
from tests.webhooks.receiver import opened, reaching

HOME = "/administration/webhooks"


@pytest.fixture
def client(app, signed_in):
    return signed_in(make.admin())


def test_an_address_is_added_tried_suspended_and_removed(client):
    assert "Aucune adresse" in text_of(client.get(HOME))
    page = text_of(client.submit(f"{HOME}/nouveau", {"name": "Tableau", "url": "https://recoit.example.org/aic"}))
    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", page)
    webhook = queries.webhooks()[0][0]
    here = f"{HOME}/{webhook.id}"
    assert "whsec_" not in text_of(client.get(here))
    with opened() as receiver, reaching(receiver):
        webhook.url = receiver.url
        db.session.commit()
        assert "bien reçu" in text_of(client.submit(f"{here}/essayer", follow_redirects=True))
        assert "webhook.trial" in receiver.received[0][1]
        receiver.answers = [(500, {}, b"")]
        page = text_of(client.submit(f"{here}/essayer", follow_redirects=True))
        assert "L’adresse est en panne." in page
        notice = db.session.scalars(queries.notices(webhook.id).order_by(None)).all()
        sent = next(one for one in notice if one.received_at)
        page = text_of(client.submit(f"{HOME}/messages/{sent.id}/renvoyer", follow_redirects=True))
        assert "repart dans quelques instants" in page
        page = text_of(client.submit(f"{HOME}/messages/{sent.id}/renvoyer", follow_redirects=True))
        assert "attend déjà de partir" in page
    assert "whsec_" in text_of(client.submit(f"{here}/secret"))
    assert "Suspendu à la main." in text_of(client.submit(f"{here}/suspendre", follow_redirects=True))
    assert "est rétabli" in text_of(client.submit(f"{here}/retablir", follow_redirects=True))
    assert "l’attendent encore" in text_of(client.get(f"{here}/retirer"))
    assert "Aucune adresse" in text_of(client.submit(f"{here}/retirer", follow_redirects=True))


@pytest.mark.parametrize(
    "url", ["http://recoit.example.org/", "https://recoit.example.org:8443/", "https://a:b@c.org/"]
)
def test_an_address_that_cannot_be_told_safely_is_refused(client, url):
    answer = client.submit(f"{HOME}/nouveau", {"name": "Tableau", "url": url})
    assert answer.status_code == 422
    assert queries.count() == 0


def test_nobody_else_knows_that_there_are_addresses(app, signed_in):
    assert signed_in(make.coach()).get(HOME).status_code == 404
