"""A report kept with its decision: what was decided on, whatever happens afterwards.

People are kept by number, so that whoever is erased leaves it too; everything else is kept as it was read that day.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from aic_tracker import formats
from aic_tracker.renewals.bilan import Bilan

KEPT_BY_NUMBER = {"user_id": "name", "expert_id": "expert", "checker_id": "checker"}


def kept(bilan: Bilan) -> dict[str, Any]:
    """Ready for JSON, without the names of people."""
    content: dict[str, Any] = _plain(asdict(bilan))
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        named = {KEPT_BY_NUMBER[key] for key in value if key in KEPT_BY_NUMBER}
        return {key: _plain(one) for key, one in value.items() if key not in named}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def numbers(content: Any, key: str) -> set[int]:
    """Every person (`user_id`, `checker_id`) or expert (`expert_id`) that a kept report names."""
    if isinstance(content, list):
        return set().union(*(numbers(one, key) for one in content))
    if not isinstance(content, dict):
        return set()
    mine = {content[key]} if content.get(key) is not None else set()
    return mine.union(*(numbers(one, key) for one in content.values()))


def read(content: dict[str, Any], *, people: Mapping[int, str], experts: Mapping[int, str]) -> Bilan:
    """What was kept, with the names that people bear now."""
    found: Bilan = _read(Bilan, content, {"user_id": people, "checker_id": people, "expert_id": experts})
    return found


def _read(wanted: Any, value: Any, names: dict[str, Mapping[int, str]]) -> Any:
    if get_origin(wanted) is UnionType:
        wanted = next(one for one in get_args(wanted) if one is not NoneType) if value is not None else NoneType
    if get_origin(wanted) is list:
        return [_read(get_args(wanted)[0], one, names) for one in value]
    if is_dataclass(wanted):
        named = {KEPT_BY_NUMBER[key]: names[key].get(value[key], formats.DASH) for key in names if key in value}
        hints = get_type_hints(wanted)
        whole = {**value, **named}
        # What an older report did not keep is what the class says of it.
        kept = [one.name for one in fields(wanted) if one.name in whole]
        return wanted(**{name: _read(hints[name], whole[name], names) for name in kept})  # type: ignore[operator]
    if wanted is Decimal:
        return Decimal(value)
    return date.fromisoformat(value) if wanted is date else value
