"""Commands: one clear line on error, exit 2."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands."""
