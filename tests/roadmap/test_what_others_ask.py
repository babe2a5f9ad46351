"""What renewals, the portfolio and the reminders ask of roadmaps."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import Means, MeansKind, ObjectiveStatus, Roadmap
from tests import factories as make
from tests.support.statements import counted

S = ObjectiveStatus


def test_a_renewal_carries_over_open_objectives_with_their_means(app):
    vikidia = make.laureate("Vikidia")
    first = make.roadmap(vikidia)
    priority = make.priority(first, "Consolider", axis=Axis.DEPLOYMENT)
    started = make.objective(priority, "En cours", status=S.IN_PROGRESS, baseline=Decimal(1), target=Decimal(3))
    make.save(Means(objective_id=started.id, kind=MeansKind.TEAM, label="Relecture"))
    blocked = make.objective(priority, "Bloqué", status=S.BLOCKED, reason="Panne.", kept_progress=Decimal("0.5"))
    make.objective(priority, "Atteint", status=S.ACHIEVED)
    make.objective(priority, "Abandonné", status=S.DROPPED)
    make.objective(make.priority(first, "Finie"), "Atteint aussi", status=S.ACHIEVED)
    second = make.period(vikidia, make.first_period(vikidia).term_on, number=2)

    copies = operations.carry_over(make.first_period(vikidia), second, now=clock.now())
    db.session.commit()
    assert [copy.carried_from_id for copy in copies] == [started.id, blocked.id]
    after = queries.roadmap_of(second.id)
    assert [p.title for p in after.priorities] == ["Consolider"]
    assert after.published_at is None
    kept = after.priorities[0].objectives
    assert [(o.title, o.status, o.reason) for o in kept] == [
        ("En cours", S.IN_PROGRESS, ""),
        ("Bloqué", S.BLOCKED, "Panne."),
    ]
    assert kept[0].means[0].label == "Relecture"
    assert kept[1].kept_progress == Decimal("0.5")
    assert len(queries.roadmap_of(first.period_id).priorities) == 2


def test_nothing_open_carries_nothing(app):
    vikidia = make.laureate("Vikidia")
    first, second = make.first_period(vikidia), make.period(vikidia, date(2026, 9, 1), number=2)
    assert operations.carry_over(first, second, now=clock.now()) == []
    assert queries.roadmap_of(second.id) is None


def test_what_is_carried_over_comes_after_what_was_prepared(app):
    vikidia = make.laureate("Vikidia")
    make.objective(make.priority(make.roadmap(vikidia), "Reconduite"))
    first, second = make.first_period(vikidia), make.period(vikidia, date(2026, 9, 1), number=2)
    prepared = make.save(Roadmap(period_id=second.id, created_at=clock.now(), updated_at=clock.now()))
    make.objective(make.priority(prepared, "Préparée", rank=1))
    operations.carry_over(first, second, now=clock.now())
    db.session.commit()
    assert [(p.title, p.rank) for p in queries.roadmap_of(second.id).priorities] == [("Préparée", 1), ("Reconduite", 2)]


def test_late_objectives_are_those_one_may_see_and_that_still_run(app):
    vikidia, other = make.laureate("Vikidia"), make.laureate("Autre")
    gone = make.laureate("Parti", status=LaureateStatus.ENDED)
    yesterday = date(2026, 3, 1)
    for row in (vikidia, other, gone):
        make.objective(make.priority(make.roadmap(row)), f"Retard de {row.name}", due_on=yesterday)
    priority = queries.roadmap_of(make.first_period(vikidia).id).priorities[0]
    make.objective(priority, "Atteint", due_on=yesterday, status=S.ACHIEVED)
    make.objective(priority, "Aujourd’hui", due_on=clock.today())
    everything = queries.late_objectives(sa.select(Laureate), clock.today())
    assert [row.title for row in everything] == ["Retard de Vikidia", "Retard de Autre"]
    assert everything[0].priority.roadmap.period.laureate.name == "Vikidia"
    assert everything[0].owner is None
    own = queries.late_objectives(sa.select(Laureate).where(Laureate.id == other.id), clock.today())
    assert [row.title for row in own] == ["Retard de Autre"]


def test_what_was_carried_over_is_late_once(app):
    vikidia = make.laureate("Vikidia", starts_on=date(2025, 2, 1))
    make.objective(make.priority(make.roadmap(vikidia)), due_on=date(2026, 1, 15))
    second = make.period(vikidia, date(2026, 2, 1), number=2)
    operations.carry_over(make.first_period(vikidia), second, now=clock.now())
    db.session.commit()
    late = queries.late_objectives(sa.select(Laureate), clock.today())
    assert [row.priority.roadmap.period.number for row in late] == [2]


def test_the_progress_of_a_portfolio_costs_one_statement(app):
    rows = [make.laureate(f"Projet {letter}") for letter in "ABC"]
    for row in rows[:2]:
        priority = make.priority(make.roadmap(row), axis=Axis.INTEGRATION)
        make.objective(priority, status=S.ACHIEVED)
        make.objective(priority)
    periods = [make.first_period(row).id for row in rows]
    with counted() as statements:
        found = queries.progress_by_laureate(periods)
    assert len(statements) == 1
    assert set(found) == {rows[0].id, rows[1].id}
    assert found[rows[0].id].overall == Decimal("0.5")
    assert found[rows[0].id].by_axis == {
        Axis.CONSOLIDATION: None,
        Axis.INTEGRATION: Decimal("0.5"),
        Axis.DEPLOYMENT: None,
    }
