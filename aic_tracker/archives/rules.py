"""Names that every system takes, Windows included. Pure."""

import re
from pathlib import PurePosixPath

from aic_tracker.folding import letters

LONGEST = 80  # characters of one name: Windows takes 260 for a whole path
_ENDING = re.compile(r"(?<=.)\.[a-z0-9]{1,5}$", re.DOTALL)
# Names of devices: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}


def safe_name(name: str) -> str:
    """« Convention n° 2 : été.pdf » → « convention-n-2-ete.pdf »."""
    whole = letters(name)
    ending = _ENDING.search(whole)
    stem = re.sub(r"[^a-z0-9]+", "-", whole[: ending.start()] if ending else whole).strip("-")[:LONGEST].strip("-")
    stem = f"{stem}-" if stem in DEVICES else stem or "fichier"
    return stem + ending[0] if ending else stem


def apart(name: str, taken: set[str]) -> str:
    """The same, with a number when another file of the archive bears it; `taken` keeps it."""
    path, number, found = PurePosixPath(name), 1, name
    while found in taken:
        number += 1
        found = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    taken.add(found)
    return found
