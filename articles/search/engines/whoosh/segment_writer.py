"""Articles → the arrays of one new segment, without an object per token."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.whoosh.array_file import Array, Arrays, among, run_numbers
from articles.search.engines.whoosh.columns import COLUMNS, length_codes, pack_column, pack_numbers
from articles.search.engines.whoosh.postings import compact, invert
from articles.search.engines.whoosh.term_dictionary import articles_of_folded, pack_layers, pack_strings
from articles.search.terms.vocalised import vocalised_words
from articles.search.types import Doc

FIELDS = ("title", "body")


def pack(docs: Sequence[Doc], analyzer: Analyzer) -> Arrays:
    """The arrays of a segment that holds ``docs``, whose ids are distinct."""
    numbering = _Numbering()
    texts = {field: _Text([getattr(doc, field) for doc in docs], numbering, analyzer) for field in FIELDS}
    words, rank = numbering.ranked()
    arrays = pack_numbers(docs)
    for name in COLUMNS:
        arrays |= pack_column(name, docs)
    for field, text in texts.items():
        arrays |= invert(field, rank[text.words], text.lengths, len(words))
        arrays[f"{field}.length"] = length_codes(text.lengths)
        arrays |= pack_vocalised(field, _vocalised(field, docs, analyzer))
    arrays["title.alone"] = _alone(arrays, len(docs))
    arrays |= pack_strings("words", words) | pack_layers(words, analyzer)
    arrays["words.articles"] = articles = articles_of_words(arrays)
    arrays["folded.articles"] = articles_of_folded(arrays, articles)
    return arrays


class _Numbering(dict[str, int]):
    """Numbers words in the order in which they are first met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number

    def ranked(self) -> tuple[list[str], Array]:
        """The sorted words, and the rank of each number among them."""
        words = sorted(self)
        rank = np.empty(len(words), np.uint32)
        rank[[self[word] for word in words]] = np.arange(len(words), dtype=np.uint32)
        return words, rank


class _Text:
    """The texts of one field as one run of word numbers."""

    def __init__(self, texts: Sequence[str], numbering: _Numbering, analyzer: Analyzer) -> None:
        numbers = array("I")
        lengths = []
        for text in texts:
            words = analyzer.words(text)
            numbers.extend(map(numbering.__getitem__, words))
            lengths.append(len(words))
        self.words = np.array(numbers, np.uint32)
        self.lengths = np.array(lengths, np.int64)


def articles_of_words(arrays: Arrays) -> Array:
    """How many articles have each word, in the title or in the body."""
    in_body = np.diff(arrays["body.first"].astype(np.int64))
    word_of_title = run_numbers(arrays["title.first"])
    in_title_alone = np.bincount(word_of_title[arrays["title.alone"]], minlength=len(in_body))
    return (in_body + in_title_alone).astype(np.uint32)


def _alone(arrays: Arrays, doc_count: int) -> Array:
    """For each posting of the titles, whether the article's body lacks the word."""
    in_title, in_body = (
        run_numbers(arrays[f"{field}.first"]) * doc_count + arrays[f"{field}.docs"] for field in FIELDS
    )
    return ~among(in_title, in_body)


def pack_vocalised(field: str, found: Iterable[tuple[str, int]]) -> Arrays:
    """The words with harakat of a field: ``surface TAB spelling``, and the articles that have each."""
    pairs = sorted(set(found))
    words = sorted({word for word, _ in pairs})
    numbers = {word: number for number, word in enumerate(words)}
    first = np.searchsorted([numbers[word] for word, _ in pairs], np.arange(len(words) + 1))
    docs = np.array([doc for _, doc in pairs], np.int64)
    parts = {f"{field}.vocalised.first": first, f"{field}.vocalised.docs": docs}
    return pack_strings(f"{field}.vocalised", words) | compact(parts)


def _vocalised(field: str, docs: Sequence[Doc], analyzer: Analyzer) -> Iterator[tuple[str, int]]:
    for number, doc in enumerate(docs):
        for surface, spelling in vocalised_words(getattr(doc, field), analyzer):
            yield f"{surface}\t{spelling}", number
