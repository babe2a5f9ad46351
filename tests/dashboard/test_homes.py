"""`/` shows each role what comes next."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import LaureateStatus, MemberRole
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


def mail(status: MailStatus, n: int = 1) -> OutgoingMail:
    return factories.save(
        OutgoingMail(
            dedup_key=f"essai:{n}",
            kind="time-month",
            recipient="a@example.org",
            subject="Votre temps",
            message_id=f"<{n}@aic.test>",
            content=b"",
            status=status,
            created_at=clock.now(),
            next_attempt_at=clock.now(),
            useful_until=clock.now(),
        )
    )


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, "/connexion?next=/")


def test_a_coach_without_laureates_is_told_to_create_one(signed_in: SignIn) -> None:
    answer = signed_in(factories.coach()).get("/")
    assert "Aucun accompagnement en cours" in text_of(answer)
    assert 'href="/laureats/nouveau"' in answer.text


def test_a_coach_sees_the_points_of_the_week_own_laureates_first(signed_in: SignIn) -> None:
    vikidia, umap = factories.laureate("Vikidia"), factories.laureate("uMap")
    coach = factories.coach(vikidia)
    for laureate in (umap, vikidia):
        factories.checkpoint(laureate, date(2026, 3, 4), number=3)
        factories.checkpoint(laureate, date(2026, 3, 9), number=4)
    browser = signed_in(coach)
    html = browser.get("/").text
    assert "Points des sept prochains jours" in html
    assert "/laureats/vikidia/points/3" in html
    assert "/laureats/umap/points/3" not in html
    assert "/laureats/vikidia/points/4" not in html
    assert re.search(r'href="/a-suivre/points\?laur%C3%A9ats=autres">Autres lauréats \(1\)<', html)
    others = browser.get("/a-suivre/points?lauréats=autres").text
    assert "/laureats/umap/points/3" in others
    assert "/laureats/vikidia/points/3" not in others


def test_a_coach_is_led_to_what_waits(signed_in: SignIn) -> None:
    vikidia = factories.laureate("Vikidia", starts_on=date(2025, 4, 1))
    coach = factories.coach(vikidia, name="Camille Martin")
    factories.referent(vikidia, name="Alix Petit")
    factories.checkpoint(vikidia, date(2026, 2, 20), number=5, status=CheckpointStatus.HELD)
    goal = factories.objective(
        factories.priority(factories.roadmap(vikidia)), "Signer une convention", due_on=date(2026, 2, 20)
    )
    answer = signed_in(coach).get("/")
    text = text_of(answer)
    assert "Comptes rendus à rédiger" in text
    assert 'href="/laureats/vikidia/points/5/clore"' in answer.text
    assert "Décisions attendues au terme" in text
    assert 'href="/laureats/vikidia/bilan"' in answer.text
    assert "en retard de 10 jours" in text
    assert f'href="/laureats/vikidia/objectifs/{goal.id}/avancement"' in answer.text
    assert "Temps non déclaré en février 2026" in text
    assert "Alix Petit" in text
    assert "Aucun point prévu d’ici un mois" in text


def test_a_calm_week_says_so(signed_in: SignIn) -> None:
    vikidia = factories.laureate("Vikidia")
    factories.checkpoint(vikidia, date(2026, 3, 20))
    assert "Rien ne presse cette semaine" in text_of(signed_in(factories.coach(vikidia)).get("/"))


def test_a_coach_is_told_of_mails_to_settle(signed_in: SignIn) -> None:
    mail(MailStatus.DOUBTFUL, 1)
    mail(MailStatus.FAILED, 2)
    page = signed_in(factories.coach()).get("/")
    assert "1 courriel douteux, 1 courriel en échec" in text_of(page)
    assert 'href="/envois"' in page.text


def test_the_queue_that_is_held_asks_for_a_decision(signed_in: SignIn) -> None:
    coach = factories.coach()
    queue.hold("L’horloge a reculé de 20 minutes.")
    db.session.commit()
    assert "L’horloge a reculé de 20 minutes." in text_of(signed_in(coach).get("/"))


def test_a_referent_sees_their_project_only(signed_in: SignIn) -> None:
    vikidia, umap = factories.laureate("Vikidia"), factories.laureate("uMap")
    referent = factories.referent(vikidia)
    factories.referent(umap)
    factories.checkpoint(vikidia, date(2026, 3, 12), number=7, place="Salle Ségur")
    factories.action(vikidia, "Appeler la mairie", owner_id=referent.id, due_on=date(2026, 3, 1))
    factories.action(vikidia, "Ouvrir le code", due_on=date(2026, 3, 1))
    goal = factories.objective(
        factories.priority(factories.roadmap(vikidia)), "Recruter", owner_id=referent.id, due_on=date(2026, 5, 1)
    )
    factories.time_entry(vikidia, referent, date(2026, 3, 2), 2)
    answer = signed_in(referent).get("/")
    text = text_of(answer)
    assert "Mon projet" in text
    assert "uMap" not in text
    assert "Jeudi 12 mars 2026 à 14 h" in text
    assert "Salle Ségur" in text
    assert "Appeler la mairie" in text
    assert "en retard de 1 jour" in text
    assert "Ouvrir le code" not in text
    assert "Mars 2026 : 0,5 j pour 2 j à 4 j attendus" in text
    assert "Vous n’avez rien déclaré pour février 2026" in text
    assert 'href="/laureats/vikidia/temps/2026-02"' in answer.text
    assert f'href="/laureats/vikidia/objectifs/{goal.id}/avancement"' in answer.text


def test_a_referent_is_asked_to_sign_the_diagnostic(signed_in: SignIn) -> None:
    vikidia = factories.laureate("Vikidia")
    referent = factories.referent(vikidia)
    factories.diagnostic(vikidia, coach_signer_id=factories.coach().id, coach_signed_at=clock.now())
    answer = signed_in(referent).get("/")
    assert "Diagnostic initial : votre signature est attendue" in text_of(answer)
    assert 'href="/laureats/vikidia/diagnostic"' in answer.text


def test_an_incomplete_diagnostic_asks_nobody_to_sign(signed_in: SignIn) -> None:
    vikidia = factories.laureate("Vikidia")
    factories.diagnostic(vikidia, level=None)
    assert "votre signature est attendue" not in text_of(signed_in(factories.referent(vikidia)).get("/"))


def test_a_referent_of_several_projects_sees_them_all_in_as_many_statements(signed_in: SignIn) -> None:
    referent = factories.user(Role.REFERENT)
    browser = signed_in(referent)

    def join(name: str) -> None:
        laureate = factories.laureate(name)
        factories.member(laureate, referent)
        factories.checkpoint(laureate)
        factories.objective(factories.priority(factories.roadmap(laureate)), owner_id=referent.id)
        factories.action(laureate, owner_id=referent.id)

    join("Vikidia")
    db.session.remove()
    with counted() as few:
        assert "Mon projet" in text_of(browser.get("/"))
    for n in range(4):
        join(f"Projet voisin {n}")
    db.session.remove()
    with counted() as many:
        assert "Mes projets" in text_of(browser.get("/"))
    assert len(few) == len(many)


def test_an_observer_reads_without_being_asked_for_time(signed_in: SignIn) -> None:
    observer = factories.user(Role.REFERENT)
    factories.member(factories.laureate("Vikidia"), observer, MemberRole.OBSERVER)
    text = text_of(signed_in(observer).get("/"))
    assert "Vous observez ce projet" in text
    assert "Mon temps" not in text


def test_a_referent_without_a_project_is_told_why(signed_in: SignIn) -> None:
    assert "Vous ne suivez pas encore de projet" in text_of(signed_in(factories.referent()).get("/"))


def test_a_month_that_is_closed_is_left_to_the_team(signed_in: SignIn, at: Callable[[str], None]) -> None:
    vikidia = factories.laureate("Vikidia")
    referent = factories.referent(vikidia)
    at("2026-03-11T09:00")
    assert "Ce mois est clos" in text_of(signed_in(referent).get("/"))


def test_the_direction_sees_what_it_has_to_decide(signed_in: SignIn) -> None:
    factories.laureate("Vikidia", starts_on=date(2025, 2, 3))
    factories.laureate("uMap", starts_on=date(2025, 12, 1))
    factories.laureate("Ancien", starts_on=date(2022, 1, 1), status=LaureateStatus.ENDED)
    answer = signed_in(factories.direction()).get("/")
    text = text_of(answer)
    assert "Décisions à prendre 1" in text
    assert "Échu, décision attendue" in text
    assert 'href="/laureats/vikidia/bilan"' in answer.text
    assert "Ancien" not in text
    assert "À surveiller 1" in text


def test_the_direction_of_an_empty_programme_is_told_what_will_come(signed_in: SignIn) -> None:
    assert "Aucun accompagnement en cours" in text_of(signed_in(factories.direction()).get("/"))


def test_an_expert_sees_own_assignments_past_ones_too(signed_in: SignIn) -> None:
    vikidia, umap = factories.laureate("Vikidia"), factories.laureate("uMap")
    mine, other = factories.expert(), factories.expert()
    running = factories.scoped_assignment(
        vikidia, mine, status=AssignmentStatus.IN_PROGRESS, title="Choisir une licence"
    )
    past = factories.scoped_assignment(umap, mine, status=AssignmentStatus.EVALUATED, title="Rédiger les statuts")
    factories.scoped_assignment(vikidia, other, status=AssignmentStatus.IN_PROGRESS, title="Un autre appui")
    factories.assignment_day(running, mine.user_id or 0, date(2026, 2, 10), 4)
    answer = signed_in(db.session.get(User, mine.user_id)).get("/")
    text = text_of(answer)
    assert "1 j sur 5 j" in text
    assert f'href="/laureats/vikidia/appuis/{running.id}"' in answer.text
    assert "Noter mes jours" in text
    assert "Rédiger les statuts" in text
    assert f'href="/laureats/umap/appuis/{past.id}"' not in answer.text
    assert "Un autre appui" not in text


def test_an_expert_without_assignment_is_told_what_will_come(signed_in: SignIn) -> None:
    account = factories.user(Role.EXPERT)
    assert "Aucun appui ne vous est confié" in text_of(signed_in(account).get("/"))


def test_the_administration_sees_accounts_and_the_health_of_the_scheduler(signed_in: SignIn) -> None:
    admin = factories.admin()
    factories.coach()
    mail(MailStatus.PENDING)
    answer = signed_in(admin).get("/")
    text = text_of(answer)
    assert "Planificateur En retard" in text
    assert "En attente 1" in text
    assert 'href="/administration/comptes"' in answer.text


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(timedelta(seconds=30), "Planificateur Actif"), (timedelta(hours=2), "Planificateur En retard")],
)
def test_the_scheduler_is_late_after_ten_missed_ticks(signed_in: SignIn, ago: timedelta, expected: str) -> None:
    admin = factories.admin()
    queue.note_tick(clock.now() - ago)
    db.session.commit()
    assert expected in text_of(signed_in(admin).get("/"))


def test_the_homes_cost_the_same_with_many_laureates(signed_in: SignIn) -> None:
    browsers = [signed_in(factories.coach()), signed_in(factories.direction())]

    def fill(name: str) -> None:
        laureate = factories.laureate(name, starts_on=date(2025, 4, 1))
        factories.referent(laureate)
        factories.checkpoint(laureate, date(2026, 3, 4))
        factories.checkpoint(laureate, date(2026, 2, 4))
        factories.objective(
            factories.priority(factories.roadmap(laureate)), due_on=date(2026, 2, 1), status=ObjectiveStatus.TODO
        )

    def count() -> list[int]:
        counts = []
        for browser in browsers:
            # What was just written is drawn again once.
            browser.get("/")
            db.session.remove()
            with counted() as statements:
                assert browser.get("/").status_code == 200
            counts.append(len(statements))
        return counts

    fill("Premier")
    few = count()
    for n in range(6):
        fill(f"Suivant {n}")
    assert count() == few


def test_nothing_is_said_of_the_past_week(signed_in: SignIn, at: Callable[[str], None]) -> None:
    vikidia = factories.laureate("Vikidia")
    factories.checkpoint(vikidia, date(2026, 3, 2), 9, number=1, status=CheckpointStatus.CLOSED)
    assert datetime.fromisoformat("2026-03-02T09:00+01:00") < clock.now()
    assert "/laureats/vikidia/points/1" not in signed_in(factories.coach(vikidia)).get("/").text


def test_nobody_is_said_to_have_held_a_point_that_nobody_marked(signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia")
    factories.checkpoint(laureate, date(2026, 2, 26))
    factories.checkpoint(laureate, date(2026, 2, 25), status=CheckpointStatus.HELD)
    words = text_of(signed_in(factories.coach(laureate)).get("/"))
    assert "Devait se tenir le jeudi 26 février" in words
    assert "Tenu le mercredi 25 février" in words


def test_late_objectives_are_counted_one_by_one(signed_in: SignIn) -> None:
    vikidia = factories.laureate("Vikidia")
    coach = factories.coach(vikidia)
    priority = factories.priority(factories.roadmap(vikidia))
    for day in (20, 21, 22):
        factories.objective(priority, f"Convention {day}", due_on=date(2026, 2, day))
    assert "Objectifs en retard 3" in text_of(signed_in(coach).get("/"))
