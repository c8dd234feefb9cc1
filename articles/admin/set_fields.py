"""Source, date, section or tags of the chosen articles, set in one act that can be taken back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import site
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.access.rights import may_publish
from articles.importing import bulk_corrections
from articles.models import Article
from articles.models.archive import visible_sources
from articles.web.upload.batch_forms import TogetherForm


def set_fields(request: HttpRequest, chosen: QuerySet[Article]) -> HttpResponse:
    """Asks which field becomes what, then sets it and leads to what was set. Who may not publish sets the
    fields of drafts alone."""
    drafts_only = not may_publish(request)
    asked = "field" in request.POST
    form = TogetherForm(request.POST) if asked else TogetherForm()
    if asked and form.is_valid():
        rows = bulk_corrections.correctable(chosen, drafts_only=drafts_only)
        user = cast(Any, request.user)
        return redirect(bulk_corrections.begin(form.correction, rows, user, drafts_only=drafts_only))
    across = request.POST.get("select_across") == "1"
    ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
    context = {
        **site.each_context(request),
        "title": _("اضبط في المقالات المختارة"),
        "opts": Article._meta,
        "count": chosen.count(),
        "ids": ids[:1] if across else ids,  # across the pages the filter says which
        "across": across,
        "form": form,
        "sources": visible_sources().values_list("name", flat=True),
    }
    return render(request, "admin/set_fields.html", context, status=422 if asked else 200)
