"""Objects within an object of JSON, where its form says that they stand; anything else there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def object_in(row: Row, name: str) -> Row:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def objects_in(row: Row, name: str) -> list[Row]:
    """Those of a list, what else is in it left out."""
    value = row.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
