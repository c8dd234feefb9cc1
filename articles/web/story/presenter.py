"""What the page of a story shows: its days, its articles with their copies, its sources and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from django.core.paginator import Page, Paginator

from articles.arabic.analysis.analyzer import Analyzer
from articles.models import Article, Source, Story, Tag
from articles.stories.reading import is_story, texts_of
from articles.web.story.copy_changes import Comparison, Copy

PER_PAGE: Final = 50  # texts
MAX_BARS: Final = 31  # days drawn; a longer story is drawn by months
HEIGHT: Final = 78  # pixels of the fullest bar
NAMES: Final = 8
LABELLED: Final = 10  # bars that keep their labels on a phone


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of the story, and its copies."""

    article: Article
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day with the texts that came first on it, ``count`` articles in all; or, without entries, days from
    ``date`` to ``until`` that have none."""

    date: str
    count: int = 0
    entries: tuple[Entry, ...] = ()
    until: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """``period`` is a day or a month; ``here`` tells whether its articles are on this page."""

    period: str
    label: str
    count: int
    height: int
    here: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Share:
    source: Source
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class StoryPage:
    """``texts`` counts the articles without copies; ``first_sources`` told of it on its first day."""

    story: Story
    title: str
    size: int
    texts: int
    first: str
    last: str
    bars: tuple[Bar, ...]
    days: tuple[Day, ...]
    page: Page[list[Article]]
    first_sources: tuple[Source, ...]
    shares: tuple[Share, ...]
    names: tuple[Tag, ...]

    @property
    def copies(self) -> int:
        return self.size - self.texts


def story_page(story: Story, number: str, analyzer: Analyzer) -> StoryPage | None:
    """Page ``number`` of a story, or of a series, which begins with its newest part. None when too little of
    it is left."""
    rows = list(story.in_order().select_related("source").defer("body", "evidence", "related_links"))
    if not is_story(story, rows):
        return None
    groups = texts_of(story, rows)
    page = Paginator(groups[::-1] if story.is_series else groups, PER_PAGE).get_page(number)
    days = tuple(_days(list(page.object_list), Counter(row.published for row in rows), analyzer))
    lead = next((row for row in rows if row.pk == story.lead_id), rows[0])
    return StoryPage(
        story=story,
        title=story.name or lead.title,
        size=len(rows),
        texts=len(groups),
        first=rows[0].published,
        last=rows[-1].published,
        bars=tuple(_bars(rows, {day.date for day in days})),
        days=days,
        page=page,
        first_sources=_first_sources(rows),
        shares=_shares(rows),
        names=_names(story),
    )


def _days(groups: list[list[Article]], counts: Counter[str], analyzer: Analyzer) -> Iterator[Day]:
    bodies = dict(
        Article.objects.filter(pk__in=[row.pk for group in groups for row in group]).values_list("pk", "body")
    )
    for row in (row for group in groups for row in group):
        row.body = bodies.get(row.pk, "")
    comparison = Comparison(analyzer)
    before = ""
    for day, some in groupby(groups, key=lambda group: group[0].published):
        yield from _still(before, day, counts)
        entries = (Entry(first, comparison.copies(first, others)) for first, *others in some)
        yield Day(day, counts[day], tuple(entries))
        before = day


def _still(before: str, after: str, counts: Counter[str]) -> Iterator[Day]:
    """The days between two of a story on which nothing of it came, one line for each run of them."""
    if not before or before >= after:
        return
    first, last = (date.fromisoformat(day) for day in (before, after))
    between = [str(first + timedelta(days=n)) for n in range(1, (last - first).days)]
    for came, run in groupby(between, key=lambda day: bool(counts[day])):
        if not came:
            days = list(run)
            yield Day(days[0], until=days[-1])


def _bars(rows: list[Article], here: set[str]) -> Iterator[Bar]:
    first, last = (date.fromisoformat(row.published) for row in (rows[0], rows[-1]))
    by_day = (last - first).days < MAX_BARS
    if by_day:
        periods = [str(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    else:
        periods = _months(first, last)
    counts = Counter(row.published[: len(periods[0])] for row in rows)
    fullest = max(counts.values())
    step = -(-len(periods) // LABELLED)
    for at, period in enumerate(periods):
        count = counts[period]
        yield Bar(
            period=period,
            label=str(int(period[8:])) if by_day else period,
            count=count,
            height=max(2, round(HEIGHT * count / fullest)) if count else 1,
            here=by_day and period in here,
            labelled=at % step == 0,
        )


def _months(first: date, last: date) -> list[str]:
    whole = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in whole]


def _first_sources(rows: list[Article]) -> tuple[Source, ...]:
    found = {row.source_id: row.source for row in rows if row.published == rows[0].published and row.source}
    return tuple(source for source in found.values() if source)


def _shares(rows: list[Article]) -> tuple[Share, ...]:
    sources = {row.source.pk: row.source for row in rows if row.source}
    counts = Counter(row.source_id for row in rows if row.source_id)
    largest = max(counts.values(), default=1)
    return tuple(Share(sources[pk], count, 100 * count // largest) for pk, count in counts.most_common())


def _names(story: Story) -> tuple[Tag, ...]:
    """The names that most of its articles carry or mention, each with its ``size``."""
    ids = list(story.in_order().values_list("pk", flat=True)[:500])
    counts: Counter[int] = Counter()
    for through in (Article.tags.through, Article.mentions.through):
        counts.update(through.objects.filter(article__in=ids).values_list("tag_id", flat=True))
    chosen = [(pk, count) for pk, count in counts.most_common(NAMES) if count > 1]
    tags = Tag.objects.in_bulk([pk for pk, _ in chosen])
    for pk, count in chosen:
        tags[pk].size = count  # type: ignore[attr-defined]  # for the template
    return tuple(tags[pk] for pk, _ in chosen)
