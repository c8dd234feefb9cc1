"""Naming the columns of a table by hand: its first rows, with a choice above each column."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.access.rights import for_archivists
from articles.importing import columns, uploads
from articles.importing.messages.problem_messages import message
from articles.importing.pipeline import UNFINISHED
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.extract.metadata import stated_date
from articles.ingest.numeric_dates import Order, in_order
from articles.ingest.table_preview import TablePreview
from articles.ingest.types import ImportProblem, TableForm
from articles.models import ImportedFile
from articles.web.i18n.formatting import date_text, joined
from articles.web.preferences.preferences import Preferences
from articles.web.upload.batch_actions import require_reading
from articles.web.upload.field_names import FIELDS

SAMPLES: Final = 3
SHOWN_TEXT: Final = 240  # characters of the text of the first article
# What is posted for a delimiter: the sign, and what it is called.
DELIMITERS: Final = {
    "comma": (",", gettext_lazy("فاصلة ,")),
    "semicolon": (";", gettext_lazy("فاصلة منقوطة ;")),
    "tab": ("\t", gettext_lazy("علامة جدولة")),
    "bar": ("|", gettext_lazy("خطّ عموديّ |")),
}
DATE_ORDERS: Final = {"day": gettext_lazy("يوم ثمّ شهر ثمّ سنة"), "month": gettext_lazy("شهر ثمّ يوم ثمّ سنة")}
HEADERS: Final = {"yes": gettext_lazy("عناوين الأعمدة"), "no": gettext_lazy("مقال كسائر الصفوف")}


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
    form = _posted_form(request) if request.method == "POST" else columns.chosen_form(file)
    table = columns.preview(file, encoding, form)
    if not isinstance(table, TablePreview):
        return _page(request, _Choice(file, encoding, form), problem=message(table.code, table.values))
    if request.method != "POST":
        if not form.columns:
            form = columns.recalled(file.batch.source_name, table)
        return _page(request, _Choice(file, encoding, form, table, _present(form, table)))
    chosen = [request.POST.get(f"c{number}", "") for number in range(1, len(table.names) + 1)]
    chosen = [field if field in FIELDS else "" for field in chosen]
    choice = _Choice(file, encoding, replace(form, columns=table.columns(chosen)), table, chosen)
    if "look" in request.POST:
        return _page(request, choice)
    if "text" not in chosen:
        return _page(request, choice, _("اختر العمود الذي فيه نصّ المقال."))
    with transaction.atomic():
        if "remember" in request.POST:
            columns.remember(file, choice.form)
        uploads.retry(file, encoding, choice.form)
    return redirect(file.batch)


@dataclass(frozen=True)
class _Choice:
    """What a person sees and has chosen; ``chosen`` are the fields of the columns."""

    file: ImportedFile
    encoding: str
    form: TableForm
    table: TablePreview | None = None
    chosen: list[str] = dataclasses.field(default_factory=list)


def _posted_form(request: HttpRequest) -> TableForm:
    """The choices above the table; what is none of them is found out."""
    delimiter, order = request.POST.get("delimiter", ""), request.POST.get("date_order", "")
    return TableForm(
        delimiter=DELIMITERS.get(delimiter, ("", ""))[0],
        date_order=cast(Order, order) if order in DATE_ORDERS else "",
        header=cast(Any, {"yes": "yes", "no": "no"}.get(request.POST.get("header", ""), "")),
    )


def _present(form: TableForm, table: TablePreview) -> list[str]:
    """What each column is to hold: as a person named it before, else as it was understood."""
    if not form.columns:
        return list(table.fields)
    return [
        form.columns.get(name) or form.columns.get(str(number)) or ""
        for number, name in enumerate(table.names, start=1)
    ]


def _page(request: HttpRequest, choice: _Choice, problem: str = "") -> HttpResponse:
    file, table = choice.file, choice.table
    rows = _rows(table, choice) if table else []
    is_text = table.is_parted if table else kind_of_name(file.name) != "xlsx"
    context = {
        "nav": "upload",
        "file": file,
        "batch": file.batch,
        "form": choice.form,
        "encoding": choice.encoding,
        "encodings": uploads.ENCODINGS if is_text else {},
        "delimiters": DELIMITERS if is_text else {},
        "date_orders": DATE_ORDERS,
        "headers": HEADERS,
        "fields": FIELDS,
        "table": table,
        "columns": _columns(table, choice.chosen, rows) if table else [],
        "rows": rows,
        "first": _first_article(request, choice),
        "named": sum(map(bool, choice.chosen)),
        "problem": problem,
    }
    return render(request, "upload/columns.html", context, status=422 if problem else 200)


@dataclass(frozen=True)
class FirstArticle:
    """What would become of the first row: names and values as they are shown, or why nothing would."""

    line: int | None
    values: list[tuple[str, str]]
    problem: str = ""


def _first_article(request: HttpRequest, choice: _Choice) -> FirstArticle | None:
    if "text" not in choice.chosen:
        return None
    item = columns.first_article(choice.file, choice.encoding, choice.form)
    if isinstance(item, ImportProblem):
        return FirstArticle(item.line, [], message(item.code, item.values))
    if item is None:
        return None
    digits = Preferences.of(request).interface_digits
    published = date_text(str(item.published), digits=digits, weekday=True) if item.published else ""
    text = item.body if len(item.body) <= SHOWN_TEXT else f"{item.body[:SHOWN_TEXT]}…"
    values = {
        "title": item.title,
        "source": choice.file.batch.source_name or item.source,
        "published": published or _("غير معروف"),
        "authors": joined(item.authors),
        "tags": joined(item.tags),
        "section": item.section,
        "url": item.url,
        "text": text,
    }
    return FirstArticle(item.line, [(str(FIELDS[name]), value) for name, value in values.items() if value])


def _rows(table: TablePreview, choice: _Choice) -> list[tuple[int, list[Cell]]]:
    found = []
    for number, row in table.rows:
        cells = [*row, *[""] * (len(choice.chosen) - len(row))]
        pairs = zip(cells, choice.chosen, strict=False)
        order = choice.form.date_order
        found.append((number, [Cell(text, name, _trouble(text, name, order)) for text, name in pairs]))
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


def _trouble(text: str, field: str, order: Order) -> str:
    if field == "published" and text and not in_order(text, order) and stated_date(text) is None:
        return _("تاريخ لا يُفهم")
    if field == "title" and not text:
        return _("بلا عنوان")
    return _("بلا نصّ") if field == "text" and not text else ""
