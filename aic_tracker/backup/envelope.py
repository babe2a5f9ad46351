"""The encrypted form of a backup: AES-256-GCM by chunks, none of which can be changed, moved, removed or added.

    header   "AICSAVE1" · salt (32 bytes) · size of a chunk (4 bytes, big-endian)
    chunk    its plain bytes encrypted, then a tag of 16 bytes

The key is HKDF-SHA256(key file, salt): one key a backup. The nonce of a chunk is its number (11 bytes, big-endian) and
1 for the last one, 0 for the others, so that a file cut after any chunk is refused (the STREAM construction: Hoang,
Reyhanitabar, Rogaway and Vizár, CRYPTO 2015). The header is authenticated with each chunk.
"""

import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aic_tracker.backup.errors import BackupError, UnreadableError

MAGIC = b"AICSAVE1"
CHUNK = 1 << 20
MAX_CHUNK = 1 << 26
TAG = 16
SALT = 32
MIN_KEY = 32
HEADER = len(MAGIC) + SALT + 4


def read_key(path: str) -> bytes | None:
    """The key of `[backup] key_file`; None when backups are not encrypted."""
    if not path:
        return None
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise BackupError(f"[backup] key_file : lecture de {path} impossible ({error.strerror}).") from error
    if len(key) < MIN_KEY or len(set(key)) <= 8:
        raise BackupError(f"[backup] key_file : {path} doit contenir au moins 32 caractères tirés au hasard.")
    return key


class Sealer:
    """A file to write to; `finish` writes the last chunk, without which nothing opens."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file = file
        salt = os.urandom(SALT)
        self._header = MAGIC + salt + struct.pack(">I", CHUNK)
        self._cipher = _cipher(key, salt)
        self._held = bytearray()
        self._number = 0
        file.write(self._header)

    def write(self, content: bytes) -> int:
        self._held += content
        # One byte more than a chunk: whether it is the last one is known at the end only.
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), is_last=False)
            del self._held[:CHUNK]
        return len(content)

    def finish(self) -> None:
        self._seal(bytes(self._held), is_last=True)

    def _seal(self, content: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), content, self._header))
        self._number += 1


class Opener:
    """A file to read from; raises UnreadableError on the first byte that is not as it was written."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file = file
        self._header = file.read(HEADER)
        if len(self._header) < HEADER or not self._header.startswith(MAGIC):
            raise UnreadableError("La sauvegarde est tronquée : son en-tête manque.")
        self._size = struct.unpack(">I", self._header[-4:])[0]
        if not 0 < self._size <= MAX_CHUNK:
            raise UnreadableError("La sauvegarde est abîmée : son en-tête est illisible.")
        self._cipher = _cipher(key, self._header[len(MAGIC) : len(MAGIC) + SALT])
        self._held = bytearray()
        self._next = file.read(self._size + TAG)
        self._number = 0
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        while not self._is_over and (size < 0 or len(self._held) < size):
            self._open()
        size = len(self._held) if size < 0 else size
        content = bytes(self._held[:size])
        del self._held[:size]
        return content

    def _open(self) -> None:
        sealed, self._next = self._next, self._file.read(self._size + TAG)
        self._is_over = not self._next
        try:
            self._held += self._cipher.decrypt(_nonce(self._number, self._is_over), sealed, self._header)
        except (InvalidTag, ValueError) as error:
            if self._number == 0:
                refusal = "La sauvegarde ne s’ouvre pas : la clé n’est pas la bonne, ou le fichier est abîmé."
            else:
                refusal = "La sauvegarde est abîmée ou tronquée : prenez-en une autre."
            raise UnreadableError(refusal) from error
        self._number += 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"aic_tracker backup").derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
