"""The kinds of import, in the order of their page."""

from aic_tracker.imports.kinds import contacts, experts, laureates, roadmap
from aic_tracker.imports.kinds.base import Kind

KINDS: dict[str, Kind] = {kind.key: kind for kind in (laureates.KIND, contacts.KIND, experts.KIND, roadmap.KIND)}
