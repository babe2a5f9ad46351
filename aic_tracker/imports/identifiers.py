"""Numbers of national registers as spreadsheets leave them: their first zeros taken off. Pure; see `cells`."""

import re
from collections.abc import Callable

from aic_tracker.formats import NARROW, NBSP
from aic_tracker.imports.cells import Cell, Reading, absent, plain, said
from aic_tracker.laureates.rules import is_rna, is_siren, is_siret


def siren(cell: Cell) -> Reading:
    return _register_number(cell, 9, is_siren, "les neuf chiffres du numéro SIREN")


def siret(cell: Cell) -> Reading:
    return _register_number(cell, 14, is_siret, "les quatorze chiffres du numéro SIRET")


def rna(cell: Cell) -> Reading:
    if nothing := absent(cell):
        return nothing
    typed = re.sub(rf"[\s{NBSP}{NARROW}]", "", said(cell)).upper()
    if not is_rna(typed):
        raise ValueError("Indiquez le W et les neuf chiffres du numéro RNA, par exemple W751234567.")
    return Reading(typed)


def _register_number(cell: Cell, length: int, is_right: Callable[[str], bool], what: str) -> Reading:
    """A spreadsheet takes the first zeros off: they are put back where the key then holds."""
    if nothing := absent(cell):
        return nothing
    written = plain(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else said(cell)
    digits = re.sub(rf"[\s.{NBSP}{NARROW}-]", "", written)
    if re.fullmatch("[0-9]+", digits):
        padded = digits.zfill(length)
        if len(digits) >= length - 3 and is_right(padded):
            note = f"Le zéro que le tableur avait retiré est rendu : {padded}." if padded != digits else ""
            return Reading(padded, note)
        if len(digits) == length:
            raise ValueError(f"La clé du numéro {digits} n’est pas bonne : vérifiez {what}.")
    raise ValueError(f"Indiquez {what}.")
