"""What a row holds in one binary field: JSON, or the numbers of other rows, compressed."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable
from typing import Any


def decompressed(data: bytes | memoryview) -> bytes:
    """Raises ValueError when they are damaged."""
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"it cannot be decompressed: {error}") from error


def packed(values: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(values).encode())


def unpacked(data: bytes | memoryview) -> dict[str, Any]:
    """Raises ValueError when they are damaged."""
    values = json.loads(decompressed(data))
    if not isinstance(values, dict):
        raise ValueError("no values by name")
    return values


def packed_ids(ids: Iterable[int]) -> bytes:
    return zlib.compress(array("q", ids).tobytes())


def unpacked_ids(data: bytes | memoryview) -> array[int]:
    """Raises ValueError when they are damaged."""
    ids = array("q")
    ids.frombytes(decompressed(data) if data else b"")
    return ids
