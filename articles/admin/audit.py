"""The audit trail in the administration: read, filtered, taken along as CSV or JSON Lines, never changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.audit_words import row_words, value_words
from articles.admin.cells import Moments
from articles.ingest.cells import guarded_cell
from articles.models import AuditEntry
from articles.web.site.admin_site import ReadOnly

if TYPE_CHECKING:
    AuditModelAdmin = admin.ModelAdmin[AuditEntry]
else:
    AuditModelAdmin = admin.ModelAdmin

COLUMNS = ("id", "at", "action", "user_id", "user_name", "address", "kind", "row_id", "values")
READ = 2_000  # entries fetched at once


@admin.register(AuditEntry)
class AuditAdmin(Moments, ReadOnly, AuditModelAdmin):
    list_display = ["at", "action", "user_name", "row", "details", "from_address"]
    list_filter = ["action", "at"]
    list_display_links = None
    search_fields = ["user_name", "address"]
    actions = None
    list_per_page = 100
    show_full_result_count = False
    change_list_template = "admin/audit_list.html"

    @admin.display(description=_("على ماذا"))
    def row(self, entry: AuditEntry) -> str:
        return row_words(entry)

    @admin.display(description=_("من أيّ جهاز"), ordering="address")
    def from_address(self, entry: AuditEntry) -> str:
        return entry.address

    @admin.display(description=_("التفاصيل"))
    def details(self, entry: AuditEntry) -> str:
        return value_words(entry.values)

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export.<str:kind>", export, name="audit-export"), *super().get_urls()]

    def export_view(self, request: HttpRequest, kind: str) -> StreamingHttpResponse:
        """The whole trail, the oldest entry first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        write = {"csv": _csv, "jsonl": _jsonl}.get(kind)
        if write is None:
            raise Http404
        response = StreamingHttpResponse(write(), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
        return response


def _rows() -> Iterator[dict[str, Any]]:
    rows = AuditEntry.objects.order_by("pk").values(*COLUMNS)
    for row in rows.iterator(chunk_size=READ):
        yield row | {"at": row["at"].isoformat()}


def _jsonl() -> Iterator[str]:
    for row in _rows():
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv() -> Iterator[str]:
    yield _line(COLUMNS)
    for row in _rows():
        cells = row | {"values": json.dumps(row["values"], ensure_ascii=False)}
        yield _line([guarded_cell("" if cells[name] is None else str(cells[name])) for name in COLUMNS])


def _line(values: Any) -> str:
    out = StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()
