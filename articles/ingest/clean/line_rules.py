"""A rule from one line that a person has pointed at: which lines are meant by it, and what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from articles.ingest.clean.learn_rules import line_pattern
from articles.ingest.clean.rules import Rule
from articles.ingest.text import fold, tidy
from articles.ingest.types import Role

# The same line, its numbers aside; lines with its label before a colon; whatever stands in its place.
Kind = Literal["same", "label", "place"]

ROLES: Final[tuple[Role, ...]] = ("title", "date", "byline", "body", "boilerplate")
_MAX_WORDS: Final[Mapping[str, int]] = {"title": 40, "date": 20, "byline": 14, "body": 80, "boilerplate": 60}
_GROUPS: Final = {"title": "title", "byline": "author"}
_LABEL: Final = re.compile(r"([^:：]{2,40}?)\s*[:：]")
_LABEL_WORDS: Final = 5
_EDGE: Final = 8  # lines at the end that are counted from there


def label_of(line: str) -> str:
    """What stands before the colon at the beginning of a line: كتب, تاريخ النشر; "" for none."""
    found = _LABEL.match(tidy(line))
    label = found[1].strip() if found else ""
    return label if len(label.split()) <= _LABEL_WORDS and not label.isdigit() else ""


def place_of(number: int, texts: list[str]) -> int:
    """Where line ``number`` (from 0) stands, blank ones aside: from 1, or from -1 when it is near the end."""
    full = [n for n, text in enumerate(texts) if tidy(text)]
    place = full.index(number) + 1
    from_end = place - len(full) - 1
    return from_end if from_end >= -_EDGE and -from_end < place else place


def kinds(line: str, role: Role) -> list[Kind]:
    """The ways to tell lines like this one, the likeliest first. What reads otherwise in every article is not
    told by its text; what belongs to the text is not told by its place."""
    label: list[Kind] = ["label"] if label_of(line) else []
    if role == "body":
        return [*label, "same"]
    if role == "boilerplate":
        return ["same", *label, "place"]
    return [*label, "place"]


def rule(line: str, role: Role, kind: Kind, place: int) -> Rule:
    """The rule that says it for all lines of the kind; its ``source`` is left to the caller.

    ``place`` is that of :func:`place_of`. Raises ValueError for a kind that is not of :func:`kinds`.
    """
    if kind not in kinds(line, role):
        raise ValueError(f"{kind!r} tells no lines like {line!r} as {role}")
    patterns = {"same": line_pattern(line), "label": _labelled(line, role), "place": ".*"}
    return Rule(
        name="line",
        reason="",
        role=role,
        words=_MAX_WORDS[role],
        at=place if kind == "place" else 0,
        sure=True,
        line=(patterns[kind],),
    )


def _labelled(line: str, role: Role) -> str:
    value = f"(?P<{_GROUPS[role]}>.+)" if role in _GROUPS else ".*"
    return rf"{re.escape(fold(label_of(line)))}\s*[:：]\s*{value}"
