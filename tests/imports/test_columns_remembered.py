"""What a title means is remembered of the sheets with the same titles; of others, where they agree."""

from aic_tracker.db import db
from aic_tracker.imports.models import SheetImport
from tests import factories as make
from tests.imports.test_season import send

UPLOAD = "/imports/nouveau/contacts"
COLUMNS = ("person", "organisation", "position", "email", "source")


def sent(client, titles, **chosen):
    """A sheet of these titles, its columns said."""
    content = f"{';'.join(titles)}\n{';'.join('abc'[: len(titles)])}\n".encode()
    url = send(client, content, "contacts.csv", UPLOAD).location
    guessed = db.session.query(SheetImport).order_by(SheetImport.id.desc()).first().places
    if chosen:
        said = {f"column_{name}": chosen.get(name, "") for name in COLUMNS}
        assert client.submit(f"{url}/colonnes", said | {"all_source": "Annuaire"}).status_code == 303
    return guessed


def test_two_sources_that_use_one_title_for_two_things_do_not_disturb_each_other(app, signed_in):
    client = signed_in(make.coach())
    ministry, city = ("Libellé", "Bureau"), ("Libellé", "Élue")
    sent(client, ministry, organisation=0, person=1)
    assert sent(client, ("Libellé", "Autre"))["organisation"] == 0
    sent(client, city, person=0, organisation=1)
    assert sent(client, ministry) == {"organisation": 0, "person": 1}
    assert sent(client, city) == {"person": 0, "organisation": 1}
    assert sent(client, ("Libellé", "Autre")) == {}
