"""One correction for the articles of several batches: counted first, then made, watched and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.access.rights import for_archivists, may_correct, may_publish
from articles.importing import bulk_corrections
from articles.importing.corrections import Correction
from articles.models import Article, BulkCorrection, Import
from articles.web.i18n.formatting import date_text, joined
from articles.web.preferences.preferences import Preferences
from articles.web.upload.batch_forms import TogetherForm
from articles.web.upload.upload_views import upload_page

PER_PAGE = 50
MAX_BATCHES = 200  # that are chosen at once


@dataclass(frozen=True)
class BatchCount:
    batch: Import
    articles: int  # that the correction changes


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def propose_view(request: HttpRequest) -> HttpResponse:
    """How many articles of which batches a correction changes; POST makes it."""
    asked = request.POST if request.method == "POST" else request.GET
    batches = _chosen(request, asked)
    form = TogetherForm(asked)
    if not form.is_valid() or not batches:
        if not form.errors:
            form.add_error(None, _("اختر دفعات أوّلًا."))
        return upload_page(request, together=form, status=422)
    if request.method == "POST":
        row = bulk_corrections.start(
            form.correction, batches, cast(Any, request.user), drafts_only=not may_publish(request)
        )
        return redirect(row)
    return _proposal(request, form, batches)


def _chosen(request: HttpRequest, asked: QueryDict) -> list[Import]:
    """The batches that were ticked and that the user may correct, the newest first."""
    ids = [int(each) for each in asked.getlist("batch") if each.isdecimal() and len(each) < 19]
    rows = Import.objects.filter(pk__in=ids[:MAX_BATCHES], undone_at=None).select_related("user")
    return [batch for batch in rows if may_correct(request, batch)]


def _proposal(request: HttpRequest, form: TogetherForm, batches: list[Import]) -> HttpResponse:
    correction = form.correction
    rows = bulk_corrections.in_question(batches, drafts_only=not may_publish(request))
    changing = bulk_corrections.to_change(rows, correction)
    counts = dict(
        changing.order_by().values_list("imported_file__batch").annotate(n=Count("pk", distinct=True))
    )
    total = sum(counts.values())
    context = {
        "nav": "upload",
        "form": form,
        "set": in_words(request, correction),
        "batches": [BatchCount(batch, counts.get(batch.pk, 0)) for batch in batches],
        "total": total,
        "unchanged": rows.count() - total,
        "published": changing.filter(status=Article.Status.PUBLISHED).distinct().count(),
        "typed": form.data.get(correction.field, ""),
        "asked": request.GET.urlencode(),
    }
    return render(request, "upload/propose_correction.html", context)


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def correction_view(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a correction is and what it set; POST takes it back."""
    row = get_object_or_404(_visible(request), pk=pk)
    if request.method == "POST":
        bulk_corrections.undo(row, drafts_only=not may_publish(request))
        return redirect(row)
    context = {
        "nav": "upload",
        "correction": row,
        "set": in_words(request, bulk_corrections.correction_of(row)),
        "batches": row.batches.all(),
    }
    return render(request, "upload/correction.html", context)


@for_archivists
@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """What was set in many batches at once, the newest first."""
    page = Paginator(_visible(request).defer("packed_ids"), PER_PAGE).get_page(request.GET.get("page"))
    shown = [(row, in_words(request, bulk_corrections.correction_of(row))) for row in page]
    return render(request, "upload/corrections.html", {"nav": "upload", "page": page, "corrections": shown})


def _visible(request: HttpRequest) -> QuerySet[BulkCorrection]:
    """Who only uploads sees what they set."""
    rows = BulkCorrection.objects.select_related("user")
    return rows if may_publish(request) else rows.filter(user=request.user.pk)


def in_words(request: HttpRequest, correction: Correction) -> tuple[str, str]:
    """The name of the field and what it is set to."""
    label = str(TogetherForm.base_fields[correction.field].label)
    digits = Preferences.of(request).interface_digits
    if correction.field == "published":
        return label, date_text(correction.values[0], digits=digits)
    return label, joined(list(correction.values))
