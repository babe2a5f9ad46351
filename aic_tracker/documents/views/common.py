"""What both kinds of documents share."""

from flask import Blueprint

bp = Blueprint("documents", __name__)


@bp.app_template_filter()
def file_size(size: int) -> str:
    """1536 bytes → « 2 Ko ». Thousands of bytes, as file managers count."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\N{NO-BREAK SPACE}Ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + "\N{NO-BREAK SPACE}Mo"
