"""What was read outside, and where each reading stands."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from aic_tracker.db import db
from aic_tracker.sources.models import Dossier, DossierFile, DossierState, Source, SourceKind


def known_source(kind: SourceKind) -> Source | None:
    statement = sa.select(Source).where(Source.kind == kind)
    return db.session.scalar(statement, execution_options={"populate_existing": True})


def source(kind: SourceKind, *, of: str) -> Source:
    """The row of the kind, made when there is none. `of`: what its cursors belong to; another one forgets them."""
    found = known_source(kind)
    if found is None:
        found = Source(kind=kind, problem="", counts={}, state={}, questions=[], matching={})
        db.session.add(found)
    if found.state.get("of") != of:
        found.state = {"of": of}
    return found


def dossier_numbered(number: Any) -> Dossier | None:
    """With its files."""
    if not isinstance(number, int):
        return None
    return db.session.scalar(sa.select(Dossier).where(Dossier.number == number).options(selectinload(Dossier.files)))


def dossiers(*, state: DossierState | None = None) -> sa.Select[Dossier]:
    """Newest first, to be paged."""
    statement = sa.select(Dossier)
    if state:
        statement = statement.where(Dossier.state == state)
    return statement.order_by(Dossier.submitted_at.desc(), Dossier.number.desc())


def to_report() -> Sequence[Dossier]:
    """Taken here, and not accepted there yet: somebody still has to say so on the platform."""
    open_states = (DossierState.EN_CONSTRUCTION, DossierState.EN_INSTRUCTION)
    return db.session.scalars(
        sa.select(Dossier)
        .where(Dossier.taken_at.is_not(None), Dossier.state.in_(open_states), Dossier.deleted_at.is_(None))
        .order_by(Dossier.taken_at)
        .limit(100)
    ).all()


def count_dossiers() -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(Dossier)).scalar_one()


def all_sources() -> dict[SourceKind, Source]:
    return {found.kind: found for found in db.session.scalars(sa.select(Source))}


def stored_files(number: int) -> dict[tuple[str, str, str], str | None]:
    """By question, checksum and name, where the bytes of a dossier's files stand."""
    statement = (
        sa.select(DossierFile.question_id, DossierFile.checksum, DossierFile.filename, DossierFile.stored_name)
        .join(Dossier)
        .where(Dossier.number == number)
    )
    return {(question, checksum, name): stored for question, checksum, name, stored in db.session.execute(statement)}


def numbers_with_missing_files(most_tries: int) -> Sequence[int]:
    missing = sa.and_(DossierFile.stored_name.is_(None), DossierFile.tries < most_tries)
    statement = sa.select(Dossier.number).join(DossierFile).where(missing, Dossier.deleted_at.is_(None)).distinct()
    return db.session.scalars(statement.order_by(Dossier.number).limit(50)).all()


def count_try(number: int) -> None:
    """One try more for the files of this dossier that are not here."""
    ours = sa.select(Dossier.id).where(Dossier.number == number)
    db.session.execute(
        sa.update(DossierFile)
        .where(DossierFile.dossier_id.in_(ours), DossierFile.stored_name.is_(None))
        .values(tries=DossierFile.tries + 1)
    )


def file_of(number: int, file_id: int) -> DossierFile | None:
    statement = sa.select(DossierFile).join(Dossier).where(Dossier.number == number, DossierFile.id == file_id)
    return db.session.scalar(statement)
