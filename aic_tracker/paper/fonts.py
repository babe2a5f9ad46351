"""Marianne for documents: taken from the installed DSFR, turned into what the typesetter reads, once per machine."""

import importlib.metadata
import os
import struct
import tempfile
import zlib
from pathlib import Path

DISTRIBUTION, FONTS = "django-dsfr", "dsfr/static/dsfr/dist/fonts"
FACES = ("Regular", "Regular_Italic", "Medium", "Medium_Italic", "Bold", "Bold_Italic")


def folder(instance: Path) -> Path:
    """The folder of the fonts, made under `instance` when it is not there yet; elsewhere when that may not be written.

    Two processes may make it at once: a file appears whole or not at all.
    """
    installed = importlib.metadata.distribution(DISTRIBUTION)
    source = Path(str(installed.locate_file(FONTS)))
    target = instance / "fonts" / installed.version
    try:
        target.mkdir(parents=True, exist_ok=True)
        _fill(target, source)
    except OSError:
        target = Path(tempfile.mkdtemp(prefix="aic-fonts-"))
        _fill(target, source)
    return target


def _fill(target: Path, source: Path) -> None:
    for face in FACES:
        font = target / f"Marianne-{face}.ttf"
        if not font.is_file():
            draft = font.with_suffix(f".{os.getpid()}")
            draft.write_bytes(sfnt((source / f"Marianne-{face}.woff").read_bytes()))
            draft.replace(font)


def sfnt(woff: bytes) -> bytes:
    """A WOFF 1.0 file unpacked: the same tables, no longer compressed (W3C Recommendation, sections 3 to 5)."""
    signature, flavour, _length, count = struct.unpack(">4sIIH", woff[:14])
    if signature != b"wOFF":
        raise ValueError("not a WOFF 1.0 font")
    entries = [struct.unpack(">4sIIII", woff[44 + 20 * i : 64 + 20 * i]) for i in range(count)]
    selector = count.bit_length() - 1
    search_range = 16 << selector
    header = struct.pack(">IHHHH", flavour, count, search_range, selector, 16 * count - search_range)
    offset = 12 + 16 * count
    directory, body = b"", b""
    for tag, start, packed, size, checksum in sorted(entries):
        table = woff[start : start + packed]
        table = zlib.decompress(table) if packed < size else table
        directory += struct.pack(">4sIII", tag, checksum, offset + len(body), size)
        body += table + b"\0" * (-size % 4)
    return header + directory + body


def characters(font: bytes) -> frozenset[int]:
    """The characters that an sfnt font draws, read in its Unicode table (OpenType, `cmap`, format 4)."""
    (count,) = struct.unpack(">H", font[4:6])
    entries = (struct.unpack(">4sIII", font[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    start, length = next((offset, size) for tag, _checksum, offset, size in entries if tag == b"cmap")
    cmap = font[start : start + length]
    found: set[int] = set()
    for i in range(struct.unpack(">H", cmap[2:4])[0]):
        (offset,) = struct.unpack(">I", cmap[8 + 8 * i : 12 + 8 * i])
        if cmap[offset : offset + 2] == b"\0\4":
            found.update(_segments(cmap[offset:]))
    return frozenset(found)


def _segments(table: bytes) -> list[int]:
    (double,) = struct.unpack(">H", table[6:8])
    count = double // 2
    last = struct.unpack(f">{count}H", table[14 : 14 + double])
    first = struct.unpack(f">{count}H", table[16 + double : 16 + 2 * double])
    return [code for low, high in zip(first, last, strict=True) for code in range(low, high + 1) if code != 0xFFFF]
