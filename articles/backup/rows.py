"""Every table as JSON Lines, ids kept: one form for SQLite and PostgreSQL, read back into either.

A line has the columns by name, with values as Django's serializers write them: bytes in base64, times with
their microseconds, which its JSON encoder would cut.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

Model = type[models.Model]

# What rows raise that this program did not write.
GARBLED: Final = (
    *(TypeError, ValueError, AttributeError, OverflowError, RecursionError, EOFError),
    *(ValidationError, zlib.error),
)

# The outbox: a restored archive has its index built anew, from the rows. Exports: their files stay behind,
# and whoever wants one asks again.
LEFT_OUT: Final = {"articles.indexchange", "articles.export"}
_BATCH: Final = 500  # rows of one INSERT
_BATCH_BYTES: Final = 4 << 20
_READ: Final = 500  # rows fetched at once


def stored_models(registry: Apps = apps) -> list[Model]:
    """Those whose rows are backed up, tables between two others included, by label."""
    found = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def total() -> int:
    return sum(model._base_manager.count() for model in stored_models())


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, all reading sees the rows of one moment, whatever others write; nobody waits for it.

    On SQLite by a deferred transaction, which ``atomic`` cannot begin here: its own takes the write lock.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def lines(model: Model) -> Iterator[bytes]:
    """The rows of a table by id, a line each."""
    fields = _fields(model)
    for row in model._base_manager.order_by("pk").iterator(chunk_size=_READ):
        values = {name: _written(field, row) for name, field in fields.items()}
        try:
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        except UnicodeEncodeError:  # half a letter within a JSON value
            yield json.dumps(values, separators=(",", ":")).encode() + b"\n"


def insert(model: Model, stream: Iterable[bytes]) -> int:
    """Store the rows of these lines as they are; how many. A column that the table lacks: KeyError."""
    fields = _fields(model)
    count = 0
    for batch in _batches(stream):
        rows = [
            model(**{name: _read(fields[name], value) for name, value in json.loads(line).items()})
            for line in batch
        ]
        size = max(1, connection.ops.bulk_batch_size(list(fields.values()), rows))
        for start in range(0, len(rows), size):
            query = InsertQuery(model)
            query.insert_values(list(fields.values()), rows[start : start + size], raw=True)
            query.get_compiler(using=connection.alias).execute_sql()
        count += len(rows)
    return count


def empty(chosen: Iterable[Model]) -> None:
    """Delete all rows: what migrations have put into new tables comes with the backup."""
    for model in chosen:
        model._base_manager.all()._raw_delete(using=connection.alias)


def last_ids(chosen: Iterable[Model]) -> dict[str, int]:
    """The last id that each table has given out, deleted rows too: none is ever given out again."""
    found = {}
    with connection.cursor() as cursor:
        for model in chosen:
            if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
                last = _last_id(cursor, model)
                if last:
                    found[model._meta.label_lower] = last
    return found


def set_last_ids(chosen: Iterable[Model], ids: dict[str, int]) -> None:
    """The opposite of :func:`last_ids`."""
    chosen = list(chosen)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), chosen):
            cursor.execute(statement)
        for model in chosen:
            if last := ids.get(model._meta.label_lower):
                _set_last_id(cursor, model, last)


def _last_id(cursor: Any, model: Model) -> int:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    else:
        sequence = _sequence(cursor, model)
        cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608  PostgreSQL's own name
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _set_last_id(cursor: Any, model: Model, last: int) -> None:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
    else:
        cursor.execute("SELECT setval(%s::regclass, %s)", [_sequence(cursor, model), last])


def _sequence(cursor: Any, model: Model) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, "id"])
    return str(cursor.fetchone()[0])


def _fields(model: Model) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in model._meta.concrete_fields if not field.generated}


def _written(field: models.Field[Any, Any], row: models.Model) -> object:
    value = field.value_from_object(row)
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return field.value_to_string(row)


def _read(field: models.Field[Any, Any], value: Any) -> object:
    return None if value is None else field.to_python(value)


def _batches(stream: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in stream:
        batch.append(line)
        size += len(line)
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
