"""What a set of public data is, and where its files are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from aic_tracker.mail.message import absolute_url

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """`kind`: a type of Table Schema; `more`: what else that schema says of it."""

    name: str
    kind: str
    says: str
    more: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    name: str  # as its addresses write it
    title: str
    says: str
    keywords: Sequence[str]
    fields: Sequence[Field]
    rows: Callable[[date], Sequence[Row]]
    endings: tuple[str, ...] = ("csv", "json")
    conforms_to: str = ""  # the address of a public schema

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]


def address(name: str) -> str:
    """Where a file is, whole: it is read far from here."""
    return absolute_url(f"/donnees/{name}")
