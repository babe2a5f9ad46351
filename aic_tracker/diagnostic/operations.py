"""Open, fill and sign a diagnostic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from aic_tracker.accounts.models import User
from aic_tracker.db import db, editing
from aic_tracker.diagnostic import grid, queries, rules
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension, Need, Rating
from aic_tracker.diagnostic.rules import Side
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import plural
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.laureates.support import at_any_time, until_decided

CHANGED_MEANWHILE = "Ce diagnostic a été modifié entre-temps."
FROZEN = "Ce diagnostic est signé des deux côtés : ouvrez une nouvelle version pour le modifier."


@dataclass(frozen=True)
class Answer:
    """What is said of one dimension. `level` and `target` go from 1 to 4."""

    level: int | None = None
    target: int | None = None
    need: Need = Need.NONE
    findings: str = ""


def load_grid(season_id: int) -> list[Dimension]:
    """The season's dimensions; the first time, they are copied from the grid file."""
    laureates.lock_season(season_id)
    if dimensions := queries.grid(season_id):
        return dimensions
    dimensions = [
        Dimension(season_id=season_id, rank=rank, **{**line, "axis": Axis(line["axis"])})
        for rank, line in enumerate(grid.lines(), start=1)
    ]
    db.session.add_all(dimensions)
    db.session.flush()
    return dimensions


@until_decided(laureate="id")
def open_diagnostic(
    laureate: Laureate, period: SupportPeriod, kind: DiagnosticKind, *, actor: User, today: date
) -> Diagnostic:
    """Start a diagnostic: the initial one with nothing rated, the others with what the last signed one says.

    Refused when the period has one of this kind, and for the later kinds until the initial one is signed.
    """
    laureates.lock_period(period.id)
    if any(d.kind is kind for d in queries.diagnostics_of(period.id)):
        raise DomainError("Ce diagnostic est déjà ouvert.")
    initial = queries.initial_diagnostics(laureate.id, up_to_period=period.number)
    if kind is not DiagnosticKind.INITIAL and not rules.is_signed(initial):
        raise DomainError("Signez d’abord le diagnostic initial des deux côtés.")
    diagnostic = Diagnostic(period_id=period.id, kind=kind, revision=1, opened_on=today)
    signed = (
        queries.last_signed(laureate.id, up_to_period=period.number) if kind is not DiagnosticKind.INITIAL else None
    )
    known = {rating.dimension_id: rating for rating in signed.ratings} if signed else {}
    diagnostic.ratings = [
        _copy(known[line.id]) if line.id in known else Rating(dimension_id=line.id)
        for line in load_grid(laureate.season_id)
    ]
    db.session.add(diagnostic)
    record(actor, "diagnostic.opened", diagnostic, f"a ouvert le {_name(diagnostic)}", laureate_id=laureate.id)
    return diagnostic


@until_decided(period="period_id")
def fill_diagnostic(
    diagnostic: Diagnostic, *, answers: Mapping[int, Answer], summary: str, version: int, actor: User, today: date
) -> list[Side]:
    """Save the answers given, by dimension id. The signatures it withdraws are returned: they were for another text.

    Refused once both sides have signed; StaleError when the diagnostic changed since `version`.
    """
    if diagnostic.is_frozen:
        raise DomainError(FROZEN)
    if diagnostic.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    withdrawn = rules.signed_sides(diagnostic)
    with editing(CHANGED_MEANWHILE):
        before, after = _write(diagnostic, answers, summary)
        if not after:
            return []
        diagnostic.coach_signer = diagnostic.referent_signer = None
        diagnostic.coach_signed_at = diagnostic.referent_signed_at = None
        flag_modified(diagnostic, "summary")  # the version counts the ratings too
    text = f"a rempli le {_name(diagnostic)}"
    if withdrawn:
        text += ", ce qui retire la signature déjà posée"
    _note(actor, "diagnostic.filled", diagnostic, text, before, after)
    return withdrawn


