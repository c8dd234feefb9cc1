"""Values that a row holds in one binary field: JSON, compressed."""

from __future__ import annotations

import json
import zlib
from typing import Any


def packed(values: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(values).encode())


def unpacked(data: bytes | memoryview) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(zlib.decompress(data))
    return values
