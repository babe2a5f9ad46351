"""What both kinds of documents share."""

from io import BytesIO

from flask import Blueprint, Response, send_file

bp = Blueprint("documents", __name__)


@bp.app_template_filter()
def file_size(size: int) -> str:
    """1536 bytes → « 2 Ko ». Thousands of bytes, as file managers count."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\N{NO-BREAK SPACE}Ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + "\N{NO-BREAK SPACE}Mo"


def made(content: bytes, media_type: str, filename: str) -> Response:
    """A document just made, to be saved under that name."""
    answer = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
