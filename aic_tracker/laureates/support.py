"""Which verbs need the support to run on the day: each one says so, and those that need it refuse in words.

Above every operation stands one of three declarations (`tests/laureates/test_support.py` asks for it):
`during_support`, what the programme gives; `until_decided`, what the report of a period tells, written until what
follows is decided; `at_any_time`, facts, corrections, what lives on once the support is over. The first argument of
the operation tells whose support it is; its `today`, or its `now`, tells the day.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.formats import NBSP, date_plain
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.laureates.rules import current_period

Verb = TypeVar("Verb", bound=Callable[..., Any])
Where = str | Callable[[Any], int]


def during_support(*, period: Where | None = None, laureate: Where | None = None) -> Callable[[Verb], Verb]:
    """Refused on a day that the period does not cover; of a whole project, when no period covers it.

    `period`, `laureate`: where the first argument holds their number, as « priority.roadmap.period_id ».
    """
    return _declared("during", period, laureate, _running_refusal)


def until_decided(*, period: Where | None = None, laureate: Where | None = None) -> Callable[[Verb], Verb]:
    """Refused once the period is over and what follows is decided: another period, or the end of the support."""
    return _declared("until_decided", period, laureate, _decided_refusal)


def at_any_time(verb: Verb) -> Verb:
    """Before, during and after the support: the verb keeps a fact, or has limits of its own."""
    verb.support = "any"  # type: ignore[attr-defined]
    return verb


def _declared(
    name: str, period: Where | None, laureate: Where | None, refusal: Callable[[SupportPeriod | None, date], str | None]
) -> Callable[[Verb], Verb]:
    def decorate(verb: Verb) -> Verb:
        def refused(subject: Any, today: date) -> str | None:
            return refusal(_period(subject, period, laureate, today), today)

        @wraps(verb)
        def checked(subject: Any, *args: Any, **kwargs: Any) -> Any:
            today = kwargs["today"] if "today" in kwargs else paris_day(kwargs["now"])
            if message := refused(subject, today):
                raise DomainError(message)
            return verb(subject, *args, **kwargs)

        checked.support = name  # type: ignore[attr-defined]
        checked.refusal = refused  # type: ignore[attr-defined]
        return cast(Verb, checked)

    return decorate


def refusal_of(verb: Callable[..., Any], subject: Any, today: date) -> str:
    """Why this verb would be refused on that day, whatever is typed; "" when the support is no obstacle.

    For the screens: they say it, and do not offer what cannot be done.
    """
    refused = getattr(verb, "refusal", None)
    return (refused(subject, today) if refused else None) or ""


def _period(subject: Any, period: Where | None, laureate: Where | None, today: date) -> SupportPeriod | None:
    if period is not None:
        return db.session.get_one(SupportPeriod, _read(subject, period))
    known = db.session.scalars(sa.select(SupportPeriod).where(SupportPeriod.laureate_id == _read(subject, laureate)))
    return current_period(known.all(), today)


def _read(subject: Any, where: Where | None) -> Any:
    return attrgetter(where)(subject) if isinstance(where, str) else where(subject) if where else None


def _running_refusal(period: SupportPeriod | None, today: date) -> str | None:
    if period is None:
        return "Aucun accompagnement n’est ouvert pour ce projet : ouvrez-en un d’abord."
    if period.covers(today):
        return None
    if today < period.starts_on:
        return f"L’accompagnement {period.number} commence le {date_plain(period.starts_on)}{NBSP}: attendez ce jour."
    return f"{_over(period)}{NBSP}: ceci ne se fait que pendant un accompagnement."


def _decided_refusal(period: SupportPeriod | None, today: date) -> str | None:
    if period is None or today < period.until or not is_settled(period):
        return None
    return f"{_over(period)} et la suite est décidée{NBSP}: son contenu ne change plus."


def _over(period: SupportPeriod) -> str:
    return f"L’accompagnement {period.number} a pris fin le {date_plain(period.last_day)}"


def is_settled(period: SupportPeriod) -> bool:
    """Whether what follows the period is decided: it was stopped, another one follows, or the support has ended."""
    followed = sa.exists().where(SupportPeriod.laureate_id == period.laureate_id, SupportPeriod.number > period.number)
    ended = sa.exists().where(Laureate.id == period.laureate_id, Laureate.status == LaureateStatus.ENDED)
    return period.ended_on is not None or bool(db.session.scalar(sa.select(sa.or_(followed, ended))))
