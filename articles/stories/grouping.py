"""Which articles tell of one event, and with that article what is one story.

An article goes with those of a few days before and after it that are enough like it, if it is like the story
as a whole, not like one of it alone: else each part of a story would bring its own neighbours, and all the
news of a month end up in one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from statistics import fmean
from typing import Final

from articles.stories.candidates import Candidate
from articles.stories.event_signature import likeness

# Of 19,979 articles, by pairs of different texts in one story that were judged by hand: at 0.52, 53 of 60
# told one event; at 0.58, 65 of 70; at 0.62, 66 of 70. These bounds were chosen on the same articles, so that
# others may do a little worse.
ALIKE: Final = 0.62  # two articles of one day or two
MAX_DAYS: Final = 5  # between an article and the nearest of its story
PER_DAY: Final = 0.06  # that articles must be more alike for each day after the first between them
WHOLE: Final = 0.6  # an article and, on the average, those of the story beside it
COMPARED: Final = 15  # of a story, the nearest in time

ONE_SOURCE_LESS: Final = (
    0.1  # a newspaper tells an event once; two articles of a day are of two announcements
)

# Daily closings, weather, telegrams: what is alike weeks before and after comes again and again, and is no
# event but on its own day.
RECURS_AFTER: Final = 7  # days
RECURS_ON: Final = 3  # days, so far away, that have an article of the kind
RECURS_ALIKE: Final = 0.45
RECURRING_LESS: Final = 0.2  # that articles of such a kind count as less alike

Near = Callable[[Candidate, Candidate], float]


def nearness(
    one: Candidate, other: Candidate, *, recurring: bool = False, tagged: frozenset[int] = frozenset()
) -> float:
    """How alike two articles are, less for the days between them; 0 when these are too many. ``tagged`` are
    articles that newspapers called by the name of one event: those are as alike as any."""
    days = abs(one.day - other.day)
    if other.pk in tagged or one.pk in tagged:
        return 1.0 if days <= MAX_DAYS else 0.0
    if days > (1 if recurring else MAX_DAYS):
        return 0.0
    less = PER_DAY * max(0, days - 1) + (RECURRING_LESS if recurring else 0.0)
    if one.source and one.source == other.source and one.group != other.group:
        less += ONE_SOURCE_LESS
    return max(0.0, likeness(one.signature, other.signature) - less)


def recurs(text: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether the article is of a kind that comes again and again, by others of any day."""
    far = (other for other in others if abs(other.day - text.day) > RECURS_AFTER)
    return (
        len({other.day for other in far if likeness(text.signature, other.signature) >= RECURS_ALIKE})
        >= RECURS_ON
    )


def belongs(text: Candidate, members: Collection[Candidate], near: Near = nearness) -> float:
    """How much an article belongs to a story, from 0 to 1: by those of it that are nearest in time, each text
    once however often it was copied."""
    texts = {member.group: member for member in members if abs(member.day - text.day) <= MAX_DAYS}
    nearest = sorted(texts.values(), key=lambda member: (abs(member.day - text.day), member.pk))[:COMPARED]
    return fmean(near(text, member) for member in nearest) if nearest else 0.0


def together(text: Candidate, others: Iterable[Candidate], near: Near = nearness) -> list[Candidate]:
    """Of articles without a story, those that make one with this: the most alike first, each like all before
    it."""
    story = [text]
    for other in sorted(others, key=lambda each: (-near(text, each), each.pk)):
        if near(text, other) >= ALIKE and belongs(other, story, near) >= WHOLE:
            story.append(other)
    return story[1:]


def is_one(one: Collection[Candidate], other: Collection[Candidate]) -> bool:
    """Whether two stories are one."""
    links = [belongs(text, other) for text in list(one)[:COMPARED]]
    return bool(links) and fmean(links) >= WHOLE


def most_typical(texts: Collection[Candidate]) -> Candidate:
    """The article that is most like the others: what the story is called by."""
    some = list(texts)[: COMPARED * 2]
    return max(
        some, key=lambda text: (sum(likeness(text.signature, other.signature) for other in some), -text.pk)
    )
