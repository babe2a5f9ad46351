"""What waits: for one person, about one laureate; the late first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from aic_tracker.access.permissions import Permission, can, reaches_own_assignments_only
from aic_tracker.accounts.models import User
from aic_tracker.awaiting import audience, scope
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.kept import keeping, reading
from aic_tracker.awaiting.scope import Scope
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.awaiting.sorts.base import Awaited, Family
from aic_tracker.calendar_fr import paris_day
from aic_tracker.folding import french_order
from aic_tracker.laureates.models import Laureate

WEEK, MONTH = timedelta(days=7), timedelta(days=31)


class Urgency(StrEnum):
    LATE = "late"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        return {
            "late": "En retard",
            "week": "D’ici une semaine",
            "month": "D’ici un mois",
            "later": "Plus tard",
            "undated": "Sans échéance",
        }[self.value]


PRESSING = (Urgency.LATE, Urgency.WEEK)


def urgency(due_on: date | None, today: date) -> Urgency:
    if due_on is None:
        return Urgency.UNDATED
    if due_on < today:
        return Urgency.LATE
    if due_on <= today + WEEK:
        return Urgency.WEEK
    return Urgency.MONTH if due_on <= today + MONTH else Urgency.LATER


@dataclass(frozen=True)
class Group:
    urgency: Urgency
    items: Sequence[Awaited]


def grouped(items: Iterable[Awaited], today: date) -> list[Group]:
    """Groups of what is already in order."""
    kept: dict[Urgency, list[Awaited]] = {}
    for item in items:
        kept.setdefault(urgency(item.due_on, today), []).append(item)
    return [Group(one, kept[one]) for one in Urgency if one in kept]


def everything(facts: Facts, but: Collection[str] = ()) -> list[Awaited]:
    """All that waits in a scope, for whomever; as many statements for one as for all. `but`: sorts left out."""
    sorts = [sort for name, sort in SORTS.items() if name not in but]
    found = audience.told((one for sort in sorts for one in sort.found(facts)), facts.today)
    return in_order(found, facts.today)


def of_person(user: User, now: datetime, family: Family | None = None) -> list[Awaited]:
    found = [one for one in everything(Facts(scope.of_person(user, now))) if family in (None, one.sort.family)]
    return [one for one in found if any(person.id == user.id for person in one.people)]


def shown_to(user: User, now: datetime, family: Family | None = None) -> list[Awaited]:
    """The same, from the rows that are kept of it; two statements as a rule, and more for who settles mails.

    To be asked first: it ends the transaction of the session, which has written nothing, when something is drawn again.
    """
    if not keeping.is_true(now):
        return of_person(user, now, family)
    found = reading.of_person(user) + _about_no_laureate(user, now)
    return in_order((one for one in found if family in (None, one.sort.family)), paris_day(now))


def _about_no_laureate(user: User, now: datetime) -> list[Awaited]:
    found = _of_nobody(
        Scope(
            now,
            [],
            owner_id=user.id,
            decides=can(user, Permission.DECIDE_RENEWAL),
            settles=can(user, Permission.SETTLE_MAILS),
            welcomes=can(user, Permission.MANAGE_EVENTS),
        )
    )
    return [one for one in found if any(person.id == user.id for person in one.people)]


def _of_nobody(asked: Scope, but: Collection[str] = ()) -> list[Awaited]:
    facts = Facts(asked)
    sorts = [sort for name, sort in SORTS.items() if sort.of_no_laureate and name not in but]
    return audience.told((one for sort in sorts for one in sort.found(facts)), facts.today)


def of_everybody(now: datetime, but: Collection[str] = ()) -> dict[int, list[Awaited]]:
    """By person, what waits for them: for mails that tell many at once. `but`: sorts that they tell elsewhere."""
    found: dict[int, list[Awaited]] = {}
    for one in everything(Facts(Scope(now)), but):
        for person in one.people:
            found.setdefault(person.id, []).append(one)
    return found


def of_readers(readers: Sequence[User], now: datetime, but: Collection[str] = ()) -> dict[int, list[Awaited]]:
    """The same for these people, from the rows that are kept of it unless some are behind: one statement, and those of
    what waits about no laureate. Nothing is drawn again here."""
    if keeping.AWAITED.is_behind(now):
        every = of_everybody(now, but)
        return {user.id: every[user.id] for user in readers if user.id in every}
    found = reading.of_people(readers, but)
    for one in _of_nobody(Scope(now, []), but):
        for person in one.people:
            if person.id in found:
                found[person.id].append(one)
    return {user_id: in_order(each, paris_day(now)) for user_id, each in found.items() if each}


def of_laureate(laureate: Laureate, now: datetime, reader: User, shown: Collection[Permission]) -> list[Awaited]:
    """What waits about one laureate, for whomever, of the sorts that the reader may know of there."""
    if keeping.AWAITED.is_behind(now):
        found = everything(Facts(scope.of_laureates([laureate], now)))
    else:
        found = in_order(reading.of_laureate(laureate), paris_day(now))
    own_only = reaches_own_assignments_only(reader, Permission.READ_ASSIGNMENTS)
    return [
        one
        for one in found
        if any(person.id == reader.id for person in one.people)
        or (one.sort.shown_to in shown and not (own_only and one.sort.shown_to is Permission.READ_ASSIGNMENTS))
    ]


RANKS = {name: rank for rank, name in enumerate(SORTS)}
URGENCIES = {one: rank for rank, one in enumerate(Urgency)}


def in_order(found: Iterable[Awaited], today: date) -> list[Awaited]:
    names: dict[int, tuple[str, str]] = {}
    keyed: list[tuple[int, date, tuple[str, str], int, int, int, Awaited]] = []
    for one in found:
        if one.laureate and one.laureate.id not in names:
            names[one.laureate.id] = french_order(one.laureate.name)
        name = names[one.laureate.id] if one.laureate else french_order("")
        rank = URGENCIES[urgency(one.due_on, today)]
        keyed.append((rank, one.due_on or date.max, name, RANKS[one.sort.name], one.object_id, len(keyed), one))
    return [one for *_, one in sorted(keyed)]
