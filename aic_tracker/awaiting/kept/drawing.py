"""What waits about each laureate, drawn from scratch out of the sorts; as many statements for one as for all."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from aic_tracker import config
from aic_tracker.awaiting import audience
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.models import AwaitedRow
from aic_tracker.awaiting.scope import about
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.awaiting.sorts.base import Awaited
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.pictures import Drawn, Values


def made_with() -> str:
    """What the rows depend on beside the others: the settings, and the words of this program."""
    settings = config.current()
    said = repr([_program(), settings.programme, settings.reminders, settings.aid])
    return sha256(said.encode()).hexdigest()[:16]


@cache
def _program() -> str:
    folder = Path(__file__).parents[1]
    return sha256(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))).hexdigest()


def draw(laureate_ids: Collection[int], now: datetime) -> list[Drawn]:
    """What waits about these laureates at this instant, whomever it waits for."""
    facts = Facts(about(sorted(laureate_ids), now))
    found: dict[int, list[Awaited]] = {laureate_id: [] for laureate_id in laureate_ids}
    for one in audience.told((one for sort in SORTS.values() for one in sort.found(facts)), facts.today):
        if one.laureate:
            found[one.laureate.id].append(one)
    return [_drawn(laureate_id, items, facts) for laureate_id, items in found.items()]


def _drawn(laureate_id: int, items: Sequence[Awaited], facts: Facts) -> Drawn:
    kept = {"laureate_id": laureate_id}
    until = {"as_of": facts.scope.now, "fresh_until": _fresh_until(laureate_id, facts), "made_with": made_with()}
    rows = [kept | {"place": place} | row for place, item in enumerate(items) for row in _rows(item)]
    return Drawn(kept | until, {AwaitedRow: rows})


def _rows(item: Awaited) -> list[Values]:
    told: Values = {
        "sort": item.sort.name,
        "object_id": item.object_id,
        "doers": item.doers.value,
        "about": item.about,
        "path": item.path,
        "gesture": item.gesture,
        "due_on": item.due_on,
        "label": item.label,
        "done_by": item.done_by,
        "handed_over_at": item.handed_over_at,
        "is_left": item.is_left,
    }
    if item.all_who_may:
        return [{"rank": 0, "user_id": None, "all_who_may": item.all_who_may} | told]
    return [{"rank": rank, "user_id": user.id, "all_who_may": None} | told for rank, user in enumerate(item.people)]


def _fresh_until(laureate_id: int, facts: Facts) -> datetime:
    """The next day, or the beginning of a point, whose minutes then wait."""
    coming = [point.starts_at for point in facts.points.get(laureate_id, ()) if point.starts_at > facts.scope.now]
    return min([paris_instant(facts.today + timedelta(days=1), 0), *coming])
