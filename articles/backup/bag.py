"""The plain export: a BagIt folder (RFC 8493) that is read without this program, in thirty years too.

    data/SCHEMA.txt         every table and column in words
    data/archive.json       which version wrote it, and how much there is
    data/articles.jsonl     the articles as people read them: a line each
    data/originals/ID.txt   what each was read from, as it came in
    data/rows/TABLE.jsonl   all rows with their ids: ``manage.py import FOLDER`` makes the archive of them
    data/uploads/ rules/    uploaded files, cleaning rules

Accounts, sessions and keys are not in it: who did what is told by name.
"""

from __future__ import annotations

import json
import logging
import shutil
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import bagit
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from articles.backup import layout, rows
from articles.backup.container import READ
from articles.backup.create import Progress, stamp_harvest
from articles.backup.errors import BackupError
from articles.backup.schema_text import schema_text
from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.ingest.types import pack
from articles.logs.measure import measured
from articles.models import (
    Article,
    Collection,
    CollectionItem,
    Import,
    Note,
    Original,
    SavedSearch,
    Source,
    Subscriber,
    Tag,
)
from articles.models.api_keys import ApiKey, IdempotentRequest
from articles.models.packing import packed, unpacked
from newsarchive import __version__

log = logging.getLogger(__name__)

FORMAT: Final = 1
ORIGINALS: Final = "originals"
_READ: Final = 500
Row = dict[str, Any]


def models() -> list[rows.Model]:
    """The archive's own tables, without what belongs to accounts and readers: keys, what was done with them,
    notes, saved searches with the addresses that are told of them, and which groups read a private source."""
    of_accounts = {ApiKey, IdempotentRequest, Note, SavedSearch, Subscriber, Source.readers.through}
    own = apps.get_app_config("articles").get_models(include_auto_created=True)
    chosen = (set(own) & set(rows.stored_models())) - of_accounts
    return sorted(chosen, key=lambda model: model._meta.label_lower)


# ---- writing ----------------------------------------------------------------------------------------


