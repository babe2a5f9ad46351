"""What programs may say: the parts of an address after « ? », and bodies. Same bounds and words as the forms."""

import re
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from webargs.fields import DelimitedList

from aic_tracker import inputs
from aic_tracker.api.shapes import Shape
from aic_tracker.api.views.common import MOST_PER_PAGE, PER_PAGE
from aic_tracker.roadmap.models import Objective
from aic_tracker.roadmap.operations.objectives import SETTABLE
from aic_tracker.roadmap.wording import Wording

QUANTITY = r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$"
YEARS = r"^2(0[0-9]{2}|100)-[0-9]{2}-[0-9]{2}$"
WHOLE = re.compile(r"-?[0-9]{1,9}(?:\.0+)?")
LARGEST_ID = 999_999_999


class Said(Schema):
    error_messages = {"unknown": "Champ inconnu.", "type": "Envoyez un objet JSON."}


FRENCH: dict[str, Any] = {"required": "À indiquer.", "null": "À indiquer.", "invalid": "Indiquez un texte."}


class Word(fields.String):
    default_error_messages = FRENCH

    def __init__(self, *values: str, longest: int = 80, **kwargs: Any) -> None:
        known = validate.OneOf(values, error="Choisissez parmi : {choices}.")
        length = validate.Length(1, longest, error="De {min} à {max} caractères.")
        super().__init__(validate=known if values else length, **kwargs)


class Line(fields.String):
    """One line, cleaned as on the screens; "" only where it may be left out."""

    default_error_messages = FRENCH

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        least = 1 if kwargs.get("required") else None
        bounds = validate.Length(min=least, max=longest, error=f"De {least or 0} à {longest} caractères.")
        super().__init__(validate=bounds, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self.clean(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self, text: str) -> str:
        return inputs.clean_line(text, max_length=self.longest)


class Text(Line):
    def __init__(self, *, longest: int = 10_000, **kwargs: Any) -> None:
        super().__init__(longest=longest, **kwargs)

    def clean(self, text: str) -> str:
        return inputs.clean_text(text, max_length=self.longest)


class Quantity(fields.Decimal):
    """An exact number, as text: « 8400.5 »."""

    default_error_messages = {"invalid": "Indiquez un nombre en texte, par exemple « 12.5 »."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=4, as_string=True, metadata={"type": "string", "pattern": QUANTITY}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or re.fullmatch(QUANTITY, value) is None:
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Whole(fields.Integer):
    """A whole number, written so: neither « vrai » nor 1.5."""

    default_error_messages = {**FRENCH, "invalid": "Indiquez un nombre entier."}

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        bounds = validate.Range(least, most, error=f"De {least} à {most}.")
        super().__init__(validate=bounds, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or WHOLE.fullmatch(str(value)) is None:
            raise self.make_error("invalid", input=value)
        return int(float(value))


class Person(Whole):
    """The number of an account; the project's people are at `/membres`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(1, LARGEST_ID, **kwargs)


class Day(fields.Date):
    """RFC 3339, section 5.6: full-date, in the years that the screens know."""

    default_error_messages = {**FRENCH, "invalid": "Indiquez un jour, par exemple 2026-03-02."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": YEARS}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            return inputs.read_day(value if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII) else "")
        except ValueError as error:
            raise self.make_error("invalid", input=value) from error


def one(shape: Shape, **more: fields.Field[Any]) -> type[Schema]:
    """What may be asked of a thing: the fields wanted. `more`: by name, what else."""
    wanted = DelimitedList(
        Word(*shape["properties"]),
        validate=validate.Length(1, 40),
        metadata={"description": "Les seuls champs voulus, entre virgules."},
    )
    # A schema keeps its own `fields`.
    wanted.data_key = wanted.attribute = "fields"
    return Said.from_dict({"fields_": wanted, **more}, name="Asked")


def page(shape: Shape, **more: fields.Field[Any]) -> type[Schema]:
    limit = Whole(1, MOST_PER_PAGE, load_default=PER_PAGE, metadata={"description": "Lignes par page."})
    cursor = Word(longest=200, metadata={"description": "Celui de « next », dans la page d’avant."})
    return one(shape, limit=limit, cursor=cursor, **more)


def of_period(shape: Shape) -> type[Schema]:
    told = "Numéro de l’accompagnement ; celui en cours, ou le dernier, sinon."
    return one(shape, period=Whole(1, 999, metadata={"description": told}))


def _wording(name: str, text: Wording) -> Line:
    usual: dict[str, Any] = {"required": True} if name == "title" else {"load_default": ""}
    return (Line if text.is_line else Text)(longest=text.bound, **usual)


ObjectiveSaid = Said.from_dict(
    {
        **{name: _wording(name, text) for name, text in Objective.WORDING.items()},
        **{name: Quantity(allow_none=True, load_default=None) for name in Objective.MEASURE},
        "due_on": Day(allow_none=True, load_default=None),
        "owner": Person(allow_none=True, load_default=None),
    },
    name="ObjectiveSaid",
)


class ProgressSaid(Said):
    status = Word(*(status.value for status in SETTABLE), required=True)
    current = Quantity(allow_none=True, load_default=None)
    reason = Text(load_default="")


class ActionSaid(Said):
    title = Line(longest=300, required=True)
    owner = Person(allow_none=True, load_default=None)
    due_on = Day(allow_none=True, load_default=None)
    objective = Whole(1, LARGEST_ID, allow_none=True, load_default=None)


class TimeSaid(Said):
    person = Person(load_default=None, metadata={"description": "Soi-même quand il n’est pas donné."})
    on = Day(required=True)
    quarters = Whole(1, 4, required=True, metadata={"description": "Quarts de journée : 4 font un jour."})
    activity = Line(longest=120, required=True)
    note = Text(longest=2000, load_default="")
