"""Request → page: what was asked in a URL becomes the engine's query, and its hits become readable results.

Pages, the JSON API and ``manage.py search`` all go through :func:`search`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from django.db.models import Count

from articles import counting, offering, runtime
from articles.arabic.dates import parse_period
from articles.models import Article, Source, Tag
from articles.search import diagnose, query, read_as
from articles.search.highlight import snippet
from articles.search.offers import Offer
from articles.search.types import (
    LAST_DATE,
    NO_DATE,
    Column,
    DateRange,
    Filter,
    Hits,
    Match,
    Mode,
    Piece,
    Query,
    Sort,
    date_key,
)

MODES = ("exact", "normal", "wide")
MATCHES = ("all", "any")
SORTS = ("relevance", "newest", "oldest")
COPIES = ("all", "fold")
COLUMNS: tuple[Column, ...] = ("source", "tag", "mention", "author", "section")
FACETS = ("source", "year", "month", "tag", "mention", "author", "section")
MOST_LIMIT = 100
SNIPPET = 150  # characters: two lines beside the margin column
FEW = 3  # up to this many results, the query may not be what was meant
DEEPEST = 10_000  # results that can be paged to; deeper reading is what exports are for


class BadParameter(ValueError):
    """A parameter with a value that is not accepted: its name, the value, and what is."""

    def __init__(self, name: str, value: str, accepted: str) -> None:
        super().__init__(f"{name}={value!r}: {accepted}")
        self.name, self.value, self.accepted = name, value, accepted


@dataclass(frozen=True)
class SearchRequest:
    """One search as a URL states it. Column values are slugs (author: names); a leading ``-`` excludes."""

    text: str = ""
    mode: Mode = "normal"
    match: Match = "all"
    columns: Mapping[Column, tuple[str, ...]] = field(default_factory=dict)
    date_from: str = ""
    date_to: str = ""
    sort: Sort = "relevance"
    copies: str = "all"
    page: int = 1
    limit: int = 20
    families: bool = True  # whether spelling families (أميركا/أمريكا) count as one
    bad: tuple[BadParameter, ...] = ()  # in the order found; the page ignores them, the API refuses

    @classmethod
    def from_params(cls, params: Mapping[str, str], *, copies: str = "all") -> SearchRequest:
        """Read a QueryDict. What cannot be read is left at its default and listed in ``bad``."""
        reader = _Reader(params)
        return cls(
            text=params.get("q", ""),
            mode=reader.choice("mode", MODES, "normal"),
            match=reader.choice("match", MATCHES, "all"),
            columns={column: values for column in COLUMNS if (values := reader.values(column))},
            date_from=reader.date("from", "first"),
            date_to=reader.date("to", "last"),
            sort=reader.choice("sort", SORTS, "relevance"),
            copies=reader.choice("copies", COPIES, copies),
            page=reader.number("page", 1, most=1_000_000),
            limit=reader.number("limit", 20, most=MOST_LIMIT),
            families=reader.choice("families", ("on", "off"), "on") == "on",
            bad=tuple(reader.bad),
        )

    @property
    def filtered(self) -> bool:
        return bool(self.columns or self.date_from or self.date_to)


class _Reader:
    """Reads parameters one by one and keeps what was wrong with them."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self.params = params
        self.bad: list[BadParameter] = []

    def choice(self, name: str, accepted: tuple[str, ...], default: str):  # type: ignore[no-untyped-def]
        value = self.params.get(name) or default
        if value in accepted:
            return value
        self.bad.append(BadParameter(name, value, "accepted: " + ", ".join(accepted)))
        return default

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self.params.get(name) or str(default)
        if value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most:
            return int(value)
        self.bad.append(BadParameter(name, value, f"a whole number from 1 to {most}"))
        return default

    def date(self, name: str, end: Literal["first", "last"]) -> str:
        """The first or last day, month or year of the period that is written; Hijri periods have both."""
        value = (self.params.get(name) or "").strip()
        if not value:
            return ""
        period = parse_period(value)
        if period is None or getattr(period, end) is None:
            accepted = "a date such as 2021-09-09, 2021-09, 2021, 9 أيلول 2021 or صفر 1443"
            self.bad.append(BadParameter(name, value, accepted))
            return ""
        return str(getattr(period, end))

    def values(self, name: str) -> tuple[str, ...]:
        getlist = getattr(self.params, "getlist", None)
        values = getlist(name) if getlist else [self.params.get(name, "")]
        return tuple(dict.fromkeys(value for value in values if value.strip("-")))


