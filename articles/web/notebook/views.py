"""«دفتري»: all notes of a reader, by article; as files; and those of a browser, taken into an account."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.access.own_address import site_address
from articles.annotations import notes, w3c
from articles.annotations.markdown import markdown
from articles.models import Article
from articles.web.i18n.formatting import date_text
from articles.web.preferences.preferences import Preferences
from articles.web.site.converters import is_id

PER_PAGE: Final = 30
MAX_TAKEN: Final = 200  # notes in one request
MAX_ASKED: Final = 200  # articles in one request
MAX_QUERY: Final = 200


@never_cache
@require_safe
def notebook_view(request: HttpRequest) -> HttpResponse:
    """One's notes by article, those with the words of ``q``, in one of three orders. Without an account the
    page's script shows those that the browser has."""
    text = request.GET.get("q", "")[:MAX_QUERY]
    order = request.GET.get("sort", "")
    order = order if order in notes.ORDERS else notes.ORDERS[0]
    pages = notes.notebook(request.user, text=text, order=order) if request.user.is_authenticated else []
    page = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": list(notes.opened(page.object_list)),
        "size": sum(len(each.notes) for each in pages),
        "text": text,
        "order": order,
        "orders": {"newest": _("الأحدث أوّلًا"), "oldest": _("الأقدم أوّلًا"), "published": _("بتاريخ النشر")},
        "nav": "notebook",
    }
    return render(request, "notebook/notebook.html", context)


@never_cache
@login_required
@require_safe
def markdown_view(request: HttpRequest) -> StreamingHttpResponse:
    """All of one's notes as Markdown."""
    pages = notes.opened(notes.notebook(request.user))
    text = markdown(
        pages,
        site_address(request),
        title=_("دفتري"),
        lost=_("لم نجد الكلمات في النصّ الحاليّ"),
        unreadable=_("مقال لم يعد متاحًا لك"),
    )
    return _file(text, "text/markdown; charset=utf-8", "notebook.md")


@never_cache
@login_required
@require_safe
def jsonld_view(request: HttpRequest) -> StreamingHttpResponse:
    """All of one's notes as Web Annotations."""
    chosen = notes.notebook(request.user)
    total = sum(len(page.notes) for page in chosen)
    kind = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    return _file(w3c.collection(notes.opened(chosen), total, site_address(request)), kind, "notebook.jsonld")


def _file(pieces: Any, content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
@require_POST
def take_view(request: HttpRequest) -> HttpResponse:
    """Take notes of a browser into one's account: a JSON list of annotations. Answers which were taken, by
    their ids; the others, on articles that one may not read, stay where they are."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list) or len(sent) > MAX_TAKEN:
        return JsonResponse({"error": f"a list of at most {MAX_TAKEN} annotations"}, status=422)
    return JsonResponse({"taken": [value["id"] for value in sent if _taken(request, value)]})


def _taken(request: HttpRequest, value: Any) -> bool:
    try:
        number, draft = w3c.draft_of(value)
        article = Article.objects.published().filter(pk=number).first()
        if article is None:
            return False
        notes.take_over(request.user, article, draft)
    except (w3c.NotAnAnnotation, notes.TooManyNotes, notes.NothingWritten):
        return False
    return True


@never_cache
@require_safe
def readable_view(request: HttpRequest) -> HttpResponse:
    """What the notebook says of articles that a browser has notes on: those of them that one may read."""
    ids = [int(value) for value in request.GET.getlist("id")[:MAX_ASKED] if is_id(value)]
    digits = Preferences.of(request).interface_digits
    rows = Article.objects.published().filter(pk__in=ids).select_related("source")
    return JsonResponse(
        {
            str(row.pk): {
                "title": row.title,
                "href": row.get_absolute_url(),
                "source": row.source.name if row.source else "",
                "published": row.published,
                "date": date_text(row.published, digits=digits),
            }
            for row in rows.defer("body", "evidence")
        }
    )
