"""Eight people read the ten heaviest pages from the first second of a web that starts, again and again.

`python -m tests.load.starts --database sqlite --starts 100` prints one line, and fails unless no worker died, no answer
was cut and none was a 5xx. A slow answer is no fault: machines differ. Loopback only, bounded in starts and in time.
"""

import argparse
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.support import postgres

ROOT = Path(__file__).parents[2]
WORKERS, READERS, SECONDS = 2, 8, 5.0
# Those for which the demonstration loads the most rows, as its coach sees it.
PAGES = (
    "/laureats",
    "/",
    "/envois",
    "/pilotage",
    "/laureats/vikidia/bilan",
    "/laureats/open-food-facts",
    "/pilotage/saison/saison-2",
    "/laureats/primtux",
    "/laureats/vikidia/comites",
    "/laureats/umap",
)
# Everybody at once, in a process that has served nothing yet: rows that refer to each other, in a first session.
FIRST = "/laureats"
PATIENCE = 120
DEATH = re.compile(r"was sent SIG(?!TERM)\w+|exited with code [1-9]|WORKER TIMEOUT")


@dataclass
class Count:
    """What happened over some starts."""

    starts: int = 0
    deaths: list[str] = field(default_factory=list)  # lines of the server's log
    answers: list[str] = field(default_factory=list)  # address and status, here and below
    failed: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)  # address, and what came instead of an answer

    @property
    def is_clean(self) -> bool:
        return bool(self.answers) and not (self.deaths or self.cut or self.failed)

    def __str__(self) -> str:
        return (
            f"{self.starts} starts, {len(self.answers)} whole answers: {len(self.deaths)} workers dead, "
            f"{len(self.cut)} answers cut, {len(self.failed)} not as they should"
        )


@dataclass(frozen=True)
class Season:
    """The demonstration on a database of its own, whose migration and rows are made once for all the starts."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self.folder),
            "AIC_DEMO": "1",
            "AIC_APP_INSTANCE": str(self.folder / "instance"),
            "DATABASE_URL": self.url,
            "WEB_CONCURRENCY": str(WORKERS),
            # Memory that is used once given back is seen at once, instead of some other day.
            "PYTHONMALLOC": "debug",
        }

    def prepare(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "app", "prepare"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def web(season: Season) -> Iterator[tuple[int, Path]]:
    """gunicorn as gunicorn.conf.py sets it: its port, which listens before the workers are there, and its log."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = season.folder / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"],
            cwd=ROOT,
            env={**season.environment, "PORT": str(port)},
            stdout=output,
            stderr=output,
        )
    try:
        limit = time.monotonic() + PATIENCE
        while not _listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < limit, "the web does not listen"
            time.sleep(0.02)
        yield port, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def ask(port: int, path: str, cookie: str = "", body: str | None = None) -> tuple[int, str, str]:
    """Status, text and new cookie of a whole answer; OSError or HTTPException when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Connection": "close", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, text, (answer.getheader("Set-Cookie") or "").partition(";")[0]
    finally:
        connection.close()


def sign_in(port: int) -> str:
    """The cookie of the first account of the demonstration: its coach, who may read everything."""
    status, text, cookie = ask(port, "/demo")
    assert status == 200, text
    form = re.search(r'action="(/demo/\d+)".*?name="csrf_token"[^>]*value="([^"]+)"', text, re.DOTALL)
    assert form is not None, text
    status, text, signed_in = ask(port, form[1], cookie, urlencode({"csrf_token": form[2]}))
    assert status in (302, 303), text
    return signed_in or cookie


def read_pages(port: int, cookie: str, place: int, seconds: float, count: Count) -> None:
    """One person, from page to page; the time runs from the first answer."""
    end, path = float("inf"), FIRST
    while time.monotonic() < end:
        try:
            status, _text, _cookie = ask(port, path, cookie)
        except (OSError, http.client.HTTPException) as error:
            count.cut.append(f"{path} {error!r}")
        else:
            (count.answers if status == 200 else count.failed).append(f"{path} {status}")
        end = min(end, time.monotonic() + seconds)
        path, place = PAGES[place % len(PAGES)], place + 1


def start_once(season: Season, cookies: list[str], seconds: float, count: Count) -> None:
    with web(season) as (port, log):
        people = [
            threading.Thread(target=read_pages, args=(port, cookie, place, seconds, count))
            for place, cookie in enumerate(cookies)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
    count.starts += 1
    count.deaths += [line for line in log.read_text(errors="replace").splitlines() if DEATH.search(line)]


def measure(
    season: Season, starts: int, seconds: float = SECONDS, minutes: float = float("inf"), *, says_so: bool = False
) -> Count:
    """So many starts, or as many as these minutes allow."""
    with web(season) as (port, _log):
        cookies = [sign_in(port) for _ in range(READERS)]
    count, limit = Count(), time.monotonic() + minutes * 60
    while count.starts < starts and time.monotonic() < limit:
        start_once(season, cookies, seconds, count)
        if says_so:
            print(count, file=sys.stderr, flush=True)  # noqa: T201
    return count


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aic-load-") as place:
        url = f"sqlite:///{place}/season.sqlite"
        if asked.database == "postgresql":
            cluster = postgres.start()
            if cluster is None:
                sys.exit("PostgreSQL is not installed: run `make test`")
            url = postgres.create_database(cluster, "season")
        season = Season(url, Path(place))
        season.prepare()
        count = measure(season, asked.starts, minutes=asked.minutes, says_so=True)
    version = ".".join(map(str, sys.version_info[:3]))
    lines = [f"Python {version}, {asked.database}: {count}", *count.deaths, *count.cut[:20], *count.failed[:20]]
    print("\n".join(lines))  # noqa: T201
    return 0 if count.is_clean and count.starts == asked.starts else 1


if __name__ == "__main__":
    sys.exit(main())
