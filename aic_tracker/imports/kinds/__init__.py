"""The kinds of import, in the order of their page."""

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.imports.kinds import actions, aids, applications, contacts, experts, laureates, points, roadmap, times
from aic_tracker.imports.kinds.base import Kind

_KINDS = (
    laureates.KIND,
    applications.KIND,
    times.KIND,
    points.KIND,
    actions.KIND,
    contacts.KIND,
    experts.KIND,
    roadmap.KIND,
    aids.KIND,
)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}


def may_take_in(user: User, kind: Kind) -> bool:
    """What is of all projects at once is for who may open one; of one project, `permission` is asked there too."""
    return can(user, kind.permission) and (kind.of_a_laureate or can(user, Permission.CREATE_LAUREATE))


def offered(user: User) -> list[Kind]:
    """Those that this person may take in for all projects; the others are sent from the page of one."""
    return [kind for kind in KINDS.values() if not kind.of_a_laureate and may_take_in(user, kind)]
