import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import ObjectiveStatus, Roadmap
from tests import factories as make
from tests.support.client import text_of

HOME = "/laureats/vikidia/feuille-de-route"


def test_it_opens_once_the_diagnostic_carries_both_signatures(signed_in):
    vikidia = make.laureate("Vikidia")
    coach = signed_in(make.coach())
    make.diagnostic(vikidia, signed=True)
    assert "Ouvrir la feuille de route" in text_of(coach.get(HOME))
    answer = coach.submit(f"{HOME}/ouvrir")
    assert answer.status_code == 303
    assert db.session.query(Roadmap).one().published_at is None
    assert "Brouillon" in text_of(coach.get(HOME))


@pytest.mark.parametrize("diagnosed", [False, True])
def test_it_does_not_open_before(signed_in, diagnosed):
    vikidia = make.laureate("Vikidia")
    if diagnosed:
        make.diagnostic(vikidia)
    answer = signed_in(make.coach()).submit(f"{HOME}/ouvrir")
    assert answer.status_code == 422
    assert "doit d’abord porter les deux signatures" in text_of(answer)
    assert db.session.query(Roadmap).count() == 0


def test_a_new_version_of_the_diagnostic_does_not_close_it(signed_in):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia, signed=True)
    make.diagnostic(vikidia, revision=2)
    assert signed_in(make.coach()).submit(f"{HOME}/ouvrir").status_code == 303


def test_it_opens_once(signed_in):
    make.roadmap(make.laureate("Vikidia"))
    answer = signed_in(make.coach()).submit(f"{HOME}/ouvrir")
    assert answer.status_code == 422
    assert "existe déjà" in text_of(answer)


def test_it_is_published_with_a_priority_and_an_objective(signed_in):
    row = make.roadmap(make.laureate("Vikidia"), published=False)
    make.objective(make.priority(row))
    coach = signed_in(make.coach())
    assert coach.submit(f"{HOME}/publier").status_code == 303
    db.session.rollback()
    assert db.session.get(Roadmap, row.id, populate_existing=True).published_at == clock.now()
    assert db.session.query(JournalEntry).one().summary == "a publié la feuille de route"
    again = coach.submit(f"{HOME}/publier")
    assert again.status_code == 422
    assert "déjà publiée" in text_of(again)


def test_what_will_be_published_is_read_first(signed_in):
    row = make.roadmap(make.laureate("Vikidia"), published=False)
    priority = make.priority(row)
    make.objective(priority, "Recruter", due_on=None)
    make.objective(priority, "Déjà abandonné", status=ObjectiveStatus.DROPPED)
    coach = signed_in(make.coach())
    page = text_of(coach.get(f"{HOME}/publier"))
    assert "1 priorité et 1 objectif deviennent la référence" in page
    assert "1 objectif sans échéance" in page
    assert "Recruter" in page
    assert db.session.get(Roadmap, row.id, populate_existing=True).published_at is None


def test_what_cannot_be_published_is_said_before_it_is_asked(signed_in):
    make.roadmap(make.laureate("Vikidia"), published=False)
    answer = signed_in(make.coach()).get(f"{HOME}/publier")
    assert "ajoutez au moins une priorité avec un objectif" in text_of(answer)
    assert '<form method="post" novalidate' not in answer.text


@pytest.mark.parametrize("objectives", [(), (ObjectiveStatus.DROPPED,)])
def test_it_is_not_published_empty(signed_in, objectives):
    row = make.roadmap(make.laureate("Vikidia"), published=False)
    priority = make.priority(row)
    for status in objectives:
        make.objective(priority, status=status)
    answer = signed_in(make.coach()).submit(f"{HOME}/publier")
    assert answer.status_code == 422
    assert "ajoutez au moins une priorité avec un objectif" in text_of(answer)


def test_what_a_renewal_carried_over_is_not_published_without_signatures(signed_in):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia)
    row = make.roadmap(vikidia, published=False)
    make.objective(make.priority(row))
    coach = signed_in(make.coach())
    assert "ne porte pas encore les deux signatures" in text_of(coach.get(HOME))
    assert coach.submit(f"{HOME}/publier").status_code == 422


@pytest.mark.parametrize("gesture", ["ouvrir", "publier"])
def test_a_stranger_gets_404_and_a_reader_403(signed_in, gesture):
    vikidia = make.laureate("Vikidia")
    make.roadmap(vikidia, published=False)
    assert signed_in(make.referent(make.laureate("Autre"))).submit(f"{HOME}/{gesture}").status_code == 404
    for reader in (make.direction(), make.referent(vikidia)):
        assert signed_in(reader).submit(f"{HOME}/{gesture}").status_code == 403
