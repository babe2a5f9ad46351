"""One build of the tracker, in a process of its own: seeds its database, then answers what it is asked, a line each.

Run by `benchmarks/season.py` in the tree of the build, whose modules PYTHONPATH gives. It is given an address of a
database, a folder and a number of laureates; it says that it is ready, then for each path what a page of it cost.
"""

import gc
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from rows import seed
from settings import environment
from sqlalchemy import event
from volume import Volume
from werkzeug.test import EnvironBuilder, run_wsgi_app

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import UserSession
from aic_tracker.accounts.queries import hash_of
from aic_tracker.db import Base, db

NOBODYS = "/connexion"
TOKEN = "the session of the first coach"


def main(url: str, folder: str, laureates: int) -> None:
    app = _app(url, folder)
    began = time.perf_counter()
    with app.app_context():
        upgrade()
        migrated = time.perf_counter()
        seed(Volume(laureates, clock.today()))
        _heal(app)
        _sign_in()
    cookie = _cookie(app)
    said = {"migrated": migrated - began, "seeded": time.perf_counter() - migrated, "cookie": cookie}
    _say(said)
    for path in sys.stdin:
        _say(_asked(app, path.strip(), cookie))


def _app(url: str, folder: str) -> Flask:
    return create_app(config.load(environment(url, folder)))


def _heal(app: Flask) -> None:
    """What a build keeps beside the rows is made again from them, by its own command."""
    if command := app.cli.commands.get("rebuild"):
        app.test_cli_runner().invoke(command, catch_exceptions=False)


def _sign_in() -> None:
    far = datetime.now(UTC) + timedelta(days=10_000)
    at = {"created_at": datetime.now(UTC), "seen_at": far, "expires_at": far}
    statement = sa.insert(Base.metadata.tables[UserSession.__tablename__])
    with db.engine.begin() as connection:
        connection.execute(statement, {"user_id": 1, "token_hash": hash_of(TOKEN), "agent": ""} | at)


def _cookie(app: Flask) -> str:
    with app.test_client() as client:
        with client.session_transaction() as session:
            session["token"] = TOKEN
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def _asked(app: Flask, path: str, cookie: str) -> dict[str, Any]:
    """What a request costs this process, and the database where it is another one; what was answered."""
    # The sign-in page is asked by nobody in particular.
    known = {} if path == NOBODYS else {"Cookie": cookie}
    environ = EnvironBuilder(path, headers={"Accept-Encoding": "gzip"} | known).get_environ()
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):  # said aloud on SQLite only
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    # No collection meanwhile: builds of before decision 15 die of one that falls as a session closes.
    gc.collect()
    gc.disable()
    served, cpu = _served(engine), time.process_time()
    body, status, _headers = run_wsgi_app(app, environ, buffered=True)
    cpu, served = time.process_time() - cpu, _served(engine) - served
    gc.enable()
    event.remove(engine, "before_cursor_execute", note)
    told = {"status": int(status.split()[0]), "bytes": sum(map(len, body)), "statements": len(statements)}
    return told | {"cpu": cpu, "database": served}


def _served(engine: sa.Engine) -> float:
    """Seconds that the PostgreSQL of this benchmark has spent, its processes that ended included; by steps of 10 ms."""
    home = engine.url.query.get("host")
    if not isinstance(home, str):
        return 0.0
    server = (Path(home) / "data" / "postmaster.pid").read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(stat)
        if stat.parent.name == server:
            ticks += sum(map(int, fields[11:15]))
        elif fields and fields[1] == server:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(stat: Path) -> list[str]:
    """From the state on: the name, before it, may hold anything (proc_pid_stat(5))."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
