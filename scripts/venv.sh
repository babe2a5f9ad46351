#!/bin/sh
# Create .venv with uv inside, from the first Python that is recent enough.
# With --is-usable: only say, by the exit code, whether .venv can be kept (one that does not exist can).
set -eu
cd "$(dirname "$0")/.."

recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The scripts inside carry the path of the checkout.
is_usable() {
    recent .venv/bin/python && grep -qsF "$(pwd -P)/.venv" .venv/bin/activate
}

if [ "${1:-}" = --is-usable ]; then
    [ ! -e .venv ] || is_usable
    exit
fi

if ! is_usable; then
    python=""
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if recent "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or later is needed: install it, or name it with make PYTHON=/path/to/python3." >&2
        exit 1
    fi
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        # Debian ships venv apart from Python, and leaves half a directory behind.
        rm -rf .venv
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        sh scripts/system.sh python3-venv "python$version-venv" || exit 1
        "$python" -m venv .venv
    fi
fi

echo "Installing uv…"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/uv.txt ||
    echo "uv could not be installed: pip will do, more slowly." >&2
