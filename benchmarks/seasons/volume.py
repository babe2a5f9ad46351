"""How many rows a season of N laureates has, who holds what in it, and when it all began."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

EACH = {"priority": 4, "objective": 16, "time_entry": 36, "checkpoint": 12, "rating": 9, "action": 4}
EACH |= {"journal_entry": 10, "outgoing_mail": 4}
BLOCK = 300  # a multiple of all that the rows count by: 6, 10, 12, 20 × 15, 60, 100 and 300
LED_BY_ONE, DIMENSIONS, SEASONS = 15, 9, 20


@dataclass(frozen=True)
class Volume:
    """A coach leads fifteen laureates however many there are: what is theirs does not grow with the season."""

    laureates: int
    today: date

    @property
    def numbers(self) -> range:
        return range(1, self.laureates + 1)

    @property
    def coaches(self) -> int:
        return -(-self.laureates // LED_BY_ONE)

    @property
    def people(self) -> int:
        """The coaches, then two referents for each laureate."""
        return self.coaches + 2 * self.laureates

    @property
    def seasons(self) -> int:
        return min(SEASONS, 1 + self.laureates // LED_BY_ONE)

    @property
    def began(self) -> datetime:
        return self.at(-400)

    def at(self, days: int) -> datetime:
        """One in the afternoon, so many days from today."""
        return datetime.combine(self.today, time(13), UTC) + timedelta(days=days)

    def lead(self, n: int) -> int:
        return (n - 1) // LED_BY_ONE + 1

    def referent(self, n: int) -> int:
        """The first of two, who is followed by the other."""
        return self.coaches + 2 * n - 1

    def season_of(self, n: int) -> int:
        return (n - 1) // LED_BY_ONE % self.seasons + 1

    def starts_on(self, n: int) -> date:
        """Two to twelve months ago: every period runs today."""
        return self.today - timedelta(days=60 + n * 7 % 300)
