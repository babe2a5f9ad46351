"""The addresses that a page writes, built once: a roadmap writes two hundred, most of which come back with it."""

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.globals import request_ctx

from aic_tracker.web.drawing import Drawing

KEPT = 4096
LONGEST = 80  # characters of a value: what is kept stays small, whatever is asked


class Site(Flask):
    """Flask, that remembers the addresses it has built: they depend on nothing but what they are kept under."""

    jinja_environment = Drawing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._built = lru_cache(maxsize=KEPT, typed=True)(self._build)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        kept: list[Any] = []
        for name, value in values.items():
            # What is none of an anchor, a method or a host, as flask.url_for says it, changes nothing.
            if value is None and name[0] == "_":
                continue
            if not (type(value) is int or (type(value) is str and len(value) <= LONGEST)):
                return super().url_for(endpoint, **values)
            kept += (name, value)
        # « .show » is of the blueprint of the request.
        if endpoint[0] == "." or not request_ctx:
            return super().url_for(endpoint, **values)
        return self._built(_place(), endpoint, *kept)

    def _build(self, _place: tuple[str, ...], endpoint: str, *kept: Any) -> str:
        return super().url_for(endpoint, **dict(zip(kept[::2], kept[1::2], strict=True)))


def _place() -> tuple[str, ...]:
    """What of a request changes an address, kept beside it."""
    asked = request_ctx.request
    place: tuple[str, ...] | None = vars(asked).get("place")
    if place is None:
        place = (asked.script_root, asked.host, asked.scheme, asked.method)
        vars(asked)["place"] = place
    return place
