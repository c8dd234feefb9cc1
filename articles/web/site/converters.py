"""Numbers in addresses."""

from __future__ import annotations

import re


class IdConverter:
    """The number of a row: of at most twelve digits, since what a database cannot hold names no row (404)."""

    regex = "[0-9]{1,12}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def is_id(text: str) -> bool:
    """Whether it can be the number of a row."""
    return bool(re.fullmatch(IdConverter.regex, text))
