"""What completes a query while a reader types: sources, tags and the archive's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from articles.indexing.runtime import Searcher
from articles.searching.query.names import Names
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest

MAX_COMPLETIONS = 8
MAX_TRIED = 24  # words that are held against the words before them, some 10 ms
MAX_NAMES = 3  # of each kind, so that words always find room


@dataclass(frozen=True, slots=True)
class Completion:
    """``text`` completes the query; ``kind`` says what it is."""

    text: str
    kind: Literal["source", "tag", "word"]


def completions(searcher: Searcher, typed: str) -> list[Completion]:
    """Names that contain what is typed, and completions of its last word; folded as search folds.

    The words before the last one stay, so that a completion is always a whole query. Raises SearchError.
    """
    head, _, last = typed.rstrip("\n").rpartition(" ")
    if not last.strip():
        return []
    names = Names(searcher)
    before = f"{head} " if head else ""
    found = [
        *(Completion(name, "source") for name in names.beginning("source", typed, limit=MAX_NAMES)),
        *(Completion(name, "tag") for name in names.beginning("tag", typed, limit=MAX_NAMES)),
        *(Completion(text, "word") for text in _words(searcher, before, last)),
    ]
    unique = {completion.text: completion for completion in reversed(found)}
    return list(reversed(unique.values()))[:MAX_COMPLETIONS]


def _words(searcher: Searcher, before: str, last: str) -> list[str]:
    """Whole queries that end in words which begin with ``last``: only such as find something, those that find
    most beside the words before them first."""
    reader = QueryReader(searcher)
    found = {}
    for word in searcher.engine.suggest(last, limit=MAX_TRIED if before else MAX_COMPLETIONS):
        asked = reader.read(SearchRequest(text=before + word))
        if total := searcher.engine.search(asked, limit=0).total:
            found[before + word] = total
    return sorted(found, key=lambda text: -found[text]) if before else list(found)
