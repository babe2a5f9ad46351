"""JSON as programs send it: one object, read strictly and in bounded work, or refused in words (RFC 8259)."""

import json
from typing import Any

DEEPEST = 20


class UnreadableBody(ValueError):
    """Told in French to the program that sent it."""


def read(text: bytes) -> Any:
    """The value of a JSON text. Refused: what no reader agrees on (a name given twice, NaN), and what is too deep."""
    try:
        if _depth(text) > DEEPEST:
            raise UnreadableBody(f"Le JSON a plus de {DEEPEST} niveaux.")
        return json.loads(text.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except UnreadableBody:
        raise
    except UnicodeDecodeError as error:
        raise UnreadableBody("Le JSON s’écrit en UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("Ce n’est pas du JSON.") from error


def _depth(text: bytes) -> int:
    """How deep it may be, brackets inside texts counted too: never less than it is."""
    depth = deepest = 0
    for byte in text:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableBody(f"« {twice[:40]} » est donné deux fois.")
    return found


def _no_constant(name: str) -> Any:
    raise UnreadableBody(f"{name} n’est pas une valeur JSON.")
