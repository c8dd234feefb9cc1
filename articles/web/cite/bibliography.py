"""The citations of several articles: in order, in every style that one article has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from articles.models import Article
from articles.web.article.citation_styles import styles
from articles.web.article.citations import (
    Citation,
    bibtex,
    citation_of,
    coins,
    csl_item,
    csl_list,
    ris,
    sentence,
)
from articles.web.article.person_names import name_parts
from articles.web.browse.name_lists import Name

ORDERS: Final = ("alphabet", "list", "published")


def _csl(citations: Iterable[Citation]) -> str:
    return csl_list(map(csl_item, citations))


def _bibtex(citations: Iterable[Citation]) -> str:
    return "\n".join(map(bibtex, citations))


def _ris(citations: Iterable[Citation]) -> str:
    return "".join(map(ris, citations))


STYLES: Final = styles(bibtex=_bibtex, ris=_ris, csl=_csl)  # of several citations in one file


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a bibliography."""

    article: Article
    citation: Citation
    sentence: str
    coins: str


def bibliography(articles: Iterable[Article], site: str, *, order: str, digits: str) -> list[Entry]:
    """The articles' citations by the family name of their first author or, without one, by their title; as
    they come; or by their dates, those without one last."""
    entries = [_entry(article, site, digits) for article in articles]
    if order == "alphabet":
        return sorted(entries, key=lambda each: (_name(each.citation), each.citation.published))
    if order == "published":
        return sorted(entries, key=lambda each: (each.citation.published or "~", each.article.pk))
    return entries


def _entry(article: Article, site: str, digits: str) -> Entry:
    citation = citation_of(article, site)
    return Entry(article, citation, sentence(citation, digits=digits), coins(citation))


def _name(citation: Citation) -> str:
    if not citation.authors:
        return Name(citation.title, "", 0).sorting_key
    family = name_parts(Name(citation.authors[0], "", 0).bare)[0]
    return Name(family, "", 0).sorting_key
