"""Is everything what was written: every byte of a backup, or of the archive itself."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from articles.backup import container, rows
from articles.backup.container import Manifest
from articles.backup.errors import BackupError
from articles.importing.rules.cleaning_rules import file_rules
from articles.importing.storage import stored_files
from articles.indexing import rebuild, runtime
from articles.models import ImportedFile, Original
from articles.proof.checking import altered_since_sealed, damaged_seals
from articles.search.errors import SearchError


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the command or action that mends it."""

    what: str
    cure: str


# ---- a backup -------------------------------------------------------------------------------------


def checked(path: Path, passphrase: str = "") -> Manifest:
    """Read every byte of a backup; its manifest. Raises BackupError that names all that is damaged."""
    with container.opened(path, passphrase) as source:
        reader = container.Reader(source)
        for _ in reader:
            pass
    if damage := reader.damage():
        raise BackupError(f"{path} is damaged: {'; '.join(damage)}. Use another backup.")
    return reader.manifest


# ---- the archive ----------------------------------------------------------------------------------

_RESTORE = "restore the last sound backup into an empty folder: manage.py restore FILE"


def problems() -> Iterator[Problem]:
    """All that is damaged in the archive itself: database, originals, uploads, rules, index."""
    try:
        yield from _database()
        yield from _originals()
        yield from _uploads()
        for what in (*damaged_seals(), *altered_since_sealed()):
            yield Problem(what, _RESTORE)
    except DatabaseError as error:
        yield Problem(f"the database cannot be read: {error}", _RESTORE)
        return
    yield from _rules()
    yield from _index()


def _database() -> Iterator[Problem]:
    """SQLite reads every page; of PostgreSQL every row is read, which its own checksums then confirm."""
    if connection.vendor != "sqlite":
        for model in rows.stored_models():
            for _ in rows.lines(model):
                pass
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        found = [row[0] for row in cursor.fetchall()]
        if found != ["ok"]:
            yield Problem(f"the database is damaged: {'; '.join(found[:5])}", _RESTORE)
        cursor.execute("PRAGMA foreign_key_check")
        if broken := cursor.fetchall():
            table, row, parent, _ = broken[0]
            yield Problem(
                f"{len(broken)} rows refer to missing ones (first: {table} {row} to {parent})", _RESTORE
            )


def _originals() -> Iterator[Problem]:
    stored = Original.objects.order_by("pk").values_list("pk", "packed", "article__raw_hash")
    for pk, packed, raw_hash in stored.iterator(chunk_size=200):
        try:
            raw = zlib.decompress(bytes(packed))
        except zlib.error:
            yield Problem(f"the original of article {pk} cannot be unpacked", _RESTORE)
            continue
        if raw_hash and hashlib.sha256(raw).hexdigest() != raw_hash:
            yield Problem(f"the original of article {pk} is not what came in: its SHA-256 differs", _RESTORE)


def _uploads() -> Iterator[Problem]:
    for file in ImportedFile.objects.exclude(file="").order_by("pk").iterator(chunk_size=1000):
        name = str(file.file)
        which = f"the uploaded file {file.name} ({stored_files.local_path(name) or name})"
        try:
            size = default_storage.size(name)
            if file.size and size != file.size:
                yield Problem(f"{which} has {size:,} bytes of {file.size:,}", _RESTORE)
            elif file.sha256 and stored_files.sha256(name) != file.sha256:
                yield Problem(f"{which} is not what came in: its SHA-256 differs", _RESTORE)
        except OSError as error:
            yield Problem(f"{which} cannot be read: {error.strerror}", _RESTORE)


def _rules() -> Iterator[Problem]:
    try:
        file_rules()
    except ImproperlyConfigured as error:
        yield Problem(str(error), "mend or delete the rule file; nothing is imported before")


def _index() -> Iterator[Problem]:
    repair = "manage.py check_index --repair"
    try:
        engine = runtime.current_engine()
        engine.check(every_byte=True)
        difference = rebuild.check(engine)
    except SearchError as error:
        yield Problem(f"the search index cannot be used: {error}", repair)
        return
    if difference:
        missing, surplus = len(difference.missing), len(difference.surplus)
        yield Problem(f"the search index lacks {missing} articles and has {surplus} too many", repair)
