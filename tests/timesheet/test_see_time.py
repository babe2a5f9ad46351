"""The grid of months, one month, and what other screens and reminders read."""

from datetime import date

import pytest

from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.timesheet import queries
from aic_tracker.timesheet.models import MonthDeclaration
from aic_tracker.timesheet.rules import MonthState
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

TEMPS = "/laureats/vikidia/temps"
TODAY = date(2026, 3, 2)


def note(project, on: date, quarters: int) -> None:
    factories.time_entry(project.laureate, project.referent, on, quarters=quarters)


def test_the_grid_says_each_month_in_words(project, signed_in) -> None:
    for day in (2, 3, 4):
        note(project, date(2026, 2, day), 4)
    note(project, date(2026, 1, 5), 1)
    text = text_of(signed_in(factories.direction()).get(TEMPS))
    assert "Février 2026 3 j Dans la fourchette Attendu : 2 j à 4 j" in text
    assert "Janvier 2026 0,25 j Sous la fourchette" in text
    assert "Décembre 2025 — Non déclaré" in text
    assert "Mars 2026 — En cours" in text
    assert "Avril 2026 — À venir" in text
    assert "Noter du temps" not in text


def test_a_referent_is_shown_what_is_left_to_declare(project, signed_in, at) -> None:
    factories.referent(project.laureate, name="Léo")
    text = text_of(signed_in(project.referent).get(TEMPS))
    # Earlier months are closed: only a coach can still declare them.
    assert "Un mois est à déclarer" in text
    assert "Léo" in text
    assert "à déclarer" not in text_of(signed_in(project.coach).get(TEMPS))


def test_a_partial_month_expects_its_share(app, signed_in) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2026, 2, 15))
    referent = factories.referent(laureate)
    assert "Février 2026 — Non déclaré Attendu : 1 j à 2 j" in text_of(signed_in(referent).get(TEMPS))


def test_a_month_lists_its_entries(project, signed_in) -> None:
    note(project, date(2026, 2, 3), 3)
    text = text_of(signed_in(project.referent).get(f"{TEMPS}/2026-02"))
    assert "mardi 3 février 2026 0,75 j Suivi du projet" in text


@pytest.mark.parametrize("month", ["2025-08", "2026-13", "abc", "2026-9", "9999-99"])
def test_a_month_outside_the_project_is_not_found(project, signed_in, month: str) -> None:
    assert signed_in(project.coach).get(f"{TEMPS}/{month}").status_code == 404


def test_a_stranger_and_an_expert_find_nothing(project, signed_in) -> None:
    for user in (factories.referent(factories.laureate("Ailleurs")), factories.user(Role.EXPERT)):
        assert signed_in(user).get(TEMPS).status_code == 404
        assert signed_in(user).get(f"{TEMPS}/2026-02").status_code == 404


def test_without_a_referent_the_page_says_what_to_do(app, signed_in) -> None:
    coach = factories.coach(factories.laureate("Vikidia"))
    assert "ajoutez d’abord la personne parmi les membres" in text_of(signed_in(coach).get(TEMPS))


def test_two_periods_share_a_month_by_their_days(app) -> None:
    laureate = factories.laureate("Vikidia", starts_on=date(2025, 2, 15))
    second = factories.period(laureate, date(2026, 2, 15), number=2)
    referent = factories.referent(laureate, name="Rosa")
    factories.time_entry(laureate, referent, date(2026, 2, 14), quarters=1)
    factories.time_entry(laureate, referent, date(2026, 2, 15), quarters=4)
    first = factories.first_period(laureate)
    found = queries.sheets([first, second], TODAY)
    assert (found[first.id][0].months[-1].quarters, found[second.id][0].months[0].quarters) == (1, 4)


def test_the_portfolio_reads_any_number_of_projects_in_two_statements(project) -> None:
    note(project, date(2026, 2, 3), 3)
    periods = [factories.first_period(project.laureate)]
    with counted() as few:
        queries.sheets(periods, TODAY)
    for _ in range(5):
        other = factories.laureate()
        factories.referent(other)
        factories.referent(other)
        periods.append(factories.first_period(other))
    factories.laureate()
    with counted() as many:
        found = queries.sheets(periods, TODAY)
    assert len(few) == len(many) == 2
    february = next(m for m in found[periods[0].id][0].months if m.month == date(2026, 2, 1))
    assert (february.quarters, february.state) == (3, MonthState.UNDER)


def test_the_screens_read_as_much_with_many_entries(project, signed_in) -> None:
    referent = signed_in(project.referent)

    def statements(url: str) -> int:
        db.session.expunge_all()
        with counted() as read:
            assert referent.get(url).status_code == 200
        return len(read)

    urls = (TEMPS, f"{TEMPS}/2026-02")
    note(project, date(2026, 2, 1), 1)
    few = [statements(url) for url in urls]
    for day in range(2, 25):
        note(project, date(2026, 2, day), 1)
    assert [statements(url) for url in urls] == few
    assert max(few) < 15


def test_reminders_know_who_said_nothing_of_a_month(project) -> None:
    silent = factories.referent(project.laureate, name="Silencieux")
    empty = factories.referent(project.laureate)
    factories.save(
        MonthDeclaration(
            user_id=empty.id, laureate_id=project.laureate.id, month=date(2026, 2, 1), declared_at=factories.clock.now()
        )
    )
    note(project, date(2026, 2, 3), 1)
    factories.referent(project.laureate, is_active=False)
    gone = factories.user(Role.REFERENT)
    factories.member(project.laureate, gone, until_on=date(2026, 2, 1))
    factories.referent(factories.laureate("Fini", starts_on=date(2024, 1, 1)))
    found = queries.missing_declarations(date(2026, 2, 10))
    assert [(m.user.name, m.laureate.name) for m in found] == [(silent.name, "Vikidia")]


def test_leaving_on_the_first_day_of_a_month_owes_nothing_for_it(project) -> None:
    short = factories.user(Role.REFERENT)
    factories.member(project.laureate, short, from_on=date(2026, 2, 20), until_on=date(2026, 3, 1))
    assert short.id in {m.user_id for m in queries.missing_declarations(date(2026, 2, 1))}
    assert short.id not in {m.user_id for m in queries.missing_declarations(date(2026, 3, 1))}
