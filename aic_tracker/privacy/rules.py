"""When an account has had its time, and what a name is replaced by. Pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aic_tracker.calendar_fr import add_months
from aic_tracker.folding import searchable

# Fewer people than this could be told apart: the public page says « moins de 5 ».
SMALLEST_COUNT = 5
SHORTEST_FAMILY_NAME = 4


@dataclass(frozen=True)
class Stay:
    """A person's place in a project: `until` is the first day without it, None while it has no end."""

    until: date | None
    supported_until: date | None  # the end of the project's last period; None when it has none


def last_day_of_use(
    *, seen: Sequence[date | None], stays: Collection[Stay], is_working: bool, today: date
) -> date | None:
    """The day from which an account's time is counted; None while the person takes part in a project.

    `seen` holds the days of the account itself: opened, last sign-in, closed.
    """
    days = [day for day in seen if day is not None]
    for stay in stays:
        ends = [day for day in (stay.until, stay.supported_until) if day is not None]
        if ends and min(ends) <= today:
            days.append(min(ends))
        elif stay.supported_until is not None or stay.until is not None:
            return None
    return None if is_working or not days else max(days)


@dataclass(frozen=True)
class Step:
    """What an account waits for: the `warning`-th warning (from 0) or, when None, its erasure on `erase_on`."""

    warning: int | None
    on: date
    erase_on: date


def next_step(
    basis: date, warned: Sequence[date | None], *, months: int, warning_days: Sequence[int], today: date
) -> Step:
    """The step that follows, due when its day has come.

    Nobody is erased without having been warned as long before as promised: a late warning puts the erasure off.
    """
    erase_on = add_months(basis, months)
    for number, (sent_on, days) in enumerate(zip(warned, warning_days, strict=True)):
        if sent_on is None:
            on = max(erase_on - timedelta(days=days), today)
            return Step(number, on, max(erase_on, today + timedelta(days=days)))
        erase_on = max(erase_on, sent_on + timedelta(days=days))
    return Step(None, erase_on, erase_on)


def pseudonym(user_id: int) -> str:
    return f"Personne effacée n°\N{NO-BREAK SPACE}{user_id}"


def unusable_email(user_id: int) -> str:
    """An address that no server will ever deliver to (RFC 2606, section 2)."""
    return f"efface-{user_id}@invalid"


def replaced(value: Any, names: Sequence[str], by: str) -> Any:
    """The JSON value with each of these names replaced, wherever it stands whole."""
    if isinstance(value, str):
        for name in names:
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", by, value)
        return value
    if isinstance(value, list):
        return [replaced(item, names, by) for item in value]
    if isinstance(value, dict):
        return {key: replaced(item, names, by) for key, item in value.items()}
    return value


def family_name(name: str) -> str:
    """The last word of a name, when it is long enough to be looked for alone; the whole name otherwise."""
    last = name.split()[-1]
    return last if len(last) >= SHORTEST_FAMILY_NAME else name


def names_somebody(text: str, name: str, email: str) -> bool:
    """Whether a text holds the person's address, whole name or family name, whatever accents and capitals."""
    plain = f" {searchable(text)} "
    wanted = {searchable(email), searchable(name), searchable(family_name(name))}
    return any(f" {words} " in plain for words in wanted if words)


def spellings(word: str) -> list[str]:
    """How a database that knows nothing of accents may hold a word."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    forms = (word, word.lower(), word.upper(), word.capitalize(), bare, bare.lower(), bare.upper())
    return list(dict.fromkeys(forms))


def published_count(count: int) -> int | None:
    """A count that may be published; None when it is too small not to point at people."""
    return count if count == 0 or count >= SMALLEST_COUNT else None
