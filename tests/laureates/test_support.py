"""After the end, what the programme gives is refused in words, and every operation has said what it needs."""

import ast
import importlib
import inspect
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

import aic_tracker
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.funding.models import CommitteeOutcome, Tranche
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.support import at_any_time, during_support, until_decided
from tests import factories
from tests.support.client import text_of

PACKAGE = Path(aic_tracker.__file__).parent
# What holds no project: accounts and their trail, mails, one person's own choices, what several features show together.
ELSEWHERE = {
    "accounts",
    "audit",
    "journal",
    "drafts",
    "reminders",
    "sendings",
    "agenda",
    "privacy",
    "dashboard",
    "demo",
    "sources",
}
ELSEWHERE |= {"access", "web", "site", "mail", "scheduler", "commands", "backup"}
# What reads, says or shows; `notices` writes the mails of a verb that has said so.
NO_VERBS = {"queries", "rules", "forms", "views", "notices"}


def operations():
    """Every function of a feature that somebody is the actor of."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] in ELSEWHERE or NO_VERBS.intersection(parts):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and has_actor(node):
                yield ".".join(("aic_tracker", *parts)), node.name


def has_actor(node):
    return "actor" in {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}


def test_every_operation_says_whether_it_needs_the_support_to_run():
    found = list(operations())
    assert len(found) > 90
    for module, name in found:
        verb = getattr(importlib.import_module(module), name)
        assert hasattr(verb, "support"), (
            f"{module}.{name}: put @during_support, @until_decided or @at_any_time above it (laureates/support.py)"
        )
        if verb.support != "any":
            given = inspect.signature(verb).parameters
            assert {"today", "now"} & set(given), f"{module}.{name} needs `today` or `now`, to be asked on a day"


class Subject:
    def __init__(self, period):
        self.period_id, self.laureate_id = period.id, period.laureate_id


@during_support(period="period_id")
def give(_subject, *, today):
    return today


@until_decided(period="period_id")
def tell(_subject, *, today):
    return today


@during_support(laureate="laureate_id")
def give_to_the_project(_subject, *, today):
    return today


@at_any_time
def keep(_subject, *, today):
    return today


def refusal_of(verb, period, today):
    try:
        verb(Subject(period), today=today)
    except DomainError as refusal:
        return refusal.message.replace("\xa0", " ")
    return None


@pytest.fixture
def period(app):
    """From 1 September 2025 to 31 August 2026."""
    return factories.first_period(factories.laureate())


@pytest.mark.parametrize("verb", [give, give_to_the_project])
def test_what_the_programme_gives_is_given_from_the_first_day_to_the_last_one(period, verb):
    assert refusal_of(verb, period, date(2025, 8, 31)) == (
        "L’accompagnement 1 commence le 1er septembre 2025 : attendez ce jour."
    )
    assert refusal_of(verb, period, date(2025, 9, 1)) is None
    assert refusal_of(verb, period, date(2026, 8, 31)) is None
    assert refusal_of(verb, period, date(2026, 9, 1)) == (
        "L’accompagnement 1 a pris fin le 31 août 2026 : ceci ne se fait que pendant un accompagnement."
    )


def test_what_the_report_tells_is_written_until_what_follows_is_decided(period):
    late = date(2026, 9, 15)
    assert refusal_of(tell, period, date(2025, 8, 1)) is None  # prepared ahead
    assert refusal_of(tell, period, late) is None  # overdue: nobody decided yet
    factories.period(row_of(period), date(2026, 9, 1), number=2)
    assert refusal_of(tell, period, late) == (
        "L’accompagnement 1 a pris fin le 31 août 2026 et la suite est décidée : son contenu ne change plus."
    )
    assert refusal_of(tell, period, date(2026, 8, 31)) is None
    assert refusal_of(keep, period, late) is None


def row_of(period):
    return db.session.get_one(Laureate, period.laureate_id)


def test_the_end_of_the_support_and_an_early_stop_close_what_the_report_tells(period):
    period.ended_on = date(2026, 3, 1)
    db.session.commit()
    assert refusal_of(tell, period, date(2026, 2, 28)) is None
    assert refusal_of(tell, period, date(2026, 3, 1)) is not None
    period.ended_on = None
    row_of(period).status = LaureateStatus.ENDED
    db.session.commit()
    assert refusal_of(tell, period, date(2026, 9, 1)) is not None


# What people met, through the pages.


@pytest.fixture
def ended(app, at):
    """Vikidia, whose support ended on 31 August 2026 by decision; it is September."""
    laureate = factories.laureate("Vikidia")
    laureate.status = LaureateStatus.ENDED
    db.session.commit()
    at("2026-09-15T10:00")
    return laureate


def test_a_coach_neither_approves_nor_starts_an_assignment_after_the_end(signed_in, ended):
    assignment = factories.scoped_assignment(ended, factories.expert())
    browser = signed_in(factories.coach(ended))
    url = f"/laureats/vikidia/appuis/{assignment.id}"
    for gesture in ("approuver", "demarrer"):
        answer = browser.submit(f"{url}/{gesture}", {"version": assignment.version})
        assert answer.status_code == 422
        assert "a pris fin le 31 août 2026" in text_of(answer)


def test_a_referent_does_not_move_an_objective_after_the_end(signed_in, ended):
    objective = factories.objective(factories.priority(factories.roadmap(ended)))
    browser = signed_in(factories.referent(ended))
    answer = browser.submit(
        f"/laureats/vikidia/objectifs/{objective.id}/avancement",
        {"status": "achieved", "reason": "", "version": objective.version},
    )
    assert answer.status_code == 422
    assert "son contenu ne change plus" in text_of(answer)
    db.session.refresh(objective)
    assert objective.status.value == "todo"


def test_nothing_is_granted_after_a_committee_that_decided_to_stop(signed_in, app):
    laureate, direction = factories.laureate("Vikidia"), factories.direction()
    for outcome, day in ((CommitteeOutcome.FUND, date(2026, 2, 2)), (CommitteeOutcome.STOP, date(2026, 2, 20))):
        factories.committee_decision(laureate, direction, outcome=outcome, reason="Vu en comité.", decided_on=day)
    browser = signed_in(factories.coach(laureate))
    proposed = {
        "purpose": "Consolider",
        "authority": "Programme",
        "regime": "general",
        "first_cents": "80 000",
        "second_cents": "",
        "expected_on": "",
        "conditions": "",
    }
    assert browser.submit("/laureats/vikidia/subventions/nouvelle", proposed).status_code == 303
    tranche_id = db.session.scalars(sa.select(Tranche.id)).one()
    answer = signed_in(direction).submit(
        f"/laureats/vikidia/subventions/tranches/{tranche_id}/accorder", {"version": "1"}
    )
    assert answer.status_code == 422
    assert "Le comité du 20/02/2026 a décidé d’arrêter" in text_of(answer)
