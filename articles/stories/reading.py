"""Stories as pages show them: from the rows alone, without the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, QuerySet

from articles.models import Article, Story

SHOWN: Final = 3  # at once, as what newspapers follow
RECENT: Final = 14  # days before the newest article of any story; longer ago, nobody follows it
MIN_ARTICLES: Final = 3  # of a story that is shown without being asked for, duplicates counted
MIN_TEXTS: Final = 2  # of one that can be seen at all: copies of one text go on with nothing
AROUND: Final = 5  # parts of a story that stand beside one of them
_SOUGHT: Final = 12  # of the largest, since some may have shrunk


@dataclass(frozen=True, slots=True)
class StoryExtent:
    """A story as lists show it: how many articles it has, from which day to which."""

    story: Story
    title: str
    size: int
    sources: int
    first: str
    last: str


def series() -> QuerySet[Story]:
    """All series, the one that came last first."""
    return Story.objects.filter(kind=Story.Kind.SERIES, size__gte=MIN_ARTICLES)


def events() -> QuerySet[Story]:
    """All events, the newest first."""
    return Story.objects.filter(kind=Story.Kind.EVENT, joined=None, size__gte=MIN_ARTICLES).order_by(
        "-last", "-size", "-pk"
    )


def followed() -> list[StoryExtent]:
    """What newspapers followed last, the largest first."""
    newest = events().aggregate(last=Max("last"))["last"]
    if not newest:
        return []
    since = date.fromisoformat(newest) - timedelta(days=RECENT)
    rows = events().filter(last__gte=str(since))
    found = extents(rows.order_by("-size", "-pk")[:_SOUGHT])
    return sorted(found, key=lambda extent: -extent.size)[:SHOWN]


def extents(stories: Iterable[Story]) -> list[StoryExtent]:
    """As they are now, without what has been withdrawn since; too small ones are left out."""
    found = {story.pk: story for story in stories}
    articles: dict[int, list[Article]] = {pk: [] for pk in found}
    rows = Article.objects.published().filter(story__in=list(found)).order_by("published", "pk")
    for article in rows.only("title", "slug", "published", "status", "source", "story", "duplicate_group"):
        articles[article.story_id or 0].append(article)
    return [
        _extent(found[pk], some) for pk, some in articles.items() if is_story(found[pk], some, MIN_ARTICLES)
    ]


def is_story(story: Story, articles: list[Article], least: int = MIN_TEXTS) -> bool:
    """Whether these articles of it are enough to be shown."""
    return len(articles) >= least and len(texts_of(story, articles)) >= MIN_TEXTS


def texts_of(story: Story, articles: Iterable[Article]) -> list[list[Article]]:
    """Each text with its copies, in the order of the articles. The parts of a series are alike by their
    nature, and copies of none."""
    texts: dict[int, list[Article]] = {}
    for article in articles:
        group = 0 if story.is_series else article.duplicate_group
        texts.setdefault(group or -article.pk, []).append(article)
    return list(texts.values())


def _extent(story: Story, articles: list[Article]) -> StoryExtent:
    lead = next((article for article in articles if article.pk == story.lead_id), articles[0])
    return StoryExtent(
        story=story,
        title=story.name or lead.title,
        size=len(articles),
        sources=len({article.source_id for article in articles if article.source_id}),
        first=articles[0].published,
        last=articles[-1].published,
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The parts of a story that stand before and after one of them, itself among them, copies left out."""

    story: Story
    title: str
    size: int
    parts: tuple[Article, ...]


def around(article: Article) -> Surroundings | None:
    """The article's story, as it stands beside it; None for one that stands alone."""
    story = Story.objects.filter(pk=article.story_id).first() if article.story_id else None
    if story is None:
        return None
    rows = story.in_order().select_related("source")
    fields = ("title", "slug", "published", "status", "source__name", "duplicate_group", "story")
    articles = list(rows.only(*fields))
    if not is_story(story, articles):
        return None
    extent = _extent(story, articles)
    texts = texts_of(story, articles)
    parts = [next((each for each in text if each.pk == article.pk), text[0]) for text in texts]
    parts.sort(key=lambda each: (each.published, each.pk))
    at = next((at for at, each in enumerate(parts) if each.pk == article.pk), 0)
    first = max(0, min(at - AROUND // 2, len(parts) - AROUND))
    return Surroundings(story, extent.title, extent.size, tuple(parts[first : first + AROUND]))
