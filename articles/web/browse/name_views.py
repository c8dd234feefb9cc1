"""Tags, authors and sources by name: the most frequent, agencies apart, and all under their letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Source, Tag
from articles.models.archive import is_public, visible_tags
from articles.searching.facet_counts import counts
from articles.web.browse.former_names import follows_former_names
from articles.web.browse.name_lists import Name, NameList, matching

MAX_NAMES = 20_000
MAX_ASKED = 100  # characters of a name that is looked for
PER_PAGE = 60


@require_safe
def tags_view(request: HttpRequest) -> HttpResponse:
    published = Count("articles", filter=is_public("articles__"))
    rows = Tag.objects.annotate(size=published).filter(size__gt=0).order_by("-size", "pk")[:MAX_NAMES]
    return _names_page(request, "tag", [Name(tag.name, tag.get_absolute_url(), tag.size) for tag in rows])


@require_safe
@follows_former_names(Tag)
def tag_view(request: HttpRequest, slug: str) -> HttpResponse:
    get_object_or_404(visible_tags(), slug=slug)
    return redirect(f"{reverse('search')}?{urlencode({'tag': slug})}")


@require_safe
def authors_view(request: HttpRequest) -> HttpResponse:
    search = reverse("search")
    sizes = counts(current_searcher(), "author", maximum=MAX_NAMES)
    names = [
        Name(author, f"{search}?{urlencode({'author': author})}", size) for author, size in sizes.items()
    ]
    return _names_page(request, "author", names)


@require_safe
def sources_view(request: HttpRequest) -> HttpResponse:
    published = Count("articles", filter=is_public("articles__"))
    rows = Source.objects.annotate(size=published).filter(size__gt=0)
    return _names_page(request, "source", [Name(row.name, row.get_absolute_url(), row.size) for row in rows])


def _names_page(request: HttpRequest, kind: str, names: list[Name]) -> HttpResponse:
    """All names; with ``letter`` or ``name`` in the address those of a letter, or with a text in them."""
    letter, text = request.GET.get("letter", "")[:1], request.GET.get("name", "")[:MAX_ASKED].strip()
    context: dict[str, Any] = {"kind": kind, "nav": f"{kind}s", "letter": letter, "text": text}
    if letter or text:
        found = matching(names, letter=letter, text=text)
        context["page"] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context["page_query"] = urlencode({"letter": letter} if letter else {"name": text})
    else:
        context["list"] = NameList.of(names)
    return render(request, "browse/names.html", context)
