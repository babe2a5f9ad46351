"""On Monday, what the week of a coach is made of; nothing when it is empty."""

from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.reminders.models import ReminderStatus
from tests import factories
from tests.reminders.kinds.conftest import parsed, text_of
from tests.support.mails import reminders


@pytest.fixture
def vikidia(app):
    return factories.laureate("Vikidia")


@pytest.fixture
def coach(vikidia):
    return factories.coach(vikidia, name="Alice Martin", email="alice@example.org")


@pytest.fixture
def referent(vikidia):
    return factories.referent(vikidia, name="Bruno Petit", email="bruno@example.org")


def digests():
    return [(str(r.event_on), r.status, r.reason) for r in reminders() if r.kind == "coach-week"]


def test_the_mail_tells_the_week(vikidia, coach, referent, planner, same_as_expected):
    factories.checkpoint(vikidia, date(2026, 3, 12))
    factories.checkpoint(vikidia, date(2026, 3, 19))
    factories.objective(factories.priority(factories.roadmap(vikidia)), due_on=date(2026, 2, 27))
    late = factories.laureate("Cartes", starts_on=date(2025, 4, 1))
    factories.member(late, coach, factories.MemberRole.LEAD_COACH)
    [mail] = planner.at("2026-03-09T08:00")
    same_as_expected(mail, "coach-week")


def test_one_click_in_the_mail_program_switches_it_off(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 3, 12))
    [mail] = planner.at("2026-03-09T08:00")
    assert parsed(mail)["List-Unsubscribe"].startswith("<http://aic.test/desinscription/")
    assert parsed(mail)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"List-Unsubscribe: <http://aic.test/desinscription/" in mail.content


def test_it_leaves_on_the_first_working_day_of_the_week(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 4, 9))
    assert planner.at("2026-04-06T20:00") == []  # Easter Monday
    assert planner.at("2026-04-07T07:59") == []
    assert planner.recipients("2026-04-07T08:00") == {"alice@example.org"}
    assert planner.at("2026-04-08T08:00") == []


def test_an_empty_week_sends_nothing_and_says_so(vikidia, coach, planner):
    assert planner.at("2026-03-02T08:00") == []
    assert digests() == [("2026-03-08", ReminderStatus.SKIPPED, "Rien à signaler.")]
    factories.checkpoint(vikidia, date(2026, 3, 5))
    assert planner.at("2026-03-03T08:00") == []


def test_others_laureates_are_not_told(vikidia, coach, planner):
    factories.checkpoint(factories.laureate(), date(2026, 3, 12))
    assert planner.at("2026-03-09T08:00") == []


def test_several_missed_weeks_are_one_digest(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 3, 26))
    assert planner.recipients("2026-03-24T08:00") == {"alice@example.org"}
    assert digests() == [
        ("2026-03-08", ReminderStatus.SKIPPED, "Réuni avec le récapitulatif suivant."),
        ("2026-03-15", ReminderStatus.SKIPPED, "Réuni avec le récapitulatif suivant."),
        ("2026-03-22", ReminderStatus.SKIPPED, "Réuni avec le récapitulatif suivant."),
        ("2026-03-29", ReminderStatus.QUEUED, ""),
    ]


def test_points_without_minutes_stand_in_the_week(vikidia, coach, planner):
    factories.checkpoint(vikidia, date(2026, 3, 5), status=CheckpointStatus.HELD)
    factories.checkpoint(vikidia, date(2026, 3, 6))
    factories.checkpoint(vikidia, date(2026, 3, 4), status=CheckpointStatus.CANCELLED)
    [mail] = planner.at("2026-03-09T08:00")
    words = " ".join(text_of(mail).split())
    assert "- Vikidia, point tenu le jeudi 5 mars 2026 à 14 h " in words
    assert "- Vikidia, point qui devait se tenir le vendredi 6 mars 2026 à 14 h " in words
    assert "4 mars" not in words


def test_what_is_asked_of_the_coach_alone_is_told_too(vikidia, coach, planner):
    """An action of theirs, late, is part of no project's news."""
    factories.roadmap(vikidia)
    factories.action(vikidia, "Appeler la préfecture", owner_id=coach.id, due_on=date(2026, 3, 6))
    [mail] = [mail for mail in planner.at("2026-03-09T08:00") if b"Votre semaine" in mail.content]
    assert "Appeler la préfecture (Vikidia), pour le" in text_of(mail)
