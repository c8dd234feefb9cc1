"""Another query that may have been meant, checked against the archive.

It is suggested by the ratio of what is found: a slip that a few articles share is a slip when many times
as many have the right word. What is counted are the spellings as typed, without the others that a search lets
stand for them.
"""

from __future__ import annotations

import math
import re
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
BESIDE = 1.5  # powers of ten that ten times as many articles with two words beside each other are worth
FEW = 10  # articles that a query of several words finds although one of them may be a slip
_WORDS_ALONE = re.compile("[ء-ي]+(?: [ء-ي]+)+")


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
        if 0 < found <= FEW and other.beside < MANY_TIMES * found and " " in request.text:
            return False
        if other.total > found and _articles(other) >= MANY_TIMES * found:
            return True
        is_spelling = any(word.endswith(known) for word in map(normalize, other.text.split()))
        return is_spelling and 2 * other.total > found and other.total >= MANY_TIMES * total(request.text)

    known = tuple(each.spelling for each in spellings)
    speller = archive_words(searcher).speller
    is_right = found > (FEW if _WORDS_ALONE.fullmatch(request.text) else 0)
    others = suggestions(request.text, speller, searcher.analyzer, found=is_right)
    counted = [
        replace(other, total=total(other.text), beside=total(_replaced(request.text, other.text)))
        for other in others
    ]
    return max(filter(is_likely, counted), key=_likelihood, default=None)


def _replaced(typed: str, other: str) -> str:
    """The words that another query has in another place than the one that was typed, as a phrase with the one
    before each or, at the beginning, behind it; empty when there is none."""
    before, after = typed.split(), other.split()
    if not _WORDS_ALONE.fullmatch(other) or len(before) != len(after):
        return ""
    place = next((place for place, word in enumerate(after) if before[place] != word), 0)
    first = max(place - 1, 0)
    return f'"{" ".join(after[first : first + 2])}"'


def _likelihood(suggestion: Suggestion) -> float:
    """Powers of ten; what stands beside the words around it is so much likelier than what does not: شهر ضمان
    is nearer to شهر مضان than شهر رمضان is, but no words of the archive."""
    if not (articles := _articles(suggestion)):
        return -math.inf
    return math.log10(articles) + BESIDE * math.log10(1 + suggestion.beside) - suggestion.cost


def _articles(suggestion: Suggestion) -> int:
    """How many articles have what was meant, at the most: those that have other forms of its words do not
    tell that this one was."""
    return min(suggestion.total, suggestion.articles)
