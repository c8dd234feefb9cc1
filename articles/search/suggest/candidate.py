"""What may stand in the place of a word of the query."""

from __future__ import annotations

import math
from typing import NamedTuple


class Candidate(NamedTuple):
    """``cost``: by how many powers of ten it must be commoner than another that is as likely as what was
    typed. ``articles`` have it in this very form, of several words the rarest; a search finds its other forms
    too."""

    text: str
    cost: float
    articles: int

    @property
    def likelihood(self) -> float:
        """By how many powers of ten it is likelier than a word of one article that costs nothing."""
        return math.log10(self.articles) - self.cost
