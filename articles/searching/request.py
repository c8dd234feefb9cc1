"""What was asked in a URL becomes the engine's query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.arabic.dates.parser import parse_period
from articles.indexing import runtime
from articles.models import Source, Tag
from articles.search.query.parse import parse
from articles.search.types import (
    LAST_DATE,
    NO_DATE,
    Column,
    DateRange,
    Filter,
    Match,
    Mode,
    Query,
    Sort,
    date_key,
)
from articles.searching import facet_counts

MODES = ("exact", "normal", "wide")
MATCHES = ("all", "any")
SORTS = ("relevance", "newest", "oldest")
COPIES = ("all", "fold")
COLUMNS: tuple[Column, ...] = ("source", "tag", "mention", "author", "section")
FACETS = ("source", "year", "month", "tag", "mention", "author", "section")
MAX_LIMIT = 100  # results on one page


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
            page=reader.number("page", 1, maximum=1_000_000),
            limit=reader.number("limit", 20, maximum=MAX_LIMIT),
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

    def number(self, name: str, default: int, *, maximum: int) -> int:
        value = self.params.get(name) or str(default)
        if value.isdecimal() and len(value) < 10 and 1 <= int(value) <= maximum:
            return int(value)
        self.bad.append(BadParameter(name, value, f"a whole number from 1 to {maximum}"))
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


def read_query(request: SearchRequest, *, facets: tuple[str, ...] = ()) -> Query:
    """The engine's query of a request, filters and order included. Never fails on any text."""
    parsed = parse(
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
        return tuple(sorted(name for name in facet_counts.counts(column) if folded in runtime.folded(name)))
    rows = list((Source if column == "source" else Tag).objects.values_list("slug", "name"))
    exact = tuple(slug for slug, name in rows if folded in {runtime.folded(name), runtime.folded(slug)})
    return exact or tuple(slug for slug, name in rows if folded in runtime.folded(name))
