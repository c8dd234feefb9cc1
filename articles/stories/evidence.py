"""What two articles share, each kind as a number: by these it is told whether they are of one event."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from articles.stories.event_signature import EventSignature, covered
from articles.stories.figures import shared

RARE: Final = 2.0  # nats: commoner words, which every eighth article has, are no evidence
FORM: Final = 2.2  # as a logarithm: of eight words


class Evidence(NamedTuple):
    """Of each kind, how much there is of it."""

    subject: float  # from 0 to 1: of what one is about, how much the other speaks of; of the two the larger
    headline: float  # rarity of words of either title with which the other article begins, as a logarithm
    beginning: float  # words that both begin with, as a logarithm
    figures: float  # figures that both begin with, as a logarithm
    named: float  # 1 when a name stands in both titles
    refilled: float  # beginnings alike beyond what two reports have, under titles of other figures


def evidence(one: EventSignature, other: EventSignature) -> Evidence:
    lead = one.lead.keys() & other.lead.keys()
    title = {stem for stem in lead if stem in one.title or stem in other.title}
    beginning = math.log1p(sum(_rare(one, stem) > 0 for stem in lead))
    return Evidence(
        subject=max(covered(one, other), covered(other, one)),
        headline=math.log1p(sum(_rare(one, stem) for stem in title)),
        beginning=beginning,
        figures=math.log1p(shared(one.figures, other.figures)),
        named=float(bool(one.names & other.names)),
        refilled=max(0.0, beginning - FORM) if _differ(one, other) else 0.0,
    )


def _rare(signature: EventSignature, stem: int) -> float:
    rarity = signature.lead[stem]
    return rarity if rarity > RARE else 0.0


def _differ(one: EventSignature, other: EventSignature) -> bool:
    """Whether both titles have figures and share none: the second flight and the third, 44 arrests and 21."""
    figures = one.title_figures and other.title_figures
    if figures and not shared(one.title_figures, other.title_figures):
        return True
    return bool(one.ordinals and other.ordinals and not one.ordinals & other.ordinals)
