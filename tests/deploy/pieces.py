"""An application that answers in pieces, and says in a file how far it went."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PIECE = b"a" * 50_000
PIECES = 20


def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/one":
        return iter([PIECE])
    return _pieces(environ["PATH_INFO"], Path(os.environ["TOLD"]))


def _pieces(asked: str, told: Path) -> Iterator[bytes]:
    try:
        for number in range(PIECES):
            if number == PIECES // 2 and asked == "/broken":
                raise RuntimeError("half way")
            yield PIECE
            time.sleep(0 if asked == "/quick" else 0.1)
        told.write_text("whole")
    except GeneratorExit:
        told.write_text("stopped")
        raise
