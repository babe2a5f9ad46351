from decimal import Decimal

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.errors import StaleError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap import operations, queries, rules
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Roadmap
from tests import factories as make
from tests.support.client import text_of

S = ObjectiveStatus


@pytest.fixture
def vikidia(app):
    return make.laureate("Vikidia")


@pytest.fixture
def priority(vikidia):
    return make.priority(make.roadmap(vikidia))


@pytest.fixture
def measured(priority):
    return make.objective(
        priority,
        "Doubler les contributeurs",
        indicator="Contributeurs",
        unit="personnes",
        baseline=Decimal(10),
        target=Decimal(20),
        current=Decimal(10),
    )


def url(objective) -> str:
    return f"/laureats/vikidia/objectifs/{objective.id}/avancement"


def update(status: S = S.IN_PROGRESS, version: int = 1, **values: str) -> dict[str, str]:
    return {"version": str(version), "status": status.value, "reason": ""} | values


def stored(objective) -> Objective:
    db.session.rollback()
    return db.session.get(Objective, objective.id, populate_existing=True)


def test_round_thousands_are_journalled_as_one_writes_them(signed_in, vikidia, priority):
    objective = make.objective(priority, indicator="Pages", baseline=Decimal(0), target=Decimal(20_000))
    coach = signed_in(make.coach())
    for version, value in enumerate(("8 400", "12 000"), start=1):
        assert coach.submit(url(objective), update(current=value, version=version)).status_code == 303
    last = db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert (last.before["current"], last.after["current"]) == ("8400", "12000")
    shown = " ".join(text_of(coach.get("/laureats/vikidia/journal")).split())
    assert "12 000" in shown


def test_one_value_from_the_roadmap_and_back_to_it(signed_in, vikidia, measured, at):
    at("2026-03-10T15:00")
    referent = signed_in(make.referent(vikidia))
    assert f'action="{url(measured)}"' in referent.get("/laureats/vikidia/feuille-de-route").text
    answer = referent.submit(url(measured), update(current="12,5"))
    assert answer.status_code == 303
    assert answer.location.endswith(f"/laureats/vikidia/feuille-de-route#objectif-{measured.id}")
    row = stored(measured)
    assert (row.current, row.status, row.updated_at) == (Decimal("12.5"), S.IN_PROGRESS, clock.now())
    assert rules.objective_progress(row) == Decimal("0.25")
    assert db.session.query(Roadmap).one().updated_at == clock.now()
    entry = db.session.query(JournalEntry).one()
    assert entry.before == {"status": "todo", "current": "10"}
    assert entry.after == {"status": "in_progress", "current": "12.5"}


def test_without_a_measure_the_status_is_enough(signed_in, priority):
    row = make.objective(priority)
    coach = signed_in(make.coach())
    page = coach.get(url(row))
    assert page.status_code == 200
    assert "Valeur actuelle" not in text_of(page)
    assert coach.submit(url(row), update(S.ACHIEVED)).status_code == 303
    assert stored(row).status is S.ACHIEVED


def test_a_blocked_objective_keeps_its_progress(signed_in, measured):
    coach = signed_in(make.coach())
    coach.submit(url(measured), update(current="15"))
    coach.submit(url(measured), update(S.BLOCKED, 2, current="11", reason="Le serveur est en panne."))
    row = stored(measured)
    assert (row.reason, row.kept_progress) == ("Le serveur est en panne.", Decimal("0.5"))
    assert rules.objective_progress(row) == Decimal("0.5")
    coach.submit(url(measured), update(S.IN_PROGRESS, 3, current="11", reason="Le serveur est en panne."))
    row = stored(measured)
    assert (row.reason, row.kept_progress) == ("", None)
    assert rules.objective_progress(row) == Decimal("0.1")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": "blocked"}, "Dites ce qui bloque."),
        ({"status": "blocked", "reason": "\u200b "}, "Dites ce qui bloque."),
        ({"status": "dropped"}, "Choisissez une option de la liste."),
        ({"status": ""}, "Choisissez l’état."),
        ({"current": ""}, "Indiquez la valeur actuelle de l’indicateur."),
        ({"current": "beaucoup"}, "Indiquez un nombre, par exemple 12,5."),
        ({"version": "abc"}, "Indiquez un nombre entier."),
    ],
)
def test_a_wrong_value_is_explained_and_the_rest_kept(signed_in, measured, wrong, said):
    answer = signed_in(make.coach()).submit(url(measured), update(current="13") | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{wrong.get("current", "13")}"' in answer.text
    assert stored(measured).current == 10


def test_a_stale_value_shows_both_and_the_second_save_wins_knowingly(signed_in, vikidia, measured):
    coach, referent = signed_in(make.coach()), signed_in(make.referent(vikidia))
    coach.submit(url(measured), update(current="13"))
    answer = referent.submit(url(measured), update(current="14"))
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Votre saisie 14" in text
    assert "Version enregistrée 13" in text
    assert "Garder la version enregistrée" in text
    assert stored(measured).current == 13
    assert referent.submit(url(measured), update(version=2, current="14")).status_code == 303
    assert stored(measured).current == 14


def test_a_double_click_is_no_conflict(signed_in, measured):
    coach = signed_in(make.coach())
    for _ in range(2):
        assert coach.submit(url(measured), update(current="13")).status_code == 303
    assert stored(measured).current == 13


def test_a_save_at_the_same_instant_is_stale(vikidia, measured):
    row = queries.objective_for(vikidia.id, measured.id)
    db.session.execute(sa.update(Objective).values(version=2), execution_options={"synchronize_session": False})
    with pytest.raises(StaleError):
        operations.update_progress(
            row, status=S.ACHIEVED, current=Decimal(3), reason="", version=1, actor=make.coach(), now=clock.now()
        )


def test_a_dropped_objective_is_reopened_first(signed_in, priority):
    row = make.objective(priority, status=S.DROPPED, reason="Hors sujet.")
    coach = signed_in(make.coach())
    assert coach.get(url(row)).location.endswith(f"/objectifs/{row.id}")
    assert coach.submit(url(row), update()).status_code == 303
    assert stored(row).status is S.DROPPED


def test_what_was_dropped_meanwhile_says_so(signed_in, measured):
    coach = signed_in(make.coach())
    coach.submit(f"/laureats/vikidia/objectifs/{measured.id}/abandonner", {"version": "1", "reason": "Hors sujet."})
    answer = coach.submit(url(measured), update(current="12"), follow_redirects=True)
    assert "Abandonné : Hors sujet." in text_of(answer)


def test_a_stranger_gets_404_and_a_reader_403(signed_in, measured):
    assert signed_in(make.referent(make.laureate("Autre"))).submit(url(measured), update()).status_code == 404
    assert signed_in(make.direction()).submit(url(measured), update()).status_code == 403
    assert signed_in(make.direction()).get(url(measured)).status_code == 403
