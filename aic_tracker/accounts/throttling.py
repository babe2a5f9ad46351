"""How often something may be asked, counted in the database: all processes share the counters."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.accounts.models import Throttle
from aic_tracker.db import db
from aic_tracker.uniqueness import insert_into

LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many over a sliding span, known to within a `grain`."""

    most: int
    span: timedelta
    grain: timedelta


LINKS_PER_ADDRESS = (
    Limit(3, timedelta(minutes=15), timedelta(minutes=1)),
    Limit(10, timedelta(days=1), timedelta(hours=1)),
)
LINKS_PER_NETWORK = (Limit(100, timedelta(hours=1), timedelta(minutes=5)),)
TOLD = (Limit(1, timedelta(hours=1), timedelta(minutes=5)),)
CODES_PER_ACCOUNT = (Limit(5, timedelta(minutes=15), timedelta(minutes=1)),)

Asked = Sequence[tuple[str, Sequence[Limit]]]


def subject(kind: str, *parts: str) -> str:
    """A key that tells nobody's address: it cannot be guessed again without the secret of the application."""
    secret = config.current().app.secret.encode()
    digest = hmac.new(secret, "\n".join(parts).encode("utf-8", "surrogatepass"), sha256).hexdigest()
    return f"{kind}:{digest}"


def take(asked: Asked, now: datetime, *, times: int = 1) -> bool:
    """Count so many more of each, unless one would pass its limit: nothing is counted then.

    A refusal that counted would let somebody who insists keep the door shut for others.
    """
    taken: list[tuple[str, datetime]] = []
    # In one order, so that two transactions never wait for each other.
    for key, limit in sorted(((f"{key}:{limit.most}", limit) for key, limits in asked for limit in limits), key=_name):
        window = _start_of(now, limit.grain)
        _add(key, window, times)
        taken.append((key, window))
        if _count(key, since=window - limit.span + limit.grain) > limit.most:
            for key_taken, window_taken in taken:
                _give_back(key_taken, window_taken, times)
            return False
    return True


def forget(now: datetime) -> None:
    """Delete the counters that no longer count."""
    db.session.execute(sa.delete(Throttle).where(Throttle.window < now - LONGEST - timedelta(hours=1)))


def _name(asked: tuple[str, Limit]) -> str:
    return asked[0]


def _start_of(now: datetime, grain: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return now - (now - epoch) % grain


def _add(key: str, window: datetime, times: int) -> None:
    statement = insert_into(Throttle).values(key=key, window=window, count=times)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["key", "window"], set_={"count": Throttle.count + times})
    )


def _give_back(key: str, window: datetime, times: int) -> None:
    counted = sa.update(Throttle).where(Throttle.key == key, Throttle.window == window)
    db.session.execute(counted.values(count=Throttle.count - times).execution_options(synchronize_session=False))


def _count(key: str, since: datetime) -> int:
    statement = sa.select(sa.func.sum(Throttle.count)).where(Throttle.key == key, Throttle.window >= since)
    return db.session.scalar(statement) or 0
