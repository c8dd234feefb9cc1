"""What is said in films, as players take it: how such a file begins, and the lines that give its times."""

from __future__ import annotations

import re
from typing import Final

_TIME: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
# WebVTT and SubRip part the times by an arrow, YouTube's own form (sbv) by a comma.
TIMES: Final = re.compile(rf"\s*{_TIME}\s*(?:-->|,)\s*{_TIME}(?:\s.*)?")
_NUMBER: Final = re.compile(r"\d{1,6}")
_LOOKED_AT: Final = 3  # lines


def is_captions(start: str) -> bool:
    """Whether a text begins as captions do."""
    if start.startswith("WEBVTT"):
        return True
    lines = [line.strip() for line in start.split("\n", _LOOKED_AT)[:_LOOKED_AT]]
    if lines and _NUMBER.fullmatch(lines[0]):
        lines = lines[1:]
    return len(lines) > 1 and bool(TIMES.fullmatch(lines[0]))


def seconds(found: re.Match[str]) -> tuple[float, float]:
    """When what follows begins and ends."""
    hours, minutes, whole, part, *end = (int(digits or 0) for digits in found.groups())
    return _sum(hours, minutes, whole, part), _sum(*end)


def _sum(hours: int, minutes: int, whole: int, part: int) -> float:
    return hours * 3600 + minutes * 60 + whole + part / 1000
