"""What of a query an article lacks that has only some of its words."""

from __future__ import annotations

from dataclasses import replace

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.query.explain_match import Matcher
from articles.search.query.unparse import text_of
from articles.search.types import And, DateRange, InColumn, Node, Not, Query
from articles.searching.results import Result

MAX_TEXT = 20_000  # characters of an article that are looked through: some 10 ms


class Lacking:
    """The parts of one query, and of each article those that it does not have."""

    def __init__(self, asked: Query, analyzer: Analyzer) -> None:
        nodes = asked.node.nodes if isinstance(asked.node, And) else (asked.node,)
        self._parts = [node for node in nodes if not isinstance(node, Not | InColumn | DateRange)]
        self._analyzer = analyzer

    def marked(self, result: Result) -> Result:
        """The result with what it lacks, as it was typed."""
        if len(self._parts) < 2:
            return result
        article = result.article
        matcher = Matcher(f"{article.title}\n{article.body[:MAX_TEXT]}", self._analyzer)
        return replace(result, lacks=tuple(text_of(node) for node in self._parts if not _has(matcher, node)))


def _has(matcher: Matcher, node: Node) -> bool:
    return matcher.matches(Query("", node))
