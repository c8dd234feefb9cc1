"""Bring a backup back into an empty data folder, with an index of all of it: the backup's or a new one."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.backup import container, index_copy, layout, rows
from articles.backup.container import Manifest
from articles.backup.create import FORMAT, Progress, settings_values
from articles.backup.errors import BackupError
from articles.backup.verify import checked
from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.logs.measure import measured
from articles.models import Article, Import, Source, Tag

log = logging.getLogger(__name__)


def restore(path: Path, *, passphrase: str = "", progress: Progress | None = None) -> Manifest:
    """Read the backup twice: check every byte, then store rows, files and rules, migrate, take the index
    of the backup or build one.

    The rows are stored in one transaction, committed when the last file is written: what is cut off can be
    begun again. Returns the manifest. Raises BackupError when the backup is damaged, newer than this version,
    or the archive is not empty; SearchError when the index cannot be built.
    """
    refuse_an_archive()
    with measured(log, "backup restored", file=path.name) as fields:
        manifest = checked(path, passphrase)
        if manifest.get("format") != FORMAT:
            raise BackupError(f"{path} has format {manifest.get('format')}: update newsarchive, then restore")
        _refuse_garbled(manifest, path)
        models = _migrated_to(manifest)
        with transaction.atomic():
            rows.empty(models.values())
            try:
                with container.opened(path, passphrase) as source:
                    _store(container.Reader(source), models, progress or (lambda _: None))
                rows.set_last_ids(models.values(), manifest["last_ids"])
            except (KeyError, gzip.BadGzipFile, *rows.GARBLED) as error:
                raise BackupError(f"{path} holds rows that no backup has: {error!r}") from error
        ContentType.objects.clear_cache()
        call_command("migrate", interactive=False, verbosity=0)
        fields["rows"] = sum(manifest["counts"].values())
    runtime.reset()
    if not index_copy.adopted(manifest.get("index")):
        rebuild.rebuild(active_engine.name())
        outbox.drain()
    return manifest


def _refuse_garbled(manifest: Manifest, path: Path) -> None:
    """Raises BackupError for a manifest that this program did not write."""
    try:
        [(str(app), str(name)) for app, name in manifest["migrations"]]
        {str(label): int(last) for label, last in manifest["last_ids"].items()}
        sum(map(int, manifest["counts"].values()))
        dict(manifest["settings"]["values"])
        str(manifest["version"] + manifest["made"])
    except (KeyError, *rows.GARBLED) as error:
        raise BackupError(f"{path} has a manifest that no backup has: {error!r}") from error


def refuse_an_archive() -> None:
    """Raises BackupError when there are rows of an archive that a restore would replace."""
    tables = set(connection.introspection.table_names())
    for model in (Article, Source, Tag, Import, get_user_model()):
        if model._meta.db_table in tables and model._base_manager.exists():
            raise BackupError(
                f"there is an archive already ({model._meta.label} in {_place()}): restore into an empty "
                "one, which NEWSARCHIVE_DATA and DATABASE_URL name"
            )


def differing_settings(manifest: Manifest) -> list[str]:
    """Lines that tell which settings of the backed-up archive were others."""
    own = settings_values()
    before: dict[str, object] = manifest["settings"]["values"]
    return [
        f"{name} was {value!r}, is {own[name]!r}"
        for name, value in before.items()
        if name in own and own[name] != value
    ]


def _place() -> str:
    database = settings.DATABASES["default"]
    return str(database["NAME"]) if connection.vendor == "sqlite" else f"the database {database['NAME']}"


def _migrated_to(manifest: Manifest) -> dict[str, rows.Model]:
    """Bring the empty database to the form that the backup's had; its tables by label, in that form."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest["migrations"]}
    nodes = executor.loader.graph.node_map
    unknown = sorted(f"{app}.{name}" for app, name in wanted - nodes.keys())
    if unknown:
        raise BackupError(
            f"the backup was made by newsarchive {manifest['version']}, with {unknown[0]}, which this "
            "version does not know: update newsarchive, then restore"
        )
    if executor.loader.applied_migrations.keys() - wanted:
        raise BackupError(f"{_place()} has the tables of a newer version: empty it, then restore")
    leaves = [
        key
        for key in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == key[0] for child in nodes[key].children)
    ]
    executor.migrate(leaves)
    state: Apps = executor.loader.project_state(leaves).apps
    return {model._meta.label_lower: model for model in rows.stored_models(state)}


def _store(reader: container.Reader, models: dict[str, rows.Model], progress: Progress) -> None:
    for member in reader:
        top, _, rest = member.name.partition("/")
        if top == layout.ROWS:
            progress(rows.insert(models[rest.partition("/")[0]], _unpacked(member)))
        else:
            layout.store(member.name, cast(IO[bytes], member))
            progress(1)
    if damage := reader.damage():
        raise BackupError("; ".join(damage))


def _unpacked(member: container.Member) -> Iterable[bytes]:
    return gzip.GzipFile(fileobj=member)  # type: ignore[call-overload,no-any-return]
