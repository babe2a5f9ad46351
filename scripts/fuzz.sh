#!/bin/sh
# Draw many examples of what people may type, in mails, then on each database, and count the answers by status.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" FUZZ_EXAMPLES="${FUZZ_EXAMPLES:-10000}" FUZZ_MINUTES="${FUZZ_MINUTES:-20}"

databases=sqlite
if python -c "import sys; from tests.support import postgres; sys.exit(postgres.executable() is None)"; then
    databases="sqlite postgresql"
else
    echo "PostgreSQL is not installed: SQLite alone." >&2
fi
python -m pytest tests/mail/test_every_head.py -q -p no:cacheprovider
for database in $databases; do
    python -m pytest tests/inputs/test_no_500.py tests/api/test_document.py -q -p no:cacheprovider --database="$database" "$@"
done
