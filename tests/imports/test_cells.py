"""Cells as people type them, and as the reader of files gives them: what they become, and what is said of it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from aic_tracker.formats import NARROW, NBSP, money
from aic_tracker.imports import cells, identifiers, quantities

typed = datetime.fromisoformat  # a spreadsheet has no time zone
MARCH = date(2026, 3, 1)

DAYS = [
    (date(2026, 11, 27), date(2026, 11, 27), ""),
    (typed("2026-11-27T00:00"), date(2026, 11, 27), ""),
    (typed("2026-11-27T14:30"), date(2026, 11, 27), "L’heure (14:30) n’est pas gardée."),
    ("27/11/2026", date(2026, 11, 27), ""),
    ("27-11-2026", date(2026, 11, 27), ""),
    ("27.11.2026", date(2026, 11, 27), ""),
    ("2026-11-27", date(2026, 11, 27), ""),
    ("2026-11-27 14:30:00", date(2026, 11, 27), ""),
    ("27 nov. 2026", date(2026, 11, 27), ""),
    ("vendredi 27 novembre 2026", date(2026, 11, 27), ""),
    ("ven. 27 nov. 2026", date(2026, 11, 27), ""),
    ("1er mars 2026", MARCH, ""),
    (f"1er{NBSP}mars{NARROW}2026", MARCH, ""),
    ("1ER MARS 2026", MARCH, ""),
    ("mars 2026", MARCH, "Lu comme le 1er mars 2026."),
    ("mars-26", MARCH, "Lu comme le 1er mars 2026."),
    ("févr-26", date(2026, 2, 1), "Lu comme le 1er février 2026."),
    ("juil-26", date(2026, 7, 1), "Lu comme le 1er juillet 2026."),
    ("sept. 2026", date(2026, 9, 1), "Lu comme le 1er septembre 2026."),
    ("août-26", date(2026, 8, 1), "Lu comme le 1er août 2026."),
    ("mai 26", date(2026, 5, 1), "Lu comme le 1er mai 2026."),
    ("03/2026", MARCH, "Lu comme le 1er mars 2026."),
    ("fin mars 2026", date(2026, 3, 31), "Lu comme le 31 mars 2026."),
    ("fin décembre 2026", date(2026, 12, 31), "Lu comme le 31 décembre 2026."),
    ("T2 2026", date(2026, 6, 30), "Lu comme le 30 juin 2026."),
    ("t4 2026", date(2026, 12, 31), "Lu comme le 31 décembre 2026."),
    ("2e trimestre 2026", date(2026, 6, 30), "Lu comme le 30 juin 2026."),
    ("S2 2026", date(2026, 12, 31), "Lu comme le 31 décembre 2026."),
    (46353.0, date(2026, 11, 27), "Le nombre 46353 est une date sans format : lu comme le 27 novembre 2026."),
    ("46353", date(2026, 11, 27), "Le nombre 46353 est une date sans format : lu comme le 27 novembre 2026."),
    ("", None, ""),
    (None, None, ""),
    (f"{NBSP} {NARROW}", None, ""),
    ("—", None, "« — » est lu comme une cellule vide."),
    ("N/A", None, "« N/A » est lu comme une cellule vide."),
    ("néant", None, "« néant » est lu comme une cellule vide."),
]


@pytest.mark.parametrize(("cell", "day", "note"), DAYS)
def test_a_day_is_read_as_it_is_written_and_what_is_chosen_is_said(cell, day, note):
    read = cells.day(cell)
    assert (read.value, read.note.replace(NBSP, " ")) == (day, note)


NUMBERS = [
    (12.5, "12.5"),
    (80.0, "80"),
    (0.1 + 0.2, "0.3"),
    (-12.0, "-12"),
    ("2,5", "2.5"),
    ("2.5", "2.5"),
    ("1 234,50", "1234.50"),
    (f"1{NARROW}234,50", "1234.50"),
    (f"1{NBSP}234,50", "1234.50"),
    ("1.000,50", "1000.50"),
    ("12400", "12400"),
    ("¼", "0.25"),
    ("2 ½", "2.5"),
    ("'-12", "-12"),
]


@pytest.mark.parametrize(("cell", "value"), NUMBERS)
def test_a_number_is_exact_whatever_its_spaces(cell, value):
    assert quantities.number(cell).value == Decimal(value)


QUARTERS = [(2.5, 10), ("2,5 j", 10), ("2,5j", 10), ("3 jours", 12), ("¼", 1), ("2 ½ j", 10), (0.25, 1), (1, 4)]


@pytest.mark.parametrize(("cell", "count"), QUARTERS)
def test_days_are_counted_by_quarters(cell, count):
    assert quantities.quarter_days(cell).value == count


EUROS = [
    (1234.5, 123450),
    ("1 234,50 €", 123450),
    (f"80{NARROW}000{NBSP}€", 8_000_000),
    ("80 k€", 8_000_000),
    ("1,5 M€", 150_000_000),
    ("12 euros", 1200),
]


@pytest.mark.parametrize(("cell", "count"), EUROS)
def test_euros_become_cents(cell, count):
    assert quantities.cents(cell).value == count


def test_what_a_thousand_euros_becomes_is_said():
    assert quantities.cents("80 k€").note == f"« 80 k€ » est lu comme {money(8_000_000)}."


SIRETS = [
    ("732 829 320 00074", "73282932000074", ""),
    (73282932000074.0, "73282932000074", ""),
    (5520554600017.0, "05520554600017", "Le zéro que le tableur avait retiré est rendu : 05520554600017."),
    ("05520554600017", "05520554600017", ""),
]


@pytest.mark.parametrize(("cell", "number", "note"), SIRETS)
def test_a_siret_gets_back_the_zero_that_it_lost(cell, number, note):
    assert identifiers.siret(cell) == (number, note)


WORDS = [
    (cells.truth, True, True),
    (cells.truth, 1.0, True),
    (cells.truth, "oui", True),
    (cells.truth, "VRAI", True),
    (cells.truth, "x", True),
    (cells.truth, "off", False),
    (cells.truth, "Non", False),
    (cells.truth, "false", False),
    (cells.email, "Zoe@Example.org", "zoe@example.org"),
    (cells.email, "Zoé Faure <zoe@example.org>", "zoe@example.org"),
    (cells.email, "mailto:zoe@example.org", "zoe@example.org"),
    (cells.link, "https://vikidia.org", "https://vikidia.org"),
    (cells.link, "vikidia.org/accueil", "https://vikidia.org/accueil"),
    (cells.line, 2026.0, "2026"),
    (cells.line, "'=1+1", "=1+1"),
    (cells.line, "'-12 %", "-12 %"),
    (cells.line, "l'apostrophe", "l'apostrophe"),
    (cells.line, "'quand'", "'quand'"),
    (cells.line, "deux\nlignes", "deux lignes"),
    (cells.line, date(2026, 3, 1), "01/03/2026"),
    (cells.text, "deux\r\nlignes ", "deux\nlignes"),
    (cells.text, "N/A", "N/A"),
]


@pytest.mark.parametrize(("reader", "cell", "value"), WORDS)
def test_words_become_what_they_say(reader, cell, value):
    assert reader(cell).value == value


AXES = {"Consolidation": 1, "Intégration": 2, "Déploiement": 3}


def test_a_choice_is_known_by_its_words_whatever_the_accents():
    assert cells.choice("INTEGRATION", AXES).value == 2
    assert cells.choices("Déploiement ; consolidation", AXES).value == [3, 1]
    with pytest.raises(ValueError, match="n’est pas dans la liste : « Consolidation », « Intégration »"):
        cells.choice("Autre", AXES)


REFUSED = [
    (cells.day, "29/02/2027", "n’existe pas"),
    (cells.day, "fin mars", "ne dit pas l’année"),
    (cells.day, "mi-mars 2026", "ne dit pas quel jour"),
    (cells.day, "31/12/25", "quatre chiffres"),
    (cells.day, "13/2026", "entre 1 et 12"),
    (cells.day, 12.0, "contient le nombre 12"),
    (cells.day, True, "VRAI"),
    (cells.day, time(14, 30), "14:30"),
    (cells.day, typed("1900-01-01T06:15"), "entre 2000 et 2100"),
    (cells.day, "bientôt", "date"),
    (cells.day, "3e semestre 2026", "deux semestres"),
    (cells.day, "#REF!", "erreur"),
    (quantities.number, "#DIV/0!", "donne une erreur"),
    (quantities.number, True, "VRAI"),
    (quantities.number, "12 400 produits", "Indiquez un nombre"),
    (quantities.number, "1-2", "Indiquez un nombre"),
    (quantities.cents, "50 %", "est un pourcentage"),
    (quantities.number, float("nan"), "Indiquez un nombre"),
    (quantities.number, "1e999999", "Indiquez un nombre"),
    (quantities.number, 1e300, "entre"),
    (quantities.quarter_days, date(2026, 4, 1), "« 1/4 » tapé dans un tableur devient une date"),
    (quantities.quarter_days, time(6, 0), "une heure ou une durée"),
    (quantities.quarter_days, timedelta(hours=30), "une heure ou une durée"),
    (quantities.quarter_days, "PT30H15M00S", "une heure ou une durée"),
    (quantities.quarter_days, 0.3, "quarts de journée"),
    (quantities.cents, 12.345, "Indiquez deux décimales"),
    (identifiers.siret, 73282932000075.0, "clé"),
    (identifiers.siren, "12", "neuf chiffres"),
    (identifiers.rna, "W12", "neuf chiffres"),
    (cells.email, "a@b.fr, c@d.fr", "une seule"),
    (cells.email, "a@b.fr\r\nBcc: c@d.fr", "."),
    (cells.link, "javascript:alert(1)", "https://"),
    (cells.truth, "peut-être", "oui ou non"),
    (cells.line, "a\u202eb", "sens de lecture"),
    (cells.line, "x" * 201, "200 caractères"),
]


@pytest.mark.parametrize(("reader", "cell", "message"), REFUSED)
def test_what_cannot_be_read_says_what_to_do(reader, cell, message):
    with pytest.raises(ValueError, match=message):
        reader(cell)


def test_a_cell_is_named_as_the_spreadsheet_names_it():
    assert [cells.cell_name(12, 2), cells.cell_name(1, 26), cells.cell_name(3, 701)] == ["C12", "AA1", "ZZ3"]
