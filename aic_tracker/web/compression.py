"""Pages travel compressed, and their length does not tell what they hold.

A page that holds a secret and what its reader was made to type would tell the secret, letter after letter, by its
compressed length (BREACH, https://www.breachattack.com/). Each answer therefore carries a name of file of a random
length, which readers of gzip skip (RFC 1952, section 2.3.1): as « Heal the Breach » proposes, and Django does.
"""

import secrets
import struct
import zlib

from flask import Flask, Response, request

TYPES = ("text/html", "text/css", "application/json", "image/svg+xml")
WORTH_IT = 500  # bytes
MOST_HIDDEN = 100
LEVEL = 4
# Magic, deflate, FNAME; no time, no flag, unknown system.
HEAD = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, 0b1000, 0, 0, 255)


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def gzipped(body: bytes) -> bytes:
    """A gzip member, longer than it needs by a length that nobody can tell."""
    name = b"a" * secrets.randbelow(MOST_HIDDEN + 1) + b"\0"
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = compressor.compress(body) + compressor.flush()
    return HEAD + name + packed + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def _compress(response: Response) -> Response:
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    is_asked = request.accept_encodings["gzip"] > 0 and "Content-Encoding" not in response.headers
    if is_asked and response.status_code not in (204, 304) and "ETag" not in response.headers:
        body = response.get_data()
        if len(body) >= WORTH_IT:
            response.set_data(gzipped(body))
            response.content_encoding = "gzip"
    return response
