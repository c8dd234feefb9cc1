"""How often an address may ask: counted together by all processes of this machine.

The counts of the running minute lie in a file that every process maps into memory: 16,384 addresses in
256 KB, and a look takes some microseconds. Processes do not lock it: two requests of one instant may count as
one. When more addresses ask, the one that has asked least gives way.
"""

from __future__ import annotations

import logging
import mmap
import os
import struct
import threading
import time
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger(__name__)

Kind = Literal["api", "page", "login", "key"]

MINUTE: Final = 60
SLOTS: Final = 16_384
LOGINS: Final = 20  # sign-ins tried a minute from one address, under whatever names; or keys that do not hold
_NEIGHBOURS: Final = 8  # slots that an address may lie in
_SLOT: Final = struct.Struct("<QII")  # address and kind, minute, count


@dataclass(frozen=True, slots=True)
class Usage:
    """What somebody has asked for in the running minute, of how much they may; 0 is without limit. ``reset``
    is when the next minute begins, in seconds."""

    limit: int
    used: int
    reset: int

    @property
    def is_over(self) -> bool:
        return 0 < self.limit < self.used

    def headers(self) -> dict[str, str]:
        """As the IETF's draft "RateLimit header fields for HTTP" has them."""
        if not self.limit:
            return {}
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"minute";q={self.limit};w={MINUTE}',
            "RateLimit": f'"minute";r={left};t={self.reset}',
        }


def usage(request: HttpRequest, kind: Kind, who: str = "") -> Usage:
    """Count this request, of ``who`` or else of the reader's address, and tell how many there were."""
    limits = {"api": settings.API_RATE_LIMIT, "page": settings.PAGE_RATE_LIMIT}
    limit = limits.get(kind, LOGINS)
    now = time.time()
    reset = MINUTE - int(now) % MINUTE
    if not limit:
        return Usage(0, 0, reset)
    who = who or _network(request.META.get("REMOTE_ADDR", ""))
    return Usage(limit, _table().count(f"{kind} {who}", now), reset)


def over_limit(request: HttpRequest, kind: Kind) -> bool:
    """Whether the reader's address has used up its requests of the running minute."""
    return usage(request, kind).is_over


def _network(address: str) -> str:
    """An IPv6 reader has 2⁶⁴ addresses to ask from: what counts is their network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address


class CountTable:
    """The counts in ``file``, which is made when it is not there."""

    def __init__(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a+b") as handle:
                # Room that is only promised would kill the process that writes to it on a full disk.
                os.posix_fallocate(handle.fileno(), 0, SLOTS * _SLOT.size)
                self._map = mmap.mmap(handle.fileno(), SLOTS * _SLOT.size)
        except OSError as error:
            log.warning("requests are counted by each process for itself: %s", error)
            self._map = mmap.mmap(-1, SLOTS * _SLOT.size)

    def count(self, key: str, now: float | None = None) -> int:
        """Count one request of ``key`` at ``now`` (seconds); how many there were in this minute."""
        minute = int(time.time() if now is None else now) // MINUTE
        mark = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")
        slots = [(mark + step) % SLOTS * _SLOT.size for step in range(_NEIGHBOURS)]
        found = [_SLOT.unpack_from(self._map, slot) for slot in slots]
        for slot, (owner, when, count) in zip(slots, found, strict=True):
            if owner == mark and when == minute:
                _SLOT.pack_into(self._map, slot, mark, minute, count + 1)
                return int(count) + 1
        quietest = min(zip(found, slots, strict=True), key=lambda pair: (pair[0][1] == minute, pair[0][2]))
        _SLOT.pack_into(self._map, quietest[1], mark, minute, 1)
        return 1


_tables: dict[Path, CountTable] = {}
_lock = threading.Lock()


def _table() -> CountTable:
    file = Path(settings.RATE_LIMIT_FILE)
    with _lock:
        if file not in _tables:
            _tables[file] = CountTable(file)
        return _tables[file]
