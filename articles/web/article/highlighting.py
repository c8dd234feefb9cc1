"""The text of an article, split where the hits of a search stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.highlight.matcher import HitMatcher
from articles.search.highlight.snippets import highlight
from articles.search.types import Query

HEADING = "## "


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; ``hit`` counts the hits of the search one came from, from 1, and is 0 for other text."""

    text: str
    hit: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a section heading."""

    heading: bool
    runs: tuple[Run, ...]


class Highlighter:
    """Splits texts into runs, counting the hits of a query through the whole article."""

    def __init__(self, query: Query | None, analyzer: Analyzer) -> None:
        self._matcher = HitMatcher(query.node, analyzer) if query else None
        self.hits = 0

    def block(self, text: str) -> Block:
        return Block(text.startswith(HEADING), self.runs(text.removeprefix(HEADING)))

    def runs(self, text: str) -> tuple[Run, ...]:
        return tuple(self._runs(text))

    def _runs(self, text: str) -> Iterator[Run]:
        done = 0
        for span in highlight(text, self._matcher) if self._matcher else ():
            if span.start > done:
                yield Run(text[done : span.start])
            self.hits += 1
            yield Run(text[span.start : span.end], self.hits)
            done = span.end
        if done < len(text):
            yield Run(text[done:])
