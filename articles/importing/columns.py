"""Tables whose columns a person names: looked at, named, and remembered for their source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from articles.importing.limits import limits
from articles.importing.storage.stored_files import on_disk
from articles.ingest import sandbox
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.problems import filling
from articles.ingest.table_preview import KINDS, MAYBE, TablePreview
from articles.ingest.types import Draft, ImportProblem, TableForm
from articles.models import ColumnNames, ImportedFile


def is_table(file: ImportedFile) -> bool:
    """Whether its name promises a table, or its reading has found one without known columns."""
    return kind_of_name(file.name) in KINDS or file.issues.filter(code="no_columns", name="").exists()


def may_be_table(file: ImportedFile) -> bool:
    """Whether it may be a table for all that its name says: then a person may say so."""
    return kind_of_name(file.name) in MAYBE


def preview(
    file: ImportedFile, encoding: str = "", table: TableForm | None = None
) -> TablePreview | ImportProblem:
    """The first rows of an uploaded table, in the encoding and the form that a person chose if any."""
    encoding = encoding or file.encoding
    try:
        with on_disk(file) as path:
            return sandbox.preview(path, limits(), name=file.name, encoding=encoding, table=table)
    except OSError as error:
        return missing(file, error)


def first_article(file: ImportedFile, encoding: str, table: TableForm) -> Draft | ImportProblem | None:
    """What would become of the first row."""
    try:
        with on_disk(file) as path, closing(_items(file, path, encoding, table)) as items:
            return next(items, None)
    except OSError as error:
        return missing(file, error)


def missing(file: ImportedFile, error: OSError) -> ImportProblem:
    """The problem of a file that cannot be fetched."""
    return ImportProblem(file.name, "missing", filling(why=error.strerror or error))


def _items(
    file: ImportedFile, path: Path, encoding: str, table: TableForm
) -> Generator[Draft | ImportProblem, None, None]:
    return sandbox.read(
        path,
        limits(),
        name=file.name,
        encoding=encoding or file.encoding,
        publisher=file.batch.source_name,
        table=table,
    )


def chosen_form(file: ImportedFile) -> TableForm:
    """How a person said that this file is to be read."""
    return _form(file.columns, file.table_choices)


def choices(form: TableForm) -> dict[str, str]:
    """What is stored of a form beside its columns."""
    return {name: value for name, value in asdict(form).items() if value and name != "columns"}


def recall(path: Path, name: str, source_name: str, encoding: str = "") -> TableForm:
    """How such a table of its source was read before; a form that says nothing when nobody has named its
    columns."""
    if (
        kind_of_name(name) not in KINDS | MAYBE
        or not ColumnNames.objects.filter(source_name=source_name).exists()
    ):
        return TableForm()
    table = sandbox.preview(path, limits(), name=name, encoding=encoding)
    return recalled(source_name, table) if isinstance(table, TablePreview) else TableForm()


def recalled(source_name: str, table: TablePreview) -> TableForm:
    """The same, for a table that has been looked at."""
    row = ColumnNames.objects.filter(source_name=source_name, header=_header(table)).first()
    return _form(row.columns, row.table_choices) if row else TableForm()


def remember(file: ImportedFile, form: TableForm) -> None:
    """Read the source's next tables of this kind in the same way: those that look the same to whoever has not
    been told anything of them."""
    table = preview(file)
    if isinstance(table, TablePreview):
        ColumnNames.objects.update_or_create(
            source_name=file.batch.source_name,
            header=_header(table),
            defaults={"columns": dict(form.columns), "table_choices": choices(form)},
        )


def _form(columns: Mapping[str, str], chosen: Mapping[str, Any]) -> TableForm:
    known = {each.name for each in fields(TableForm)} - {"columns"}
    return TableForm(columns=columns, **{name: chosen[name] for name in known & chosen.keys()})


def _header(table: TablePreview) -> str:
    """A table without a header is known by the number of its columns."""
    names = list(table.names) if table.header else len(table.names)
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
