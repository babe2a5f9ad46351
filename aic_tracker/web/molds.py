"""A form that a page draws many times is drawn once, around holes, and filled for each: what differs is escaped."""

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

# No field gives this character back: it is not what one types.
EDGE = "\ue000"
_HOLE = re.compile(f"{EDGE}([a-z_]+){EDGE}")


def hole(name: str) -> str:
    return f"{EDGE}{name}{EDGE}"


class Mold:
    def __init__(self, drawn: str) -> None:
        parts = _HOLE.split(drawn)
        self.around: Sequence[str] = parts[::2]
        self.names: Sequence[str] = parts[1::2]

    def filled(self, values: Mapping[str, object]) -> Markup:
        told = {name: str(escape(value)) for name, value in values.items()}
        between = [told[name] for name in self.names]
        return Markup("".join(text for pair in zip(self.around, [*between, ""], strict=True) for text in pair))
