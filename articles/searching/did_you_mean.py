"""Another query that may have been meant, checked against the archive: it is suggested when it finds more."""

from __future__ import annotations

from dataclasses import replace

from articles.indexing.runtime import Searcher
from articles.search.suggest.candidates import Suggestion, suggestions
from articles.searching.archive_words import speller_of
from articles.searching.query_reader import QueryReader
from articles.searching.request import SearchRequest


def did_you_mean(
    request: SearchRequest, reader: QueryReader, searcher: Searcher, *, found: int
) -> Suggestion | None:
    """The likeliest other query that finds more than the ``found`` articles of this one.

    Raises SearchError.
    """
    speller = speller_of(searcher.engine)
    for suggestion in suggestions(request.text, speller, searcher.analyzer):
        other = reader.read(replace(request, text=suggestion.text))
        if searcher.engine.search(other, limit=0).total > found:
            return suggestion
    return None
