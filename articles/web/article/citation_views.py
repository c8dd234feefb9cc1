"""Citations of an article, beside it and as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.models import Article
from articles.web.article.citation_styles import styles
from articles.web.article.citations import bibtex, citation_of, coins, csl_json, ris, sentence

STYLES = styles(bibtex=bibtex, ris=ris, csl=csl_json)


@dataclass(frozen=True, slots=True)
class StyledCitation:
    """The citation in one style, and the address of its file."""

    key: str
    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class CitationView:
    """The citation in a sentence, as COinS for reference managers, and in every style."""

    sentence: str
    coins: str
    styles: tuple[StyledCitation, ...]


def citation_view(request: HttpRequest, article: Article, *, digits: str) -> CitationView:
    citation = citation_of(article, site_address(request))
    return CitationView(
        sentence=sentence(citation, digits=digits),
        coins=coins(citation),
        styles=tuple(
            StyledCitation(key, style.name, style.write(citation), reverse("cite", args=[article.pk, key]))
            for key, style in STYLES.items()
        ),
    )


@require_safe
def cite_view(request: HttpRequest, pk: int, style: str) -> HttpResponse:
    """One citation as a file to download."""
    chosen = STYLES.get(style)
    if chosen is None:
        raise Http404
    article = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    citation = citation_of(article, site_address(request))
    return chosen.file(citation, citation.key)
