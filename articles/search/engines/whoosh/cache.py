"""A cache bounded in bytes, shared by the threads of a process.

The package cachetools has one. It was tried within the same lock: 0.35 µs a hit where this takes 0.25 µs, and
1.10 µs for 0.68 µs when an entry makes room for another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container, Hashable
from typing import TypeVar

from articles.logs import metrics

T = TypeVar("T")
Key = tuple[Hashable, ...]  # the owner first: the name of a segment, the number of a snapshot

_OVERHEAD = 500  # bytes of an entry beside its arrays: key, tuple, array heads


class ByteCache:
    """Keeps the values that were used last, up to ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._entries: OrderedDict[Key, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Key, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """The value of ``key``, made when it is not there. Two threads may both make it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                metrics.CACHE.add("postings", "hit")
                return entry[0]  # type: ignore[return-value]
        metrics.CACHE.add("postings", "miss")
        value = make()
        self._put(key, value, size(value) + _OVERHEAD)
        return value

    def _put(self, key: Key, value: object, size: int) -> None:
        with self._lock:
            if key in self._entries or size > self.limit:
                return
            self._entries[key] = (value, size)
            self.size += size
            while self.size > self.limit:
                _, (_, freed) = self._entries.popitem(last=False)
                self.size -= freed

    def retain(self, owners: Container[Hashable]) -> None:
        """Forget the entries whose keys begin with anything but one of the ``owners``."""
        with self._lock:
            for key in [key for key in self._entries if key[0] not in owners]:
                self.size -= self._entries.pop(key)[1]
