from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

URL = "/laureats/vikidia/mises-en-relation/nouvelle"
NEW = {"organisation": "Région Bretagne", "person": "Noé Lefèvre", "source": "Salon de mars"}


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia)


@pytest.fixture
def values(coach):
    return {
        "purpose": "Expérimenter dans deux collèges",
        "owner": str(coach.id),
        "next_step": "Envoyer la note",
        "next_step_on": "2026-03-10",
    }


def test_a_coach_introduces_a_contact_of_the_directory(signed_in, vikidia, coach, values):
    contact = factories.contact()
    objective = factories.objective(factories.priority(factories.roadmap(vikidia)))
    given = values | {"contact": str(contact.id), "objective": str(objective.id)}

    response = signed_in(coach).submit(URL, given)

    row = db.session.query(Introduction).one()
    assert response.location == f"/laureats/vikidia/mises-en-relation/{row.id}"
    assert (row.status, row.contact_id, row.objective_id) == (IntroductionStatus.PROPOSED, contact.id, objective.id)
    assert (row.owner_id, row.next_step_on) == (coach.id, date(2026, 3, 10))
    entry = db.session.query(JournalEntry).filter_by(verb="introduction.proposed").one()
    assert entry.laureate_id == vikidia.id


def test_a_new_contact_joins_the_directory(signed_in, coach, values):
    assert signed_in(coach).submit(URL, values | NEW).status_code == 303
    contact = db.session.query(Contact).one()
    assert db.session.query(Introduction).one().contact_id == contact.id


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"purpose": ""}, "Dites ce que vous attendez"),
        ({"owner": ""}, "Choisissez qui suit"),
        ({"person": ""}, "Indiquez la personne."),
        ({"source": ""}, "Indiquez d’où viennent ces coordonnées."),
        ({"organisation": "", "person": "", "source": ""}, "Choisissez un contact de l’annuaire, ou"),
        ({"next_step_on": ""}, "Indiquez la date de la prochaine étape."),
        ({"next_step": ""}, "Dites quelle est la prochaine étape."),
        ({"next_step_on": "2026-03-01"}, "Indiquez une date à venir"),
    ],
)
def test_a_wrong_value_is_explained_and_nothing_is_kept_in_the_directory(signed_in, coach, values, changes, message):
    response = signed_in(coach).submit(URL, values | NEW | {"notes": "Déjà croisée en 2024"} | changes)
    assert response.status_code == 422
    assert message in text_of(response)
    assert "Déjà croisée en 2024" in text_of(response)
    assert db.session.query(Contact).count() == db.session.query(Introduction).count() == 0


def test_one_contact_or_the_other(signed_in, coach, values):
    contact = factories.contact()
    response = signed_in(coach).submit(URL, values | NEW | {"contact": str(contact.id)})
    assert response.status_code == 422
    assert "pas les deux" in text_of(response)


def test_a_button_pressed_twice_proposes_once_and_another_purpose_is_refused(signed_in, coach, values):
    browser = signed_in(coach)
    given = values | {"contact": str(factories.contact().id)}

    first, second = (browser.submit(URL, given | {"form_key": "une-clef"}) for _ in range(2))
    assert first.location == second.location
    for changes in ({"purpose": "Autre chose"}, {"notes": "Par la mairie."}):
        refused = browser.submit(URL, given | changes)
        assert refused.status_code == 422
        assert "déjà suivie pour ce projet" in text_of(refused)
        assert next(iter(changes.values())) in refused.text
    assert db.session.query(Introduction).count() == 1


def test_nothing_is_proposed_after_the_term(signed_in, coach, values, at):
    contact = factories.contact()
    at("2026-09-01T10:00")
    given = values | {"contact": str(contact.id), "next_step_on": "2026-09-10"}
    response = signed_in(coach).submit(URL, given)
    assert response.status_code == 422
    assert "ceci ne se fait que pendant un accompagnement" in text_of(response)


def test_an_objective_of_another_project_is_no_choice(signed_in, coach, values):
    other = factories.objective(factories.priority(factories.roadmap(factories.laureate("Pyronear"))))
    given = values | {"contact": str(factories.contact().id), "objective": str(other.id)}
    assert signed_in(coach).submit(URL, given).status_code == 422


def test_readers_get_403_and_strangers_404(signed_in, vikidia, values):
    for reader in (factories.direction(), factories.referent(vikidia)):
        assert signed_in(reader).get(URL).status_code == 403
        assert signed_in(reader).submit(URL, values | NEW).status_code == 403
    expert = factories.expert()
    factories.scoped_assignment(vikidia, expert, status="approved")
    for stranger in (factories.referent(), factories.admin()):
        assert signed_in(stranger).get(URL).status_code == 404
