"""The fields of every form (those with options are in `choices`). A label first, then keywords only:

`required` (True), `hint`, `missing` (what to say when empty: « Indiquez le nom. »), `autocomplete`.

    ShortText, LongText   text, NFC, bounded by `max_length`      "" when empty
    Email, Link           an address, a web address               None when empty, like all that follow
    WholeNumber, Decimal  bounds `least`, `most`, and `places`
    Money                 euros typed, cents given
    QuarterDays           days typed, quarters given (1 = ¼ day)
    Day                   a date, bounds `earliest`, `latest`
    Moment                a Paris date and hour typed, an aware UTC datetime given
    Choice, Radio         one of `options`, pairs (value, label): the value given is the very object of the pair
    Choices               several of `options`, a list
    Tick, Confirm         True or False; a Confirm must be ticked
    Version               hidden: the version an edit started from

`options`, `least`, `earliest`… may be set on the field after the form is made: they are read at validation.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal as Number
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from aic_tracker import inputs, markup
from aic_tracker.clock import PARIS


class Entry(Field):
    """What one types, kept as typed when it is refused."""

    kind = "input"
    input_type = "text"
    inputmode: str | None = None
    autocomplete: str | None = None
    remark = ""
    comes_first = False  # one types there as soon as the page is drawn
    empty: Any = None

    def __init__(
        self,
        label: str,
        *,
        required: bool = True,
        hint: str = "",
        missing: str = "",
        autocomplete: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, description=hint, **kwargs)
        self.required = required
        self.missing = missing or f"Renseignez «\N{NO-BREAK SPACE}{label}\N{NO-BREAK SPACE}»."
        self.autocomplete = autocomplete or self.autocomplete
        self.typed: list[str] | None = None

    def process_data(self, value: Any) -> None:
        self.data = self.empty if value is None else value

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.typed = list(valuelist)
        self.data = self.empty

    def pre_validate(self, form: Any) -> None:
        if self.typed is None:
            return
        try:
            self.data = self.read_typed(self.typed)
        except ValueError as refusal:
            raise StopValidation(str(refusal)) from None

    def read_typed(self, typed: list[str]) -> Any:
        if len(typed) > 1:
            raise ValueError("Indiquez une seule valeur.")
        value = self.read(typed[0]) if typed and typed[0].strip() else self.empty
        if value == self.empty and self.required:
            raise ValueError(self.missing)
        return value

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    @property
    def value(self) -> str:
        """What the field shows: the text typed, or the value in the words one would type."""
        if self.typed is not None:
            return _printable(self.typed[0]) if self.typed else ""
        return "" if self.data is None else self.show(self.data)


def _printable(text: str) -> str:
    return "".join(c for c in text if c in "\n\r\t" or (c >= " " and not "\ud800" <= c <= "\udfff"))


class ShortText(Entry):
    empty = ""

    def __init__(self, label: str, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.max_length = max_length

    def read(self, text: str) -> str:
        return inputs.clean_line(text, max_length=self.max_length)


class LongText(ShortText):
    """Refused where it would cost too much to lay out. `is_markdown`: it is, and on a button before it is saved."""

    kind = "textarea"

    def __init__(
        self, label: str, *, max_length: int = 10_000, rows: int = 5, is_markdown: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, max_length=max_length, **kwargs)
        self.rows, self.is_markdown = rows, is_markdown

    def read(self, text: str) -> str:
        return markup.affordable(inputs.clean_text(text, max_length=self.max_length))


class Email(Entry):
    input_type = "email"
    autocomplete = "email"

    def read(self, text: str) -> str:
        return inputs.read_email(text)


class Link(Entry):
    input_type = "url"

    def read(self, text: str) -> str:
        return inputs.read_link(text)


class WholeNumber(Entry):
    inputmode = "numeric"

    def __init__(self, label: str, *, least: int = 0, most: int = inputs.LARGEST_INTEGER, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        return inputs.read_whole(text, least=self.least, most=self.most)


class Version(WholeNumber):
    kind = "hidden"


class Decimal(Entry):
    inputmode = "decimal"

    def __init__(
        self,
        label: str,
        *,
        least: Number | int = -999_999_999_999,
        most: Number | int = 999_999_999_999,
        places: int = 2,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most, self.places = Number(least), Number(most), places

    def read(self, text: str) -> Number:
        return inputs.read_decimal(text, least=self.least, most=self.most, places=self.places)

    def show(self, value: Any) -> str:
        return inputs.shortest_number(value)


class Money(WholeNumber):
    inputmode = "decimal"

    def __init__(self, label: str, *, least: int = 0, most: int = 2_000_000_000, **kwargs: Any) -> None:
        super().__init__(label, least=least, most=most, **kwargs)

    def read(self, text: str) -> int:
        return inputs.read_cents(text, least=self.least, most=self.most)

    def show(self, value: int) -> str:
        return inputs.plain_number(Number(value) / 100)


class QuarterDays(WholeNumber):
    inputmode = "decimal"

    def __init__(self, label: str, *, least: int = 1, most: int = 4, **kwargs: Any) -> None:
        super().__init__(label, least=least, most=most, **kwargs)

    def read(self, text: str) -> int:
        return inputs.read_quarters(text, least=self.least, most=self.most)

    def show(self, value: int) -> str:
        return inputs.plain_number(Number(value) / 4)


class Day(Entry):
    input_type = "date"

    def __init__(
        self,
        label: str,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.earliest, self.latest = earliest, latest

    def read(self, text: str) -> date:
        day = inputs.read_day(text)
        if self.earliest and day < self.earliest:
            raise ValueError(f"Indiquez une date à partir du {self.earliest:%d/%m/%Y}.")
        if self.latest and day > self.latest:
            raise ValueError(f"Indiquez une date jusqu’au {self.latest:%d/%m/%Y}.")
        return day

    def show(self, value: date) -> str:
        return value.isoformat()

    @property
    def shown_as(self) -> str:
        """A date picker drops what is not a date: a text box keeps it."""
        return "date" if not self.value or _is_iso(self.value) else "text"


def _is_iso(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Moment(Day):
    """Posted as two values under one name, the date then the hour; also read from « 2026-03-02T14:30 »."""

    kind = "moment"

    def read_typed(self, typed: list[str]) -> datetime | None:
        day_text, hour_text = self._parts()
        if not day_text.strip() and not hour_text.strip():
            if self.required:
                raise ValueError(self.missing)
            return None
        if len(typed) > 2:
            raise ValueError("Indiquez une seule date et une seule heure.")
        if not day_text.strip():
            raise ValueError("Indiquez la date.")
        day = self.read(day_text)
        if not hour_text.strip():
            raise ValueError("Indiquez l’heure.")
        instant = inputs.local_instant(day, inputs.read_hour(hour_text))
        self._remark_on(instant)
        return instant

    def process_data(self, value: datetime | None) -> None:
        super().process_data(value)
        if value is not None:
            self._remark_on(value)

    def _remark_on(self, instant: datetime) -> None:
        if inputs.happens_twice(instant):
            self.remark = "Cette nuit-là, cette heure passe deux fois : la première, d’été, est retenue."

    def _parts(self) -> tuple[str, str]:
        if self.typed is not None:
            if len(self.typed) == 1:
                day, _, hour = self.typed[0].strip().replace("T", " ").partition(" ")
                return day, hour
            first, second, *_ = *self.typed, "", ""
            return first, second
        if self.data is None:
            return "", ""
        local = self.data.replace(tzinfo=self.data.tzinfo or UTC).astimezone(PARIS)
        return local.date().isoformat(), f"{local:%H:%M}"

    @property
    def value(self) -> str:
        return _printable(self._parts()[0])

    @property
    def hour(self) -> str:
        return _printable(self._parts()[1])

    @property
    def hour_shown_as(self) -> str:
        try:
            return "time" if not self.hour or f"{inputs.read_hour(self.hour):%H:%M}" == self.hour else "text"
        except ValueError:
            return "text"
