#!/bin/sh
# The name of an attached file that holds a semicolon, in quotation marks, as RFC 2183 and RFC 2045 allow.
#
# Guess: what stands between quotation marks is one value, whatever it holds: each mail reader gives the whole name.
# Seen: Python's own parser gives the whole name; fast-mail-parser 0.10.0 (bindings of a Rust parser) cuts it at the
# semicolon and keeps the opening quotation mark: « "bilan » for « bilan; version 2.pdf ». Written by RFC 2231 (filename*=utf-8''…) both read the same.
# What follows for an application: write such names by RFC 2231 although they are ASCII.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fast-mail-parser==0.10.0
"$folder/venv/bin/python" - <<'PYTHON'
from email import message_from_bytes
from email.policy import default

from fast_mail_parser import parse_email

NAME = "bilan; version 2.pdf"
MAIL = (
    "From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="limite"\r\n\r\n'
    "--limite\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n"
    "--limite\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment; {said}\r\n\r\nJVBERg==\r\n--limite--\r\n"
)


def read(said: str) -> tuple[str, str]:
    written = MAIL.format(said=said).encode()
    own = next(message_from_bytes(written, policy=default).iter_attachments()).get_filename()
    return own, parse_email(written).attachments[0].filename


quoted = read(f'filename="{NAME}"')
encoded = read("filename*=utf-8''bilan%3B%20version%202.pdf")
print("between quotation marks:", quoted)
print("by RFC 2231:            ", encoded)
assert quoted[0] == NAME, "Python's parser changed"
assert quoted[1] == '"bilan', "fast-mail-parser changed: it may read the whole name now"
assert encoded == (NAME, NAME), "RFC 2231 is no longer read alike"
PYTHON
