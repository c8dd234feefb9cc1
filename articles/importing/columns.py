"""Tables whose columns a person names: looked at, named, and remembered for their source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from articles.importing.pipeline import limits
from articles.ingest import sandbox
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.table_preview import KINDS, TablePreview
from articles.ingest.types import ImportProblem
from articles.models import ColumnNames, ImportedFile


def is_table(file: ImportedFile) -> bool:
    """Whether its columns can be named, by its name."""
    return kind_of_name(file.name) in KINDS


def preview(file: ImportedFile, encoding: str = "") -> TablePreview | ImportProblem:
    """The first rows of an uploaded table, in an encoding that a person chose if any."""
    path = Path(file.file.path)
    return sandbox.preview(path, limits(), name=file.name, encoding=encoding or file.encoding)


def recall(file: ImportedFile) -> dict[str, str]:
    """How the columns of such a table of its source were named before; {} when nobody has."""
    if not is_table(file) or not ColumnNames.objects.filter(source_name=file.batch.source_name).exists():
        return {}
    table = preview(file)
    return recalled(file, table) if isinstance(table, TablePreview) else {}


def recalled(file: ImportedFile, table: TablePreview) -> dict[str, str]:
    """The same, for a table that has been looked at."""
    row = ColumnNames.objects.filter(source_name=file.batch.source_name, header=_header(table)).first()
    return dict(row.columns) if row else {}


def remember(file: ImportedFile, table: TablePreview, columns: Mapping[str, str]) -> None:
    """Name the columns of the source's next tables with this header in the same way."""
    ColumnNames.objects.update_or_create(
        source_name=file.batch.source_name, header=_header(table), defaults={"columns": dict(columns)}
    )


def _header(table: TablePreview) -> str:
    """A table without a header is known by the number of its columns."""
    names = list(table.names) if table.header else len(table.names)
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
