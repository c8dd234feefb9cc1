"""What helps a reader whose search found nothing: which part of it fails, and what to try instead."""

from __future__ import annotations

from dataclasses import dataclass

from articles.indexing import runtime
from articles.search.query import diagnose
from articles.search.types import Query
from articles.searching.results import SearchPage
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
    wider: str = ""  # the same search in the wide mode

    @property
    def failing(self) -> int:
        return sum(part.fails for part in self.words)

    @property
    def hopeless(self) -> bool:
        """Whether nothing of the query is in the archive: then any of its words finds nothing either."""
        return self.failing == len(self.words) > 0


def help_for(page: SearchPage, links: Links) -> Help:
    """Count every part of a search that found nothing. Raises SearchError."""
    counted = diagnose.count(runtime.current_engine(), diagnose.variations(page.query))
    words = [each for each in counted if each.variation.kind in ("word", "field")]
    filters = [each for each in counted if each.variation.kind in ("filter", "dates")]
    return Help(
        words=tuple(_part(each, links) for each in words),
        filters={each.variation.label: each.without or 0 for each in filters},
        wider=links.to(mode="wide") if page.request.mode != "wide" else "",
    )


def _part(each: diagnose.Counted, links: Links) -> Part:
    variation = each.variation
    return Part(
        label=variation.label,
        alone=each.alone,
        alone_href=_bare(variation.alone),
        without=each.without,
        without_href=links.to(q=variation.without.text) if variation.without else "",
        fails=each.fails,
    )


def _bare(query: Query | None) -> str:
    """The address of a query without any filter."""
    return Links({"q": (query.text,), "mode": (query.mode,)}).to() if query else ""
