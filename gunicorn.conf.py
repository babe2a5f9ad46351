"""How the web process listens; GUNICORN_CMD_ARGS overrides any of it on a server."""

import json
import logging
import os
import shutil
import tempfile
from datetime import UTC, datetime
from typing import Any

from gunicorn import glogging

# Local by default: a reverse proxy, or GUNICORN_CMD_ARGS="--bind 0.0.0.0:8000", opens it to the outside.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "buffered_worker.BufferedWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
# Slow clients take no thread, but a file descriptor each, of which a process often has 1,024.
worker_connections = 400
# Below the seconds that processes.py, as those who read a Procfile, leaves before it kills.
graceful_timeout = 4
# Nobody drives it by socket, and it would be written outside the project.
control_socket_disable = True
# On PostgreSQL a lock is waited for as long as SQLite's (db.BUSY_TIMEOUT_SECONDS), then the person is told: whoever
# waits longer has left, and would write without knowing it.
os.environ.setdefault("PGOPTIONS", "-c lock_timeout=30s")


# Several processes add their measures up, those that ended included, in a folder that goes with the last of them (see
# aic_tracker/site/metrics.py).
MEASURES = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "aic-measures-"
if workers > 1 and MEASURES not in os.environ:
    # Kept by a reload (SIGHUP), which reads this file again.
    os.environ[MEASURES] = tempfile.mkdtemp(prefix=PREFIX)


def on_exit(_server: Any) -> None:
    folder = os.environ.get(MEASURES, "")
    if os.path.basename(folder).startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


# The application is not imported here: a reload must find its new code. Its lines, and those of its workers, are
# dressed by aic_tracker/site/logs.py; these are the master's.
class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": time, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        return json.dumps(told, ensure_ascii=False)


class Logger(glogging.Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        if os.environ.get("AIC_APP_LOGS", "text" if os.environ.get("AIC_DEMO") == "1" else "json") == "json":
            for handler in self.error_log.handlers:
                handler.setFormatter(JsonLines())


logger_class = Logger


def when_ready(server: Any) -> None:
    for address in server.address:
        if isinstance(address, tuple):
            print(f"aic_tracker : http://{address[0]}:{address[1]}", flush=True)  # noqa: T201
