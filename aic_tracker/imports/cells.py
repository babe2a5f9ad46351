"""What a cell of somebody's spreadsheet means: each reader takes what the reader of files gives, and says what it took.

A reader returns a `Reading`, or raises ValueError with a sentence that says what to do. `note` says what was understood
when it is not what stands in the cell: nothing is guessed in silence. Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from aic_tracker import inputs
from aic_tracker.folding import searchable
from aic_tracker.formats import NARROW, NBSP, date_plain, listed
from aic_tracker.imports import days, words
from aic_tracker.paper.sheets import is_like_a_formula

Cell = str | float | int | bool | date | datetime | time | timedelta | None


class Reading(NamedTuple):
    value: Any
    note: str = ""


Reader = Callable[[Cell], Reading]

# Written where a value is missing; kept as they are in a text.
ABSENT = frozenset(
    map(searchable, ("N/A", "n.a.", "NA", "néant", "sans objet", "so", "aucun", "aucune", "non renseigné"))
)
DASHES = frozenset({"-", "–", "—", "/", "_", "?", "…", "..."})
ERRORS = re.compile(r"#(?:DIV/0|N/A|NA|NAME|NOM|NULL|NUL|NUM|NOMBRE|REF|VALUE|VALEUR)[!?]?|Err ?:\d{3}", re.IGNORECASE)
YES = "Oui"
TRUE = frozenset(map(searchable, ("oui", "vrai", "true", "x", "1", "on", "yes", "o", "coché")))
FALSE = frozenset(map(searchable, ("non", "faux", "false", "0", "off", "no", "n", "décoché")))
_SPACES = re.compile(rf"[\s{NBSP}{NARROW}]+")
_BARE_LINK = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(f" \t\r\n{NBSP}{NARROW}"))


def said(cell: Cell) -> str:
    """The cell as a person sees it in a spreadsheet set in French."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, int | float | Decimal):
        return plain(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return without_our_apostrophe(cell)


def without_our_apostrophe(text: str) -> str:
    """Our own files put an apostrophe before what would be run as a formula: it is not part of the text."""
    return text[1:] if text.startswith("'") and is_like_a_formula(text[1:]) else text


def line(cell: Cell, *, longest: int = 200) -> Reading:
    refuse_error(cell)
    text = said(cell)
    flat = " ".join(part.strip() for part in text.replace("\r", "\n").split("\n") if part.strip())
    note = "Les retours à la ligne sont devenus des espaces." if "\n" in text.strip() else ""
    return Reading(inputs.clean_line(flat, max_length=longest), note)


def text(cell: Cell, *, longest: int = 10_000) -> Reading:
    refuse_error(cell)
    return Reading(inputs.clean_text(said(cell), max_length=longest))


def day(cell: Cell) -> Reading:
    """A civil date; of a month, its first day; of « fin mars », a quarter or a half-year, its last."""
    if nothing := absent(cell):
        return nothing
    if isinstance(cell, datetime):
        note = f"L’heure ({cell:%H:%M}) n’est pas gardée." if cell.time() != time() else ""
        return Reading(_in_bounds(cell.date()), note)
    if isinstance(cell, date):
        return Reading(_in_bounds(cell))
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(f"Indiquez une date : cette cellule contient « {said(cell)} ».")
    if not isinstance(cell, str):
        return _numbered_day(cell)
    if re.fullmatch(r"\d{5}(?:[.,]0+)?", typed := one_spaced(cell)):
        return _numbered_day(float(typed.replace(",", ".")))
    found = days.read(typed)
    return Reading(_in_bounds(found.day), f"Lu comme le {date_plain(found.day)}." if found.is_understood else "")


def _numbered_day(number: float) -> Reading:
    found = days.of_serial(number)
    if found is None:
        raise ValueError(f"Indiquez une date : cette cellule contient le nombre {plain(number)}.")
    return Reading(found, f"Le nombre {int(number)} est une date sans format : lu comme le {date_plain(found)}.")


def truth(cell: Cell) -> Reading:
    if nothing := absent(cell):
        return nothing
    if isinstance(cell, bool):
        return Reading(cell)
    word = searchable(said(cell))
    if word in TRUE or word in FALSE:
        return Reading(word in TRUE)
    raise ValueError(f"Écrivez oui ou non : cette cellule contient « {said(cell)} ».")


def show_truth(is_so: bool) -> str:
    return YES if is_so else "Non"


def choice(cell: Cell, options: Mapping[str, Any]) -> Reading:
    """One of the options, by its words, whatever the accents and the capitals, or by what people write for it."""
    if nothing := absent(cell):
        return nothing
    asked = searchable(said(cell))
    for label, value in options.items():
        if searchable(label) == asked:
            return Reading(value)
    if meant := words.meant(said(cell), options):
        return Reading(options[meant], f"« {one_spaced(said(cell))} » est lu comme « {meant} ».")
    known = listed([f"« {label} »" for label in options])
    raise ValueError(f"« {said(cell)[:60]} » n’est pas dans la liste : {known}.")


def choices(cell: Cell, options: Mapping[str, Any]) -> Reading:
    """Several of them, between commas, semicolons or lines."""
    if nothing := absent(cell):
        return Reading([], nothing.note)
    parts = [part for part in re.split(r"[,;\n]", said(cell)) if part.strip()]
    read = [choice(part, options) for part in parts]
    return Reading(list(dict.fromkeys(one.value for one in read)), " ".join(one.note for one in read if one.note))


def email(cell: Cell) -> Reading:
    if nothing := absent(cell):
        return nothing
    written = said(cell).strip()
    address = re.sub(r"^mailto:", "", written, flags=re.IGNORECASE)
    if match := re.search(r"<([^<>]+)>", address):
        address = match[1]
    read = inputs.read_email(address)
    return Reading(read, "" if read == written.lower() else f"Lu comme {read}.")


def link(cell: Cell, *, longest: int = 300) -> Reading:
    """« vikidia.org » gets its https://, and that is said."""
    if nothing := absent(cell):
        return nothing
    typed = said(cell).strip()
    note = ""
    if _BARE_LINK.fullmatch(typed):
        typed, note = f"https://{typed}", f"Lu comme https://{typed}."
    read = inputs.read_link(typed)
    if len(read) > longest:
        raise ValueError(f"Indiquez une adresse de {longest} caractères au plus.")
    return Reading(read, note)


def absent(cell: Cell) -> Reading | None:
    """Nothing, or what people write in its stead; that one is said."""
    refuse_error(cell)
    if is_empty(cell):
        return Reading(None)
    if isinstance(cell, str) and (cell.strip() in DASHES or searchable(cell) in ABSENT):
        return Reading(None, f"« {cell.strip()} » est lu comme une cellule vide.")
    return None


def refuse_error(cell: Cell) -> None:
    if isinstance(cell, str) and cell.strip().startswith(("#", "Err")) and ERRORS.fullmatch(cell.strip()):
        raise ValueError(f"La formule de cette cellule donne une erreur ({cell.strip()}).")


def _in_bounds(found: date) -> date:
    if not inputs.FIRST_YEAR <= found.year <= inputs.LAST_YEAR:
        raise ValueError(f"Indiquez une année entre {inputs.FIRST_YEAR} et {inputs.LAST_YEAR}.")
    return found


def plain(cell: float | Decimal) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return f"{cell:.15g}".replace(".", ",") if isinstance(cell, float) else f"{cell}".replace(".", ",")


def one_spaced(cell: str) -> str:
    return _SPACES.sub(" ", without_our_apostrophe(cell)).strip()


def column_letters(column: int) -> str:
    """The name of a column counted from 0: 0 is A, 26 is AA."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """« C12 », `row` counted from 1 and `column` from 0."""
    return f"{column_letters(column)}{row}"


def is_blank(row: Sequence[Cell]) -> bool:
    return all(is_empty(cell) for cell in row)
