"""For whom each thing waits. Nothing waits for nobody: what is nobody's turn is left to whoever leads the project."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from aic_tracker.access.permissions import Permission, can, roles_with
from aic_tracker.access.readers import reads_every_laureate, without_the_right_to_read
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.awaiting.sorts.base import Awaited, Doers
from aic_tracker.laureates import queries as laureates

P = Permission
# What somebody of the programme does, whatever the project.
STAFF = (P.MANAGE_CHECKPOINTS, P.DECIDE_RENEWAL, P.SETTLE_MAILS)
ROLES = frozenset(role for needed in STAFF for role in roles_with(needed))
# Of the staff, those to whom what has nobody is left.
LEFT_TO = P.READ_PORTFOLIO
ALL_WHO_MAY = {
    Doers.DIRECTION: P.DECIDE_RENEWAL,
    Doers.EVERY_COACH: P.MANAGE_CHECKPOINTS,
    Doers.WHO_SETTLES_MAILS: P.SETTLE_MAILS,
}


def told(found: Iterable[Awaited], today: date) -> list[Awaited]:
    """The same, with the people for whom they wait; three statements, none for what is one person's of no laureate."""
    waiting = list(found)
    if not waiting:
        return []
    if all(one.owner and one.owner.is_active and one.laureate is None for one in waiting):
        return [replace(one, people=(one.owner,)) for one in waiting if one.owner]
    teams = laureates.teams({one.laureate.id for one in waiting if one.laureate}, today)
    everybody, barred = staff(), _barred(waiting, today)
    return [_told(one, teams.get(one.laureate.id) if one.laureate else None, everybody, barred) for one in waiting]


def staff() -> list[User]:
    return accounts.active_users(*ROLES)


def all_who(everybody: Iterable[User], permission: Permission) -> list[User]:
    """Of the staff, those for whom waits what waits for whoever may."""
    return [user for user in everybody if can(user, permission)]


def groups_of(user: User) -> list[Permission]:
    """As whoever may do what this person is awaited."""
    return [permission for permission in (*STAFF, LEFT_TO) if user.role in ROLES and can(user, permission)]


def _barred(waiting: Sequence[Awaited], today: date) -> set[tuple[int, int]]:
    pairs = {
        (one.owner.id, one.laureate.id)
        for one in waiting
        if one.owner and one.laureate and not reads_every_laureate(one.owner)
    }
    return without_the_right_to_read(pairs, today) if pairs else set()


def _told(
    one: Awaited, team: laureates.Team | None, everybody: Sequence[User], barred: set[tuple[int, int]]
) -> Awaited:
    team = team or laureates.Team()
    if people := _doing(one, team, everybody, barred):
        if one.doers is Doers.OWNER and one.read_at and not _may_do(people[0], team):
            return replace(one, people=tuple(people), path=one.read_at, gesture="Voir", done_by="")
        return replace(one, people=tuple(people), all_who_may=ALL_WHO_MAY.get(one.doers))
    if heirs := _leading(team):
        return replace(one, people=tuple(heirs), is_left=True)
    # Nobody leads the project either: the team, and those who decide.
    return replace(one, people=tuple(all_who(everybody, LEFT_TO)), all_who_may=LEFT_TO, is_left=True)


def _doing(one: Awaited, team: laureates.Team, everybody: Sequence[User], barred: set[tuple[int, int]]) -> list[User]:
    if one.doers is Doers.TEAM:
        return _leading(team)
    if one.doers is Doers.REFERENTS:
        return team.referents
    if one.doers is Doers.BOTH_SIDES:
        return [*_leading(team), *team.referents]
    if one.doers is Doers.OWNER:
        owner = one.owner
        reads = owner and owner.is_active and (one.laureate is None or (owner.id, one.laureate.id) not in barred)
        return [owner] if owner and reads else []
    return all_who(everybody, ALL_WHO_MAY[one.doers])


def _may_do(owner: User, team: laureates.Team) -> bool:
    """An observer, or an expert, may be given something that only the others may write."""
    return reads_every_laureate(owner) or any(owner.id == user.id for user in team.referents)


def _leading(team: laureates.Team) -> list[User]:
    return [team.lead_coach] if team.lead_coach else team.coaches