# ---- request → query ------------------------------------------------------------------------------


def read_query(request: SearchRequest, *, facets: tuple[str, ...] = ()) -> Query:
    """The engine's query of a request, filters and order included. Never fails on any text."""
    parsed = query.parse(
        request.text,
        mode=request.mode,
        match=request.match,
        analyzer=runtime.current_analyzer(),
        resolve=resolve_names,
        families=request.families,
    )
    return replace(
        parsed,
        filters=tuple(_filter(column, values) for column, values in request.columns.items()),
        dates=date_range(request.date_from, request.date_to),
        sort=request.sort,
        facets=facets,
        fold_copies=request.copies == "fold",
    )


def _filter(column: Column, values: Iterable[str]) -> Filter:
    return Filter(
        column,
        include=tuple(value for value in values if not value.startswith("-")),
        exclude=tuple(value[1:] for value in values if value.startswith("-")),
    )


def date_range(first: str, last: str) -> DateRange:
    """The range two dates of any precision span: ``2021-09`` to ``2021-09`` is all September.

    The first day of a month lets in articles of which only the month is known, and so with years.
    """
    low = date_key(first.removesuffix("-01").removesuffix("-01")) if len(first) == 10 else date_key(first)
    high = date_key(last) if last else LAST_DATE
    if last and len(last) < 10:
        high += 99 if len(last) == 7 else 9999
    return DateRange(low if first else NO_DATE, high)


def resolve_names(column: Column, text: str) -> tuple[str, ...]:
    """The slugs of the sources or tags whose name is ``text``, or else has it as a part; authors by name."""
    folded = runtime.folded(text)
    if column in ("author", "section"):
        return tuple(sorted(name for name in counting.counts(column) if folded in runtime.folded(name)))
    rows = list((Source if column == "source" else Tag).objects.values_list("slug", "name"))
    exact = tuple(slug for slug, name in rows if folded in {runtime.folded(name), runtime.folded(slug)})
    return exact or tuple(slug for slug, name in rows if folded in runtime.folded(name))


# ---- hits → page ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """One article on a result page. ``title`` and ``snippet`` are pieces: text and whether it is a hit."""

    article: Article
    score: float
    copies: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    state: str = ""  # "on" kept, "off" taken out


@dataclass(frozen=True)
class SearchPage:
    """All that a result page or the API shows of one search."""

    request: SearchRequest
    query: Query
    results: tuple[Result, ...]
    total: int
    groups: int  # results after folding copies; equal to total without
    facets: Mapping[str, tuple[FacetValue, ...]]
    took_ms: float
    partial: tuple[Result, ...] = ()  # most of the words, when nothing has all
    partial_total: int = 0
    reductions: tuple[diagnose.Counted, ...] = ()  # for no result: what each word or filter costs
    suggestion: Offer | None = None  # another query that may have been meant

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.groups, DEEPEST) // self.request.limit))

    @property
    def has_next(self) -> bool:
        return self.request.page < self.pages


def search(request: SearchRequest, *, facets: tuple[str, ...] = FACETS) -> SearchPage:
    """Answer a request. Raises SearchError alone (EngineUnavailable: try later; IndexStale: rebuild)."""
    engine = runtime.current_engine()
    asked = read_query(request, facets=facets)
    offset = (request.page - 1) * request.limit
    if offset >= DEEPEST:
        hits = replace(engine.search(asked, limit=0), hits=())
    else:
        hits = engine.search(asked, offset=offset, limit=request.limit)
    page = SearchPage(
        request=request,
        query=asked,
        results=results_of(hits, asked),
        total=hits.total,
        groups=hits.groups or hits.total,
        facets=_facet_values(hits, asked),
        took_ms=hits.took_ms,
    )
    if hits.total > FEW or not request.text.strip():
        return page
    page = replace(page, suggestion=offering.best(asked, found=hits.total))
    return page if hits.total else _with_help(page)