def write(folder: Path, progress: Progress | None = None) -> int:
    """Write the whole archive as it is at one moment; returns how many articles. Raises BackupError when the
    folder holds anything, and OSError."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda _: None)
    stamp_harvest()
    with measured(log, "bag written", folder=folder.name) as fields:
        with rows.snapshot():
            fields["articles"] = count = _write_articles(folder)
            _write_originals(folder)
            counts = {model._meta.label_lower: _write_rows(folder, model, tell) for model in models()}
            _write_head(folder, counts)
        _write_files(folder)
        bagit.make_bag(str(folder), _info(), checksums=["sha256"])
    return count


def _info() -> dict[str, str]:
    return {
        "Source-Organization": settings.SITE_URL or "newsarchive",
        "External-Description": "An archive of news: articles, originals, history. See data/SCHEMA.txt",
        "Bag-Software-Agent": f"newsarchive {__version__}",
    }


def _write_head(folder: Path, counts: dict[str, int]) -> None:
    head = {
        "format": FORMAT,
        "version": __version__,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "last_ids": rows.last_ids(models()),
        "counts": counts,
    }
    (folder / "archive.json").write_text(json.dumps(head, indent=1), "utf-8")
    (folder / "SCHEMA.txt").write_text(schema_text(models()), "utf-8")


def _write_articles(folder: Path) -> int:
    count = 0
    articles = Article.objects.order_by("pk").select_related("source").prefetch_related("tags")
    with (folder / "articles.jsonl").open("w", encoding="utf-8", errors="surrogatepass") as file:
        for article in articles.iterator(chunk_size=_READ):
            file.write(json.dumps(_plain(article), ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(article: Article) -> Row:
    """An article as people read it."""
    return {
        "id": article.pk,
        "address": article.get_absolute_url(),
        "status": article.status,
        "title": article.title,
        "subtitle": article.subtitle,
        "body": article.body,
        "source": article.source.name if article.source else None,
        "authors": article.authors,
        "published": article.published or None,
        "tags": sorted(tag.name for tag in article.tags.all()),
        "section": article.section,
        "language": article.language,
        "dateline": article.dateline,
        "agency": article.agency,
        "url": article.url or None,
        "sha256_of_original": article.raw_hash or None,
    }


def _write_originals(folder: Path) -> None:
    (folder / ORIGINALS).mkdir()
    for original in Original.objects.order_by("pk").iterator(chunk_size=_READ):
        (folder / ORIGINALS / f"{original.pk}.txt").write_bytes(zlib.decompress(bytes(original.packed)))


def _write_rows(folder: Path, model: rows.Model, progress: Progress) -> int:
    label = model._meta.label_lower
    (folder / layout.ROWS).mkdir(exist_ok=True)
    belongs = _belonging(model)
    count = 0
    with (folder / layout.ROWS / f"{label}.jsonl").open("wb") as file:
        for row in filter(belongs, map(json.loads, rows.lines(model))):
            file.write(_line(_readable(model, row)))
            count += 1
        progress(count)
    return count


def _belonging(model: rows.Model) -> Callable[[Row], bool]:
    """Which rows are the archive's: of collections those that it lists; the others are their owners'."""
    if model not in (Collection, CollectionItem):
        return lambda row: True
    listed = set(Collection.objects.listed().values_list("pk", flat=True))
    column = "id" if model is Collection else "collection_id"
    return lambda row: row[column] in listed


def _line(row: Row) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a letter within a value
        return json.dumps(row).encode() + b"\n"


def _readable(model: rows.Model, row: Row) -> Row:
    """A row without accounts; what is packed in it as JSON, and of an original where it lies."""
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is get_user_model():
            row[field.attname] = None
    if model is Original:
        row["packed"] = f"{ORIGINALS}/{row['article_id']}.txt"
    elif row.get("packed"):
        row["packed"] = unpacked(b64decode(row["packed"]))
    return row


def _write_files(folder: Path) -> None:
    """Uploads and rules, which lie in folders; single files are keys and what is built anew."""
    for name, opened in layout.present_files():
        if "/" in name:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with opened() as file, target.open("wb") as copy:
                    shutil.copyfileobj(file, copy, READ)
            except FileNotFoundError:  # taken back meanwhile
                continue


# ---- reading ----------------------------------------------------------------------------------------


def is_bag(folder: Path) -> bool:
    return (folder / "bagit.txt").is_file() and (folder / "data" / "archive.json").is_file()


def read(folder: Path, progress: Progress | None = None) -> int:
    """Make the archive of a bag again, ids and all, in an empty one; returns how many articles, when all are
    searchable. Raises BackupError when the bag is damaged or the archive is not empty, and SearchError."""
    _refuse_an_archive()
    data = _validated(folder)
    head = _head(data)
    if head["format"] != FORMAT:
        raise BackupError(f"{folder} has format {head['format']}: update newsarchive, then import it")
    with measured(log, "bag read", folder=folder.name) as fields, transaction.atomic():
        for model in models():
            count = _read_rows(data, model)
            if progress:
                progress(count)
            if model is Article:
                fields["articles"] = articles = count
        rows.set_last_ids(models(), head["last_ids"])
        _read_files(data)
    runtime.reset()
    rebuild.rebuild(active_engine.name())
    outbox.drain(runtime.current_engine())
    return articles


def _refuse_an_archive() -> None:
    for model in (Article, Source, Tag, Import):
        if model._base_manager.exists():
            raise BackupError(
                f"there is an archive already (it has rows of {model._meta.label}): a whole archive is "
                "imported into an empty one, which NEWSARCHIVE_DATA and DATABASE_URL name"
            )


def _validated(folder: Path) -> Path:
    if any(path.is_symlink() for path in folder.rglob("*")):
        raise BackupError(f"{folder} has a symbolic link in it: a bag holds plain files alone")
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        what = "; ".join(map(str, error.details)) or str(error)
        raise BackupError(f"{folder} is damaged: {what}") from error
    except (bagit.BagError, OSError, ValueError) as error:
        raise BackupError(f"{folder} is damaged: {error}") from error
    return folder / "data"


def _head(data: Path) -> Row:
    try:
        head: Row = json.loads((data / "archive.json").read_text("utf-8"))
        return {"format": head["format"], "last_ids": {str(k): int(v) for k, v in head["last_ids"].items()}}
    except (KeyError, AttributeError, *rows.GARBLED) as error:
        raise BackupError(f"{data / 'archive.json'} cannot be read: {error}") from error


def _read_rows(data: Path, model: rows.Model) -> int:
    file = data / layout.ROWS / f"{model._meta.label_lower}.jsonl"
    model._base_manager.all()._raw_delete(using=connection.alias)
    if not file.exists():  # a table that the version which wrote it did not have
        return 0
    try:
        with file.open("rb") as lines:
            return rows.insert(model, _stored_lines(data, model, lines))
    except KeyError as error:
        raise BackupError(f"{file.name} has a column {error} that this version does not know") from error
    except rows.GARBLED as error:
        raise BackupError(f"{file.name} has a row that cannot be read: {error}") from error


def _stored_lines(data: Path, model: rows.Model, lines: Iterator[bytes] | Any) -> Iterator[bytes]:
    for line in lines:
        row = json.loads(line)
        if model is Original:
            text = (data / ORIGINALS / f"{int(row['article_id'])}.txt").read_bytes()
            row["packed"] = b64encode(pack(text.decode("utf-8", "surrogatepass"))).decode()
        elif isinstance(row.get("packed"), dict):
            row["packed"] = b64encode(packed(row["packed"])).decode()
        yield json.dumps(row).encode()


def _read_files(data: Path) -> None:
    for name in (layout.UPLOADS, *layout.folders()):
        for path in sorted((data / name).rglob("*")) if (data / name).is_dir() else ():
            if path.is_file():
                with path.open("rb") as file:
                    layout.store(path.relative_to(data).as_posix(), file)
