"""Calendar programs that keep what they are given: khal's folder, Radicale's server on 127.0.0.1."""

import base64
import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.readers.bench import Bench
from tests.readers.events import Seen

# Its hours in UTC, so that they are compared as they are.
KHAL = """[calendars]
[[perso]]
path = {home}/agenda
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%MZ
longdatetimeformat = %Y-%m-%dT%H:%MZ
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {home}/khal.db
"""
SHOWN = "{all-day}\t{start-long-full}\t{end-long-full}\t{cancelled}\t{title}"


def khal_import(bench: Bench, program: str, home: Path, file: Path) -> None:
    (home / "agenda").mkdir(exist_ok=True)
    (home / "config").write_text(KHAL.format(home=home))
    bench.run([program, "-c", str(home / "config"), "import", "--batch", str(file)])


def khal_list(bench: Bench, program: str, home: Path) -> list[Seen]:
    command = [program, "-c", str(home / "config"), "list", "--once", "--format", SHOWN, "--day-format", ""]
    lines = bench.run([*command, "2025-11-01", "900d"]).splitlines()
    return [_of_khal(line) for line in lines if "\t" in line]


def _of_khal(line: str) -> Seen:
    whole_day, start, end, cancelled, title = line.split("\t")
    if whole_day == "True":
        # It shows the last day, and not the next one as files do.
        start, end = start[:10], (date.fromisoformat(end[:10]) + timedelta(days=1)).isoformat()
    return Seen(title.strip(), start, end, bool(cancelled.strip()))


RADICALE = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {home}/store
[web]
type = none
"""
QUERY = """<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:">
<D:prop><D:getetag/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{}" end="{}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
USER = {"Authorization": "Basic " + base64.b64encode(b"rosa:rosa").decode()}


@dataclass
class Radicale:
    port: int

    def put(self, path: str, text: str) -> None:
        self._ask("PUT", path, text, {"Content-Type": "text/calendar; charset=utf-8"})

    def get(self, path: str) -> str:
        return self._ask("GET", path)

    def found_between(self, path: str, start: str, end: str) -> bool:
        """Whether an event of this calendar stands between two instants, as a calendar program asks."""
        begin, close = (instant.replace("-", "").replace(":", "").replace("Z", "00Z") for instant in (start, end))
        said = self._ask("REPORT", path, QUERY.format(begin, close), {"Content-Type": "text/xml", "Depth": "1"})
        return "getetag" in said

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, f"/rosa/{path}", body.encode(), {**USER, **(headers or {})})
            answer = connection.getresponse()
            said = answer.read().decode()
        finally:
            connection.close()
        if answer.status >= 400:
            raise ValueError(f"{method} {path} : {answer.status}")
        return said

    def is_up(self) -> bool:
        with socket.socket() as sought:
            return sought.connect_ex(("127.0.0.1", self.port)) == 0


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def radicale(bench: Bench) -> Iterator[Radicale]:
    program, home = bench.python("radicale"), bench.folder("radicale")
    server = Radicale(free_port())
    (home / "config").write_text(RADICALE.format(port=server.port, home=home))
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([program, "-C", str(home / "config")], stdout=log, stderr=log)
    try:
        wait_for(server.is_up)
        server._ask("MKCALENDAR", "agenda/")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(is_up: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_up():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError("le serveur n’a pas démarré")
        time.sleep(0.2)
