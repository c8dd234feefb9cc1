"""What a URL asks for, read within limits: everything that follows sees the request and never the URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from articles.arabic.dates.parser import parse_period
from articles.arabic.orthography.normalizer import normalize
from articles.search.types import Column, Match, Mode, Sort

MODES: tuple[Mode, ...] = ("exact", "normal", "wide")
MATCHES: tuple[Match, ...] = ("all", "any")
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
COPIES = ("all", "fold")
COLUMNS: tuple[Column, ...] = ("source", "tag", "mention", "author", "section")
FACETS = ("source", "year", "month", "tag", "mention", "author", "section")
MAX_LIMIT = 100  # results on one page
MAX_TEXT = 1_000  # characters of a query
MAX_VALUES = 50  # of one filter
MAX_QUOTED = 60  # characters of a refused value that an answer repeats


class BadParameter(ValueError):
    """A parameter with a value that is not accepted: its name, the value, and what is."""

    def __init__(self, name: str, value: str, accepted: str) -> None:
        value = value if len(value) <= MAX_QUOTED else value[:MAX_QUOTED] + "…"
        super().__init__(f"{name}={value!r}: {accepted}")
        self.name, self.value, self.accepted = name, value, accepted


class TooManyValues(BadParameter):
    """A filter with more than ``MAX_VALUES`` values."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(name, f"{count} values", f"at most {MAX_VALUES} values")


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
    without: tuple[str, ...] = ()  # spellings, folded, that do not count beside a word although they would
    cut: bool = False  # whether the text was longer than MAX_TEXT, of which no more is left
    bad: tuple[BadParameter, ...] = ()  # in the order found; the page ignores them, the API refuses

    @classmethod
    def from_params(cls, params: Mapping[str, str], *, copies: str = "all") -> SearchRequest:
        """Read a QueryDict. ``copies`` is what counts without that parameter.

        What cannot be read is left at its default and listed in ``bad``; of a text that is too long the
        beginning stays, and of a filter with too many values the first.
        """
        reader = _ParameterReader(params)
        text = params.get("q", "")
        return cls(
            text=text[:MAX_TEXT],
            cut=len(text) > MAX_TEXT,
            mode=cast(Mode, reader.choice("mode", MODES, "normal")),
            match=cast(Match, reader.choice("match", MATCHES, "all")),
            columns={column: values for column in COLUMNS if (values := reader.values(column))},
            date_from=reader.date("from", "first"),
            date_to=reader.date("to", "last"),
            sort=cast(Sort, reader.choice("sort", SORTS, "relevance")),
            copies=reader.choice("copies", COPIES, copies),
            page=reader.number("page", 1, maximum=1_000_000),
            limit=reader.number("limit", 20, maximum=MAX_LIMIT),
            without=tuple(map(normalize, reader.values("without"))),
            families=reader.choice("families", ("on", "off"), "on") == "on",
            bad=tuple(reader.bad),
        )

    @property
    def filtered(self) -> bool:
        return bool(self.columns or self.date_from or self.date_to)

    @property
    def within_month(self) -> bool:
        """Whether the dates lie in one month, so that its days are of interest."""
        return len(self.date_from) >= 7 and self.date_from[:7] == self.date_to[:7]

    def params(self, *, copies: str = "all") -> Iterator[tuple[str, str]]:
        """The parameters from which ``from_params`` reads this request again; defaults are left out."""
        pairs = (
            ("q", self.text, ""),
            ("mode", self.mode, "normal"),
            ("match", self.match, "all"),
            *((column, value, "") for column, values in self.columns.items() for value in values),
            ("from", self.date_from, ""),
            ("to", self.date_to, ""),
            ("sort", self.sort, "relevance"),
            ("copies", self.copies, copies),
            ("families", "on" if self.families else "off", "on"),
            *(("without", spelling, "") for spelling in self.without),
            ("limit", str(self.limit), "20"),
            ("page", str(self.page), "1"),
        )
        return ((name, value) for name, value, default in pairs if value != default)


class _ParameterReader:
    """Reads parameters one by one and collects what is wrong with them."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self.params = params
        self.bad: list[BadParameter] = []

    def choice(self, name: str, accepted: tuple[str, ...], default: str) -> str:
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
        period = parse_period(value) if len(value) <= MAX_QUOTED else None
        if period is None or getattr(period, end) is None:
            accepted = "a date such as 2021-09-09, 2021-09, 2021, 9 أيلول 2021 or صفر 1443"
            self.bad.append(BadParameter(name, value, accepted))
            return ""
        return str(getattr(period, end))

    def values(self, name: str) -> tuple[str, ...]:
        getlist = getattr(self.params, "getlist", None)
        values = getlist(name) if getlist else [self.params.get(name, "")]
        if len(values) > MAX_VALUES:
            self.bad.append(TooManyValues(name, len(values)))
        return tuple(dict.fromkeys(value for value in values if value.strip("-")))[:MAX_VALUES]
