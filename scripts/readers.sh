#!/bin/sh
# Install the readers of docs/lecteurs.md, pinned, in a folder of their own, and have them read what the application makes.
# A reader that cannot be had is said so in the page. READERS=folder keeps them from one time to the next.
set -eu
cd "$(dirname "$0")/.."
folder=${READERS:-}
if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"

# Program, then its Debian package.
while read -r program package; do
    command -v "$program" >/dev/null || sh scripts/system.sh "$package" || echo "Going on without $package." >&2
done <<'PACKAGES'
soffice libreoffice-calc
calcurse calcurse
pdfinfo poppler-utils
qpdf qpdf
mutool mupdf-tools
spamassassin spamassassin
rspamd rspamd
sieve-test dovecot-sieve
npm npm
PACKAGES

# Of their own: other versions of the same libraries than the tracker's.
if [ ! -e "$folder/venv" ]; then
    echo "Installing requirements/readers.txt…"
    .venv/bin/uv venv --quiet --python .venv/bin/python "$folder/venv"
    .venv/bin/uv pip install --quiet --python "$folder/venv/bin/python" --require-hashes --no-deps -r requirements/readers.txt \
        || echo "Going on without the Python readers." >&2
fi
if command -v npm >/dev/null && [ ! -e "$folder/node_modules" ]; then
    echo "Installing the npm packages of tests/readers/package.json…"
    cp tests/readers/package.json "$folder/"
    npm install --prefix "$folder" --silent --no-package-lock --no-audit --no-fund || echo "Going on without them." >&2
fi

.venv/bin/python -m tests.readers --tools "$folder" "$@"
