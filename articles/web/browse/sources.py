"""A source: what the archive holds of it, and its newest articles."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Source
from articles.web.browse.former_names import follows_former_names

PER_PAGE = 30


@require_safe
@follows_former_names(Source)
def source_view(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(Source, slug=slug)
    published = source.articles.published()
    if not (request.user.is_staff or published.exists()):
        raise Http404  # what only drafts carry is nobody's business yet
    dates = published.exclude(published="").aggregate(first=Min("published"), last=Max("published"))
    page = Paginator(published.newest_first().defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"source": source, "articles": page, "dates": dates, "nav": "sources"}
    return render(request, "browse/source.html", context)
