"""Orders by relevance that are written down for a reader who pages through them.

They lie in files beside the other things that can be made anew, so every process of the machine reads on
where another began; five minutes after it was last asked for, an order may be forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.core.cache import caches

from articles.search.types import Hit

SECONDS: Final = 300
_HIT: Final = np.dtype([("id", np.int64), ("score", np.float32), ("duplicates", np.int32)])


class Ranking:
    """Hits in their order."""

    def __init__(self, hits: npt.NDArray[Any]) -> None:
        self._hits = hits

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> Ranking:
        return cls(np.array([(hit.id, hit.score, hit.duplicates) for hit in hits], _HIT))

    @classmethod
    def read(cls, key: str) -> Ranking | None:
        """The one that was written down as ``key``; None when it is forgotten."""
        cache = caches["rankings"]
        packed = cache.get(key)
        if packed is None:
            return None
        cache.touch(key, SECONDS)
        return cls(np.frombuffer(packed, _HIT))

    def write(self) -> str:
        """Write it down; the key to read it by."""
        key = secrets.token_hex(8)
        caches["rankings"].set(key, self._hits.tobytes(), SECONDS)
        return key

    def __len__(self) -> int:
        return len(self._hits)

    def part(self, offset: int, limit: int) -> tuple[Hit, ...]:
        return tuple(
            Hit(id, score, duplicates)
            for id, score, duplicates in self._hits[offset : offset + limit].tolist()
        )
