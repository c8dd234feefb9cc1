"""Make a backup, while readers and editors go on."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.backup import container, index_copy, layout, rows
from articles.backup.container import Manifest
from articles.backup.encryption import EncryptingWriter
from articles.backup.index_copy import IndexCopy
from articles.logs.measure import measured
from articles.models import Seal
from articles.models.harvest import stamp
from newsarchive import __version__

log = logging.getLogger(__name__)

FORMAT: Final = 1
PART: Final = 4 << 20  # bytes of packed rows in a member: what a backup holds in memory
LEVEL: Final = 4  # of zlib
# Settings that a restored archive is compared with: what readers see depends on them. None is a secret.
SETTINGS: Final = (
    "SITE_URL",
    "SEARCH_ENGINE",
    "ARCHIVE_PUBLIC",
    "ROBOTS",
    "TIME_ZONE",
    "LANGUAGE_CODE",
    "API_RATE_LIMIT",
    "PAGE_RATE_LIMIT",
    "TRUSTED_PROXIES",
    "IMPORT_LIMITS",
)

Progress = Callable[[int], None]


def create(
    path: Path, *, passphrase: str = "", with_index: bool = False, progress: Progress | None = None
) -> Manifest:
    """Write a backup of the whole archive to ``path``, which appears when all of it is there.

    ``with_index``: the search index too, as it was at the moment of the rows. ``progress`` is called with the
    number of rows and files that were added. Returns the manifest. Raises BackupError when the file exists,
    and OSError.
    """
    with measured(log, "backup written", file=path.name) as fields, container.written_whole(path) as file:
        sink = EncryptingWriter(file, passphrase) if passphrase else file
        writer = container.Writer(sink)
        with index_copy.copying() if with_index else nullcontext() as index:
            manifest = _write(writer, index, progress or (lambda _: None))
        writer.close(manifest)
        if isinstance(sink, EncryptingWriter):
            sink.close()
        fields |= {"rows": sum(manifest["counts"].values()), "bytes": file.tell()}
    return manifest


def settings_values() -> dict[str, object]:
    """The settings that count, as JSON has them."""
    values = {name: getattr(settings, name) for name in SETTINGS}
    return dict(json.loads(json.dumps(values)))


def _fingerprint() -> dict[str, object]:
    values = settings_values()
    text = json.dumps(values, sort_keys=True).encode()
    return {"values": values, "sha256": hashlib.sha256(text).hexdigest()}


def _write(writer: container.Writer, index: IndexCopy | None, progress: Progress) -> Manifest:
    stamp_harvest()
    begun = timezone.now()
    counts: dict[str, int] = {}
    with rows.snapshot():
        if index:
            index.take()
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        models = rows.stored_models()
        ids = rows.last_ids(models)
        for model in models:
            label = model._meta.label_lower
            counts[label] = _write_table(writer, label, rows.lines(model), progress)
    for name, opened in layout.present_files():
        try:
            with opened() as file:
                writer.add_file(name, file)
        except FileNotFoundError:  # taken back meanwhile
            continue
        progress(1)
    if index:
        index.write(writer)
    return {
        "format": FORMAT,
        "version": __version__,
        "made": begun.isoformat(timespec="seconds"),
        "database": connection.vendor,
        "settings": _fingerprint(),
        "migrations": migrations,
        "last_ids": ids,
        "counts": counts,
        "seal": Seal.objects.order_by("-day").values_list("digest", flat=True).first() or "",
        "index": index.state if index else {},
        "left_out": [*_index_left_out(index), *_key_left_out()],
    }


def stamp_harvest() -> None:
    """Give the times that harvesters are told of: else each copy of the archive would give its own."""
    try:
        stamp()
    except OperationalError:  # somebody writes for long
        log.warning("harvesters will be told other times of the newest changes by a restored archive")


def _write_table(writer: container.Writer, label: str, lines: Iterator[bytes], progress: Progress) -> int:
    count = 0
    for number, (part, in_part) in enumerate(_packed(lines), start=1):
        writer.add(f"{layout.ROWS}/{label}/{number:06}.jsonl.gz", part)
        progress(in_part)
        count += in_part
    return count


def _packed(lines: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Gzip files of some megabytes, and how many lines each has."""
    for first in lines:
        buffer, count = BytesIO(), 1
        with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=LEVEL, mtime=0) as file:
            file.write(first)
            while buffer.tell() < PART and (line := next(lines, None)) is not None:
                file.write(line)
                count += 1
        yield buffer.getvalue(), count


def _index_left_out(index: IndexCopy | None) -> list[str]:
    return [] if index and index.state else ["the search index, which is built anew"]


def _key_left_out() -> list[str]:
    """The key of the environment is not the archive's to store."""
    file = layout.single_files()["secret_key"]
    own = file.read_text().strip() if file.is_file() else ""
    return [] if str(settings.SECRET_KEY) == own else ["SECRET_KEY, which the environment gives"]
