import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from tests import factories as make
from tests.support.client import text_of

URL = "/laureats/vikidia/modifier"


def typed(laureate, **values):
    return {
        "version": laureate.version,
        "name": laureate.name,
        "tagline": "Encyclopédie libre des 8-13 ans",
        "season": laureate.season_id,
        "operator": "DINUM",
        "axes": ["deployment"],
        "themes": "Éducation, numérique",
        "town": "Corenc",
        "website": "https://fr.vikidia.org",
        "repository": "",
        "licence": "CC BY-SA",
        **values,
    }


def stored(laureate):
    db.session.expire_all()
    return db.session.get(Laureate, laureate.id)


def test_a_coach_describes_the_project(project, signed_in):
    response = signed_in(project.lead).submit(URL, typed(project.laureate))
    assert response.status_code == 303
    laureate = stored(project.laureate)
    assert laureate.themes == ["Éducation", "numérique"]
    assert laureate.axes == ["deployment"]
    assert laureate.website == "https://fr.vikidia.org"
    assert laureate.repository is None
    assert laureate.search_text.startswith("vikidia encyclopedie libre des 8 13 ans education numerique corenc")
    entry = db.session.query(JournalEntry).filter_by(verb="laureate.edited").one()
    assert entry.before["town"] == ""
    assert entry.after["town"] == "Corenc"
    assert "name" not in entry.after


def test_the_form_shows_what_is_known(project, signed_in):
    client = signed_in(project.lead)
    client.submit(URL, typed(project.laureate))
    page = client.get(URL).text
    assert 'value="Éducation, numérique"' in page
    assert 'value="https://fr.vikidia.org"' in page
    assert 'value="deployment" checked' in page


def test_saving_the_same_thing_writes_nothing(project, signed_in):
    client = signed_in(project.lead)
    client.submit(URL, typed(project.laureate))
    client.submit(URL, typed(stored(project.laureate)))
    assert db.session.query(JournalEntry).filter_by(verb="laureate.edited").count() == 1


def test_a_new_name_keeps_the_address(project, signed_in):
    signed_in(project.lead).submit(URL, typed(project.laureate, name="Vikidia, l’encyclopédie"))
    laureate = stored(project.laureate)
    assert (laureate.name, laureate.slug) == ("Vikidia, l’encyclopédie", "vikidia")


def test_a_coach_does_not_change_the_carrier_here(project, signed_in):
    other = make.organisation("Association Voisine")
    carrier = project.laureate.organisation_id
    browser = signed_in(project.lead)
    browser.submit(URL, typed(project.laureate, organisation=other.id))
    assert stored(project.laureate).organisation_id == carrier
    assert "La direction en change" in text_of(browser.get(URL))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Indiquez le nom du projet."),
        ({"name": "\N{NO-BREAK SPACE} "}, "Indiquez le nom du projet."),
        ({"name": "AUTRE projet"}, "Un lauréat porte déjà ce nom."),
        ({"name": "x" * 121}, "Écrivez 120 caractères au plus"),
        ({"website": "javascript:alert(1)"}, "Indiquez une adresse qui commence par https://"),
        ({"website": "https://example.org/" + "a" * 300}, "Indiquez une adresse de 300 caractères au plus."),
        ({"season": "9999"}, "Choisissez une option de la liste."),
        ({"axes": ["autre"]}, "Choisissez une option de la liste."),
        ({"themes": ", ".join(f"thème {n}" for n in range(11))}, "Indiquez 10 thèmes au plus."),
    ],
)
def test_what_is_wrong_is_explained_and_kept(project, signed_in, values, message):
    response = signed_in(project.lead).submit(URL, typed(project.laureate, licence="Licence gardée", **values))
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Licence gardée"' in response.text
    assert stored(project.laureate).licence == ""


def test_a_stale_edit_shows_both_texts(project, signed_in):
    start = typed(project.laureate)
    signed_in(project.lead).submit(URL, start | {"town": "Grenoble"})
    response = signed_in(make.coach()).submit(URL, start | {"town": "Lyon"})
    assert response.status_code == 409
    page = text_of(response)
    assert "Grenoble" in page
    assert 'value="Lyon"' in response.text
    current = stored(project.laureate).version
    assert f'name="version" id="version" value="{current}"' in response.text
    assert signed_in(project.lead).submit(URL, start | {"town": "Lyon", "version": current}).status_code == 303
    assert stored(project.laureate).town == "Lyon"


def test_an_expired_page_keeps_what_was_typed(project, signed_in):
    response = signed_in(project.lead).post(URL, data=typed(project.laureate, town="Lyon"))
    assert response.status_code == 422
    assert "Votre session a expiré" in text_of(response)
    assert 'value="Lyon"' in response.text


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("referent", 403), ("direction", 403)])
def test_only_the_team_edits(project, signed_in, who, status):
    client = signed_in(getattr(project, who))
    assert client.get(URL).status_code == status
    assert client.submit(URL, typed(project.laureate)).status_code == status
