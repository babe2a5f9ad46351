"""A reader that cannot be had, or that fails, keeps its line."""

from datetime import date

import pytest

from tests.readers.events import MEANT, Seen, cells
from tests.readers.table import Absent, Cell, Table, page


@pytest.fixture
def table() -> Table:
    return Table("Agendas", "Lecteur", ["Inviter", "Déplacer"])


def test_an_absent_reader_is_said_and_is_no_fault(table: Table) -> None:
    def read() -> tuple[str, list[Cell]]:
        raise Absent("le paquet Debian khal n’a pas pu être installé")

    table.ask("khal", read)
    assert "| khal | pas lu : le paquet Debian khal n’a pas pu être installé | — |" in page([table], date(2026, 3, 2))
    assert table.faults() == []


def test_a_reader_that_fails_is_a_fault(table: Table) -> None:
    def read() -> tuple[str, list[Cell]]:
        raise ValueError("ligne | illisible")

    table.ask("khal", read)
    assert table.faults() == ["khal, Inviter : échec : ligne / illisible"]


def test_what_is_read_is_told_with_the_version(table: Table) -> None:
    table.ask("khal", lambda: ("0.14.1", [Cell("juste"), Cell("faux : rien", is_right=False)]))
    assert "| khal 0.14.1 | juste | faux : rien |" in str(table)
    assert table.faults() == ["khal 0.14.1, Déplacer : faux : rien"]


def test_each_step_is_judged_on_what_stands_in_the_calendar() -> None:
    meant = list(MEANT.values())
    off = meant[3]
    blind = Seen(off.title, off.start, off.end)
    seen = [[meant[0]], [meant[0], meant[1]], [meant[1]], [blind], []]
    told = [(cell.text.partition(" :")[0], cell.is_right) for cell in cells(seen)]
    assert told[:3] == [("juste", True), ("en double", False), ("faux", False)]
    assert told[3:] == [("« Annulé\N{NO-BREAK SPACE}: … »", True), ("faux", False)]
