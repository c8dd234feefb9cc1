"""Another query that may have been meant: a slip of the pen, the wrong keyboard, Latin letters.

The archive's own words are the dictionary. They are read from the engine in the background when first
needed and then every ten minutes at most; until they are there, nothing is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MAX_AGE = 600.0  # seconds


@dataclass(frozen=True)
class Offer:
    """``text`` is a whole query that finds something."""

    kind: Literal["spelling", "keyboard", "transliteration"]
    text: str
