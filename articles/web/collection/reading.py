"""The pages of collections for whoever may read them: one, all of the list, and a collection as files."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.collections import editing
from articles.models import Collection
from articles.web.article.citation_styles import styles
from articles.web.cite.bibliography import ORDERS
from articles.web.cite.views import MAX_CITED, Cited
from articles.web.cite.views import answer as cite_answer
from articles.web.collection import citation as citations
from articles.web.collection.doors import open_to_reader
from articles.web.collection.forms import CollectionForm
from articles.web.exports.formats import FORMATS
from articles.web.exports.views import exported
from articles.web.feeds.atom import feed_of
from articles.web.feeds.epub import MAX_ARTICLES, book_of
from articles.web.preferences.preferences import Preferences
from articles.web.site.parameters import unreadable

PER_PAGE: Final = 50
STYLES: Final = styles(bibtex=citations.bibtex, ris=citations.ris, csl=citations.csl_json)


@never_cache
@require_safe
def collections_view(request: HttpRequest) -> HttpResponse:
    """One's own collections, those that the archive lists, and a form for a new one."""
    listed = Collection.objects.listed().with_size().order_by("-listed_at", "-pk")
    context = {
        "own": Collection.objects.of(request.user).with_size(),
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "form": CollectionForm(),
        "nav": "collections",
    }
    return render(request, "collection/collections.html", context)


@require_safe
@open_to_reader
def collection_view(request: HttpRequest, collection: Collection, slug: str = "") -> HttpResponse:
    """A collection: another slug leads to the present one."""
    if slug != collection.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(collection.get_absolute_url() + (f"?{query}" if query else ""))
    page = Paginator(collection.visible_items(), PER_PAGE).get_page(request.GET.get("page"))
    citation = citations.citation_of(collection, site_address(request))
    context = {
        "collection": collection,
        "page": page,
        "formats": {"csv": "CSV", "jsonl": "JSONL", "ris": "RIS", "bibtex": "BibTeX", "ninjs": "ninjs"},
        "sentence": citations.sentence(citation, digits=Preferences.of(request).interface_digits),
        "styles": [
            {
                "key": key,
                "name": style.name,
                "text": style.write(citation),
                "href": reverse("collection-cite-itself", args=[collection.key, key]),
            }
            for key, style in STYLES.items()
        ],
        "is_owner": request.user.is_authenticated and collection.owner_id == request.user.pk,
        "decides": collection.audience == Collection.Audience.PUBLIC
        and request.user.has_perm(editing.PERMISSION),
        "address": citation.permalink,
        "nav": "collections",
    }
    return render(request, "collection/collection.html", context)


@require_safe
@open_to_reader
def feed_view(request: HttpRequest, collection: Collection) -> HttpResponse:
    """What came into a collection last."""
    rows = collection.articles().order_by("-collection_items__added_at", "-collection_items__pk")
    return feed_of(request, "collection", collection.key, collection, rows)


@require_safe
@open_to_reader
def export_view(request: HttpRequest, collection: Collection) -> HttpResponseBase:
    """All of a collection, in its order, as a file of ``format``; 422 for an unknown one."""
    chosen = FORMATS.get(request.GET.get("format", ""))
    if chosen is None:
        return unreadable(f"format: {', '.join(FORMATS)}")
    ids = list(collection.articles().values_list("pk", flat=True))
    return exported(request, iter(ids), chosen)


@require_safe
@open_to_reader
def epub_view(request: HttpRequest, collection: Collection) -> HttpResponseBase:
    rows = collection.articles().select_related("source")[:MAX_ARTICLES]
    if not rows:
        raise Http404
    return book_of(request, collection.title, f"collection/{collection.key}", rows)


@require_safe
@open_to_reader
def cite_view(request: HttpRequest, collection: Collection, style: str = "") -> HttpResponse:
    """The citations of its articles, on a page or as a file of one style."""
    rows = collection.articles().select_related("source").defer("body", "evidence")
    cited = Cited(
        title=collection.title,
        articles=tuple(rows[:MAX_CITED]),
        total=rows.count(),
        query="",
        back=collection.get_absolute_url(),
        order=ORDERS[1],
    )
    return cite_answer(request, cited, reverse("collection-cite", args=[collection.key]), style)


@require_safe
@open_to_reader
def cite_itself_view(request: HttpRequest, collection: Collection, style: str) -> HttpResponse:
    """The citation of the collection itself as a file."""
    if style not in STYLES:
        raise Http404
    citation = citations.citation_of(collection, site_address(request))
    return STYLES[style].file(citation, citation.key)
