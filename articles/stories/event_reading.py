"""Reads in a text what tells its event."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from articles.arabic.analysis.analyzer import Token
from articles.stories.event_signature import MAIN, EventSignature, bloom, code
from articles.stories.figures import figures, ordinals
from articles.stories.rarity import StemRarity

MAX_READ: Final = 6_000  # characters: what an article tells stands at its beginning
LEAD: Final = 40  # words of the text with which it begins: who did what, where and when
STEMS: Final = 50  # the weightiest, which are compared
TITLE_WEIGHT: Final = 2  # times that a word of the title counts besides
MIN_RARITY: Final = 2.0  # a stem that every eighth article has tells no event


class EventWords(NamedTuple):
    """The signature of a text, and its weightiest stems as words, to look for others by."""

    signature: EventSignature
    main: list[str]


def read_event(title: str, body: str, rarity: StemRarity) -> EventWords:
    """The stems of a text, weighed by how often they come in it and how rare they are; names and figures."""
    analyzer = rarity.analyzer
    headline, text = analyzer.analyze(title), analyzer.analyze(body[:MAX_READ])
    counts = Counter(_stems(text))
    for stem in _stems(headline):
        counts[stem] += TITLE_WEIGHT
    rare = {stem: rarity(stem) for stem in counts}
    heaviest = _heaviest(counts, rare)
    beginning = text[:LEAD]
    named = {stem: rare[stem] for stem in _stems(headline)}
    lead = named | {stem: rare[stem] for stem in _stems(beginning)}
    signature = EventSignature(
        weights={code(stem): weight for stem, weight in heaviest},
        title={code(stem): each for stem, each in named.items()},
        lead={code(stem): each for stem, each in lead.items()},
        names=frozenset(code(stem) for stem in named if analyzer.may_be_name(stem)),
        figures=figures(f"{title} {body[: beginning[-1].end] if beginning else ''}"),
        title_figures=figures(title),
        ordinals=ordinals(title),
        stems=bloom(map(code, counts)),
    )
    return EventWords(signature, [stem for stem, _ in heaviest[:MAIN]])


def _stems(tokens: Sequence[Token]) -> list[str]:
    """In order; a letter or a number alone is none."""
    return [token.stem for token in tokens if len(token.stem) > 1 and not token.stem.isdecimal()]


def _heaviest(counts: Mapping[str, int], rare: Mapping[str, float]) -> list[tuple[str, float]]:
    found = [
        (stem, (1 + math.log(count)) * rare[stem])
        for stem, count in counts.items()
        if rare[stem] > MIN_RARITY
    ]
    found.sort(key=lambda each: (-each[1], each[0]))
    length = math.sqrt(sum(weight * weight for _, weight in found[:STEMS])) or 1.0
    return [(stem, weight / length) for stem, weight in found[:STEMS]]
