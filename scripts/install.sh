#!/bin/sh
# Install one lock file, by uv, or by pip where uv fails (no wheel for the platform, an index that only pip knows).
set -eu
cd "$(dirname "$0")/.."
lock=$1

echo "Installing $lock…"
if .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps -r "$lock"; then
    exit 0
fi
echo "uv could not install $lock, trying pip…" >&2
exec .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock"
