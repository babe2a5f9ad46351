"""One failure is one row: what raises for one object and one person is kept apart, and everything else goes on.

Nothing here commits. A refusal and a database that is gone are no failures of this sort: both are raised as before.
"""

import logging
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError, OperationalError

from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.heads import RenderingFault
from aic_tracker.mail.models import Failure, MailStatus, OutgoingMail, Stage
from aic_tracker.uniqueness import insert_into

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parents[1]
UNSETTLED = (MailStatus.PENDING, MailStatus.CLAIMED, MailStatus.HANDOFF)


@dataclass(frozen=True)
class Fault:
    stage: Stage
    kind: str
    object_id: int | None
    user_id: int | None
    laureate_id: int | None
    error: Exception = field(compare=False)

    @property
    def key(self) -> str:
        return key_of(self.stage, self.kind, self.object_id, self.user_id)

    @property
    def reason(self) -> str:
        return reason_of(self.error)


def key_of(stage: Stage, kind: str, object_id: int | None, user_id: int | None) -> str:
    return f"{stage.value}:{kind}:{object_id or ''}:{user_id or ''}"


class Faults(list[Fault]):
    """What failed so far."""

    @contextmanager
    def apart(
        self,
        stage: Stage,
        kind: str,
        object_id: int | None = None,
        user_id: int | None = None,
        laureate_id: int | None = None,
        *,
        asks_database: bool = True,
    ) -> Iterator[None]:
        """What raises in here is undone and noted; when it asks the database, what it wrote, too."""
        # A statement that fails spoils PostgreSQL's whole transaction: a savepoint keeps it to itself.
        savepoint: AbstractContextManager[object] = db.session.begin_nested() if asks_database else nullcontext()
        try:
            with savepoint:
                yield
        except (DomainError, OperationalError):
            raise
        except Exception as error:
            self.append(Fault(stage, kind, object_id, user_id, laureate_id, error))


def reason_of(error: Exception) -> str:
    """What happened, in words, and where: never the error's own message, which may quote what somebody typed."""
    match error:
        case RenderingFault() | UnicodeError():
            words = "Un nom ou un titre ne peut pas s’écrire dans un courriel sans le changer"
        case TemplateError():
            words = "Le modèle du message demande une valeur qui manque"
        case DBAPIError():
            words = "La base de données refuse ce qui est demandé"
        case LookupError() | ValueError() | TypeError() | AttributeError() | ArithmeticError():
            words = "Une valeur enregistrée est illisible ou impossible"
        case _:
            words = "Erreur imprévue du programme"
    return f"{words} ({type(error).__name__}, {_place(error)})."


def _place(error: Exception) -> str:
    """The innermost line of ours that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if PACKAGE in Path(frame.filename).parents and frame.filename != __file__]
    if not ours:
        return "hors du programme"
    return f"{Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}"


def record(faults: Sequence[Fault], now: datetime) -> None:
    """One row each; the log tells it the first time, with its frames."""
    for fault in {fault.key: fault for fault in faults}.values():
        if _upsert(fault, now) == 1:
            log.error(
                "failed apart: %s", fault.key, exc_info=(type(fault.error), fault.error, fault.error.__traceback__)
            )


def _upsert(fault: Fault, now: datetime) -> int:
    statement = insert_into(Failure).values(
        key=fault.key,
        stage=fault.stage,
        kind=fault.kind,
        object_id=fault.object_id,
        user_id=fault.user_id,
        laureate_id=fault.laureate_id,
        reason=fault.reason[:300],
        first_at=now,
        last_at=now,
        count=1,
    )
    is_new = Failure.closed_at.is_not(None)
    again = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "reason": statement.excluded.reason,
            "first_at": sa.case((is_new, statement.excluded.first_at), else_=Failure.first_at),
            "last_at": statement.excluded.last_at,
            "count": sa.case((is_new, 1), else_=Failure.count + 1),
            "closed_at": None,
        },
    )
    count: int = db.session.execute(again.returning(Failure.count)).scalar_one()
    return count


def close_others(stages: Sequence[Stage], faults: Sequence[Fault], now: datetime) -> None:
    """After a whole pass of these stages: what did not fail in it fails no more."""
    still = [fault.key for fault in faults]
    _close(sa.and_(Failure.stage.in_(stages), Failure.key.notin_(still)), now)


def close_delivered(now: datetime) -> None:
    """A mail that is settled, whatever became of it, is no failure of delivery any more: its own row tells."""
    waiting = sa.select(OutgoingMail.id).where(OutgoingMail.status.in_(UNSETTLED))
    _close(sa.and_(Failure.stage == Stage.DELIVER, Failure.object_id.notin_(waiting)), now)


def close(keys: Collection[str], now: datetime) -> bool:
    """They could be done, or a person says that they need not be. Whether one was open."""
    return bool(keys) and _close(Failure.key.in_(keys), now) > 0


def _close(condition: sa.ColumnElement[bool], now: datetime) -> int:
    statement = sa.update(Failure).where(Failure.closed_at.is_(None), condition).values(closed_at=now)
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]


def are_known(faults: Sequence[Fault]) -> bool:
    """Whether each of them failed already."""
    keys = {fault.key for fault in faults}
    statement = sa.select(sa.func.count()).where(Failure.key.in_(keys), Failure.closed_at.is_(None))
    return not keys or db.session.execute(statement).scalar_one() == len(keys)


def open_objects(stage: Stage) -> list[tuple[str, int]]:
    """What fails now at this stage: kind and number."""
    statement = sa.select(Failure.kind, Failure.object_id).where(Failure.stage == stage, Failure.closed_at.is_(None))
    return [(kind, id) for kind, id in db.session.execute(statement.order_by(Failure.key)) if id is not None]


def open_by_stage() -> dict[Stage, int]:
    """How many things fail now, by stage, those without any included."""
    statement = sa.select(Failure.stage, sa.func.count()).where(Failure.closed_at.is_(None)).group_by(Failure.stage)
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return {stage: found.get(stage, 0) for stage in Stage}


def by_id(failure_id: int) -> Failure | None:
    return db.session.get(Failure, failure_id)
