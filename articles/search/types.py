"""What engines and their callers exchange: frozen values without behaviour.

Dates travel as text of the precision that is known (``2021-09-09``, ``2021-09``, ``2021``, empty when
unknown). Engines compare them as the integers of :func:`date_key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Mode = Literal["exact", "normal", "wide"]
Match = Literal["all", "any", "most"]
Sort = Literal["relevance", "newest", "oldest"]
Layer = Literal["surface", "folded", "stem", "lemma", "root"]
LAYERS: tuple[Layer, ...] = ("surface", "folded", "stem", "lemma", "root")  # the narrowest first
Scope = Literal["any", "title"]
Column = Literal["source", "tag", "mention", "author", "section"]

NO_DATE = 0
FIRST_DATE = 1
LAST_DATE = 9999_99_99


def date_key(published: str) -> int:
    """The integer ``yyyymmdd`` of a date of any precision; unknown parts are 0, no date is ``NO_DATE``.

    >>> date_key("2021-09-09"), date_key("2021-09"), date_key("")
    (20210909, 20210900, 0)
    """
    year, month, day = (*(int(part) for part in published.split("-") if part), 0, 0, 0)[:3]
    return year * 10_000 + month * 100 + day


@dataclass(frozen=True, slots=True)
class Doc:
    """One article as engines store it. ``source``, ``tags``, ``mentions``, ``section`` are slugs, authors are
    names. ``mentions`` are tags that the article does not carry and whose name stands in its text."""

    id: int
    title: str
    body: str
    published: str = ""
    source: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    duplicate_group: int = 0  # articles that are copies of one text share a positive number; 0 stands alone


# ---- the query, as a tree -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """The spellings that count for a word in one layer: any of ``terms`` will do."""

    layer: Layer
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word. All its ``forms`` score, each in a layer of its own. The last one decides the match, and with
    it those of narrower layers: a text has the word when it has any of them (see ``visitors.deciding``).
    ``vocalised`` (exact mode, harakat typed) must stand in the text as it is."""

    text: str
    forms: tuple[Form, ...]
    scope: Scope = "any"
    vocalised: str = ""

    def __hash__(self) -> int:
        return hash(self.text)  # asked for a dozen times a search, and words of one text are few


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other. With ``slop`` n: in any order, with at most n other words among them.

    Each word is decided by a layer of ``schema.POSITIONED``: of no other do engines keep where words stand.
    """

    words: tuple[Word, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words of the folded layer that fit a glob (``*`` any letters), with or without the article ال."""

    glob: str
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words of the folded layer within ``edits`` (1 or 2) letters of ``term``."""

    term: str
    edits: int = 1
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class InColumn:
    """Articles whose column has any of ``values`` (slugs); ``text`` is what the reader typed."""

    column: Column
    values: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles published from ``first`` to ``last``, both included (see :func:`date_key`)."""

    first: int = NO_DATE
    last: int = LAST_DATE


ANY_DATE = DateRange()


def date_range(first: str, last: str) -> DateRange:
    """From one date of any precision to another; "" leaves an end open, and all but undated articles in.

    A first day lets in articles of which only that month or year is known. No date at all: every article.

    >>> date_range("2021-09-01", "2021-09"), date_range("", "2021")
    (DateRange(first=20210900, last=20210999), DateRange(first=1, last=20219999))
    """
    if not first and not last:
        return ANY_DATE
    widened = first.removesuffix("-01").removesuffix("-01") if len(first) == len("2021-09-01") else first
    unknown = {len("2021"): 99_99, len("2021-09"): 99}.get(
        len(last), 0
    )  # the parts that ``last`` leaves open
    return DateRange(
        date_key(widened) if first else FIRST_DATE, date_key(last) + unknown if last else LAST_DATE
    )


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``minimum`` of the nodes."""

    nodes: tuple[Node, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: an empty search with filters."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article."""


Node = (
    Word | Phrase | Pattern | Fuzzy | InColumn | DateRange | And | Or | AtLeast | Not | Everything | Nothing
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A reader's choice in one column: any of ``include`` (when given) and none of ``exclude``."""

    column: Column
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """Something the reader should know about how the query was read. ``code`` chooses the sentence."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling that counts beside a word of the query, and how many articles have it."""

    word: str
    spelling: str
    articles: int


@dataclass(frozen=True, slots=True)
class Query:
    """All an engine needs for one search. A query whose date filter is set leaves undated articles out.

    ``newest`` and ``oldest`` put undated articles last; within a day the newest, or oldest, id comes first.
    """

    text: str
    node: Node
    mode: Mode = "normal"
    filters: tuple[Filter, ...] = ()
    dates: DateRange = DateRange()
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()  # of: source, tag, author, section, year, month, day
    facet_size: int = 50  # values a facet, the commonest first; time facets are always whole
    group_duplicates: bool = False
    warnings: tuple[QueryWarning, ...] = ()
    spellings: tuple[Spelling, ...] = ()  # that were added, where the archive's words were asked


# ---- the answer -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    score: float
    duplicates: int = 0  # other articles of the same duplicate group that were folded into this one


class FacetCount(NamedTuple):
    """``value`` is a slug, or ``2021``, ``2021-09``, ``2021-09-09`` for the time facets."""

    value: str
    count: int  # type: ignore[assignment]  # of tuples a method; an answer has hundreds of these values


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after one hit in one order; carried by readers who page deeply."""

    score: float
    date: int
    id: int


@dataclass(frozen=True, slots=True)
class Hits:
    hits: tuple[Hit, ...]
    total: int  # articles, exact, duplicates counted
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    took_ms: float = 0.0
    next: Cursor | None = None
    groups: int = 0  # with group_duplicates: results after folding, for paging; else equal to total
    warnings: tuple[
        QueryWarning, ...
    ] = ()  # of the engine: "pattern-cut" with a glob that stands for too many words


@dataclass(frozen=True, slots=True)
class Span:
    """A hit in the original text: characters ``start`` to ``end`` (exclusive), whole words."""

    start: int
    end: int


class Piece(NamedTuple):
    """A run of a snippet; ``mark`` says that the reader searched for it."""

    text: str
    mark: bool
