"""Taking articles away: a stream for whoever asks, and for those who are signed in a page of the large files
that the worker makes for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.access.own_address import site_address
from articles.models import Export
from articles.searching.request import BadParameter, SearchRequest
from articles.searching.service import Detail, search
from articles.web.exports.formats import FORMATS, Format
from articles.web.exports.stream import found_ids, parts
from articles.web.search.titles import search_title
from articles.web.site.parameters import article_ids, unreadable

MAX_CHOSEN: Final = 900  # articles by id; an address has room for some more
MAX_FILES: Final = 10  # of one user, those that wait among them


@require_safe
def export_view(request: HttpRequest) -> HttpResponseBase:
    """Every article that matches, in no promised order; or those that are chosen by ``id``, repeated. 422 for
    an unknown format or parameter."""
    chosen = FORMATS.get(request.GET.get("format", ""))
    if chosen is None:
        return unreadable(f"format: {', '.join(FORMATS)}")
    try:
        by_id = "id" in request.GET
        ids = _chosen(request) if by_id else found_ids(_asked(request.GET))
    except BadParameter as error:
        return unreadable(str(error))
    return exported(request, ids, chosen)


def exported(request: HttpRequest, ids: Iterator[int], chosen: Format) -> HttpResponseBase:
    """The file of these articles, in their order; those that the reader may not read are left out."""
    texts = (part.text for part in parts(ids, chosen, site_address(request)))
    response = StreamingHttpResponse(texts, content_type=_type(chosen))
    response["Content-Disposition"] = f'attachment; filename="{_name(chosen)}"'
    return response


def _asked(query: QueryDict) -> SearchRequest:
    return SearchRequest.from_params(query)


def _chosen(request: HttpRequest) -> Iterator[int]:
    return iter(sorted(article_ids(request.GET.getlist("id"), MAX_CHOSEN)))


def _type(chosen: Format) -> str:
    return f"{chosen.content_type}; charset=utf-8"


def _name(chosen: Format) -> str:
    return f"newsarchive-{timezone.localdate():%Y%m%d}.{chosen.extension}"


# ---- files of those who are signed in ---------------------------------------------------------------


@never_cache
@login_required
@require_safe
def exports_view(request: HttpRequest) -> HttpResponse:
    """The exports of the reader, the newest first."""
    exports = list(Export.objects.filter(user=request.user.pk).defer("packed_ids"))
    titles = (search_title(_asked(QueryDict(export.query))) for export in exports)
    context = {
        "rows": list(zip(exports, titles, strict=True)),
        "waits": any(export.status == Export.Status.WAITING for export in exports),
        "nav": "search",
    }
    return render(request, "exports/exports.html", context)


@login_required
@require_POST
def new_export_view(request: HttpRequest) -> HttpResponse:
    """Have the worker export the search of the address, in the ``format`` of the form."""
    asked, format = _asked(request.GET), request.POST.get("format", "")
    if asked.bad or format not in FORMATS:
        return unreadable(str(asked.bad[0]) if asked.bad else f"format: {', '.join(FORMATS)}")
    owner: Any = request.user.pk
    if Export.objects.filter(user=owner).count() >= MAX_FILES:
        messages.error(request, _("لك من التصديرات أكثر ما يجوز. احذف ما لا تحتاجه، ثمّ أعد المحاولة."))
        return redirect("exports")
    Export.objects.create(
        user_id=owner,
        query=request.GET.urlencode(),
        format=format,
        site=site_address(request)[:300],
        language=get_language() or "ar",
        total=search(asked, detail=Detail.RESULTS).total,
    )
    return redirect("exports")


@never_cache
@login_required
@require_safe
def export_file_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, for its owner alone, while they may read all that is in it."""
    export = get_object_or_404(Export, pk=pk, user=request.user.pk, status=Export.Status.READY)
    if not export.is_sound:
        export.discard()
        return redirect("exports")
    chosen = FORMATS[export.format]
    name = f"newsarchive-{timezone.localdate(export.finished_at):%Y%m%d}.{chosen.extension}"
    file = export.path.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type=_type(chosen))


@login_required
@require_POST
def export_again_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one that failed, or whose articles have changed, made anew."""
    done = (Export.Status.FAILED, Export.Status.OUTDATED)
    rows = Export.objects.filter(pk=pk, user=request.user.pk, status__in=done)
    rows.update(status=Export.Status.WAITING, attempts=0, articles=0)
    return redirect("exports")


@login_required
@require_POST
def delete_export_view(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(Export, pk=pk, user=request.user.pk)
    export.delete()
    export.path.unlink(missing_ok=True)
    return redirect("exports")
