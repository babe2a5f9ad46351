"""How the web process listens; GUNICORN_CMD_ARGS overrides any of it on a server."""

import os
from typing import Any

# Local by default: a reverse proxy, or GUNICORN_CMD_ARGS="--bind 0.0.0.0:8000", opens it to the outside.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
# Below the five seconds that honcho leaves before it kills.
graceful_timeout = 4
# Nobody drives it by socket, and it would be written outside the project.
control_socket_disable = True


def when_ready(server: Any) -> None:
    for address in server.address:
        if isinstance(address, tuple):
            print(f"aic_tracker : http://{address[0]}:{address[1]}", flush=True)  # noqa: T201
