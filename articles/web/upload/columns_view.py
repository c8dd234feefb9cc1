"""Naming the columns of a table by hand: its first rows, with a choice above each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.access.rights import for_archivists
from articles.arabic.dates.parser import parse_date
from articles.importing import columns, uploads
from articles.importing.pipeline import UNFINISHED
from articles.importing.problem_messages import message
from articles.ingest.table_preview import TablePreview
from articles.models import ImportedFile
from articles.web.upload.batch_actions import require_reading
from articles.web.upload.field_names import FIELDS

SAMPLES: Final = 3


@dataclass(frozen=True)
class Cell:
    """A cell of a column that is to hold ``field``; ``trouble`` says why it cannot."""

    text: str
    field: str
    trouble: str = ""


@dataclass(frozen=True)
class Column:
    number: int  # from 1
    name: str
    field: str
    samples: tuple[Cell, ...]  # some of its cells, those in trouble first: for a phone, instead of the table


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def columns_view(request: HttpRequest, pk: int) -> HttpResponse:
    """POST reads the file again with the columns as they were named."""
    rows = ImportedFile.objects.select_related("batch").exclude(file="").exclude(status__in=UNFINISHED)
    file = get_object_or_404(rows, pk=pk)
    require_reading(request, file.batch)
    encoding = request.POST.get("encoding", file.encoding)
    encoding = encoding if encoding in uploads.ENCODINGS else ""
    table = columns.preview(file, encoding)
    if not isinstance(table, TablePreview):
        return _page(request, file, encoding, problem=message(table.code, table.values))
    if request.method != "POST":
        return _page(request, file, encoding, table, _present(file, table))
    chosen = [request.POST.get(f"c{number}", "") for number in range(1, len(table.names) + 1)]
    chosen = [field if field in FIELDS else "" for field in chosen]
    if "look" in request.POST:
        return _page(request, file, encoding, table, chosen)
    if "text" not in chosen:
        return _page(request, file, encoding, table, chosen, _("اختر العمود الذي فيه نصّ المقال."))
    named = table.columns(chosen)
    with transaction.atomic():
        if "remember" in request.POST:
            columns.remember(file, table, named)
        uploads.retry(file, encoding, named)
    return redirect(file.batch)


def _present(file: ImportedFile, table: TablePreview) -> list[str]:
    """What each column is to hold: as a person named it before, else as it was understood."""
    named = file.columns or columns.recalled(file, table)
    if not named:
        return list(table.fields)
    return [
        named.get(name) or named.get(str(number)) or "" for number, name in enumerate(table.names, start=1)
    ]


def _page(
    request: HttpRequest,
    file: ImportedFile,
    encoding: str,
    table: TablePreview | None = None,
    chosen: list[str] | None = None,
    problem: str = "",
) -> HttpResponse:
    chosen = chosen or []
    rows = _rows(table, chosen) if table else []
    context = {
        "nav": "upload",
        "file": file,
        "batch": file.batch,
        "encoding": encoding,
        "encodings": {} if file.name.lower().endswith((".xlsx", ".xlsm")) else uploads.ENCODINGS,
        "fields": FIELDS,
        "table": table,
        "columns": _columns(table, chosen, rows) if table else [],
        "rows": rows,
        "named": sum(map(bool, chosen)),
        "problem": problem,
    }
    return render(request, "upload/columns.html", context, status=422 if problem else 200)


def _rows(table: TablePreview, chosen: list[str]) -> list[tuple[int, list[Cell]]]:
    found = []
    for number, row in table.rows:
        cells = [*row, *[""] * (len(chosen) - len(row))]
        pairs = zip(cells, chosen, strict=False)
        found.append((number, [Cell(text, field, _trouble(text, field)) for text, field in pairs]))
    return found


def _columns(table: TablePreview, chosen: list[str], rows: list[tuple[int, list[Cell]]]) -> list[Column]:
    columns = []
    for number, (name, field) in enumerate(zip(table.names, chosen, strict=True), start=1):
        cells = [row[number - 1] for _, row in rows]
        filled = sorted(
            (cell for cell in cells if cell.text or cell.trouble), key=lambda cell: not cell.trouble
        )
        columns.append(Column(number, name, field, tuple(filled[:SAMPLES])))
    return columns


def _trouble(text: str, field: str) -> str:
    if field == "published" and text and parse_date(text) is None:
        return _("تاريخ لا يُفهم")
    if field == "title" and not text:
        return _("بلا عنوان")
    return _("بلا نصّ") if field == "text" and not text else ""
