"""A file made for the reader."""

import weakref
from io import BytesIO
from typing import IO

from flask import Response, send_file


def made(content: bytes | IO[bytes], media_type: str, filename: str) -> Response:
    """A document just made, to be saved under that name; a file is closed once it has left."""
    file = BytesIO(content) if isinstance(content, bytes) else content
    answer = send_file(file, mimetype=media_type, as_attachment=True, download_name=filename)
    # Read to its end or not: a HEAD reads nothing.
    weakref.finalize(answer.response, file.close)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
