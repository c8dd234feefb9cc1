"""How often Python looks for cycles in memory, in processes that make very many objects which have none."""

from __future__ import annotations

import gc
from typing import Final

_NEW: Final = 100_000  # objects, instead of 700
_YOUNG: Final = 50  # looks at the new ones for each at those that outlived one, instead of 10
_OLD: Final = 100  # and so on, instead of 10


def collect_seldom() -> None:
    """Look for cycles less often in this process. An import of 4,000 articles takes 23.9 s of processor time
    instead of 26.2, and its processes no more memory that could be measured."""
    gc.set_threshold(_NEW, _YOUNG, _OLD)
