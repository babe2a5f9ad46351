#!/bin/sh
# Run the suite on each database, browser journeys included, and say plainly what ran. What no database can change
# (rules, words, how a page looks) is asked on the first alone.
# With CI=true, a part that could not run is a failure.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

has() {
    python -c "import sys; from tests.support import $1; sys.exit($1.executable() is None)"
}

missing=""
failed=""
summary=""

journeys="browser journeys included"
if ! has browser; then
    # Ubuntu's package is an empty one that asks for snap: there, take the browser that Playwright publishes.
    if ! grep -qs '^ID=ubuntu' /etc/os-release; then
        sh scripts/system.sh chromium || true
    elif [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
        playwright install --with-deps chromium || true
    else
        echo "Missing browser: run « .venv/bin/playwright install --with-deps chromium », then try again." >&2
    fi
fi
if ! has browser; then
    journeys="WITHOUT the browser journeys: no Chromium"
    missing=yes
    set -- "$@" -m "not browser"
fi
if ! has postgres; then
    sh scripts/system.sh postgresql || true
fi
# It reads the units of deploy/.
if ! command -v systemd-analyze >/dev/null; then
    sh scripts/system.sh systemd || {
        missing=yes
        summary="$summary
  systemd units: NOT CHECKED, no systemd-analyze on this machine"
    }
fi

suite() {
    name=$1
    shift
    printf '\n── %s ──\n' "$name"
    started=$(date +%s)
    # Neighbours stay together, and with them what a process makes once for all of them: a house, a season, a browser.
    code=0
    python -m pytest -q -n 2 --dist worksteal "$@" || code=$?
    # 5: of what was asked, nothing is left to ask again.
    if [ $code = 0 ] || { [ $code = 5 ] && [ "$name" = PostgreSQL ]; }; then
        result="passed"
    else
        result="FAILED"
        failed=yes
    fi
    summary="$summary
  $name: $result in $(($(date +%s) - started)) s, $journeys"
}

suite SQLite --database=sqlite "$@"
if has postgres; then
    suite PostgreSQL --database=postgresql --again "$@"
else
    missing=yes
    summary="$summary
  PostgreSQL: NOT RUN, no PostgreSQL server on this machine"
fi

printf '\nTests%s\n' "$summary"
if [ -n "$failed" ]; then
    exit 1
fi
if [ -n "$missing" ] && [ "${CI:-}" = true ]; then
    echo "A part of the tests could not run: this is a failure in continuous integration." >&2
    exit 1
fi
