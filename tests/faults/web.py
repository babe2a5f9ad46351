"""The web process of a campaign, started, killed and starved, and a person who writes through it.

`python -m tests.faults.web PATIENCE …` is gunicorn, whose database is waited for so many seconds.
"""

import atexit
import http.client
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from gunicorn.app.wsgiapp import run

from aic_tracker import db as house
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from tests import factories
from tests.faults.world import World, environment
from tests.support.client import Client

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    status: int  # 0: the connection ended without an answer
    body: str


class Web:
    """gunicorn on a port of its own."""

    def __init__(self, world: World, *, patience: float = 30, workers: int = 1, **values: str) -> None:
        self._world, self._patience, self._workers, self._values = world, patience, workers, values
        self.port = 0

    def start(self) -> None:
        listens = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self._workers)]
        self.log = (self._world.folder / "web.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.web", str(self._patience), *listens, "app:app"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "TMPDIR": str(self._world.folder),
                "PGOPTIONS": f"-c lock_timeout={int(self._patience * 1000)}ms",
                **environment(self._world.url, self._world.folder, self._world.server),
                **self._values,
            },
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            start_new_session=True,
        )
        atexit.register(self._end)
        limit = time.monotonic() + 60
        while self.get("/healthz").status != 200:
            assert self.process.poll() is None, (self._world.folder / "web.log").read_text()[-3000:]
            assert time.monotonic() < limit, "the web did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """All of it at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def _end(self) -> None:
        if self.process.poll() is None:
            self.kill()

    def pids(self) -> list[int]:
        """The workers, without their master."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    @contextmanager
    def starved(self, limit: int) -> Iterator[None]:
        """No file of the workers may grow beyond so many bytes."""
        pids = self.pids()
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: str, **headers: str) -> Answer:
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(errors="replace"))
        except (OSError, http.client.HTTPException):
            return Answer(0, "")
        finally:
            connection.close()


class Person:
    """A coach signed in, who comments on a project."""

    def __init__(self, world: World, web: Web) -> None:
        self._web = web
        with world.app.app_context():
            laureate = db.session.query(Laureate).first() or factories.laureate("Projet")
            coach = db.session.query(User).filter_by(email="coach@example.org").first()
            coach = coach or factories.coach(laureate, email="coach@example.org")
            client = Client(world.app)
            client.sign_in(coach)
            self._token = client._csrf_token()
            cookie = client.get_cookie("session")
            self._path = f"/laureats/{laureate.slug}/commentaires"
            db.session.remove()
            db.engine.dispose()
        assert cookie is not None
        self._cookie = f"session={cookie.value}"

    def write(self, text: str) -> Answer:
        body = urlencode({"text": text, "csrf_token": self._token})
        return self._web.post(self._path, body, Cookie=self._cookie)


if __name__ == "__main__":
    house.BUSY_TIMEOUT_SECONDS = float(sys.argv.pop(1))  # type: ignore[assignment]
    # Where a limit is met, the system says so instead of killing.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    run()
