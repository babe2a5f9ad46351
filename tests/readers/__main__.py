"""`python -m tests.readers --tools FOLDER`: read what we send by all that can be had, and write docs/lecteurs.md.

Ends with code 1 when one reading is wrong. See scripts/readers.sh, which installs the readers.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from aic_tracker import clock
from tests.readers import calendars, mails, output, papers, screens, sheets, table
from tests.readers.bench import Bench

PAGE = Path(__file__).parents[2] / "docs" / "lecteurs.md"
TABLES = {
    "calendars": calendars.table,
    "mails": mails.table,
    "sheets": sheets.table,
    "papers": papers.table,
    "screens": screens.table,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.readers")
    parser.add_argument("--tools", type=Path, required=True, help="where scripts/readers.sh installed them")
    parser.add_argument("only", nargs="*", choices=[*TABLES, []], default=[], help="these alone, printed, not written")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aic-readers-") as folder:
        bench = Bench(Path(folder) / "output", options.tools.resolve(), Path(folder) / "work")
        output.make(bench.output)
        tables = [TABLES[name](bench) for name in options.only or TABLES]
    sys.stdout.write(table.page(tables, clock.today()))
    if not options.only:
        table.write(PAGE, tables, clock.today())
    faults = [f"{one.title} — {fault}" for one in tables for fault in one.faults()]
    if faults:
        sys.exit("\n".join(["", "Lus autrement que voulu :", *faults]))


if __name__ == "__main__":
    main()
