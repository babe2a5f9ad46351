"""The database of a campaign: made, filled with reminders to send, and counted without the application's help."""

import os
import resource
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from aic_tracker import config, create_app
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.laureates.models import (
    Laureate,
    LegalForm,
    MemberRole,
    Membership,
    Operator,
    Organisation,
    Season,
    SupportPeriod,
)
from tests.faults.server import Server
from tests.support import postgres
from tests.support.emptying import empty_tables

# Monday, eight in Paris; points are seven days later, so that one reminder of each is due.
START = datetime(2026, 3, 2, 7, 0, 1, tzinfo=UTC)
POINTS_ON = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)


class Cluster:
    """A PostgreSQL that keeps its word (fsync, synchronous commits), and can be stopped and started again."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="aic-faults-"))
        server = postgres.executable()
        assert server, "PostgreSQL is not installed: run `make test`"
        self.server = server
        self.options: dict[str, Any] = {
            "cwd": self.home,
            "env": {**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            "stdout": subprocess.DEVNULL,
            **postgres._unprivileged(self.home),
        }
        initdb = str(Path(server).with_name("initdb"))
        subprocess.run(
            [initdb, "-D", "data", "-U", "test", "-A", "trust", "-E", "UTF8", "--wal-segsize=1", "--no-instructions"],
            check=True,
            **self.options,
        )
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://test@/postgres?host={self.home}"

    def start(self, biggest_file: int = resource.RLIM_INFINITY) -> None:
        """Files cannot grow beyond `biggest_file` bytes: as on a full disk, the system refuses."""

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (biggest_file, resource.RLIM_INFINITY))

        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    self.server,
                    "-D",
                    "data",
                    "-k",
                    str(self.home),
                    "-c",
                    "listen_addresses=",
                    "-c",
                    "max_connections=100",
                ],
                stderr=log,
                start_new_session=True,
                preexec_fn=limited,
                **self.options,
            )
        postgres._wait_until_ready(self.process, self.home, self.home / "log")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT closes the connections first, SIGQUIT leaves at once, as a crash would."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)


@dataclass
class World:
    """One application on one database, one SMTP server, and what was asked of them."""

    app: Flask
    url: str
    folder: Path
    server: Server
    cluster: Cluster | None
    expected: int = 0  # reminders that points call for

    @property
    def name(self) -> str:
        return "SQLite" if self.cluster is None else "PostgreSQL"

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read with the bare driver."""
        if self.cluster is None:
            with closing(sqlite3.connect(make_url(self.url).database or "", timeout=60)) as connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(make_url(self.url).set(drivername="postgresql").render_as_string()) as connection:
            return connection.execute(statement).fetchall()

    def write(self, statement: str) -> None:
        if self.cluster is None:
            with closing(sqlite3.connect(make_url(self.url).database or "", timeout=60)) as connection:
                connection.execute(statement)
                connection.commit()
            return
        with psycopg.connect(make_url(self.url).set(drivername="postgresql").render_as_string()) as connection:
            connection.execute(statement)

    def add_points(self, points: int, readers: int) -> None:
        """So many points of so many readers: `points × readers` reminders due from START on."""
        with self.app.app_context():
            for _ in range(points):
                _add_point(readers)
            db.session.commit()
            db.engine.dispose()
        self.expected += points * readers

    def states(self) -> Counter[str]:
        return Counter(dict(self.rows("SELECT status, count(*) FROM outgoing_mail GROUP BY status")))

    def empty(self) -> None:
        with self.app.app_context():
            empty_tables()
            db.session.commit()
            db.engine.dispose()
        self.expected = 0
        self.server.forget()

    def count(self) -> dict[str, int]:
        """The independent count: the server's files against the rows."""
        accepted = self.server.accepted()
        status = dict(self.rows("SELECT message_id, status FROM outgoing_mail"))
        reminders = self.rows("SELECT dedup_key, mail_id FROM reminder WHERE status = 'queued'")
        keys = Counter(key.split(":")[1] + ":" + key.split(":")[-1] for key, _ in reminders)
        by_state = Counter(status.values())
        sent = {message_id for message_id, state in status.items() if state == "sent"}
        return {
            "expected": self.expected,
            "reminders": len(keys),
            "twice planned": sum(n > 1 for n in keys.values()),
            "sent": len(sent),
            "doubtful": by_state["doubtful"],
            "doubtful and received": sum(state == "doubtful" and id in accepted for id, state in status.items()),
            "failed": by_state["failed"],
            "waiting": by_state["pending"] + by_state["claimed"] + by_state["handoff"],
            "cancelled": by_state["cancelled"],
            "received": len(accepted),
            # What must never be.
            "lost": max(0, self.expected - len(keys)) + len(sent - set(accepted)),
            "twice": sum(n > 1 for n in accepted.values()),
            "received, said otherwise": sum(
                status.get(id) not in ("sent", "doubtful", "handoff", "claimed") for id in accepted
            ),
        }


