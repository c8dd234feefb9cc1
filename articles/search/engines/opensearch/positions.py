"""Where the words of a query stand in the best articles, told by a script on the shards that hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from articles.search.engines.opensearch.schema import FIELDS, PLACES, number
from articles.search.engines.opensearch.statistics import WordStatistics
from articles.search.ranking import bm25
from articles.search.ranking.proximity import BODY, POSITION_BITS, Positions
from articles.search.types import Word

Ask = Callable[[dict[str, Any]], dict[str, Any]]

#: For each asked column with its numbers: the number of the column, then every place of one of the numbers
#: there, as one integer. A hundred articles and three words take some milliseconds.
_SCRIPT: Final = """
def found = [];
for (int asked = 0; asked < params.columns.length; asked++) {
  def places = doc[params.columns[asked]];
  if (places.size() == 0) { continue; }
  def numbers = params.numbers[asked];
  def bytes = places.value;
  byte[] b = bytes.bytes;
  int end = bytes.offset + bytes.length;
  long column = (long) asked << 32;
  int place = 0;
  for (int i = bytes.offset; i < end; i += 4) {
    int number = ((b[i] & 255) << 24) | ((b[i + 1] & 255) << 16) | ((b[i + 2] & 255) << 8) | (b[i + 3] & 255);
    for (int wanted : numbers) {
      if (wanted == number) { found.add(column + place); break; }
    }
    place++;
  }
}
return found;
"""
_PLACE_MASK: Final = 2**32 - 1


class ArticlePositions:
    """Implements ``proximity.PositionIndex`` for the articles of one answer."""

    def __init__(self, ask: Ask, statistics: WordStatistics) -> None:
        self._ask = ask
        self._statistics = statistics

    def positions_of(self, words: Sequence[Word], ids: Sequence[int]) -> Positions:
        columns = [(row, field) for row, word in enumerate(words) for field in bm25.fields(word.scope)]
        rows = {id: row for row, id in enumerate(ids)}
        found = []
        for hit in self._asked(words, columns, ids):
            article = rows[hit["fields"]["id"][0]]
            for place in hit["fields"].get("places", ()):
                word, field = columns[place >> 32]
                text = (word * len(ids) + article << POSITION_BITS) + (BODY if field == "body" else 0)
                found.append(text + (place & _PLACE_MASK))
        return np.array(sorted(found), np.int64)

    def _asked(
        self, words: Sequence[Word], columns: Sequence[tuple[int, bm25.Field]], ids: Sequence[int]
    ) -> list[dict[str, Any]]:
        forms = [words[row].forms[-1] for row, _ in columns]
        params = {
            "columns": [PLACES[field, form.layer] for (_, field), form in zip(columns, forms, strict=True)],
            "numbers": [[number(term) for term in form.terms] for form in forms],
        }
        answer = self._ask(
            {
                "query": {"ids": {"values": [str(id) for id in ids]}},
                "size": len(ids),
                "stored_fields": "_none_",
                "docvalue_fields": ["id"],
                "script_fields": {"places": {"script": {"source": _SCRIPT, "params": params}}},
                "sort": ["_doc"],
                "track_total_hits": False,
            }
        )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    def rarities(self, words: Sequence[Word]) -> Sequence[tuple[float, float]]:
        title, body = FIELDS
        idf = self._statistics.idf
        return [(idf(title, word.forms[-1]), idf(body, word.forms[-1])) for word in words]
