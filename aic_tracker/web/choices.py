"""Fields whose answers are given: lists, radio buttons, boxes."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from werkzeug.datastructures import MultiDict

from aic_tracker.web.fields import Entry

Label = str | tuple[str, str]  # alone, or with its hint (boxes only)
Options = Iterable[tuple[Any, Label]]


def option_key(value: Any) -> str:
    """How a value travels in HTML: an enum by its value, a row by its id."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    return str(getattr(value, "id", value))


class Choice(Entry):
    kind = "select"

    def __init__(
        self,
        label: str,
        *,
        options: Options = (),
        placeholder: str = "Sélectionner une option",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.options: Sequence[tuple[Any, Label]] = list(options)
        self.placeholder = placeholder

    def read(self, text: str) -> Any:
        for value, _label in self.options:
            if option_key(value) == text:
                return value
        raise ValueError("Choisissez une option de la liste.")

    def show(self, value: Any) -> str:
        return option_key(value)

    def rows(self) -> list[tuple[str, Label, bool]]:
        """What the template draws: key, label, chosen."""
        chosen = self.chosen()
        return [(option_key(v), label, option_key(v) in chosen) for v, label in self.options]

    def chosen(self) -> set[str]:
        return {self.value}


class Radio(Choice):
    kind = "radio"


class Choices(Choice):
    """Each box bears a name of its own: going back to a list that has become shorter, browsers tick again by name."""

    kind = "checkboxes"

    def box_name(self, key: str) -> str:
        return f"{self.name}:{key}"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        if formdata is not None:
            mine = [text for name in formdata if self._is_mine(name) for text in formdata.getlist(name)]
            formdata = MultiDict([(self.name, text) for text in mine])
        super().process(formdata, *args, **kwargs)

    def _is_mine(self, name: str) -> bool:
        return name == self.name or name.startswith(self.box_name(""))

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def read_typed(self, typed: list[str]) -> list[Any]:
        chosen = [self.read(text) for text in dict.fromkeys(typed) if text]
        if not chosen and self.required:
            raise ValueError(self.missing)
        return chosen

    def chosen(self) -> set[str]:
        if self.typed is not None:
            return set(self.typed)
        return {option_key(value) for value in self.data}


class Tick(Entry):
    kind = "tick"
    empty = False

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, **kwargs)

    def read_typed(self, typed: list[str]) -> bool:
        ticked = any(text not in {"", "0", "false"} for text in typed)
        if self.required and not ticked:
            raise ValueError(self.missing)
        return ticked

    @property
    def checked(self) -> bool:
        return bool(self.typed) if self.typed is not None else bool(self.data)


class Confirm(Tick):
    def __init__(self, label: str, *, missing: str = "Cochez la case pour confirmer.", **kwargs: Any) -> None:
        super().__init__(label, required=True, missing=missing, **kwargs)
