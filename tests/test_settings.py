"""No rule of the programme is announced and ignored: changing any of its settings changes what is done."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from aic_tracker import clock, config
from aic_tracker.aid import queries as aids
from aic_tracker.aid import rules as aid_rules
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.laureates import operations as laureates
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.privacy import retention
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.settings import SECTIONS
from aic_tracker.timesheet import queries as timesheet
from aic_tracker.timesheet import rules as time_rules
from tests import factories

TODAY = date(2026, 3, 2)
EVENT, UNTIL = date(2026, 6, 15), date(2026, 12, 31)


class World:
    """A project with a referent, an objective, an aid of last week and one of eight years ago."""

    def __init__(self, signed_in: Any) -> None:
        self.laureate = factories.laureate("Vikidia")
        self.period = factories.first_period(self.laureate)
        referent = factories.referent(self.laureate)
        priority = factories.priority(factories.roadmap(self.laureate))
        factories.objective(priority, due_on=EVENT, owner_id=referent.id)
        self.browser = signed_in(factories.coach())
        self.aid(date(2026, 2, 23), 200_000_00)
        self.aid(date(2018, 3, 1), 10_000_00)

    def aid(self, on: date, cents: int) -> None:
        values: dict[str, Any] = {"regime": Regime.GENERAL, "source": AidSource.GRANT, "authority": "Programme"}
        author, at = factories.coach().id, clock.now()
        carrier = self.laureate.organisation_id
        factories.save(
            Aid(organisation_id=carrier, granted_on=on, amount_cents=cents, author_id=author, created_at=at, **values)
        )

    def term(self) -> date:
        fresh = db.session.get_one(Laureate, self.laureate.id)
        return laureates.open_period(fresh, date(2027, 1, 4), actor=None).term_on

    def months(self) -> Any:
        (line,) = timesheet.sheet(self.period, TODAY)
        return line.months[1].band

    def balance(self, regime: Regime) -> Any:
        ledger = aids.ledger_of(db.session.get_one(Organisation, self.laureate.organisation_id))
        return aid_rules.balance(ledger.movements, regime, TODAY, aids.terms())

    def window(self) -> Any:
        return aid_rules.leaves_on(date(2026, 2, 23), aids.terms().years)

    def grant_page(self) -> str:
        return self.browser.get("/laureats/vikidia/subventions/nouvelle").text

    def hours(self) -> Any:
        [occurrence] = KINDS["objective-due"].occurrences(EVENT, EVENT, TODAY)
        return [stage.due_at for stage in KINDS["objective-due"].stages(occurrence, UNTIL)]


def wished(kind: str) -> Callable[[World], Any]:
    """On which days a kind reminds of one event."""
    return lambda _world: KINDS[kind].wished_days(EVENT, UNTIL)


def occurring(kind: str) -> Callable[[World], Any]:
    def read(_world: World) -> Any:
        found = KINDS[kind].occurrences(date(2026, 3, 1), date(2026, 8, 31), TODAY)
        return [one.event_on for one in found]

    return read


# By section and setting: another value, and what is done with it.
CHANGES: dict[tuple[str, str], tuple[Any, Callable[[World], Any]]] = {
    ("programme", "duration_months"): (18, World.term),
    ("programme", "referent_days_min"): (1, World.months),
    ("programme", "referent_days_max"): (8, World.months),
    ("programme", "month_closes_on"): (20, lambda _world: time_rules.closes_on(date(2026, 2, 1))),
    ("reminders", "hour"): (7, World.hours),
    ("reminders", "checkpoint_coming_days"): ((5,), wished("checkpoint-coming")),
    ("reminders", "minutes_missing_days"): ((2,), wished("minutes-missing")),
    ("reminders", "time_missing_working_day"): (8, occurring("time-missing")),
    ("reminders", "objective_due_days"): ((21,), wished("objective-due")),
    ("reminders", "roadmap_stale_days"): (60, wished("roadmap-stale")),
    ("reminders", "roadmap_stale_every_days"): (10, wished("roadmap-stale")),
    ("reminders", "assignment_ending_days"): ((3,), wished("assignment-ending")),
    ("reminders", "assignment_evaluation_days"): ((2,), wished("assignment-evaluation")),
    ("reminders", "introduction_follow_up_days"): ((1,), wished("introduction-follow-up")),
    ("reminders", "commitment_check_months"): (2, occurring("commitment-check")),
    ("reminders", "renewal_file_months"): ((4,), wished("renewal-file")),
    ("reminders", "renewal_file_days"): ((10,), wished("renewal-file")),
    ("reminders", "aid_register_working_days"): ((2,), wished("aid-register")),
    ("aid", "general_ceiling_euros"): (200_000, lambda world: world.balance(Regime.GENERAL).left_cents),
    ("aid", "sieg_ceiling_euros"): (500_000, lambda world: world.balance(Regime.SIEG).left_cents),
    ("aid", "window_years"): (2, World.window),
    ("aid", "warning_percent"): (50, lambda world: world.balance(Regime.GENERAL).is_near),
    ("aid", "register_working_days"): (5, lambda _world: [line.limit for line in aids.register(TODAY)]),
    ("aid", "kept_years"): (5, lambda _world: len(retention.old_aid(TODAY))),
    ("funding", "authority"): ("Une autre autorité", World.grant_page),
    ("funding", "seed_euros"): (12_345, World.grant_page),
    ("funding", "second_tranche_euros"): (54_321, World.grant_page),
}

# Those that act on a whole plan or on the process: the test that changes each one, by its name.
ELSEWHERE = {
    ("reminders", "checkpoint_unplanned_months"): "reminders/kinds/test_checkpoint_unplanned.py",
    ("reminders", "hold_above"): "reminders/test_plan.py",
    ("reminders", "tick_seconds"): "demo/test_make_run.py",
}
RULES = ("programme", "reminders", "aid", "funding")


@pytest.fixture
def put_back(settings: config.Settings) -> Iterator[None]:
    yield
    config.use(settings)


@pytest.mark.parametrize("setting", CHANGES, ids=".".join)
def test_changing_it_changes_what_is_done(app: Flask, signed_in: Any, put_back: None, setting: tuple[str, str]) -> None:
    section, name = setting
    value, read = CHANGES[setting]
    world = World(signed_in)
    before = read(world)
    db.session.rollback()
    whole = config.current()
    config.use(replace(whole, **{section: replace(getattr(whole, section), **{name: value})}))
    assert read(world) != before
    db.session.rollback()


@pytest.mark.parametrize("setting", ELSEWHERE, ids=".".join)
def test_the_test_named_changes_it(setting: tuple[str, str]) -> None:
    source = (Path(__file__).parent / ELSEWHERE[setting]).read_text(encoding="utf-8")
    assert setting[1] in source.lower()


def test_no_rule_of_the_programme_is_forgotten() -> None:
    announced = {(section, one.name) for section in RULES for one in fields(SECTIONS[section])}
    assert announced == {*CHANGES, *ELSEWHERE}
