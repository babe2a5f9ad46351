"""Every field that a form of the application declares, found by walking the form classes."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from flask import Flask

from aic_tracker.web import fields
from aic_tracker.web.fields import Entry
from aic_tracker.web.forms import BaseForm
from tests.inputs.doors import encoded

FORM = "application/x-www-form-urlencoded"


class Declared(NamedTuple):
    """`alone` is a form made of that field only."""

    name: str
    of: type[Entry]
    alone: type[BaseForm]

    def __repr__(self) -> str:
        return self.name

    def read(self, app: Flask, *typed: str) -> Any:
        """The field, once that was typed in it."""
        short = self.name.rpartition(".")[2]
        body = encoded([(short, text) for text in typed] or [("x", "")])
        with app.test_request_context("/", method="POST", data=body, content_type=FORM):
            form = self.alone(meta={"csrf": False})
            form.validate()
        return form[short]


@cache
def declared(app: Flask) -> list[Declared]:
    """`app` has imported the views, which import the forms."""
    assert app.blueprints
    return sorted(_walk(BaseForm), key=lambda each: each.name)


def _walk(form: type[BaseForm]) -> Iterator[Declared]:
    for below in form.__subclasses__():
        if below.__module__.startswith("aic_tracker."):
            for name in dir(below):
                unbound = getattr(below, name, None)
                kind = getattr(unbound, "field_class", None)
                if isinstance(kind, type) and issubclass(kind, Entry):
                    title = f"{below.__module__.removeprefix('aic_tracker.')}.{below.__name__}.{name}"
                    yield Declared(title, kind, type("Alone", (BaseForm,), {name: unbound}))
        yield from _walk(below)


def of_kind(found: list[Declared], *kinds: type[Entry]) -> list[Declared]:
    return [each for each in found if issubclass(each.of, kinds)]


TEXT = (fields.ShortText,)
NUMBER = (fields.WholeNumber, fields.Decimal)