@at_any_time
def sign_diagnostic(diagnostic: Diagnostic, *, version: int, actor: User, now: datetime) -> None:
    """Record one side's signature; the second one freezes the diagnostic, and opens the roadmap if it is the initial.

    Refused while a dimension has no level; StaleError when the diagnostic is not the `version` that was read.
    """
    side = rules.side_of(actor.role)
    if side is None:
        raise DomainError("Seules l’équipe d’accompagnement et les personnes référentes signent un diagnostic.")
    if diagnostic.version != version:
        raise StaleError("Ce diagnostic a été modifié depuis que vous l’avez lu : relisez-le avant de le signer.")
    if side in rules.signed_sides(diagnostic):
        raise DomainError("Ce diagnostic est déjà signé de votre côté.")
    if missing := rules.unrated(diagnostic):
        raise DomainError(f"Avant de signer, donnez un niveau à {plural(len(missing), 'dimension')}.")
    with editing(CHANGED_MEANWHILE):
        if side is Side.COACH:
            diagnostic.coach_signer, diagnostic.coach_signed_at = actor, now
        else:
            diagnostic.referent_signer, diagnostic.referent_signed_at = actor, now
    text = f"a signé le {_name(diagnostic)} ({side.label.lower()})"
    _note(actor, "diagnostic.signed", diagnostic, text, None, {"side": side.value})


@until_decided(period="period_id")
def open_revision(diagnostic: Diagnostic, *, actor: User, today: date) -> Diagnostic:
    """Copy a frozen diagnostic into its next revision, to be edited and signed again.

    The roadmap stays open meanwhile. Refused while the diagnostic is not frozen, or when it is not the last revision.
    """
    laureates.lock_period(diagnostic.period_id)
    last = rules.latest(queries.diagnostics_of(diagnostic.period_id), diagnostic.kind)
    if last is None or last.id != diagnostic.id:
        raise DomainError("Une version plus récente de ce diagnostic existe déjà.")
    if not diagnostic.is_frozen:
        raise DomainError("Cette version n’est pas encore signée des deux côtés : modifiez-la directement.")
    copy = Diagnostic(
        period_id=diagnostic.period_id,
        period=diagnostic.period,
        kind=diagnostic.kind,
        revision=diagnostic.revision + 1,
        opened_on=today,
        summary=diagnostic.summary,
    )
    copy.ratings = [_copy(rating) for rating in diagnostic.ratings]
    db.session.add(copy)
    text = f"a ouvert la version {copy.revision} du {_name(copy)}"
    record(actor, "diagnostic.reopened", copy, text, laureate_id=diagnostic.period.laureate_id)
    return copy


def _copy(r: Rating) -> Rating:
    return Rating(dimension_id=r.dimension_id, level=r.level, target=r.target, need=r.need, findings=r.findings)


def _write(
    diagnostic: Diagnostic, answers: Mapping[int, Answer], summary: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change what differs; the values before and after, by « dimension.field »."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for rating in rules.in_order(diagnostic.ratings):
        answer = answers.get(rating.dimension_id)
        if answer is None:
            continue
        for name in ("level", "target", "need", "findings"):
            old, new = getattr(rating, name), getattr(answer, name)
            if old != new:
                before[f"{rating.dimension.code}.{name}"], after[f"{rating.dimension.code}.{name}"] = old, new
                setattr(rating, name, new)
    if diagnostic.summary != summary:
        before["summary"], after["summary"] = diagnostic.summary, summary
        diagnostic.summary = summary
    return before, after


def _name(diagnostic: Diagnostic) -> str:
    return diagnostic.kind.label[0].lower() + diagnostic.kind.label[1:]


def _note(
    actor: User,
    verb: str,
    diagnostic: Diagnostic,
    text: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    record(actor, verb, diagnostic, text, laureate_id=diagnostic.period.laureate_id, before=before, after=after)