@contextmanager
def made(database: str, **values: str) -> Iterator[World]:
    """A migrated database of this kind, an SMTP server, and the application that knows both."""
    with tempfile.TemporaryDirectory(prefix="aic-faults-") as place:
        folder = Path(place)
        cluster = Cluster() if database == "postgresql" else None
        url = (
            postgres.create_database(cluster.url, "campaign") if cluster else f"sqlite:///{folder / 'campaign.sqlite'}"
        )
        server = Server(folder / "messages")
        server.start()
        settings = config.load(environment(url, folder, server, **values))
        app = create_app(settings)
        with app.app_context():
            upgrade()
            db.engine.dispose()
        try:
            yield World(app, url, folder, server, cluster)
        finally:
            server.stop()
            if cluster:
                cluster.stop()
                subprocess.run(["rm", "-rf", str(cluster.home)], check=False)


def environment(url: str, folder: Path, server: Server, **values: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "AIC_APP_SECRET": "a secret that only tests know, and long enough",
        "AIC_APP_INSTANCE": str(folder / "instance"),
        "AIC_SMTP_HOST": server.host,
        "AIC_SMTP_PORT": str(server.port),
        "AIC_SMTP_SECURITY": "none",
        "AIC_SMTP_TIMEOUT": "1",
        "AIC_REMINDERS_HOLD_ABOVE": "1000000",
        **values,
    }


def _add_point(readers: int) -> None:
    number = (db.session.scalar(sa.select(sa.func.max(Laureate.id))) or 0) + 1
    if number == 1:
        db.session.add(Organisation(name="Association", legal_form=LegalForm.ASSOCIATION))
        db.session.add(Season(name="Saison", slug="saison", starts_on=date(2025, 9, 1)))
        db.session.flush()
    laureate = Laureate(
        name=f"Projet {number}",
        slug=f"projet-{number}",
        organisation_id=db.session.scalar(sa.select(sa.func.min(Organisation.id))),
        season_id=db.session.scalar(sa.select(sa.func.min(Season.id))),
        operator=Operator.DINUM,
        created_at=START,
    )
    people = [
        User(email=f"lecteur.{number}.{n}@example.org", name=f"Lecteur {n}", role=Role.REFERENT, created_at=START)
        for n in range(readers)
    ]
    db.session.add_all([laureate, *people])
    db.session.flush()
    period = SupportPeriod(laureate_id=laureate.id, number=1, starts_on=date(2025, 10, 1), term_on=date(2026, 10, 1))
    db.session.add(period)
    db.session.flush()
    members = [
        Membership(laureate_id=laureate.id, user_id=person.id, role=MemberRole.REFERENT, from_on=date(2025, 9, 1))
        for person in people
    ]
    point = Checkpoint(
        laureate_id=laureate.id, period_id=period.id, number=1, starts_at=POINTS_ON, uid=f"point-{number}@aic.test"
    )
    db.session.add_all([*members, point])


class Timer:
    def __init__(self) -> None:
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 1)


def later(**span: float) -> datetime:
    return START + timedelta(**span)
