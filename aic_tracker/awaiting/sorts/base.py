"""What a sort of waiting thing declares. To add one, copy the nearest file of this folder, and its test."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any, ClassVar, Protocol

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.awaiting.facts import Facts


class Doers(Enum):
    """Who can do it. The team: whoever leads the laureate, without any its other coaches."""

    TEAM = "team"
    REFERENTS = "referents"
    BOTH_SIDES = "both sides"  # the team and the referents, together: one thing
    DIRECTION = "direction"
    OWNER = "owner"  # one person, named
    EVERY_COACH = "every coach"
    WHO_SETTLES_MAILS = "who settles mails"


class Family(StrEnum):
    """How the page sorts them out; the value stands in the address."""

    DO = "faire"
    WRITE = "rediger"
    SIGN = "signer"
    DECIDE = "decider"
    CHECK = "verifier"
    DECLARE = "declarer"
    PLAN = "planifier"

    @property
    def label(self) -> str:
        return {
            "faire": "Actions et objectifs",
            "rediger": "À rédiger",
            "signer": "À signer",
            "decider": "À décider",
            "verifier": "À vérifier",
            "declarer": "À déclarer",
            "planifier": "À planifier",
        }[self.value]


class Named(Protocol):
    """A laureate, or as much of one as a list says."""

    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def slug(self) -> Any: ...


@dataclass(frozen=True)
class Awaited:
    """One thing that waits. `people` and `is_left` are said by `audience.told`: for whom, and whether by default."""

    sort: "Sort"
    object_id: int
    laureate: Named | None
    about: str
    doers: Doers
    path: str  # where the gesture is made
    gesture: str  # what its link says
    due_on: date | None = None
    owner: User | None = None
    label: str = ""
    done_by: str = ""  # where one says in one click that it is done
    read_at: str = ""  # where who may only read it goes
    handed_over_at: str = ""  # where somebody else is put in charge
    people: Sequence[User] = ()
    all_who_may: Permission | None = None  # they are all those of the staff who hold it, whoever they come to be
    is_left: bool = False  # nobody whose turn it is: whoever leads the project has to put somebody in charge

    @property
    def what(self) -> str:
        return self.label or self.sort.label

    def way_of(self, user: User) -> tuple[str, str]:
        """Where this person goes on, and what the link says: what is left to them is handed over first."""
        if not (self.is_left and self.laureate):
            return self.path, self.gesture
        if self.handed_over_at and can(user, Permission.EDIT_ROADMAP):
            return self.handed_over_at, "Réattribuer"
        return page(self.laureate, "membres"), "Voir les membres"

    @property
    def key(self) -> str:
        return f"{self.sort.name}-{self.object_id}"

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


class Sort(ABC):
    """One file each: what waits, for whom, since which states."""

    name: ClassVar[str]
    label: ClassVar[str]
    family: ClassVar[Family]
    # Who may know that it waits, on the page of the laureate.
    shown_to: ClassVar[Permission] = Permission.READ_LAUREATE
    # The states of the machines in which it waits: a test holds that each is declared, or said to wait for nobody.
    states: ClassVar[frozenset[Enum]] = frozenset()
    # Whether it may wait about no laureate.
    of_no_laureate: ClassVar[bool] = False

    @abstractmethod
    def found(self, facts: Facts) -> Iterator[Awaited]:
        """What waits of this sort, in the scope of these facts; for whom is said by `doers`."""


def page(laureate: Named, section: str) -> str:
    return f"/laureats/{laureate.slug}/{section}"
