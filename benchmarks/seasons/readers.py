"""Eight people who read at once, through gunicorn as it is set, for a while: loopback only."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.seasons.beside import Build
from benchmarks.seasons.settings import environment

READERS, WORKERS, PATIENCE = 8, 2, 120.0


@dataclass
class Load:
    seconds: float
    waits: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def __str__(self) -> str:
        if len(self.waits) < 2:
            return f"{len(self.waits)} answers, {self.errors} errors"
        p50, p95 = statistics.median(self.waits), statistics.quantiles(self.waits, n=20)[-1]
        rate = f"{self.rate:.1f} answers a second, p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        return f"{rate} (× {p95 / p50:.1f}), {self.errors} errors"


def read(build: Build, paths: Sequence[str], seconds: float) -> Load:
    """Each goes from page to page, from a place of its own, once every page has been asked once."""
    load = Load(seconds)
    with web(build) as (port, _pid):
        for path in paths:
            _status(port, path, build.told["cookie"])
        end = time.monotonic() + seconds
        people = [
            threading.Thread(target=_go_on, args=(port, build.told["cookie"], paths, place, end, load))
            for place in range(READERS)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
    return load


def _go_on(port: int, cookie: str, paths: Sequence[str], place: int, end: float, load: Load) -> None:
    while (began := time.monotonic()) < end:
        if _status(port, paths[place % len(paths)], cookie) == 200:
            load.waits.append(time.monotonic() - began)
        else:
            load.errors += 1
        place += 1


def _status(port: int, path: str, cookie: str) -> int:
    """0 without a whole answer: some builds lose a process on the way (decision 15)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@contextmanager
def web(build: Build, *, workers: int = WORKERS) -> Iterator[tuple[int, int]]:
    """Its port, and gunicorn's process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    told = {"PATH": os.environ["PATH"], "PORT": str(port), "WEB_CONCURRENCY": str(workers)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "app:app"],
        cwd=build.tree.path,
        env=told | environment(build.url, str(build.folder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        limit = time.monotonic() + PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > limit:
                sys.exit(f"{build.name}: the web does not start")
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
