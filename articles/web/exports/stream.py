"""From a query to the text of an export, in parts: memory does not grow with the archive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from articles.editing import audit
from articles.indexing.documents import batched
from articles.indexing.runtime import current_searcher
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest
from articles.searching.rows import tags_of, whole_articles_by_id
from articles.web.exports.formats import Format

BATCH: Final = 200  # articles of one part


class Part(NamedTuple):
    """Some articles of an export, by number, and their text. The head and the tail of a file are of none."""

    ids: list[int]
    text: str


def found_ids(asked: SearchRequest) -> Iterator[int]:
    """The articles that a search finds, in no promised order. Raises BadParameter, and SearchError before the
    first is taken: after the first byte of an answer it could no longer be reported."""
    if asked.bad:
        raise asked.bad[0]
    searcher = current_searcher()
    ids = searcher.engine.scan(QueryReader(searcher).read(asked))
    first = next(ids, None)
    return iter(()) if first is None else chain((first,), ids)


def parts(ids: Iterator[int], chosen: Format, site: str) -> Iterator[Part]:
    """The export of these articles, as far as the present reader sees them; ``site`` is the archive's
    address."""
    yield Part([], chosen.head)
    between, exported = "", 0
    for batch in batched(ids, BATCH):
        articles = whole_articles_by_id(batch)
        tags = tags_of(articles)
        public = [articles[pk] for pk in batch if pk in articles and articles[pk].is_public]
        texts = [chosen.write(article, tags.get(article.pk, ()), site) for article in public]
        if texts:
            yield Part([article.pk for article in public], between + chosen.between.join(texts))
            between = chosen.between
        exported += len(texts)
        if exported - len(texts) <= audit.MANY_EXPORTED < exported:  # entered once, also when it is cut off
            audit.record(audit.Action.EXPORTED, kind="article", format=chosen.extension)
    yield Part([], chosen.tail)
