"""Writing all the lines of an import or none, and taking them back: at once, or for a long one slice after slice.

Each slice is a transaction that keeps what it wrote: killed at any moment, the next one begins where it stopped. When
one cannot be written, those before it are taken back one by one, the last first, and the lines are read again.
"""

from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import plural, quoted
from aic_tracker.imports import files, operations, queries, tracing
from aic_tracker.imports.judging import write_all
from aic_tracker.imports.kinds import KINDS
from aic_tracker.imports.models import ImportSlice, Outcome, SheetImport, State
from aic_tracker.imports.operations import CHANGED_MEANWHILE
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time

SLICE = 500  # lines written in one transaction; as many are in the request that asks for it
NOT_READY = "Cet import n’est pas prêt : relisez son aperçu."
TAKEN_BACK = "ce qu’il avait écrit est retiré. Un compte ouvert, un courriel parti restent."
STOPPED = f"Vous avez arrêté l’import : {TAKEN_BACK}"
UNFORESEEN = f"L’import s’est arrêté sur un défaut de l’application : {TAKEN_BACK}"
LEFT = "Une partie n’a pas pu être retirée, sur un défaut de l’application : elle est restée telle quelle."
GONE = "Le compte qui a lancé cet import n’est plus actif."


@at_any_time
def apply(received: SheetImport, *, version: int, actor: User, now: datetime) -> dict[Outcome, int]:
    """Write every line, or none. Refused while a line is; StaleError when the tracker changed since the preview.

    A long one is left APPLYING, to go on with.
    """
    counts = _ready(received, version)
    if counts[Outcome.REFUSED]:
        raise DomainError("Des lignes sont refusées : corrigez-les dans le fichier, ou écartez-les.")
    return _apply(received, counts, actor, now)


@at_any_time
def apply_without_refused(received: SheetImport, *, version: int, actor: User, now: datetime) -> dict[Outcome, int]:
    """The same, the refused lines left out: said, and seen in the preview."""
    return _apply(received, _ready(received, version), actor, now)


def _ready(received: SheetImport, version: int) -> dict[Outcome, int]:
    if received.version != version or received.state is not State.READY:
        raise StaleError(NOT_READY)
    return queries.counts_of(received)


def _apply(received: SheetImport, counts: dict[Outcome, int], actor: User, now: datetime) -> dict[Outcome, int]:
    count = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    if not count:
        raise DomainError("Il n’y a rien à écrire : aucune ligne n’est nouvelle ni modifiée.")
    received.reached, received.problem, received.updated_at = 0, "", now
    if count > SLICE:
        received.state = State.APPLYING
    else:
        _write_slice(received, actor, now)
        _end(received, actor, now)
    return counts


def _write_slice(received: SheetImport, actor: User, now: datetime) -> bool:
    """Whether there was one, after the line that is reached. Raises DomainError, with nothing of it written."""
    shown = queries.next_lines(received, KINDS[received.kind].together or SLICE)
    if not shown:
        return False
    table = operations.table_of(received)
    rows = [(number, table.rows[number - 1]) for number in shown]
    with db.session.begin_nested(), tracing.traced() as trace:
        scope = operations.scope_of(received, table, actor, now, writes=True)
        for line in write_all(received, rows, scope, trace):
            if shown[line["number"]] != queries.mark_of_line(line["outcome"], line["changes"]):
                raise StaleError(f"Le suivi a changé depuis cet aperçu (ligne {line['number']}) : relisez-le.")
    received.reached = rows[-1][0]
    db.session.add(ImportSlice(import_id=received.id, number=received.reached, steps=trace.steps()))
    return True


def _end(received: SheetImport, actor: User, now: datetime) -> None:
    counts = queries.counts_of(received)
    received.content, received.state, received.updated_at = None, State.DONE, now
    files.forget_table()
    new = plural(counts[Outcome.NEW], "nouvelle ligne", "nouvelles lignes")
    changed = plural(counts[Outcome.CHANGED], "ligne modifiée", "lignes modifiées")
    title = KINDS[received.kind].title.lower()
    summary = f"a importé {quoted(received.filename)} ({title}) : {new}, {changed}"
    record(actor, "sheet.imported", received, summary, laureate_id=received.laureate_id)


@at_any_time
def go_on(received: SheetImport, *, actor: User, now: datetime) -> None:
    """Write the next slice of a long import, or take the last one back."""
    if received.state is State.APPLYING:
        if not actor.is_active:
            return _turn_back(received, GONE, now)
        try:
            if not _write_slice(received, actor, now):
                _end(received, actor, now)
        except DomainError as refusal:
            return _turn_back(received, refusal.message, now)
    elif received.state is State.UNDOING and not _take_slice_back(received):
        _back(received, actor, now)
    received.updated_at = now
    db.session.flush()


@at_any_time
def stop(received: SheetImport, *, actor: User, now: datetime) -> None:
    """Give up a long import that is being written: what it wrote is taken back."""
    if received.state is not State.APPLYING:
        raise StaleError(CHANGED_MEANWHILE)
    _turn_back(received, STOPPED, now)


def give_up(received: SheetImport, now: datetime) -> None:
    """The same after a defect, whose frames are in the log."""
    _turn_back(received, UNFORESEEN, now)


def leave_slice(received: SheetImport, now: datetime) -> bool:
    """Of what cannot be taken back for a defect, whose frames are in the log: it stays, and that is told. Whether there
    was one.
    """
    last = queries.last_slice(received)
    if last is None:
        return False
    db.session.delete(last)
    received.problem = f"{received.problem.replace(LEFT, '').strip()} {LEFT}".strip()
    received.updated_at = now
    db.session.flush()
    return True


def _turn_back(received: SheetImport, reason: str, now: datetime) -> None:
    received.state, received.problem, received.updated_at = State.UNDOING, reason, now
    db.session.flush()


@at_any_time
def undo(received: SheetImport, *, actor: User, now: datetime) -> None:
    """Take back all that the import wrote. Refused once something else has changed it.

    A long one is left UNDOING, to go on with.
    """
    if received.state is not State.DONE:
        raise StaleError(CHANGED_MEANWHILE)
    if reason := KINDS[received.kind].why_it_stays(received, now):
        raise DomainError(reason)
    if queries.count_slices(received) > 1:
        tracing.check_unchanged(queries.steps_of(received))
        received.state, received.updated_at = State.UNDOING, now
        return
    for steps in queries.steps_of(received):
        tracing.take_back(steps)
    _forget_slices(received)
    _back(received, actor, now)


def _take_slice_back(received: SheetImport) -> bool:
    """Whether there was one. What somebody changed since stays as they left it, and is told."""
    last = queries.last_slice(received)
    if last is None:
        return False
    if left := tracing.take_back_but_changed(last.steps):
        kept = plural(left, "élément changé entre-temps reste", "éléments changés entre-temps restent")
        received.problem = f"{received.problem} {kept} tels que quelqu’un les a laissés.".strip()
    db.session.delete(last)
    return True


def _back(received: SheetImport, actor: User, now: datetime) -> None:
    """Undone when it was done; else its lines are read again, as the tracker is now."""
    if received.content is not None:
        operations.forget_lines(received)
        received.state, received.read, received.reached, received.updated_at = State.READING, 0, 0, now
        return
    received.state, received.updated_at = State.UNDONE, now
    summary = f"a annulé l’import de {quoted(received.filename)}"
    record(actor, "sheet.taken_back", received, summary, laureate_id=received.laureate_id)


def _forget_slices(received: SheetImport) -> None:
    db.session.execute(sa.delete(ImportSlice).where(ImportSlice.import_id == received.id))
