"""What helps a reader whose search found nothing: which part of it fails, and what to try instead."""

from __future__ import annotations

from dataclasses import dataclass

from articles.search.query.diagnose import Diagnosis, PartCount
from articles.search.types import Query
from articles.searching.page import SearchPage
from articles.web.search.links import Links


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the query: how many articles have it alone (None: not asked), and the query without it."""

    label: str
    alone: int | None
    alone_href: str
    without: int | None
    without_href: str
    fails: bool


@dataclass(frozen=True, slots=True)
class Help:
    """``words`` are the query's own parts, ``filters`` count what each filter costs by its column."""

    words: tuple[Part, ...]
    filters: dict[str, int]
    failing: int
    hopeless: bool
    wider: str = ""  # the same search in the wide mode


def help_for(diagnosis: Diagnosis, page: SearchPage, links: Links) -> Help:
    return Help(
        words=tuple(_part(each, links) for each in diagnosis.words),
        filters={each.part.label: each.without or 0 for each in diagnosis.filters},
        failing=diagnosis.failing,
        hopeless=diagnosis.hopeless,
        wider=links.to(mode="wide") if page.request.mode != "wide" else "",
    )


def _part(each: PartCount, links: Links) -> Part:
    return Part(
        label=each.part.label,
        alone=each.alone,
        alone_href=_bare(each.part.alone),
        without=each.without,
        without_href=links.to(q=each.part.without.text) if each.part.without else "",
        fails=each.fails,
    )


def _bare(query: Query | None) -> str:
    """The address of a query without any filter."""
    return Links({"q": (query.text,), "mode": (query.mode,)}).to() if query else ""
