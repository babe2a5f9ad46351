"""Diagnostics, from the first levels to those reached; each is signed by both sides but where the script says so."""

from datetime import date, datetime, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day
from aic_tracker.db import db
from aic_tracker.demo.stage import Lines, Stage, inside, months_in
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension, Need, Rating
from aic_tracker.diagnostic.rules import Side
from aic_tracker.formats import listed
from aic_tracker.laureates.models import SupportPeriod

# What a grid's line holds when the script does not know it.
UNSAID = [2, 3, "low", ""]
BETTER = "En progrès depuis le diagnostic précédent."
SECOND_START = "Second accompagnement : le diagnostic final du premier sert de point de départ."
Levels = dict[str, int]


def build(stage: Stage) -> None:
    levels: Levels | None = None
    for period in stage.periods:
        for kind in DiagnosticKind:
            name = kind.value if period.number == 1 else f"{kind.value}_{period.number}"
            if name not in stage.script:
                continue
            before, levels = levels, _levels(stage, stage.script[name], levels)
            _add(stage, period, kind, before, levels)


def _levels(stage: Stage, lines: Lines, before: Levels | None) -> Levels:
    """Later diagnostics say only what changed."""
    if before is None:
        return {dimension.code: lines.get(dimension.code, UNSAID)[0] for dimension in stage.dimensions}
    return before | {code: level for code, level in lines.items() if code in before}


def _add(stage: Stage, period: SupportPeriod, kind: DiagnosticKind, before: Levels | None, levels: Levels) -> None:
    opened_on = next_working_day(_opening(period, kind))
    diagnostic = Diagnostic(
        period=period, kind=kind, opened_on=opened_on, summary=_summary(stage, kind, before, levels)
    )
    diagnostic.ratings = [_rating(stage, dimension, before, levels) for dimension in stage.dimensions]
    db.session.add(diagnostic)
    lead, referent = stage.lead_on(opened_on), stage.referents[0]
    label = kind.label.lower()
    stage.tell(opened_on, 9, lead, "diagnostic.opened", diagnostic, f"a ouvert le {label}")
    filled = _signing_day(opened_on, 3)
    stage.tell(filled, 12, lead, "diagnostic.filled", diagnostic, f"a rempli le {label}")
    signed = stage.script.get("signed", ("coach", "referent"))
    if "coach" in signed:
        diagnostic.coach_signer = lead
        diagnostic.coach_signed_at = _sign(stage, diagnostic, lead, Side.COACH, _signing_day(opened_on, 5), 15)
    if "referent" in signed:
        diagnostic.referent_signer = referent
        diagnostic.referent_signed_at = _sign(
            stage, diagnostic, referent, Side.REFERENT, _signing_day(opened_on, 8), 11
        )


def _sign(stage: Stage, diagnostic: Diagnostic, signer: User, side: Side, day: date, hour: int) -> datetime:
    summary = f"a signé le {diagnostic.kind.label.lower()} ({side.label.lower()})"
    return stage.tell(day, hour, signer, "diagnostic.signed", diagnostic, summary, after={"side": side.value})


def _opening(period: SupportPeriod, kind: DiagnosticKind) -> date:
    if kind is DiagnosticKind.INITIAL:
        return period.starts_on + timedelta(days=1)
    if kind is DiagnosticKind.MID_TERM:
        return months_in(period, 6)
    return inside(period.term_on - timedelta(days=25), period)


def _signing_day(opened_on: date, days: int) -> date:
    return next_working_day(opened_on + timedelta(days=days))


def _summary(stage: Stage, kind: DiagnosticKind, before: Levels | None, levels: Levels) -> str:
    text: str
    if before is None:
        text = stage.script["summary"]
    elif kind is DiagnosticKind.INITIAL:
        text = SECOND_START
    elif kind is DiagnosticKind.FINAL:
        text = stage.script["closing"]
    else:
        better = [line.label for line in stage.dimensions if levels[line.code] > before[line.code]]
        text = f"À mi-parcours, les niveaux ont progressé : {listed(better)}."
    return text


def _rating(stage: Stage, dimension: Dimension, before: Levels | None, levels: Levels) -> Rating:
    _, target, need, findings = stage.script["initial"].get(dimension.code, UNSAID)
    level = levels[dimension.code]
    reached = level >= target
    if before is not None:
        findings = BETTER if level > before[dimension.code] else findings
        need = "none" if reached else need
    return Rating(dimension_id=dimension.id, level=level, target=max(level, target), need=Need(need), findings=findings)
