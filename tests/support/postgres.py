"""A throw-away PostgreSQL cluster from the system's binaries: socket only, not durable, gone with the process."""

import atexit
import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "1GB",
    "max_connections": "200",
}
READY_WITHIN = 30.0


def executable() -> str | None:
    """Path of the most recent `postgres` that has its `initdb` beside it."""
    found = shutil.which("postgres")
    candidates = [Path(found).resolve()] if found else []
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    candidates += sorted(versions, key=lambda path: path.parts[-3].zfill(4), reverse=True)
    for candidate in candidates:
        if candidate.with_name("initdb").exists():
            return str(candidate)
    return None


@functools.cache
def start() -> str | None:
    """URL of a new cluster, stopped when the process ends; None where PostgreSQL is not installed."""
    server = executable()
    if server is None:
        return None
    # Not TMPDIR: the path of a socket has 107 characters at most.
    home = Path(tempfile.mkdtemp(prefix="aic-postgres-", dir="/tmp"))
    options: dict[str, Any] = {
        "cwd": home,
        "env": {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        "stdout": subprocess.DEVNULL,
        **_unprivileged(home),
    }
    initdb = str(Path(server).with_name("initdb"))
    subprocess.run(
        [initdb, "-D", "data", "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"],
        check=True,
        **options,
    )
    arguments = [argument for name, value in SETTINGS.items() for argument in ("-c", f"{name}={value}")]
    log = home / "log"
    with log.open("wb") as errors:
        # Its own session: Ctrl-C is for the tests, which still have to close their connections.
        process = subprocess.Popen(
            [server, "-D", "data", "-k", str(home), *arguments], stderr=errors, start_new_session=True, **options
        )
    atexit.register(_stop, process, home)
    _wait_until_ready(process, home, log)
    return f"postgresql+psycopg://test@/postgres?host={home}"


def create_database(url: str, name: str, *, template: str | None = None) -> str:
    """Create an empty database, or a copy of `template` (to which nobody is connected); its URL."""
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    _execute(url, statement)
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, name: str) -> None:
    """Remove a database, closing what is still connected to it."""
    _execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(url: str, statement: sql.Composed) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)


def _unprivileged(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: give its directory to another account, and run as it."""
    if os.geteuid() != 0:
        return {}
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    os.chown(home, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _wait_until_ready(process: subprocess.Popen[bytes], home: Path, log: Path) -> None:
    limit = time.monotonic() + READY_WITHIN
    while True:
        try:
            psycopg.connect(f"host={home} user=test dbname=postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > limit:
                sys.exit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes], home: Path) -> None:
    # SIGINT closes the connections; SIGTERM would wait for the clients to leave.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(home, ignore_errors=True)
