"""Gives articles their stories: one after the other, in whatever order they come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Count, Max

from articles.editing import stories
from articles.indexing.runtime import Searcher
from articles.models import Article, Story
from articles.stories import series
from articles.stories.candidates import Candidate, Search
from articles.stories.event_tags import EventTags
from articles.stories.grouping import (
    MAX_DAYS,
    NEAR,
    WHOLE,
    Nearness,
    belongs,
    days,
    is_one,
    most_typical,
    together,
)
from articles.stories.rarity import StemRarity

MAX_READ: Final = 1_000  # of a story's articles, of which the nearest in time to another
MAX_MEMBERS: Final = 60  # are looked at


class Placer:
    """Finds the story of each article that it is given, by what one searcher finds."""

    def __init__(self, searcher: Searcher, rarity: StemRarity) -> None:
        self._searcher = searcher
        self._rarity = rarity
        self._event_tags = EventTags()

    def place(self, article: Article) -> None:
        """Set the article's story: the series or the event that it belongs to, a new one with articles that
        had none, or none. Raises SearchError.

        What is found is written in transactions of milliseconds: one around the search would keep everybody
        else from writing, at the worker's low priority and article after article for minutes.
        """
        if len(article.published) == 10 and not self._joins_series(article):
            tagged = self._event_tags.others(article, MAX_DAYS)
            _joins_event(Search(article, self._searcher, self._rarity), frozenset(tagged))
        stories.mark_sought(article)

    def _joins_series(self, article: Article) -> bool:
        key = series.key(article)
        if not key:
            return False
        story = Story.objects.filter(key=key).first()
        parts = [article] if story else series.parts(article, self._searcher)
        if not parts:
            return False
        with transaction.atomic():
            if story is None:
                story = Story.objects.create(kind=Story.Kind.SERIES, key=key, name=series.name(parts))
            stories.set_story([part.pk for part in parts], story)
            _count(story)
        return True


def _joins_event(search: Search, tagged: frozenset[int]) -> None:
    """``tagged`` are the articles that share the name of an event with this one."""
    own = search.own
    if not (own.signature.is_telling or tagged):
        return
    others = {other.pk: other for other in (*search.near(MAX_DAYS), *search.read(tagged))}
    likely = Nearness(tagged=tagged)
    alike = [other for other in others.values() if likely(own, other) >= NEAR]
    if not alike:
        return
    near = Nearness(search.anywhen(), tagged)
    alike = [other for other in alike if near(own, other) >= NEAR]
    if alike and not _joins_one(search, alike, near) and not own.story:
        story = together(own, [other for other in alike if not other.story], near)
        if story:
            with transaction.atomic():
                _write(stories.make([article.pk for article in (own, *story)]), [own, *story])


def _joins_one(search: Search, alike: Collection[Candidate], near: Nearness) -> bool:
    """Join the story that the article belongs to most; stories that it shows to be one become one."""
    own = search.own
    ids = {other.story for other in alike}
    events = Story.objects.filter(pk__in=ids, kind=Story.Kind.EVENT, joined=None)
    members = {story: _members(search, story) for story in events}
    links = {story: belongs(own, some, near) for story, some in members.items()}
    fitting = sorted((s for s in links if links[s] >= WHOLE), key=lambda s: (-links[s], s.pk))
    if not fitting:
        return False
    best, parts = fitting[0], list(members[fitting[0]])
    same = [other for other in fitting[1:] if is_one(members[other], members[fitting[0]], near)]
    with transaction.atomic():
        for other in same:
            best = stories.join(best, other)
            parts += members[other]
        _write(best, [own], parts)
    return True


def _members(search: Search, story: Story) -> list[Candidate]:
    """The other articles of a story that are nearest in time to the one that is placed."""
    rows = Article.objects.published().filter(story=story)  # in no order: SQLite would go through all days
    found = search.read(rows.values_list("pk", flat=True)[:MAX_READ])
    return sorted(found, key=lambda member: (days(search.own, member), member.pk))[:MAX_MEMBERS]


def _write(story: Story, come: Sequence[Candidate], there: Sequence[Candidate] = ()) -> None:
    """Add what comes to what is there."""
    stories.set_story([article.pk for article in come], story)
    story.lead_id = most_typical([*come, *there]).pk
    _count(story)


def _count(story: Story) -> None:
    found = story.in_order().aggregate(size=Count("pk"), last=Max("published"))
    story.size, story.last = found["size"], found["last"] or ""
    story.save(update_fields=["lead", "size", "last"])
