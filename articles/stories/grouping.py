"""Which articles tell of one event, and with that article what is one story.

An article goes with those of a few days before and after it that are near enough to it, if it is near to the
story as a whole, not to one of it alone: else each part of a story would bring its own neighbours, and all
the news of a month end up in one.

The numbers below were chosen on 19,329 articles of 14 newspapers over three weeks, by pairs judged by hand: a
logistic regression on 349 of them, most of them hard, gave the weights. By rank of hard pairs (area under the
curve) the cosine and what is covered come to 0.7, with what is usual to 0.86, with days and sources to 0.90.
Shared numbers, pairs of words, titles and first lines, tried besides, add nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from statistics import fmean
from typing import Final

from articles.stories.candidates import Candidate
from articles.stories.event_signature import cosine, covered

# What makes two articles less near than they are alike. Daily closings, weather, telegrams come again and
# again, all but the names and numbers the same.
USUAL: Final = 2.0  # times as alike as articles of other days are, so far as that is beyond chance
USUAL_ON_A_DAY: Final = 0.7  # the same for two articles of one day: of a series, too, they tell one event
CHANCE: Final = 0.2  # as alike as any two may be
ALIKE: Final = 5  # articles of other days, the most alike, whose mean is usual
LATER: Final = (0.0, 0.0, 0.25, 0.45)  # by the days between them
ONE_SOURCE: Final = 0.3  # a newspaper tells an event once; two articles of a day are of two announcements
TAGGED: Final = 2.0

NEAR: Final = 1.0  # two articles of one event
WHOLE: Final = 0.95  # an article and those of the story beside it
MAX_DAYS: Final = 5  # between an article and the nearest of its story; beyond it lie other days
COMPARED: Final = 15  # of a story, the nearest in time


class Nearness:
    """How near articles are to each other, beside what is usual: ``others`` are like ones of any day.

    ``tagged`` are articles that newspapers called by the name of one event: those are as near as any.
    """

    def __init__(self, others: Sequence[Candidate] = (), tagged: frozenset[int] = frozenset()) -> None:
        self._others = others
        self._tagged = tagged
        self._known: dict[int, float] = {}

    def __call__(self, one: Candidate, other: Candidate) -> float:
        """From 0 to 2; less for the days between them, and 0 when these are too many."""
        return self.in_matter(one, other) - later(one, other) if days(one, other) <= MAX_DAYS else 0.0

    def in_matter(self, one: Candidate, other: Candidate) -> float:
        """The same, whatever the days between them."""
        if other.pk in self._tagged or one.pk in self._tagged:
            return TAGGED
        alike = cosine(one.signature, other.signature) + covered(one.signature, other.signature)
        if one.source and one.source == other.source and one.group != other.group:
            alike -= ONE_SOURCE
        usual = max(self._usual(one), self._usual(other))
        return alike - usual * (USUAL if days(one, other) else USUAL_ON_A_DAY)

    def _usual(self, text: Candidate) -> float:
        """How alike articles of other days are to this one, beyond chance."""
        if text.pk not in self._known:
            far = (other for other in self._others if days(text, other) > MAX_DAYS)
            alike = sorted((cosine(text.signature, other.signature) for other in far), reverse=True)[:ALIKE]
            self._known[text.pk] = max(0.0, sum(alike) / ALIKE - CHANCE)
        return self._known[text.pk]


def days(one: Candidate, other: Candidate) -> int:
    return abs(one.day - other.day)


def later(one: Candidate, other: Candidate) -> float:
    return LATER[min(days(one, other), len(LATER) - 1)]


def belongs(text: Candidate, members: Collection[Candidate], near: Nearness) -> float:
    """How near an article is to a story: in matter to those of it that are nearest in time, on the average,
    each text once however often it was copied; in time to the nearest one."""
    texts = {member.group: member for member in members if days(text, member) <= MAX_DAYS}
    nearest = sorted(texts.values(), key=lambda member: (days(text, member), member.pk))[:COMPARED]
    if not nearest:
        return 0.0
    return fmean(near.in_matter(text, member) for member in nearest) - later(text, nearest[0])


def together(text: Candidate, others: Iterable[Candidate], near: Nearness) -> list[Candidate]:
    """Of articles without a story, those that make one with this: the most alike first, each like all before
    it."""
    story = [text]
    for other in sorted(others, key=lambda each: (-near(text, each), each.pk)):
        if near(text, other) >= NEAR and belongs(other, story, near) >= WHOLE:
            story.append(other)
    return story[1:]


def is_one(one: Collection[Candidate], other: Collection[Candidate], near: Nearness) -> bool:
    """Whether two stories are one."""
    links = [belongs(text, other, near) for text in list(one)[:COMPARED]]
    return bool(links) and fmean(links) >= WHOLE


def most_typical(texts: Collection[Candidate]) -> Candidate:
    """The article that is most like the others: what the story is called by."""
    some = list(texts)[: COMPARED * 2]
    return max(
        some, key=lambda text: (sum(cosine(text.signature, other.signature) for other in some), -text.pk)
    )
