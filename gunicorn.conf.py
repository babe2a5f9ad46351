"""How the web process listens; GUNICORN_CMD_ARGS overrides any of it on a server."""

import os
import shutil
import tempfile
from typing import Any

from prometheus_client import multiprocess

# Local by default: a reverse proxy, or GUNICORN_CMD_ARGS="--bind 0.0.0.0:8000", opens it to the outside.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
# Below the five seconds that honcho leaves before it kills.
graceful_timeout = 4
# Nobody drives it by socket, and it would be written outside the project.
control_socket_disable = True


# Several processes add their measures up in a folder that lasts as long as they do (see aic_tracker/web/metrics.py).
MEASURES = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "aic-measures-"
if workers > 1 and MEASURES not in os.environ:
    # Kept by a reload (SIGHUP), which reads this file again.
    os.environ[MEASURES] = tempfile.mkdtemp(prefix=PREFIX)


def child_exit(_server: Any, worker: Any) -> None:
    if MEASURES in os.environ:
        multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    folder = os.environ.get(MEASURES, "")
    if os.path.basename(folder).startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def when_ready(server: Any) -> None:
    for address in server.address:
        if isinstance(address, tuple):
            print(f"aic_tracker : http://{address[0]}:{address[1]}", flush=True)  # noqa: T201