def results_of(hits: Hits, asked: Query) -> tuple[Result, ...]:
    """The hits' articles in their order, titles and snippets marked; rows gone meanwhile are left out."""
    analyzer = runtime.current_analyzer()
    # By id alone: with the status in the query too, SQLite reads all published rows instead of these few.
    rows = Article.objects.select_related("source").prefetch_related("tags").order_by()
    rows = rows.defer("evidence", "related_links")
    articles = rows.in_bulk([hit.id for hit in hits.hits])
    copies = {} if asked.fold_copies else copy_counts(articles.values())
    return tuple(
        Result(
            article=article,
            score=hit.score,
            copies=copies.get(article.story, hit.copies),
            title=tuple(snippet(article.title, asked, analyzer, width=len(article.title) + 1)),
            snippet=tuple(snippet(article.body, asked, analyzer, width=SNIPPET)),
        )
        for hit in hits.hits
        if (article := articles.get(hit.id)) and article.status == Article.Status.PUBLISHED
    )


def copy_counts(articles: Iterable[Article]) -> dict[int, int]:
    """How many other published articles each of the stories has, for articles that belong to one."""
    stories = {article.story for article in articles if article.story}
    if not stories:
        return {}
    rows = Article.objects.published().filter(story__in=stories).values_list("story").annotate(n=Count("id"))
    return {story: count - 1 for story, count in rows.order_by()}


def _facet_values(hits: Hits, asked: Query) -> dict[str, tuple[FacetValue, ...]]:
    states = {
        chosen.column: dict.fromkeys(chosen.include, "on") | dict.fromkeys(chosen.exclude, "off")
        for chosen in asked.filters
    }
    found = {name: {each.value: each.count for each in several} for name, several in hits.facets.items()}
    for name, counts in found.items():
        counts.pop("", None)
        for value in states.get(name, ()):  # type: ignore[call-overload]
            counts.setdefault(value, 0)
    labels = facet_labels(found)
    return {
        name: tuple(
            FacetValue(value, labels[name].get(value, value), count, states.get(name, {}).get(value, ""))  # type: ignore[call-overload]
            for value, count in counts.items()
        )
        for name, counts in found.items()
    }


def facet_labels(values: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """For each facet the readable names of its source or tag slugs; other values are their own labels."""
    labels: dict[str, dict[str, str]] = {name: {} for name in values}
    for model, columns in ((Source, ("source",)), (Tag, ("tag", "mention"))):
        slugs = {slug for column in columns for slug in values.get(column, ())}
        if slugs:
            names = dict(model.objects.filter(slug__in=slugs).values_list("slug", "name"))
            labels |= {column: names for column in columns if column in values}
    return labels


def how_read(page: SearchPage, language: str) -> str:
    """How the query was read, filters and foldings included, in one sentence (``ar`` or ``en``)."""
    labels = facet_labels({f.column: (*f.include, *f.exclude) for f in page.query.filters})
    return read_as.describe(
        page.query,
        language="en" if language.startswith("en") else "ar",
        label=lambda column, value: labels.get(column, {}).get(value, value),
    )


# ---- when nothing has all words -------------------------------------------------------------------


def _with_help(page: SearchPage) -> SearchPage:
    """Add what helps a reader whose search found nothing."""
    reductions = diagnose.count(runtime.current_engine(), diagnose.variations(page.query))
    return replace(page, **_partial(page), reductions=tuple(reductions))


def _partial(page: SearchPage) -> dict[str, object]:
    if page.request.match != "all":
        return {}
    most = read_query(replace(page.request, match="most"))
    hits = runtime.current_engine().search(most, limit=page.request.limit)
    return {"partial": results_of(hits, most), "partial_total": hits.total}
