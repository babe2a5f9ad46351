"""Referent time: most months within the band, some under, over, missing, or declared empty."""

from datetime import date, timedelta
from random import Random

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, last_working_day, months_between, paris_instant
from aic_tracker.db import db
from aic_tracker.demo.stage import Lines, Stage
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry

USUAL_DAYS = (2, 2.25, 2.5, 2.5, 2.75, 3, 3, 3.25, 3.5, 3.75)
# Older entries would bury the rest of the journal.
TOLD = timedelta(days=40)
Amount = float | str  # days, « missing » or « nothing »


def build(stage: Stage) -> None:
    scripts: list[Lines] = stage.script.get("time", [])
    for seat, user in enumerate(stage.referents):
        dice = Random(f"{stage.laureate.slug} {seat}")
        for period in stage.periods:
            said = scripts[seat] if scripts and period is stage.last_period else {}
            for month, amount in _amounts(stage, period, said, dice).items():
                _fill(stage, period, user, month, amount, dice)


def _amounts(stage: Stage, period: SupportPeriod, said: Lines, dice: Random) -> dict[date, Amount]:
    """What each month begun holds. `special` counts months from the start, `recent` ends with the current one."""
    months = list(months_between(period.starts_on, min(period.term_on, stage.today)))
    amounts: dict[date, Amount] = {}
    for month in months:
        covered = min(add_months(month, 1), period.term_on) - max(month, period.starts_on)
        whole = add_months(month, 1) - month
        amounts[month] = dice.choice(USUAL_DAYS) * (covered / whole)
    for rank, amount in said.get("special", {}).items():
        amounts[months[int(rank)]] = amount
    recent = said.get("recent", [])
    amounts.update(zip(months[-len(recent) :] if recent else [], recent, strict=False))
    return amounts


def _fill(stage: Stage, period: SupportPeriod, user: User, month: date, amount: Amount, dice: Random) -> None:
    if amount == "missing":
        return
    until = min(add_months(month, 1), period.term_on)
    if amount == "nothing":
        _declare(stage, user, month)
        return
    days = stage.past_working_days(max(month, period.starts_on), until)
    sizes, left = [], max(1, round(float(amount) * 4))
    while left:
        sizes.append(min(left, dice.choice((2, 2, 3, 4))))
        left -= sizes[-1]
    for day, quarters in zip(sorted(dice.sample(days, min(len(days), len(sizes)))), sizes, strict=False):
        entry = TimeEntry(
            user_id=user.id,
            laureate_id=stage.laureate.id,
            on=day,
            quarters=quarters,
            activity=dice.choice(stage.script["activities"]),
            created_at=paris_instant(day, 18),
        )
        db.session.add(entry)
        if stage.today - day < TOLD:
            _tell(stage, user, entry)


def _tell(stage: Stage, user: User, entry: TimeEntry) -> None:
    summary = f"a noté {formats.quarters(entry.quarters)} le {formats.date_plain(entry.on)}"
    after = {"on": entry.on.isoformat(), "quarters": entry.quarters, "activity": entry.activity, "note": ""}
    stage.tell(entry.on, 18, user, "time.logged", entry, summary, after=after)


def _declare(stage: Stage, user: User, month: date) -> None:
    day = stage.before_today(last_working_day(month))
    declaration = MonthDeclaration(
        user_id=user.id, laureate_id=stage.laureate.id, month=month, declared_at=paris_instant(day, 17)
    )
    db.session.add(declaration)
    summary = f"a déclaré «{formats.NBSP}rien ce mois-ci{formats.NBSP}» pour {formats.month_year(month)}"
    after = {"month": month.isoformat(), "person": user.name}
    stage.tell(day, 17, user, "time.declared_nothing", declaration, summary, after=after)
