"""Another query that may have been meant, checked against the archive.

It is suggested by the ratio of what is found: a slip that a few articles share is a slip when many times
as many have the right word. What is counted are the spellings as typed, without the others that a search lets
stand for them.
"""

from __future__ import annotations

from dataclasses import replace

from articles.indexing.runtime import Searcher
from articles.search.suggest.candidates import Suggestion, suggestions
from articles.searching.query.archive_words import archive_words
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest

MANY_TIMES = 10  # as many articles as the query finds must another find, to be what was meant


def did_you_mean(
    request: SearchRequest, reader: QueryReader, searcher: Searcher, *, found: int | None = None
) -> Suggestion | None:
    """The likeliest other query that finds many times as many articles as this one, with their number; one in
    the other script when it finds more. ``found``: what this one finds as typed, where that is known.

    Raises SearchError.
    """

    def total(text: str) -> int:
        asked = reader.read(replace(request, text=text, families=False))
        return searcher.engine.search(asked, limit=0).total

    if found is None:
        found = total(request.text)
    speller = archive_words(searcher).speller
    for suggestion in suggestions(request.text, speller, searcher.analyzer):
        others = total(suggestion.text)
        times = 1 if suggestion.kind == "transliteration" else MANY_TIMES
        if others > found and others >= times * found:
            return replace(suggestion, total=others)
    return None
