"""`/laureats/<slug>`: where we are in the twelve months."""

from collections.abc import Callable
from datetime import date

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


def filled(name: str = "Vikidia", rows: int = 1) -> Laureate:
    """A laureate on which everything has happened `rows` times."""
    laureate = factories.laureate(name, starts_on=date(2025, 9, 1))
    referent = factories.referent(laureate, name="Alix Petit")
    coach = factories.coach(laureate, name="Camille Martin")
    priority = factories.priority(factories.roadmap(laureate), axis=Axis.DEPLOYMENT)
    expert = factories.expert(name=f"Dominique {name}")
    for n in range(rows):
        factories.checkpoint(laureate, date(2026, 2, 3), number=n + 1, status=CheckpointStatus.CLOSED)
        factories.checkpoint(laureate, date(2026, 3, 12), number=n + 101, place="Salle Ségur")
        factories.objective(priority, f"Objectif {n}", due_on=date(2026, 2, 1))
        factories.objective(priority, f"Fini {n}", due_on=date(2026, 2, 1), status=ObjectiveStatus.ACHIEVED)
        factories.action(laureate, f"Action {n}", owner_id=referent.id, due_on=date(2026, 3, 20))
        assignment = factories.scoped_assignment(laureate, expert, status=AssignmentStatus.IN_PROGRESS)
        factories.assignment_day(assignment, coach.id, date(2026, 2, 10))
        factories.introduction(laureate, factories.contact())
        about = {"subject": Subject.LAUREATE, "subject_id": laureate.id, "created_at": clock.now()}
        factories.save(Comment(laureate_id=laureate.id, author_id=coach.id, text=f"Mot {n}", **about))
        record(coach, "laureate.edited", laureate, f"a modifié la fiche {n}", laureate_id=laureate.id)
    factories.time_entry(laureate, referent, date(2026, 2, 10), 4)
    return laureate


def test_a_coach_sees_where_a_laureate_stands(signed_in: SignIn) -> None:
    filled()
    answer = signed_in(factories.coach()).get("/laureats/vikidia")
    text = text_of(answer)
    for expected in (
        "Accompagnement n° 1, du 1er septembre 2025 au 31 août 2026",
        "Calendrier de l’accompagnement",
        "Jeudi 12 mars 2026 à 14 h",
        "1 point tenu sur 2",
        "1 objectif en retard",
        "Action 0",
        "Alix Petit",
        "Camille Martin",
        "Dominique Vikidia",
        "1 j sur 5 j",
        "a modifié la fiche 0",
        "Sous la fourchette 1 j",
        "50 %",
    ):
        assert expected in text
    assert "Modifier" in text
    assert "Feuille de route fermée" not in text


def test_a_stranger_gets_404(signed_in: SignIn) -> None:
    factories.laureate("Vikidia")
    umap = factories.laureate("uMap")
    for user in (factories.referent(umap), factories.user(Role.EXPERT), factories.admin()):
        assert signed_in(user).get("/laureats/vikidia").status_code == 404
    assert signed_in(factories.coach()).get("/laureats/inconnu").status_code == 404


def test_its_referent_reads_it_without_editing(signed_in: SignIn) -> None:
    laureate = filled()
    text = text_of(signed_in(factories.referent(laureate)).get("/laureats/vikidia"))
    assert "Modifier" not in text
    assert "Derniers événements" in text


def test_an_expert_sees_neither_time_nor_journal_nor_the_assignments_of_others(signed_in: SignIn) -> None:
    laureate = filled()
    expert = factories.expert()
    factories.scoped_assignment(laureate, expert, status=AssignmentStatus.APPROVED, title="Mon appui")
    text = text_of(signed_in(db.session.get(User, expert.user_id)).get("/laureats/vikidia"))
    assert "Mon appui" in text
    assert "Dominique Vikidia" not in text
    assert "Derniers événements" not in text
    assert "Temps en" not in text
    assert "non déclaré" not in text


def test_the_roadmap_stays_closed_until_both_sides_signed(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia")
    factories.diagnostic(laureate, coach_signer_id=factories.coach().id, coach_signed_at=clock.now())
    text = text_of(signed_in(factories.coach()).get("/laureats/vikidia"))
    assert "Feuille de route fermée" in text


def test_another_period_can_be_looked_at(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2024, 12, 1))
    factories.period(laureate, date(2025, 12, 1), number=2)
    coach = signed_in(factories.coach())
    assert "Accompagnement n° 2, du 1er décembre 2025" in text_of(coach.get("/laureats/vikidia"))
    first = text_of(coach.get("/laureats/vikidia?accompagnement=1"))
    assert "Accompagnement n° 1, du 1er décembre 2024 au 30 novembre 2025" in first
    assert "décision attendue" not in first
    assert coach.get("/laureats/vikidia?accompagnement=3").status_code == 404


def test_a_decision_is_recalled(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 4, 1))
    factories.save(
        RenewalDecision(
            period_id=factories.first_period(laureate).id,
            outcome=Outcome.END,
            reason="Le projet est autonome.",
            decided_on=date(2026, 2, 2),
            decided_at=clock.now(),
            effective_on=date(2026, 4, 1),
            decider_id=factories.direction().id,
        )
    )
    text = text_of(signed_in(factories.coach()).get("/laureats/vikidia"))
    assert "Mettre fin au terme , décision du 2 février 2026" in text
    assert "À décider" not in text


def test_nobody_is_led_to_a_page_they_may_not_read(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 4, 1))
    expert = factories.expert()
    factories.scoped_assignment(laureate, expert, status=AssignmentStatus.APPROVED)
    answer = signed_in(db.session.get(User, expert.user_id)).get("/laureats/vikidia")
    assert "À décider" in text_of(answer)
    assert "/laureats/vikidia/bilan" not in answer.text
    assert "/laureats/vikidia/bilan" in signed_in(factories.coach()).get("/laureats/vikidia").text


def test_a_project_is_not_followed_from_a_closed_account(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate, name="Alice Martin", is_active=False)
    page = signed_in(factories.coach()).get("/laureats/vikidia")
    assert "<dt>Suivi par</dt><dd>—</dd>" in page.text


def test_a_candidate_without_a_period_is_shown_too(signed_in: SignIn) -> None:
    factories.laureate("Vikidia", starts_on=None)
    assert "Aucun accompagnement n’est ouvert" in text_of(signed_in(factories.coach()).get("/laureats/vikidia"))


def test_thirty_of_everything_cost_as_many_statements_as_one_and_forty_at_most(signed_in: SignIn) -> None:
    filled("Petit")
    filled("Grand", rows=30)
    coach = signed_in(factories.coach())
    counts = []
    for slug in ("petit", "grand"):
        db.session.remove()
        with counted() as statements:
            assert coach.get(f"/laureats/{slug}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 40
