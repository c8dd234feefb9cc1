"""The shapes of the API's answers: what serializers make, what the OpenAPI document says, what mypy checks.

They are typed dictionaries: an answer is written by pydantic's serializer as it stands, without being checked
a second time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from articles.search.types import Mode
from articles.searching.trends import Step


class Piece(TypedDict):
    """A run of a snippet; ``mark`` tells that it was searched for."""

    text: str
    mark: bool


class Span(TypedDict):
    """Characters ``start`` to ``end``, which is not in it, counted as Unicode code points from 0."""

    start: int
    end: int


class Highlights(TypedDict):
    """Where the hits stand in an article's title and in its body."""

    title: list[Span]
    body: list[Span]


class Name(TypedDict):
    """A source or a tag: its name, and the slug that filters take."""

    name: str
    slug: str


class NamedPage(Name):
    """``url`` is the path of its page."""

    url: str


class AuthorName(TypedDict):
    """An author as bylines write the name, with the number of their articles."""

    name: str
    count: int


PartialDate = Annotated[
    str | None, Field(description="YYYY-MM-DD, YYYY-MM or YYYY: as much of the date as is known")
]


class ArticleSummary(TypedDict):
    """An article without its text."""

    id: int
    title: str
    url: Annotated[str, Field(description="the path of its page in this archive")]
    original_url: str | None
    source: Name | None
    published: PartialDate
    authors: list[str]
    tags: list[Name]


class Article(ArticleSummary):
    """An article with its text. Blank lines part the paragraphs of ``body``; headings begin with ##."""

    subtitle: str | None
    section: str | None
    dateline: str | None
    agency: str | None
    language: str
    published_approximate: Annotated[bool, Field(description="the day may be off by one: a Hijri date")]
    body: str


class Result(ArticleSummary):
    score: Annotated[float, Field(description="of the ranking by relevance; 0 where dates order")]
    copies: Annotated[int, Field(description="other articles with the same text")]
    snippet: list[Piece]


class ResultWithHighlights(Result, total=False):
    """``highlights`` is there when it was asked for."""

    highlights: Highlights


class PartialResult(Result):
    lacks: Annotated[list[str], Field(description="parts of the query that it does not have")]


class Spelling(TypedDict):
    """A spelling that counts beside a word of the query, and how many articles have it."""

    word: str
    spelling: str
    articles: int


class CollectionHead(TypedDict):
    """A list of articles that a reader made; ``articles`` counts those that the present reader sees."""

    key: str
    title: str
    description: str | None
    byline: str | None
    url: Annotated[str, Field(description="the path of its page")]
    articles: int
    updated_at: str


class CollectionEntry(TypedDict):
    """An article in a collection, with what its owner says of it there."""

    article: ArticleSummary
    note: str | None


class Collection(CollectionHead):
    """A collection with its articles in order."""

    items: list[CollectionEntry]


class Collections(TypedDict):
    results: list[CollectionHead]


class QueryAsRead(TypedDict):
    text: str
    mode: Mode
    read_as: Annotated[str, Field(description="how the query was understood, as a sentence")]
    cut: Annotated[bool, Field(description="whether the text was longer than 1,000 characters")]
    spellings: list[Spelling]


class FacetValue(TypedDict):
    value: str
    label: str
    count: int


class PartialMatches(TypedDict):
    """Articles that have only some of the words."""

    total: int
    results: list[PartialResult]


class SearchAnswer(TypedDict):
    query: QueryAsRead
    total: Annotated[int, Field(description="articles found, exactly; duplicates counted")]
    took_ms: Annotated[float, Field(description="the search engine's own time")]
    results: list[ResultWithHighlights]
    facets: dict[str, list[FacetValue]]
    partial: Annotated[PartialMatches | None, Field(description="where nothing has all of the words")]
    suggestion: Annotated[str | None, Field(description="another query that may have been meant")]
    next: Annotated[str | None, Field(description="the address of the next page; null on the last")]


class ArticleList(TypedDict):
    results: list[ArticleSummary]


class StoryName(TypedDict):
    """Articles on one event, or a series; ``url`` is the path of its page."""

    id: int
    title: str
    url: str
    kind: Literal["event", "series"]


class StoryAnswer(ArticleList):
    story: StoryName | None


class Completion(TypedDict):
    text: str
    kind: Literal["source", "tag", "word"]


class Completions(TypedDict):
    suggestions: list[Completion]


class Token(TypedDict):
    """A word of the text and its layers, from the narrowest reading to the widest."""

    original: str
    start: int
    end: int
    surface: str
    folded: str
    stem: str
    lemma: str
    root: str


class Tokens(TypedDict):
    tokens: list[Token]


class ShortQuery(TypedDict):
    text: str
    mode: Mode


class PeriodCount(TypedDict):
    value: str
    count: int


class TimelineAnswer(TypedDict):
    query: ShortQuery
    by: Step
    total: int
    periods: list[PeriodCount]


class SeriesCounts(TypedDict):
    text: str
    total: int
    counts: list[int]
    per_thousand: Annotated[
        list[float | None], Field(description="of a thousand articles of the period; null where it has none")
    ]


class ComparisonAnswer(TypedDict):
    by: Step
    periods: list[str]
    articles: list[int]
    queries: list[SeriesCounts]


class Sources(TypedDict):
    sources: list[NamedPage]


class Tags(TypedDict):
    tags: list[NamedPage]


class Authors(TypedDict):
    authors: list[AuthorName]


class Problem(TypedDict, total=False):
    """An error, as RFC 9457 has it. ``type`` is the path of a page that explains it. Of a parameter that was
    refused there is its name, its value and what is accepted."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str
    value: str
    accepted: str


class Written(TypedDict):
    """What became of an article that was sent. ``id`` is null where none is stored; ``detail`` says why."""

    outcome: Literal["added", "updated", "duplicate", "refused"]
    id: int | None
    status: str | None
    detail: str | None


class WrittenTogether(TypedDict):
    results: list[Written]


class UploadProblem(TypedDict):
    """A row, or without ``line`` a file, that was refused, and why."""

    line: int | None
    detail: str


class Upload(TypedDict):
    id: int
    finished: bool
    added: int
    updated: int
    duplicates: int
    refused: int
    problems: list[UploadProblem]
