import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import Means, MeansKind
from tests import factories as make
from tests.support.client import text_of


@pytest.fixture
def objective(app):
    return make.objective(make.priority(make.roadmap(make.laureate("Vikidia"))))


def url(objective, gesture: str = "nouveau") -> str:
    return f"/laureats/vikidia/objectifs/{objective.id}/moyens/{gesture}"


def test_a_means_is_added_and_removed(signed_in, objective):
    coach = signed_in(make.coach())
    assert coach.get(url(objective)).status_code == 200
    answer = coach.submit(url(objective), {"kind": "expertise", "label": "Trois jours d’un juriste"})
    assert answer.status_code == 303
    means = db.session.query(Means).one()
    assert means.kind is MeansKind.EXPERTISE
    page = text_of(coach.get(f"/laureats/vikidia/objectifs/{objective.id}"))
    assert "Appui métier — Trois jours d’un juriste" in page
    assert coach.submit(url(objective, f"{means.id}/retirer")).status_code == 303
    assert db.session.query(Means).count() == 0
    assert db.session.query(JournalEntry).count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"), [({"label": ""}, "Décrivez le moyen."), ({"kind": ""}, "Choisissez la nature du moyen.")]
)
def test_a_wrong_value_is_explained(signed_in, objective, wrong, said):
    answer = signed_in(make.coach()).submit(url(objective), {"kind": "team", "label": "Relecture"} | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_the_means_of_another_objective_is_not_found(signed_in, objective):
    other = make.objective(make.priority(make.roadmap(make.laureate("Autre"))))
    means = make.save(Means(objective_id=other.id, kind=MeansKind.TEAM, label="Relecture"))
    assert signed_in(make.coach()).submit(url(objective, f"{means.id}/retirer")).status_code == 404


def test_a_stranger_gets_404_and_a_reader_403(signed_in, objective):
    means = make.save(Means(objective_id=objective.id, kind=MeansKind.TEAM, label="Relecture"))
    stranger, reader = signed_in(make.referent(make.laureate("Autre"))), signed_in(make.direction())
    for gesture in ("nouveau", f"{means.id}/retirer"):
        assert stranger.submit(url(objective, gesture)).status_code == 404
        assert reader.submit(url(objective, gesture)).status_code == 403
