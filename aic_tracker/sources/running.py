"""A pass of any source, from its first step to what is noted of it. The caller commits after each step given."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from aic_tracker.db import db
from aic_tracker.outgoing.service import ServiceFault
from aic_tracker.sources import queries
from aic_tracker.sources.models import Source, SourceKind

SOONER = timedelta(minutes=2)
Steps = Callable[[datetime], Iterator[Counter[str]]]
log = logging.getLogger(__name__)


def run(kind: SourceKind, steps: Steps, *, of: str, now: datetime) -> Iterator[None]:
    """Go through `steps`. What fails is kept in words; another pass at work makes this one give up in silence."""
    counts: Counter[str] = Counter()
    try:
        source = queries.source(kind, of=of)
        source.began_at = now
        db.session.flush()
        yield
        for counted in steps(now):
            counts += counted
            yield
        note(queries.source(kind, of=of), now, counts=counts)
    except ServiceFault as fault:
        db.session.rollback()
        note(queries.source(kind, of=of), now, fault=fault)
        log.warning("source not read: %s", kind.value, extra={"fields": {"source": kind.value, "status": fault.status}})
    except (StaleDataError, IntegrityError):
        db.session.rollback()
        log.info("another pass is at work: %s", kind.value)
    yield


def note(
    source: Source, now: datetime, *, counts: Counter[str] | None = None, fault: ServiceFault | None = None
) -> None:
    """How the pass ended. A failure that may pass is tried again sooner, unless the service said when."""
    source.ended_at = now
    if fault is None:
        source.succeeded_at, source.problem, source.failing_since, source.again_at = now, "", None, None
        source.counts = dict(counts or {})
    else:
        source.problem = fault.words
        source.failing_since = source.failing_since or now
        source.again_at = fault.again_at or (now + SOONER if fault.may_pass else None)
    db.session.flush()
