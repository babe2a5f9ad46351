"""A file made for the reader."""

from io import BytesIO

from flask import Response, send_file


def made(content: bytes, media_type: str, filename: str) -> Response:
    """A document just made, to be saved under that name."""
    answer = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
