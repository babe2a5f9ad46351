"""Whether a site has done all that it was asked."""

from collections.abc import Callable, Iterable
from threading import Condition
from typing import Any

Site = Callable[..., Iterable[bytes]]

PATIENCE = 30  # seconds


class Stillness:
    """Counts the requests that the sites it watches are working on (not the sending of what they answered)."""

    def __init__(self) -> None:
        self._working = 0
        self._ended = Condition()

    def watching(self, site: Site) -> Site:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self._count(1)
            try:
                return site(environ, start_response)
            finally:
                self._count(-1)

        return answer

    def wait(self) -> None:
        """Until nothing is being worked on."""
        with self._ended:
            still = self._ended.wait_for(lambda: self._working == 0, timeout=PATIENCE)
        assert still, f"{self._working} requests are still being worked on after {PATIENCE} seconds"

    def _count(self, more: int) -> None:
        with self._ended:
            self._working += more
            self._ended.notify_all()
