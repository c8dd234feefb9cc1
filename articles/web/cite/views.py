"""«استشهد بالكلّ»: the citations of a search's results, of chosen articles or of a collection, on a page and
as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing.runtime import current_searcher
from articles.models import Article
from articles.searching.query.reader import QueryReader
from articles.searching.request import BadParameter, SearchRequest
from articles.web.article.citations import Citation
from articles.web.cite.bibliography import ORDERS, STYLES, Entry, bibliography
from articles.web.preferences.preferences import Preferences
from articles.web.search.titles import search_title
from articles.web.site.parameters import article_ids, unreadable

MAX_CITED: Final = 500  # articles; their ids still go into one address
MAX_SHOWN: Final = 50  # whose texts in every style stand on the page; of more there are the files


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: ``articles`` in their order, of ``total``; ``query`` says it in an address again, and
    ``back`` leads to where it was chosen."""

    title: str
    articles: tuple[Article, ...]
    total: int
    query: str
    back: str
    order: str = ORDERS[0]  # unless another is asked for


@require_safe
def cite_all_view(request: HttpRequest, style: str = "") -> HttpResponse:
    """The page, or the file of one style; 422 for a parameter that cannot be read."""
    try:
        cited = _chosen(request) if "id" in request.GET else _found(request)
    except BadParameter as error:
        return unreadable(str(error))
    return answer(request, cited, reverse("cite-all"), style)


def answer(request: HttpRequest, cited: Cited, path: str, style: str = "") -> HttpResponse:
    """The page of what is cited, or its file of one style; ``path`` is the page's."""
    if not cited.articles or (style and style not in STYLES):
        raise Http404
    order = request.GET.get("order", "")
    order = order if order in ORDERS else cited.order
    digits = Preferences.of(request).interface_digits
    entries = bibliography(cited.articles, site_address(request), order=order, digits=digits)
    if style:
        return STYLES[style].file(_citations(entries), f"newsarchive-{timezone.localdate():%Y%m%d}")
    own = f"{cited.query}&" if cited.query else ""
    names = {"alphabet": _("بالأبجديّة"), "list": _("كما في القائمة"), "published": _("بتاريخ النشر")}
    context = {
        "cited": cited,
        "entries": entries,
        "order": order,
        "orders": [(names[each], f"{path}?{own}order={each}", each == order) for each in ORDERS],
        "styles": [
            {
                "key": key,
                "name": each.name,
                "href": f"{path}/{key}?{own}order={order}",
                "text": each.write(_citations(entries)) if len(entries) <= MAX_SHOWN else "",
            }
            for key, each in STYLES.items()
        ],
        "whole": {key: STYLES[key].name for key in ("ris", "bibtex", "csl")},
        "nav": "search",
    }
    return render(request, "cite/cite.html", context)


def _citations(entries: Iterable[Entry]) -> list[Citation]:
    return [entry.citation for entry in entries]


def ids_in(request: HttpRequest) -> list[int]:
    """The articles that an address names, each once. Raises BadParameter."""
    return article_ids(request.GET.getlist("id"), MAX_CITED)


def in_order(ids: list[int]) -> tuple[Article, ...]:
    """The articles that the present reader sees among these, without their texts."""
    rows = Article.objects.published().select_related("source").defer("body", "evidence").in_bulk(ids)
    return tuple(rows[pk] for pk in ids if pk in rows)


def _chosen(request: HttpRequest) -> Cited:
    articles = in_order(ids_in(request))
    query = urlencode([("id", article.pk) for article in articles])
    return Cited(_("مقالات مختارة"), articles, len(articles), query, reverse("search"))


def _found(request: HttpRequest) -> Cited:
    """The first results of a search, in its order."""
    asked = replace(SearchRequest.from_params(request.GET), page=1)
    if asked.bad:
        raise asked.bad[0]
    searcher = current_searcher()
    found = searcher.engine.search(QueryReader(searcher).read(asked), limit=MAX_CITED)
    query = urlencode([pair for pair in asked.params() if pair[0] not in ("page", "limit")])
    back = f"{reverse('search')}?{query}"
    return Cited(search_title(asked), in_order([hit.id for hit in found.hits]), found.total, query, back)
