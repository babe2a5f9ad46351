"""How much one token may ask of one process in a minute: in memory, so that reading writes nothing."""

import math
from datetime import datetime

SECONDS = 60


class Pace:
    """Counts by minute of the clock; what a minute counted is forgotten with it."""

    def __init__(self) -> None:
        self.minute = 0
        self.counts: dict[str, int] = {}

    def wait(self, token: str, now: datetime, *, most: int) -> int:
        """Count one more request; how many seconds to wait before asking again when that is too many, else 0."""
        seconds = now.timestamp()
        if self.minute != seconds // SECONDS:
            self.minute, self.counts = int(seconds // SECONDS), {}
        self.counts[token] = self.counts.get(token, 0) + 1
        if self.counts[token] <= most:
            return 0
        return math.ceil((self.minute + 1) * SECONDS - seconds) or 1
