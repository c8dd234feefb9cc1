"""Encryption by a passphrase in the age format (age-encryption.org/v1), so that the ``age`` program reads a
backup too: scrypt wraps a random key, ChaCha20-Poly1305 seals chunks of 64 KB, the last of which is marked.

A chunk that was changed, moved or cut off is refused before any byte of it is used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING, BinaryIO, Final

from articles.backup.errors import BackupError, WrongPassphrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

MAGIC: Final = b"age-encryption.org/v1\n"
CHUNK: Final = 64 * 1024
TAG: Final = 16
WORK: Final = 17  # log2 of scrypt's N: 128 MB and 0.4 s for every guess
MAX_WORK: Final = 20  # 1 GB; more is refused, before it takes the memory
_MAX_LINE: Final = 200


class EncryptingWriter:
    """Writes what it is given, sealed, to ``file``; :meth:`close` writes the last chunk."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = _cipher(_wrap_key(passphrase, salt, WORK)).encrypt(bytes(12), file_key, None)
        head = MAGIC + b"-> scrypt %s %d\n%s\n---" % (_b64(salt), WORK, _b64(wrapped))
        file.write(head + b" " + _b64(_mac(file_key, head)) + b"\n" + nonce)
        self._file = file
        self._cipher = _cipher(_hkdf(file_key, nonce, b"payload"))
        self._waiting = bytearray()
        self._number = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # a full chunk may be the last: it waits for the next byte
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class DecryptingReader:
    """Reads what :class:`EncryptingWriter` wrote. Raises WrongPassphrase, and BackupError for damage."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        file_key = _read_head(file, passphrase)
        self._file = file
        self._cipher = _cipher(_hkdf(file_key, _exactly(file, 16), b"payload"))
        self._next = file.read(CHUNK + TAG)
        self._open = bytearray()
        self._number = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._open) < size):
            self._open += self._opened()
        size = len(self._open) if size < 0 else size
        data = bytes(self._open[:size])
        del self._open[:size]
        return data

    def _opened(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, None)
        except (InvalidTag, ValueError):
            what = "it is cut off here, or damaged" if self._ended else "it is damaged here"
            raise BackupError(f"encrypted chunk {self._number + 1} (of 64 KB): {what}") from None
        self._number += 1
        return chunk


def _read_head(file: BinaryIO, passphrase: str) -> bytes:
    """The key of the file."""
    from cryptography.exceptions import InvalidTag

    lines = [file.readline(_MAX_LINE) for _ in range(4)]
    try:
        arrow, kind, salt, work = lines[1].split()
        if lines[0] != MAGIC or (arrow, kind) != (b"->", b"scrypt") or not 1 <= int(work) <= MAX_WORK:
            raise ValueError
        sealed = _unb64(lines[2].strip())
        dashes, mac = lines[3].split()
        key = _wrap_key(passphrase, _unb64(salt), int(work))
        file_key = _cipher(key).decrypt(bytes(12), sealed, None)
    except ValueError:
        raise BackupError("the head of the encrypted file is damaged") from None
    except InvalidTag:
        raise WrongPassphrase("this is not its passphrase, or its head is damaged") from None
    head = b"".join(lines[:3]) + dashes
    if lines[3] != b"--- " + _b64(_mac(file_key, head)) + b"\n" or not mac:
        raise BackupError("the head of the encrypted file is damaged")
    return file_key


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BackupError("the encrypted file ends within its head")
    return data


def _cipher(key: bytes) -> ChaCha20Poly1305:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError as error:
        raise BackupError("encryption needs the extra: pip install '.[encryption]'") from error
    return ChaCha20Poly1305(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _wrap_key(passphrase: str, salt: bytes, work: int) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=2**work,
        r=8,
        p=1,
        maxmem=2**work * 1024 + 2**20,
        dklen=32,
    )


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes by HKDF-SHA-256 (RFC 5869)."""
    secret = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(secret, info + b"\x01", "sha256")


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_hkdf(file_key, b"", b"header"), head, "sha256")


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unb64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
