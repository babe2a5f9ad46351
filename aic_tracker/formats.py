"""Values as French sentences write them, on screens and in e-mails alike."""

from datetime import date, datetime
from decimal import Decimal

from aic_tracker.clock import PARIS
from aic_tracker.elision import of, that
from aic_tracker.territories import Territory

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
DASH = "—"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def thousands(number: int) -> str:
    """1234567 → « 1 234 567 », which spreadsheets in French take for a number when it is pasted there.

    They do not know the narrow space of printers, nor does our font: no text of ours holds it.
    """
    return f"{number:,}".replace(",", NBSP)


def date_long(day: date | None) -> str:
    """« lundi 2 mars 2026 »."""
    return DASH if day is None else f"{DAYS[day.weekday()]} {date_plain(day)}"


def date_plain(day: date | None) -> str:
    """« 2 mars 2026 »."""
    return DASH if day is None else f"{_ordinal(day.day)}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def date_day(day: date | None) -> str:
    """« 2 mars »: for a near date, whose year is understood."""
    return DASH if day is None else f"{_ordinal(day.day)}{NBSP}{MONTHS[day.month - 1]}"


def date_short(day: date | None) -> str:
    """« 02/03/2026 »."""
    return DASH if day is None else f"{day:%d/%m/%Y}"


def month_year(day: date | None) -> str:
    """« mars 2026 »."""
    return DASH if day is None else f"{MONTHS[day.month - 1]} {day.year}"


def of_month(day: date) -> str:
    """« de mars 2026 », « d’avril 2026 »."""
    return f"{'d’' if month_year(day)[0] in 'ao' else 'de '}{month_year(day)}"


def hour(instant: datetime) -> str:
    """Paris time: « 14 h 30 », « 9 h »."""
    return _hour(_paris(instant))


def _hour(local: datetime) -> str:
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}" if local.minute else f"{local.hour}{NBSP}h"


def lasting(minutes: int) -> str:
    """How long something lasts: « 90 minutes », then from two hours on « 2 h », « 3 h 30 »."""
    if minutes < 120:
        return plural(minutes, "minute")
    hours, left = divmod(minutes, 60)
    return f"{hours}{NBSP}h{NBSP}{left:02}" if left else f"{hours}{NBSP}h"


def moment(instant: datetime | None) -> str:
    """« lundi 2 mars 2026 à 14 h 30 », Paris time."""
    return DASH if instant is None else f"{date_long(_paris(instant).date())} à {hour(instant)}"


def moment_short(instant: datetime | None) -> str:
    """« 02/03/2026 à 14 h 30 », Paris time."""
    return DASH if instant is None else f"{date_short(_paris(instant).date())} à {hour(instant)}"


def appointment(instant: datetime | None, territory: Territory = Territory.MAINLAND) -> str:
    """« lundi 2 mars 2026 à 14 h (heure de Paris) », with the hour of who lives elsewhere beside it.

    For what is to be kept or acted upon; `moment` is for what happened, on pages whose foot says whose hours they are.
    """
    return DASH if instant is None else f"{moment(instant)} ({_whose_hour(instant, territory)})"


def sentence(text: str) -> str:
    """« Lundi 2 mars… (heure de Paris) »: a capital at the beginning, the others as they are."""
    return text[:1].upper() + text[1:]


def hour_there(instant: datetime, territory: Territory) -> str:
    """« 14 h », « 14 h à Paris » for who lives by other hours: in a title."""
    return f"{hour(instant)} à Paris" if territory.has_other_hours else hour(instant)


def _whose_hour(instant: datetime, territory: Territory) -> str:
    if not territory.has_other_hours:
        return f"heure de{NBSP}Paris"
    there, here = instant.astimezone(territory.zone), _paris(instant)
    day = {0: "", -1: "la veille à ", 1: "le lendemain à "}[(there.date() - here.date()).days]
    return f"heure de{NBSP}Paris{NBSP}; {day}{_hour(there)} {territory.there}"


def _paris(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("instant must be aware")
    return instant.astimezone(PARIS)


def _ordinal(day: int) -> str:
    return "1er" if day == 1 else str(day)


def decimal(value: Decimal | int | float | None, places: int = 2) -> str:
    """« 1 234,5 »: at most `places` decimals, no trailing zero."""
    if value is None:
        return DASH
    rounded = round(Decimal(str(value)), places)
    whole, _, decimals = f"{abs(rounded):f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "−" if rounded < 0 else ""
    return f"{sign}{thousands(int(whole))}{',' + decimals if decimals else ''}"


def money(cents: int | None) -> str:
    """« 1 234,56 € »."""
    if cents is None:
        return DASH
    euros, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{thousands(euros)},{rest:02}{NBSP}€"


def quarters(count: int | None) -> str:
    """Quarter days as days: 9 → « 2,25 j »."""
    return DASH if count is None else f"{decimal(Decimal(count) / 4)}{NBSP}j"


def whole_percent(share: float | Decimal) -> int:
    """0..1 → 45; never 100 before the end, never 0 once something is done: the same on a page and in a sheet."""
    whole = round(share * 100)
    if whole == 100 and share < 1:
        return 99
    return 1 if whole == 0 and share > 0 else whole


def percent(share: float | Decimal | None) -> str:
    """0..1 → « 45 % »."""
    return DASH if share is None else f"{whole_percent(share)}{NBSP}%"


def plural(count: int, one: str, many: str | None = None) -> str:
    """« 1 point », « 3 points », « 0 point »; several words take `many`."""
    return f"{thousands(count)}{NBSP}{one if abs(count) < 2 else many or one + 's'}"


def relative_days(day: date | None, today: date) -> str:
    """« aujourd’hui », « demain », « dans 3 jours », « en retard de 2 jours »."""
    if day is None:
        return DASH
    ahead = (day - today).days
    if ahead == 0:
        return "aujourd’hui"
    if ahead == 1:
        return "demain"
    return f"dans {plural(ahead, 'jour')}" if ahead > 0 else f"en retard de {plural(-ahead, 'jour')}"


def ago(day: date, today: date) -> str:
    """« aujourd’hui », « hier », « il y a 5 jours »."""
    behind = (today - day).days
    return {0: "aujourd’hui", 1: "hier"}.get(behind) or f"il y a {plural(behind, 'jour')}"


def listed(words: list[str]) -> str:
    """« a, b et c »."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


# For the templates of pages and of mails, under their own names.
FILTERS = (
    ago,
    appointment,
    date_day,
    date_long,
    date_plain,
    date_short,
    lasting,
    decimal,
    hour,
    hour_there,
    listed,
    moment,
    moment_short,
    money,
    month_year,
    of,
    of_month,
    percent,
    plural,
    quarters,
    relative_days,
    sentence,
    that,
)


def quoted(text: str) -> str:
    """Between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"
