#!/bin/sh
# Bring the database up to date, add the demo season in demo mode, then start the web and the scheduler.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
export PORT="${PORT:-8000}"
# Without a configuration file this is a trial: the demo mode needs no secret.
if [ -z "${AIC_CONFIG:-}" ]; then
    export AIC_DEMO="${AIC_DEMO:-1}"
fi

python - "$PORT" <<'PYTHON' || exit 2
import socket, sys

port = sys.argv[1]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT={port}: give a number between 1 and 65535.")
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}): choose another one, for instance « make run PORT=8001 ».")
PYTHON

# As a server does for its Procfile, where each has a PORT of its own; here, the links of mails lead to the web.
export AIC_WEB_PORT="$PORT"
# No .env file: settings come from AIC_CONFIG and the environment alone.
# Threads share their memory: each would keep some for itself.
export MALLOC_ARENA_MAX=2
exec python -m processes
