"""Which articles tell of one event, and with that article what is one story.

How near two articles are is the logarithm of the odds that they are of one event, by all the evidence: 0 is
one to one, 2 is seven to one. An article goes with those of a few days before and after it that are near
enough to it, if it is near to the story as a whole, not to one of it alone: else each part of a story would
bring its own neighbours, and all the news of a month end up in one.

The weights are those of a logistic regression on a thousand pairs of 19,329 articles of 14 newspapers over
three weeks, judged by hand, most of them hard. Of a pair of one event and a pair of two, the first is the
nearer in 0.96 of all cases, when no event is on both sides of the fit; cosine, coverage and what is usual
alone come to 0.93. The rarity of words in the archive instead of in Arabic, headlines, beginnings and figures
gave what is between. Word sequences, quotations, latent topics, days named in the text, names that only one
of two titles has and common neighbours were tried besides, and add nothing, or less than they cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from statistics import fmean
from typing import Final

from articles.stories.candidates import Candidate
from articles.stories.event_signature import Stems, cosine, main, spoken_of
from articles.stories.evidence import Evidence, evidence

AT_FIRST: Final = -8.0  # two articles that share nothing
WEIGHTS: Final = Evidence(subject=5.2, headline=1.6, beginning=0.7, figures=2.5, named=0.9, refilled=-4.5)
# What is like articles of other days is of a kind that comes again and again (daily closings, weather,
# telegrams), all but the names and numbers the same.
USUAL: Final = -9.3
USUAL_ON_A_DAY: Final = -4.2  # the same for two articles of one day: of a series, too, they tell one event
CHANCE: Final = 0.2  # as alike as any two may be
ALIKE: Final = 5  # articles of other days, the most alike, whose mean is usual
LATER: Final = (0.0, 0.0, -1.4, -2.6)  # by the days between them
ONE_SOURCE: Final = -1.0  # a newspaper tells an event once; two articles of a day are of two announcements
TAGGED: Final = 5.0

NEAR: Final = 1.0  # two articles of one event
WHOLE: Final = 1.75  # an article and a story
AS_ONE: Final = 0.0  # two stories that an article is near to
MAX_DAYS: Final = 5  # between two articles; beyond it lie other days
COMPARED: Final = 15  # of a story, those that are nearest to an article
FEW: Final = 3  # of them, when it speaks of what the whole story is about
CORE: Final = 0.7  # of that, beyond what articles of other days speak of
FAR: Final = float("-inf")


class Nearness:
    """How near articles are to each other, beside what is usual: ``others`` are like ones of any day.

    ``tagged`` are articles that newspapers called by the name of one event: those are as near as any.
    """

    def __init__(self, others: Sequence[Candidate] = (), tagged: frozenset[int] = frozenset()) -> None:
        self._others = others
        self._tagged = tagged
        self._known: dict[int, float] = {}
        self._near: dict[tuple[int, int], float] = {}

    def __call__(self, one: Candidate, other: Candidate) -> float:
        """The logarithm of the odds that they tell of one event; FAR when too many days lie between them."""
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair not in self._near:
            apart = days(one, other)
            self._near[pair] = self._odds(one, other, apart) if apart <= MAX_DAYS else FAR
        return self._near[pair]

    def _odds(self, one: Candidate, other: Candidate, apart: int) -> float:
        later = LATER[min(apart, len(LATER) - 1)]
        if other.pk in self._tagged or one.pk in self._tagged:
            return TAGGED + later
        found = evidence(one.signature, other.signature)
        near = AT_FIRST + later + sum(weight * each for weight, each in zip(WEIGHTS, found, strict=True))
        if one.source and one.source == other.source and one.group != other.group:
            near += ONE_SOURCE
        usual = max(self._usual(one), self._usual(other))
        return near + usual * (USUAL if apart else USUAL_ON_A_DAY)

    def speaks_of(self, text: Candidate, core: Stems) -> float:
        """How much of what a story is about an article speaks of, beyond what those of other days do."""
        usual = _mean_of_most(spoken_of(core.items(), other.signature) for other in self._far(text))
        return spoken_of(core.items(), text.signature) - usual

    def _usual(self, text: Candidate) -> float:
        """How alike articles of other days are to this one, beyond chance."""
        if text.pk not in self._known:
            alike = _mean_of_most(cosine(text.signature, other.signature) for other in self._far(text))
            self._known[text.pk] = max(0.0, alike - CHANCE)
        return self._known[text.pk]

    def _far(self, text: Candidate) -> Iterable[Candidate]:
        return (other for other in self._others if days(text, other) > MAX_DAYS)


def _mean_of_most(values: Iterable[float]) -> float:
    return sum(sorted(values, reverse=True)[:ALIKE]) / ALIKE


def days(one: Candidate, other: Candidate) -> int:
    return abs(one.day - other.day)


def belongs(text: Candidate, members: Collection[Candidate], near: Nearness) -> float:
    """How near an article is to a story: to its articles on the average, each text once however often it was
    copied. An article of a large event tells its own part of it, and is near to few others: these count alone
    when it speaks of what the whole story is about."""
    texts = {member.group: member for member in members if days(text, member) <= MAX_DAYS}.values()
    links = sorted((near(text, member) for member in texts), reverse=True)[:COMPARED]
    if not links:
        return FAR
    if len(links) > FEW and near.speaks_of(text, _core(members)) >= CORE:
        links = links[:FEW]
    return fmean(links)


def _core(members: Collection[Candidate]) -> Stems:
    return main([member.signature for member in {member.group: member for member in members}.values()])


def together(text: Candidate, others: Iterable[Candidate], near: Nearness) -> list[Candidate]:
    """Of articles without a story, those that make one with this: the nearest first, each near to all before
    it."""
    story = [text]
    for other in sorted(others, key=lambda each: (-near(text, each), each.pk)):
        if near(text, other) >= NEAR and belongs(other, story, near) >= WHOLE:
            story.append(other)
    return story[1:]


def is_one(one: Collection[Candidate], other: Collection[Candidate], near: Nearness) -> bool:
    """Whether two stories are one."""
    return min(_apart(one, other, near), _apart(other, one, near)) >= AS_ONE


def _apart(one: Collection[Candidate], other: Collection[Candidate], near: Nearness) -> float:
    links = [belongs(text, other, near) for text in list(one)[:COMPARED]]
    return fmean(links) if links else FAR


def most_typical(texts: Collection[Candidate]) -> Candidate:
    """The article that is most like the others: what the story is called by."""
    some = list(texts)[: COMPARED * 2]
    return max(
        some, key=lambda text: (sum(cosine(text.signature, other.signature) for other in some), -text.pk)
    )
