"""What a kind of mail declares of itself, once, beside the feature that sends it. The queue asks nothing else of it.

A kind that nobody declared any more may still have rows: it is treated with the most care.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from aic_tracker import config


@dataclass(frozen=True)
class MailKind:
    """`name` is the folder of its template and stands in the queue's rows; `label` names it on the screens."""

    name: str
    label: str
    # Somebody waits for it before the screen: a held queue lets it pass, the person who may release it included.
    is_immediate: bool = False
    # No gesture of the moment causes it: it leaves when people work, never at night nor on a closed day.
    keeps_hours: bool = False
    # Its words hold on the day they were written only: late, it gives way to a new one.
    is_of_its_day: bool = False
    # Where its link that works without signing in begins: no text of it outlives the sending.
    secret_path: str = ""
    # It tells people of the end of their account: a closed one too.
    is_for_closed_accounts: bool = False
    # It takes an event out of a calendar: who may no longer read of it, nor sign in, still has it there.
    is_for_who_left: bool = False

    @property
    def holds_link(self) -> bool:
        return bool(self.secret_path)


_declared: dict[str, MailKind] = {}
_names: dict[str, str] = {}


def declare(kind: MailKind) -> str:
    """Make this kind known, and give back its name. Two of one name are a mistake."""
    if _declared.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of mail are named {kind.name}")
    return kind.name


def declared() -> tuple[MailKind, ...]:
    return tuple(_declared.values())


def of(name: str) -> MailKind:
    return _declared.get(name) or MailKind(name, name, keeps_hours=True)


def require(name: str) -> None:
    """Raise unless this kind is declared: what is sent says what it is."""
    if name not in _declared:
        raise LookupError(f"declare the kind of mail {name} beside what sends it, with mail.kinds.declare")


def names(wanted: Callable[[MailKind], bool]) -> tuple[str, ...]:
    """The names of the declared kinds of which this is true."""
    return tuple(kind.name for kind in _declared.values() if wanted(kind))


def immediate() -> tuple[str, ...]:
    return names(lambda kind: kind.is_immediate)


def at_any_hour() -> tuple[str, ...]:
    return names(lambda kind: not kind.keeps_hours)


def with_links() -> tuple[str, ...]:
    return names(lambda kind: kind.holds_link)


def without_links(text: str) -> str:
    """The text of a mail for whoever follows the queue: the links that work without signing in are left out."""
    paths = sorted({re.escape(kind.secret_path) for kind in _declared.values() if kind.secret_path})
    base = re.escape(config.current().app.base_url)
    return re.sub(rf"({base}(?:{'|'.join(paths)}))[\w.-]+", r"\1…", text) if paths else text


def name_others(names: dict[str, str]) -> dict[str, str]:
    """Name on the screens what may fail as a mail does and has none, by the kind of its failures."""
    _names.update(names)
    return names


def label_of(name: str) -> str | None:
    """The name of a kind on the screens; None when nobody gave it one."""
    return _declared[name].label if name in _declared else _names.get(name)
