"""The kinds of import, in the order of their page."""

from aic_tracker.imports.kinds import actions, contacts, experts, laureates, roadmap, times
from aic_tracker.imports.kinds.base import Kind

_KINDS = (laureates.KIND, times.KIND, actions.KIND, contacts.KIND, experts.KIND, roadmap.KIND)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
