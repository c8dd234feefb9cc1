"""Another query that may have been meant, checked against the archive.

It is suggested by the ratio of what is found: a slip that a few articles share is a slip when many times
as many have the right word. What is counted are the spellings as typed, without the others that a search lets
stand for them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from articles.arabic.orthography.normalizer import normalize
from articles.indexing.runtime import Searcher
from articles.search.suggest.candidates import Suggestion, suggestions
from articles.search.types import Spelling
from articles.searching.query.archive_words import archive_words
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest

MANY_TIMES = 10  # as many articles as the query finds must another find, to be what was meant


def did_you_mean(
    request: SearchRequest,
    reader: QueryReader,
    searcher: Searcher,
    *,
    found: int,
    spellings: Sequence[Spelling] = (),
) -> Suggestion | None:
    """The likeliest other query, with the number of articles that it finds: more than the ``found`` of this
    one, and many times as many unless it is in the other script. Of several that one which finds most beside
    what it costs. ``spellings``: other ones of the query's names, by which it was found, too; one of them is
    suggested when it alone finds as much and the one that was typed hardly anything.

    Raises SearchError.
    """

    def total(text: str) -> int:
        asked = reader.read(replace(request, text=text, families=False))
        return searcher.engine.search(asked, limit=0).total

    def is_likely(other: Suggestion) -> bool:
        if other.kind == "transliteration":
            return other.total > found
        if other.total > found and _articles(other) >= MANY_TIMES * found:
            return True
        is_spelling = any(word.endswith(known) for word in map(normalize, other.text.split()))
        return is_spelling and 2 * other.total > found and other.total >= MANY_TIMES * total(request.text)

    known = tuple(each.spelling for each in spellings)
    speller = archive_words(searcher).speller
    others = suggestions(request.text, speller, searcher.analyzer, found=found > 0)
    counted = [replace(other, total=total(other.text)) for other in others]
    return max(filter(is_likely, counted), key=_likelihood, default=None)


def _likelihood(suggestion: Suggestion) -> float:
    articles = _articles(suggestion)
    return math.log10(articles) - suggestion.cost if articles else -math.inf


def _articles(suggestion: Suggestion) -> int:
    """How many articles have what was meant, at the most: those that have other forms of its words do not
    tell that this one was."""
    return min(suggestion.total, suggestion.articles)
