"""The file of a backup: a tar that any tar reads, written and read as one stream.

    rows/…  uploads/…  rules/…      the members, each with size and SHA-256 in the manifest
    MANIFEST.json                   what the backup is: version, migrations, counts, members
    SHA256SUMS                      of the manifest, and of every byte before this member

The last member has one form only, so that a byte changed anywhere in the file is found, in a header or in
padding too, and a file that was cut off lacks it.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, BinaryIO, Final, Protocol

from articles.backup.encryption import MAGIC, DecryptingReader
from articles.backup.errors import BackupError, WrongPassphrase
from articles.search.engines.files import sync

MANIFEST: Final = "MANIFEST.json"
SUMS: Final = "SHA256SUMS"
READ: Final = 1 << 20
_BLOCK: Final = 512
_TRAILER: Final = 4 * _BLOCK  # the header of SHA256SUMS, its text, and the two blocks that end a tar
_MAX_MANIFEST: Final = 256 << 20

Manifest = dict[str, Any]


class Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


class Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Entry:
    """A member as the manifest has it, or as it was read."""

    name: str
    size: int  # bytes
    sha256: str


class Writer:
    """Writes members one after the other; :meth:`close` adds the manifest and the sums."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._sum = hashlib.sha256()
        self.entries: list[Entry] = []

    def add(self, name: str, data: bytes) -> None:
        self._write(_header(name, len(data)) + data + _padding(len(data)))
        self.entries.append(Entry(name, len(data), hashlib.sha256(data).hexdigest()))

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Raises OSError when it cannot be read, and BackupError when it shrinks meanwhile."""
        digest = hashlib.sha256()
        size = left = file.seek(0, os.SEEK_END)
        file.seek(0)
        self._write(_header(name, size))
        while left:
            data = file.read(min(left, READ))
            if not data:
                raise BackupError(f"{name} became shorter while it was read: try again")
            digest.update(data)
            self._write(data)
            left -= len(data)
        self._write(_padding(size))
        self.entries.append(Entry(name, size, digest.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        members = [vars(entry) for entry in self.entries]
        data = json.dumps(manifest | {"members": members}, ensure_ascii=False, indent=1).encode()
        self._write(_header(MANIFEST, len(data)) + data + _padding(len(data)))
        self._sink.write(_trailer(hashlib.sha256(data).hexdigest(), self._sum.hexdigest()))

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._sink.write(data)


class Member:
    """A member while it is read: once, from its beginning."""

    def __init__(self, name: str, source: Source) -> None:
        self.name = name
        self.size = 0
        self._source = source
        self._sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._sum.update(data)
        self.size += len(data)
        return data

    def exhaust(self) -> Entry:
        while self.read(READ):
            pass
        return Entry(self.name, self.size, self._sum.hexdigest())


class Reader:
    """Goes through the members of a backup once; afterwards it knows what is damaged."""

    def __init__(self, source: Source) -> None:
        self._bytes = _Summed(source)
        self._seen: dict[str, Entry] = {}
        self._manifest = b""
        self._broken = ""

    def __iter__(self) -> Iterator[Member]:
        """Every member but the manifest and the sums. Damage ends it early, and is told by :meth:`damage`."""
        last = "the beginning"
        try:
            with tarfile.open(fileobj=self._bytes, mode="r|", bufsize=READ) as tar:  # type: ignore[call-overload]
                for info in tar:
                    source = tar.extractfile(info)
                    last = info.name
                    if source is None or info.name == SUMS:
                        continue
                    if info.name == MANIFEST:
                        self._manifest = source.read(_MAX_MANIFEST)
                        continue
                    member = Member(info.name, source)
                    yield member
                    self._seen[info.name] = member.exhaust()
            self._bytes.exhaust()
        except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
            self._broken = f"it cannot be read on after {last} ({error})"
        except WrongPassphrase:
            raise
        except BackupError as error:
            self._broken = f"after {last}: {error}"

    @property
    def manifest(self) -> Manifest:
        """Once all members were read. Raises BackupError when there is none."""
        try:
            value = json.loads(self._manifest)
            return dict(value) | {"members": [Entry(**member) for member in value["members"]]}
        except (ValueError, TypeError, KeyError) as error:
            raise BackupError(
                f"{MANIFEST} is missing or unreadable: the file is cut off or damaged"
            ) from error

    def damage(self) -> list[str]:
        """What is not as it was written, once all members were read: empty when every byte is."""
        found = [self._broken] if self._broken else []
        try:
            expected = {entry.name: entry for entry in self.manifest["members"]}
        except BackupError as error:
            return [*found, str(error)]
        for name, entry in expected.items():
            if name not in self._seen:
                found.append(f"{name} is missing")
            elif self._seen[name] != entry:
                found.append(f"{name} is damaged: {entry.size:,} bytes with another SHA-256 were written")
        found += [f"{name} does not belong to it" for name in self._seen.keys() - expected.keys()]
        return found or self._bytes.damage(hashlib.sha256(self._manifest).hexdigest())


class _Summed:
    """What is read, with the SHA-256 of all but the trailer."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._sum = hashlib.sha256()
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        held = self._held + data
        cut = max(0, len(held) - _TRAILER)
        self._sum.update(memoryview(held)[:cut])
        self._held = held[cut:]
        return data

    def exhaust(self) -> None:
        while self.read(READ):
            pass

    def damage(self, manifest_sum: str) -> list[str]:
        """Where the file differs, when all members but the manifest are sound."""
        if self._held == _trailer(manifest_sum, self._sum.hexdigest()):
            return []
        stored = self._held[_BLOCK : 2 * _BLOCK]
        if self._sum.hexdigest().encode() in stored:
            return [f"{SUMS}, the end of the file, is damaged; the rest is sound"]
        if manifest_sum.encode() not in stored:
            return [f"{MANIFEST} is damaged; the members agree with it"]
        return [
            f"bytes between the members (headers or padding of the tar), or {SUMS}, are damaged; the members "
            "are sound"
        ]


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _trailer(manifest_sum: str, whole_sum: str) -> bytes:
    text = f"{manifest_sum}  {MANIFEST}\n{whole_sum}  every byte before this member\n".encode()
    return _header(SUMS, len(text)) + text + _padding(len(text)) + bytes(2 * _BLOCK)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all of it is on the disk, readable by its owner alone.

    What a killed one has left under this name is deleted. Raises BackupError when something has the name
    already, and OSError.
    """
    if path.exists():
        raise BackupError(f"{path} exists already: name another file, or delete it")
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{PARTIAL}"):
        if left.stat().st_mtime < time.time() - _LEFT:
            left.unlink(missing_ok=True)
    beside = path.with_name(f".{path.name}.{token_hex(4)}{PARTIAL}")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync(path.parent)
    finally:
        beside.unlink(missing_ok=True)


PARTIAL: Final = ".partial"  # how the names of unfinished files end
_LEFT: Final = 3600  # seconds without a byte after which nobody writes such a file any more


@contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[Source]:
    """A backup's bytes, decrypted where it is encrypted. Raises WrongPassphrase, BackupError."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from error
    with file:
        encrypted = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if encrypted and not passphrase:
            raise WrongPassphrase(f"{path} is encrypted: give its passphrase as BACKUP_PASSPHRASE")
        yield DecryptingReader(file, passphrase) if encrypted else file
