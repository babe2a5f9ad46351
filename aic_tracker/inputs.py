"""Reading what people type: one line, a text, a number, a date, an address.

Every reader takes a text and returns a value, or raises ValueError with a French sentence that says what to do.
Forms and commands share them, so a value is refused in the same words everywhere.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from aic_tracker.clock import PARIS
from aic_tracker.formats import MONTHS, NARROW, NBSP, thousands

FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST_INTEGER = 2**31 - 1
MOST_MARKS = 30

# Pasted from word processors and web pages: invisible, meaningless, and able to make two names look alike.
_ZERO_WIDTH = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff\u00ad\u180e"))
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")
# What a word processor pastes: breaks of a line or a page, NEL; a hyphen that holds its words; one shown at need.
_PASTED = str.maketrans(dict.fromkeys("\v\f\u0085\u2029", "\u2028") | {"\u001e": "-", "\u001f": ""})
_BREAKS = re.compile("\r\n|[\r\n\u2028]")
_NUMBER = re.compile(rf"([+\-\u2212]?)([0-9]{{1,3}}(?:[ {NBSP}{NARROW}][0-9]{{3}})+|[0-9]+)(?:[.,]([0-9]+))?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]+)")
_MAILBOX = re.compile(r"(?:(.*?) *<([^\s<>@,;\"]+@[^\s<>@,;\"]+)>|([^\s<>@,;\"]+@[^\s<>@,;\"]+))")
_HOUR = re.compile(r"([0-9]{1,2})(?:[:hH]([0-9]{2})?)(?::00)?")


def clean_line(text: str, *, max_length: int = 200) -> str:
    """One line, NFC, trimmed; "" when nothing visible was typed. A break that was pasted is a space."""
    text = text.translate(_PASTED).strip()
    if "\n" in text or "\r" in text:
        raise ValueError("Écrivez sur une seule ligne.")
    return _bounded(_visible(re.sub(" *\u2028+ *", " ", text)), max_length)


def clean_text(text: str, *, max_length: int = 10_000) -> str:
    """Several lines ended by LF, NFC, without blank edges; "" when nothing visible was typed."""
    lines = [line.rstrip() for line in _BREAKS.split(text.translate(_PASTED))]
    return _bounded(_visible("\n".join(lines)).strip("\n"), max_length)


def _visible(text: str) -> str:
    _refuse_piled_marks(text)
    text = unicodedata.normalize("NFC", text.translate(_ZERO_WIDTH).replace("\t", " "))
    for character in text:
        if character in _BIDI:
            raise ValueError("Ce texte change le sens de lecture : retapez-le sans le coller.")
        if character == "\N{REPLACEMENT CHARACTER}" or (
            unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
        ):
            raise ValueError("Ce texte contient un caractère illisible : retapez-le sans le coller.")
    text = _without_stray_joiners(text)
    if all(c.isspace() or c in _BLANK or unicodedata.category(c) == "Cf" for c in text):
        return ""
    return text


def _refuse_piled_marks(text: str) -> None:
    """No writing puts more than thirty marks on a letter (UAX #15, 13); putting them in order is quadratic."""
    if text.isascii():
        return
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            raise ValueError("Ce texte contient un caractère illisible : retapez-le sans le coller.")


def _without_stray_joiners(text: str) -> str:
    """Zero-width joiners stay inside an emoji or a script that needs them, never between Latin letters."""
    if "\u200c" not in text and "\u200d" not in text:
        return text
    return re.sub("(?<=[\u0000-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\u0000-\u024f]|$)", "", text)


def _bounded(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise ValueError(f"Écrivez {thousands(max_length)} caractères au plus : il y en a {thousands(len(text))}.")
    return text


def plain_number(value: Decimal | int) -> str:
    """A number as one types it in a field: 1000,5."""
    return f"{Decimal(value):f}".replace(".", ",")


def shortest_number(value: Any) -> str:
    """The same without the zeros of its column: 1000."""
    # Str first: Decimal(0.1) would show the binary approximation.
    shown = plain_number(Decimal(str(value)))
    return shown.rstrip("0").rstrip(",") if "," in shown else shown


def read_decimal(text: str, *, least: Decimal, most: Decimal, places: int) -> Decimal:
    return _within(_number(text, places), least, most)


def _number(text: str, places: int) -> Decimal:
    text = text.strip()
    match = _NUMBER.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        raise ValueError("Indiquez un nombre, par exemple 12,5." if places else "Indiquez un nombre entier.")
    sign, whole, decimals = match.groups(default="")
    if len(decimals.rstrip("0")) > places:
        if not places:
            raise ValueError("Indiquez un nombre entier, sans décimale.")
        raise ValueError(f"Indiquez {places} décimale{'s' if places > 1 else ''} au plus.")
    digits = re.sub("[^0-9]", "", whole)
    value = Decimal(f"{digits}.{decimals or 0}")
    return -value if sign in {"-", "\u2212"} else value


def _within(value: Decimal, least: Decimal, most: Decimal) -> Decimal:
    if not least <= value <= most:
        if least == 0 and value < 0:
            raise ValueError("Indiquez un nombre positif.")
        raise ValueError(f"Indiquez un nombre entre {_as_typed(least)} et {_as_typed(most)}.")
    return value


def _as_typed(value: Decimal) -> str:
    whole, _, decimals = f"{value:f}".partition(".")
    grouped = thousands(int(whole)) if whole.strip("-0") else whole
    return f"{grouped},{decimals}" if decimals.strip("0") else grouped


def read_whole(text: str, *, least: int = 0, most: int = LARGEST_INTEGER) -> int:
    return int(read_decimal(text, least=Decimal(least), most=Decimal(most), places=0))


def read_cents(text: str, *, least: int, most: int) -> int:
    """Euros as typed, « 1 000,50 » or « 1000.5 € », to cents."""
    euros = read_decimal(
        text.strip().removesuffix("€").strip(),
        least=Decimal(least) / 100,
        most=Decimal(most) / 100,
        places=2,
    )
    return int(euros * 100)


def read_quarters(text: str, *, least: int, most: int) -> int:
    """Days as typed, « 2,25 », to quarter days."""
    days = _number(re.sub(r"\s*(j|jours?)$", "", text.strip()), places=10)
    # Far beyond any bound, a remainder can no longer be computed.
    if abs(days) < LARGEST_INTEGER and days * 4 % 1:
        raise ValueError("Comptez par quarts de journée : 0,25, 0,5, 0,75 ou 1.")
    _within(days, Decimal(least) / 4, Decimal(most) / 4)
    return int(days * 4)


def read_day(text: str) -> date:
    """A civil date, « 2026-03-02 » as browsers send it or « 02/03/2026 » as people write it."""
    text = text.strip()
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DAY.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        if len(match[3]) != 4:
            raise ValueError("Écrivez l’année avec quatre chiffres, par exemple 31/12/2026.")
        year = int(match[3])
    else:
        raise ValueError("Indiquez une date, par exemple 31/12/2026.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Indiquez une année entre {FIRST_YEAR} et {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise ValueError("Indiquez un mois entre 1 et 12 : la date s’écrit jour/mois/année.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Le {day} {MONTHS[month - 1]} {year} n’existe pas : vérifiez le jour et le mois.") from None


def read_hour(text: str) -> time:
    match = _HOUR.fullmatch(text.strip())
    if match is None:
        raise ValueError("Indiquez une heure, par exemple 14:30.")
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        raise ValueError("Indiquez une heure entre 00:00 et 23:59.")
    return time(hour, minute)


def local_instant(day: date, hour: time) -> datetime:
    """The aware UTC instant of a Paris wall clock; the first one where the clock shows it twice.

    Refuses the hour that the spring change skips.
    """
    instant = datetime.combine(day, hour, PARIS).astimezone(UTC)
    if instant.astimezone(PARIS).time() != hour:
        raise ValueError(
            f"Le {day.day} {MONTHS[day.month - 1]} {day.year}, on passe de 2 h à 3 h : "
            f"{hour.hour} h {hour.minute:02} n’existe pas. Indiquez une autre heure."
        )
    return instant


def happens_twice(instant: datetime) -> bool:
    """True in the hour repeated when summer time ends."""
    local = instant.astimezone(PARIS)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def read_email(text: str) -> str:
    """One address, NFC, lower case, at most 254 characters; its domain is not looked up."""
    text = clean_line(text, max_length=1000)
    if len(text) > 254:
        raise ValueError("Indiquez une adresse de 254 caractères au plus.")
    if "," in text or ";" in text or text.count("@") > 1:
        raise ValueError("Indiquez une seule adresse électronique, comme prenom.nom@exemple.fr.")
    try:
        address = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError("Indiquez une adresse électronique, par exemple prenom.nom@example.org.") from None
    if not address.rpartition("@")[0].isascii():
        # SMTPUTF8 (RFC 6531) is still missing from too many servers: such an account would never get its mails.
        raise ValueError("Indiquez une adresse sans accent avant le @.")
    return unicodedata.normalize("NFC", address.lower())


def read_emails(text: str, *, most: int) -> list[str]:
    """Addresses, each on its line or after a comma or a semicolon, each once, in their order."""
    found: dict[str, None] = {}
    for typed in filter(None, (part.strip() for part in re.split(r"[\n,;]", text))):
        try:
            found[read_email(typed)] = None
        except ValueError as refusal:
            raise ValueError(f"«\N{NO-BREAK SPACE}{typed}\N{NO-BREAK SPACE}» : {refusal}") from None
    if len(found) > most:
        raise ValueError(f"Indiquez {most} adresses au plus : il y en a {len(found)}.")
    return list(found)


def read_mailbox(text: str) -> tuple[str, str]:
    """The name and the address of « Suivi AIC <suivi@example.org> », or an address alone, of any domain.

    The name is all that stands before the address, quotes around it taken off: commas and accents need none.
    """
    match = _MAILBOX.fullmatch(clean_line(text, max_length=1000))
    if match is None:
        raise ValueError("Indiquez un nom et une adresse, par exemple Suivi AIC <suivi@example.org>.")
    name, *addresses = match.groups(default="")
    if quoted := re.fullmatch(r'"((?:[^"\\]|\\.)*)"', name):
        name = re.sub(r"\\(.)", r"\1", quoted[1])
    return name, "".join(addresses)


def read_link(text: str) -> str:
    """A web address, http or https, without user name or password."""
    text = clean_line(text, max_length=2000)
    example = "par exemple https://example.org/page."
    if not re.match("https?://", text, re.IGNORECASE):
        raise ValueError(f"Indiquez une adresse qui commence par https://, {example}")
    try:
        parts = urlsplit(text)
        host, user, _port = parts.hostname, parts.username, parts.port
    except ValueError:
        raise ValueError(f"Indiquez une adresse complète, {example}") from None
    if user is not None or "@" in parts.netloc:
        raise ValueError("Retirez l’identifiant et le mot de passe de cette adresse.")
    if not host or "." not in host.strip(".") or re.search(r"[\s<>\"\\^`{|}]", text):
        raise ValueError(f"Indiquez une adresse complète, sans espace, {example}")
    return text
