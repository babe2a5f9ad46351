"""What changed between two revisions, in French: what was added, dropped, reworded, slipped, advanced, re-assigned."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from aic_tracker.differences import runs
from aic_tracker.formats import DASH, date_plain, decimal, percent, plural
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.roadmap.revisions.rules import Change, Snapshot, Values, diff

SAME, ADDED, REMOVED = "same", "added", "removed"
TEXTS = {
    **{name: text.label for name, text in Objective.WORDING.items()},
    "expected_change": "Changement attendu",
}
# An axis or a rank alone is not news: they say where the item stands.
QUIET = {"rank", "owner_id"}
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Words of a text that changed: `mark` is same, added or removed."""

    mark: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One thing that changed. `kind` sorts and colours it; `wordings`, before and after, when words are marked."""

    kind: str
    text: str
    wordings: tuple[str, str] | None = None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Compared when they are shown only: the closing of a point, which holds the database, never does."""
        return marked(*self.wordings) if self.wordings else ()

    @property
    def line(self) -> str:
        """The text as a line of its own; without the new wording when its pieces follow."""
        shown = self.text.partition(" : ")[0] + " :" if self.wordings else self.text
        return shown[:1].upper() + shown[1:]


@dataclass(frozen=True)
class Item:
    """A priority or an objective that changed."""

    table: str
    id: str
    title: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """« Objectif : ce qui a changé ; … », on one line."""
        return f"{self.title} : {' ; '.join(entry.text for entry in self.entries)}"


def items_between(old: Snapshot, new: Snapshot) -> list[Item]:
    """What changed from `old` to `new`, by priority and objective; nothing when they say the same."""
    items: dict[tuple[str, str], Item] = {}
    by_item: dict[tuple[str, str], list[Change]] = {}
    for change in diff(old, new):
        by_item.setdefault((change.table, change.id), []).append(change)
    for (table, key), changes in by_item.items():
        values = new[table].get(key) or old[table][key]
        entries = list(_items(table, changes, old[table].get(key), values))
        if entries:
            items[table, key] = Item(table, key, values["title"], entries)
    return list(items.values())


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one, word by word: what stays, what went, what came."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces: list[Piece] = []
    for run in runs(old, new):
        removed, added = "".join(old[run.i1 : run.i2]), "".join(new[run.j1 : run.j2])
        if run.is_same:
            pieces.append(Piece(SAME, removed))
            continue
        pieces += [Piece(mark, text) for mark, text in ((REMOVED, removed), (ADDED, added)) if text]
    return tuple(pieces)


def slip(before: str, after: str) -> str:
    """« glisse de 12 jours », « avancé de 3 jours », with both dates."""
    old, new = date.fromisoformat(before), date.fromisoformat(after)
    days = (new - old).days
    moved = f"glisse de {plural(days, 'jour')}" if days > 0 else f"avancé de {plural(-days, 'jour')}"
    return f"{moved} (du {date_plain(old)} au {date_plain(new)})"


def _items(table: str, changes: Sequence[Change], before: Values | None, values: Values) -> Iterable[Entry]:
    whole = next((change for change in changes if change.field is None), None)
    if whole is not None:
        yield _whole(table, whole)
        return
    fields = {change.field: change for change in changes if change.field not in QUIET}
    if "status" in fields:
        yield _status(fields["status"], values)
    elif "reason" in fields and values["reason"]:
        yield Entry("status", f"raison : {values['reason']}")
    if "progress" in fields and values["progress"] is not None and fields["progress"].before is not None:
        yield _advance(fields["progress"])
    if "current" in fields:
        shown = f"{_number(fields['current'].before)} → {_number(fields['current'].after)} {values['unit']}".strip()
        yield Entry("value", f"valeur : {shown}")
    if "due_on" in fields:
        yield _due(fields["due_on"])
    if "owner" in fields:
        yield _owner(fields["owner"])
    if table == "objectives" and ("baseline" in fields or "target" in fields):
        old = before or values
        yield Entry(
            "measure",
            f"mesure : de {_number(old['baseline'])} à {_number(old['target'])}, désormais"
            f" de {_number(values['baseline'])} à {_number(values['target'])}",
        )
    for name, label in TEXTS.items():
        if name in fields:
            wordings = (fields[name].before or "", fields[name].after or "")
            yield Entry("reworded", f"{label.lower()} reformulé : «\u00a0{wordings[1] or DASH}\u00a0»", wordings)
    yield from _lists(fields, values)


def _whole(table: str, change: Change) -> Entry:
    noun, end = ("priorité", "e") if table == "priorities" else ("objectif", "")
    if change.before is None:
        return Entry("added", f"{noun} ajouté{end}")
    return Entry("removed", f"{noun} retiré{end}")


def _status(change: Change, values: Values) -> Entry:
    old, new = ObjectiveStatus(change.before), ObjectiveStatus(change.after)
    reason = f" : {values['reason']}" if values["reason"] else ""
    if new is ObjectiveStatus.DROPPED:
        return Entry("dropped", f"abandonné{reason}")
    if old is ObjectiveStatus.DROPPED:
        return Entry("status", f"rouvert, {new.label.lower()}{reason}")
    return Entry("status", f"{old.label} → {new.label}{reason}")


def _advance(change: Change) -> Entry:
    old, new = Decimal(change.before), Decimal(change.after)
    return Entry("advanced" if new > old else "receded", f"{percent(old)} → {percent(new)}")


def _due(change: Change) -> Entry:
    if change.before is None:
        return Entry("due", f"échéance fixée au {date_plain(date.fromisoformat(change.after))}")
    if change.after is None:
        return Entry("due", f"échéance retirée (c’était le {date_plain(date.fromisoformat(change.before))})")
    text = slip(change.before, change.after)
    return Entry("slipped" if change.after > change.before else "earlier", text)


def _owner(change: Change) -> Entry:
    if not change.before:
        return Entry("assigned", f"confié à {change.after}")
    if not change.after:
        return Entry("assigned", f"plus de responsable (c’était {change.before})")
    return Entry("assigned", f"passe de {change.before} à {change.after}")


def _lists(fields: dict[Any, Change], values: Values) -> Iterable[Entry]:
    if "axis" in fields:
        yield Entry("moved", f"passe à l’axe {Axis(values['axis']).label}")
    if "priority" in fields:
        yield Entry("moved", "passe à une autre priorité")
    if "dimensions" in fields:
        yield from _came_and_went(fields["dimensions"], "dimension du diagnostic", "e")
    if "means" in fields:
        yield from _came_and_went(fields["means"], "moyen", "")


def _came_and_went(change: Change, noun: str, end: str) -> Iterable[Entry]:
    for text in change.after:
        if text not in change.before:
            yield Entry("means", f"{noun} ajouté{end} : {text}")
    for text in change.before:
        if text not in change.after:
            yield Entry("means", f"{noun} retiré{end} : {text}")


def _number(text: str | None) -> str:
    return DASH if text is None else decimal(Decimal(text), 4)
