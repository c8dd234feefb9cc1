"""What an index can hold of one article and of all; engines pack these numbers into few bits.

An article beyond a limit is refused by name: packed, it would change what is found of others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.errors import UnindexableArticle
from articles.search.types import LAST_DATE, Doc, date_key

log = logging.getLogger(__name__)

ID_BITS: Final = 41  # of an article's number beside its date, in Tantivy's columns of order
WORD_BITS: Final = 20  # of how often one text has a word, in Whoosh's packed postings
MAX_ID: Final = 2**ID_BITS - 1
MAX_GROUP: Final = 2**63 - 1
MAX_WORDS: Final = 2**WORD_BITS - 1  # of a title or a body
# A character can become several words (ﷺ is four), so a text of this many cannot have too many words; those
# of longer ones are counted.
_SHORT: Final = MAX_WORDS // 8


def check(doc: Doc, analyzer: Analyzer) -> None:
    """Raise UnindexableArticle when an engine could not hold the article."""
    if not 0 < doc.id <= MAX_ID:
        raise UnindexableArticle(f"article {doc.id}: its number is above {MAX_ID}")
    if not 0 <= doc.duplicate_group <= MAX_GROUP:
        raise UnindexableArticle(f"article {doc.id}: {doc.duplicate_group} is no number of a group")
    if not _is_date(doc.published):
        raise UnindexableArticle(f"article {doc.id}: {doc.published!r} is no date")
    for text in (doc.title, doc.body):
        if len(text) > _SHORT and len(analyzer.words(text)) > MAX_WORDS:
            raise UnindexableArticle(f"article {doc.id}: a text has more than {MAX_WORDS} words")


def _is_date(published: str) -> bool:
    try:
        return 0 <= date_key(published) <= LAST_DATE
    except ValueError:
        return False


def checked(docs: Iterable[Doc], analyzer: Analyzer) -> Iterator[Doc]:
    """The articles. Raises UnindexableArticle at the first that an engine could not hold."""
    for doc in docs:
        check(doc, analyzer)
        yield doc


def holdable(docs: Iterable[Doc], analyzer: Analyzer) -> Iterator[Doc]:
    """The articles that engines can hold; the others are logged and left out."""
    for doc in docs:
        try:
            check(doc, analyzer)
        except UnindexableArticle as error:
            log.error("left out of the search index: %s", error)
        else:
            yield doc
