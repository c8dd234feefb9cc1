"""Furniture by evidence: a line that stands at the edge of many articles of a source is no part of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from articles.ingest.clean.rules import Rule
from articles.ingest.names import byline
from articles.ingest.text import fold, tidy, words

_HEAD: Final = 3  # lines that are the edge of a text
_TAIL: Final = 8
_MAX_WORDS: Final = 25  # words
_SHORT: Final = 8
_MIN: Final = 8  # articles
_SHARE: Final = 0.03  # of a source's articles
_AT_EDGE: Final = 0.9  # of a line's places; a heading of a weekly column stands inside too
_NUMBER: Final = re.compile(r"\d+")


def recurring_rule(texts: Iterable[str], source: str, reason: str) -> Rule | None:
    """A rule that cuts what recurs in ``texts``, raw texts of articles of one source; None when nothing does.
    ``reason`` is what the rule says of the lines that it cuts.

    A line counts once an article, a short one whatever its numbers; it must stand in at least 8 articles and
    in 3 of a hundred, nearly always among the first three lines or the last eight. Lines that name a place,
    an agency or a newspaper recur too, and are left to be read as datelines.
    """
    at_edge: Counter[str] = Counter()
    anywhere: Counter[str] = Counter()
    examples: dict[str, str] = {}
    count = 0
    for text in texts:
        lines = {masked: line for line in text.split("\n") if (masked := _masked(line))}
        order = [*lines]
        count += 1
        anywhere.update(order)
        at_edge.update({*order[:_HEAD], *order[-_TAIL:]})
        examples |= {masked: lines[masked] for masked in order[:_HEAD] + order[-_TAIL:]}
    minimum = max(_MIN, _SHARE * count)
    found = [
        line
        for line, times in at_edge.most_common()
        if times >= minimum and times >= _AT_EDGE * anywhere[line] and _may_be_cut(tidy(examples[line]))
    ]
    if not found:
        return None
    patterns = tuple(_pattern(line) for line in found)
    return Rule("recurring", reason, words=_MAX_WORDS, source=source, line=patterns)


def line_pattern(line: str) -> str:
    """The pattern of a line that a person has pointed at, whatever its numbers."""
    return _NUMBER.sub(lambda _: r"\d+", re.escape(fold(tidy(line))))


def _masked(line: str) -> str:
    """A line to count; numbers of short ones differ from day to day. A sentence must recur as it is."""
    folded = fold(tidy(line))
    return _NUMBER.sub("0", folded) if folded.count(" ") < _SHORT else folded


def _pattern(line: str) -> str:
    escaped = re.escape(line)
    return _NUMBER.sub(lambda _: r"\d+", escaped) if line.count(" ") < _SHORT else escaped


def _may_be_cut(line: str) -> bool:
    return len(words(line)) <= _MAX_WORDS and not byline.parse(line).sure
