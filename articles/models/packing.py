"""What a row holds in one binary field: JSON, or the numbers of other rows, compressed."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable
from typing import Any


def packed(values: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(values).encode())


def unpacked(data: bytes | memoryview) -> dict[str, Any]:
    """Raises zlib.error or ValueError when they are damaged."""
    values = json.loads(zlib.decompress(data))
    if not isinstance(values, dict):
        raise ValueError("no values by name")
    return values


def packed_ids(ids: Iterable[int]) -> bytes:
    return zlib.compress(array("q", ids).tobytes())


def unpacked_ids(data: bytes | memoryview) -> array[int]:
    """Raises zlib.error or ValueError when they are damaged."""
    ids = array("q")
    ids.frombytes(zlib.decompress(data) if data else b"")
    return ids
