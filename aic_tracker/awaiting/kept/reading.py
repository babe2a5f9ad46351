"""What the rows say: to one person, of one laureate. Whether they are true is `keeping`'s affair."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.awaiting import audience
from aic_tracker.awaiting.models import AwaitedRow
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.awaiting.sorts.base import Awaited, Doers
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.prepared import prepared

TOLD = (
    AwaitedRow.object_id,
    AwaitedRow.doers,
    AwaitedRow.about,
    AwaitedRow.path,
    AwaitedRow.gesture,
    AwaitedRow.due_on,
    AwaitedRow.label,
    AwaitedRow.done_by,
    AwaitedRow.handed_over_at,
    AwaitedRow.is_left,
    AwaitedRow.sort,
)


@dataclass(frozen=True)
class Named:
    """As much of a laureate as a list says of it."""

    id: int
    name: str
    slug: str


def of_person(user: User) -> list[Awaited]:
    """What waits for this person about the laureates; one statement."""
    found = db.session.execute(*_of_person(user.id, sorted(audience.groups_of(user))))
    laureates: dict[int, Named] = {}
    return [
        _item(laureates.setdefault(laureate_id, Named(laureate_id, name, slug)), told, [user])
        for laureate_id, name, slug, *told in found
    ]


@prepared
def _of_person(user_id: int, groups: Collection[Permission]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(AwaitedRow.laureate_id, Laureate.name, Laureate.slug, *TOLD)
        .join(Laureate, Laureate.id == AwaitedRow.laureate_id)
        .where(sa.or_(AwaitedRow.user_id == user_id, AwaitedRow.all_who_may.in_(groups)))
        .order_by(AwaitedRow.laureate_id, AwaitedRow.place)
    )


def of_people(users: Sequence[User], but: Collection[str]) -> dict[int, list[Awaited]]:
    """What waits for each of these people about the laureates, but for some sorts; one statement."""
    groups = {user.id: audience.groups_of(user) for user in users}
    held = {user.id: user for user in users}
    asked = {permission for each in groups.values() for permission in each}
    statement = (
        sa.select(
            AwaitedRow.user_id, AwaitedRow.all_who_may, AwaitedRow.laureate_id, Laureate.name, Laureate.slug, *TOLD
        )
        .join(Laureate, Laureate.id == AwaitedRow.laureate_id)
        .where(sa.or_(AwaitedRow.user_id.in_(held), AwaitedRow.all_who_may.in_(asked)), AwaitedRow.sort.not_in(but))
        .order_by(AwaitedRow.laureate_id, AwaitedRow.place)
    )
    found: dict[int, list[Awaited]] = {user_id: [] for user_id in held}
    laureates: dict[int, Named] = {}
    for user_id, all_who_may, laureate_id, name, slug, *told in db.session.execute(statement):
        named = laureates.setdefault(laureate_id, Named(laureate_id, name, slug))
        whom = [user for user in users if all_who_may in groups[user.id]] if all_who_may else []
        for one in [*whom, held[user_id]] if user_id else whom:
            found[one.id].append(_item(named, told, [one]))
    return found


def of_laureate(laureate: Laureate) -> list[Awaited]:
    """What waits about this laureate, with the people for whom it does; two statements at most."""
    rows = db.session.execute(*_of_laureate(laureate.id)).all()
    is_for_several = any(all_who_may for _place, all_who_may, *_ in rows)
    staff = audience.staff() if is_for_several else []
    named = Named(laureate.id, laureate.name, laureate.slug)
    found = []
    for _place, people in groupby(rows, key=lambda row: row[0]):
        each = list(people)
        _, all_who_may, _, *told = each[0]
        whom = audience.all_who(staff, all_who_may) if all_who_may else [row[2] for row in each]
        found.append(_item(named, told, whom))
    return found


@prepared
def _of_laureate(laureate_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(AwaitedRow.place, AwaitedRow.all_who_may, User, *TOLD)
        .outerjoin(User, User.id == AwaitedRow.user_id)
        .where(AwaitedRow.laureate_id == laureate_id)
        .order_by(AwaitedRow.place, AwaitedRow.rank)
    )


def _item(laureate: Named, told: Sequence[Any], people: Sequence[User]) -> Awaited:
    object_id, doers, about, path, gesture, due_on, label, done_by, handed_over_at, is_left, sort = told
    return Awaited(
        SORTS[sort],
        object_id,
        laureate,
        about,
        Doers(doers),
        path,
        gesture,
        due_on,
        label=label,
        done_by=done_by,
        handed_over_at=handed_over_at,
        people=people,
        is_left=is_left,
    )
