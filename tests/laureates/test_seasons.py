from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import Season
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/administration/saisons"


def typed(**values):
    return {"name": "Saison 3", "starts_on": "2026-09-01", "ends_on": "", "note": "", **values}


def test_an_administrator_opens_a_season(app, signed_in):
    client = signed_in(make.admin())
    assert "Aucune saison" in text_of(client.get(URL))
    assert client.submit(f"{URL}/nouvelle", typed()).status_code == 303
    season = db.session.query(Season).one()
    assert (season.name, season.slug, season.starts_on) == ("Saison 3", "saison-3", date(2026, 9, 1))
    assert "Saison 3" in text_of(client.get(URL))


def test_an_administrator_ends_a_season(app, signed_in):
    season = make.season("Saison 2")
    client = signed_in(make.admin())
    answer = client.submit(f"{URL}/{season.id}", typed(name="Saison 2", starts_on="2025-09-01", ends_on="2026-08-31"))
    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get(Season, season.id).ends_on == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Indiquez le nom de la saison."),
        ({"name": "saison deja la"}, "Une saison porte déjà ce nom."),
        ({"starts_on": ""}, "Indiquez le début de la saison."),
        ({"starts_on": "0001-01-01"}, "Indiquez une année entre 2000 et 2100."),
        ({"ends_on": "2026-08-31"}, "La fin de la saison vient après son début"),
    ],
)
def test_what_is_wrong_is_explained_and_kept(app, signed_in, values, message):
    make.season("Saison déjà là")
    response = signed_in(make.admin()).submit(f"{URL}/nouvelle", typed(note="Note gardée", **values))
    assert response.status_code == 422
    assert message in text_of(response)
    assert "Note gardée" in response.text


def test_an_unknown_season_is_not_found(app, signed_in):
    assert signed_in(make.admin()).get(f"{URL}/999").status_code == 404


def test_others_do_not_know_of_this_page(app, signed_in):
    season = make.season()
    for user in (make.coach(), make.referent(), make.direction()):
        client = signed_in(user)
        assert client.get(URL).status_code == 404
        assert client.submit(f"{URL}/nouvelle", typed()).status_code == 404
        assert client.submit(f"{URL}/{season.id}", typed()).status_code == 404


def test_the_number_of_statements_does_not_depend_on_the_number_of_seasons(app, signed_in):
    client = signed_in(make.admin())
    make.laureate()
    db.session.expunge_all()
    with counted() as few:
        client.get(URL)
    for _ in range(30):
        make.laureate()
    db.session.expunge_all()
    with counted() as many:
        client.get(URL)
    assert len(many) == len(few)
