"""The grid of the diagnostic as the file beside tells it; each season has a copy of its own in the database."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("grid.toml")


@cache
def lines() -> tuple[dict[str, Any], ...]:
    """What the file says of each dimension, in order."""
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["dimension"])
