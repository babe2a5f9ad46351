import pytest

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate, Organisation
from tests import factories as make
from tests.support.client import text_of

URL = "/laureats/vikidia/structure-porteuse"


def typed(laureate, **values):
    return {
        "version": 1,
        "name": "Association Vikidia",
        "legal_form": "association",
        "siren": "732 829 320",
        "rna": "w751234567",
        "town": "Corenc",
        **values,
    }


def stored(laureate):
    db.session.expire_all()
    return db.session.get(Organisation, laureate.organisation_id)


def test_a_coach_describes_the_organisation(project, signed_in):
    response = signed_in(project.lead).submit(URL, typed(project.laureate))
    assert response.status_code == 303
    organisation = stored(project.laureate)
    assert (organisation.siren, organisation.rna, organisation.town) == ("732829320", "W751234567", "Corenc")
    assert "association vikidia corenc" in db.session.get(Laureate, project.laureate.id).search_text
    assert 'value="732 829 320"' in signed_in(project.lead).get(URL).text


def test_a_shared_organisation_is_announced_and_found_again(project, signed_in):
    other = make.laureate("Wikimini", organisation_id=project.laureate.organisation_id)
    client = signed_in(project.lead)
    assert "Cette structure porte aussi Wikimini" in text_of(client.get(URL))
    client.submit(URL, typed(project.laureate))
    db.session.expire_all()
    assert "association vikidia" in db.session.get(Laureate, other.id).search_text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Indiquez le nom de la structure."),
        ({"name": "structure ETABLIE"}, "Une autre structure porte déjà ce nom."),
        ({"legal_form": ""}, "Choisissez la forme juridique de la structure."),
        ({"siren": "732829321"}, "Indiquez les neuf chiffres du numéro SIREN"),
        ({"siren": "552100554"}, "Ce numéro SIREN est celui de « Structure établie »."),
        ({"rna": "751234567"}, "Indiquez le W et les neuf chiffres du numéro RNA"),
        ({"legal_form": "administration"}, "Le numéro RNA est celui d’une association"),
    ],
)
def test_what_is_wrong_is_explained_and_kept(project, signed_in, values, message):
    make.organisation("Structure établie", siren="552100554")
    response = signed_in(project.lead).submit(URL, typed(project.laureate, town="Ville gardée", **values))
    assert response.status_code == 422
    assert message in text_of(response)
    assert 'value="Ville gardée"' in response.text


def test_a_stale_edit_shows_both_texts(project, signed_in):
    signed_in(project.lead).submit(URL, typed(project.laureate, town="Grenoble"))
    response = signed_in(make.coach()).submit(URL, typed(project.laureate, town="Lyon"))
    assert response.status_code == 409
    assert "Grenoble" in text_of(response)
    assert 'value="Lyon"' in response.text


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("referent", 403), ("direction", 403)])
def test_only_the_team_edits(project, signed_in, who, status):
    client = signed_in(getattr(project, who))
    assert client.get(URL).status_code == status
    assert client.submit(URL, typed(project.laureate)).status_code == status
