"""What a sheet shows that the reader of its cells does not tell, noted while it is gone through."""

from dataclasses import dataclass, field

from aic_tracker.errors import DomainError
from aic_tracker.formats import thousands

MOST_PERCENTS = 200_000  # cells of one sheet
MOST_TOLD = 10_000  # cells and rows remembered apart, of one sheet

Place = tuple[int, int]  # row and column, counted from 0


@dataclass
class Marks:
    """`covered`: under a merge, not what people see. `errors`: formulas whose result is an error.

    `percents`: numbers shown as percentages, « 200 % » for 2.
    """

    covered: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)


class Reader:
    def __init__(self) -> None:
        self.marks = Marks()

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def add(self, places: "set[Place] | set[int]", place: "Place | int") -> None:
        if len(places) < MOST_TOLD:
            places.add(place)  # type: ignore[arg-type]

    def tell_percent(self, place: Place) -> None:
        self.marks.percents.add(place)
        if len(self.marks.percents) > MOST_PERCENTS:
            most = thousands(MOST_PERCENTS)
            raise DomainError(f"Cette feuille a plus de {most} cellules en % : coupez-la en plusieurs.", field="file")
