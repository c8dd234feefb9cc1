"""How Whoosh itself reads our segments: its codec interface over the flat arrays.

The engine does not go this way, since Whoosh's matchers walk one posting at a time. But it keeps the index an
ordinary one: ``whoosh.index.open_dir(folder)`` opens it, and Whoosh's searchers, parsers and tools read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.base import Codec, PerDocumentReader, TermsReader
from whoosh.fields import STORED, TEXT, Schema
from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from articles.search.engines.whoosh.array_file import Array
from articles.search.engines.whoosh.segment_reader import SegmentReader
from articles.search.engines.whoosh.segment_writer import FIELDS
from articles.search.ranking.bm25 import LENGTHS
from articles.search.ranking.proximity import POSITION_MASK

Term = tuple[str, bytes]

_WORDS = SpaceSeparatedTokenizer()
SCHEMA = Schema(id=STORED, title=TEXT(analyzer=_WORDS), body=TEXT(analyzer=_WORDS))


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads segments; they are written by :mod:`~articles.search.engines.whoosh.directory` alone."""

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        return ArrayTermsReader(_open(storage, segment))

    def per_document_reader(self, storage: Any, segment: Any) -> ArrayDocumentReader:
        return ArrayDocumentReader(_open(storage, segment), segment)


def _open(storage: Any, segment: Any) -> SegmentReader:
    return SegmentReader(Path(storage.folder), segment.segment_id())


class ArrayTermsReader(TermsReader):  # type: ignore[misc]
    """The words of the title and the body, with their postings."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    def indexed_field_names(self) -> tuple[str, ...]:
        return FIELDS

    def __contains__(self, term: Term) -> bool:
        return len(self._postings(*term)[0]) > 0

    def terms(self) -> Iterator[Term]:
        for field in sorted(FIELDS):
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        start, _ = self._segment.words.beginning(prefix.decode())
        first = self._segment.arrays[f"{fieldname}.first"]
        for number in range(start, len(self._segment.words)):
            if first[number] < first[number + 1]:
                yield fieldname, self._segment.words[number]

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, counts = self._postings(fieldname, text)
        if not len(docs):
            raise KeyError(text)
        lengths = LENGTHS[self._segment.arrays[f"{fieldname}.length"][docs]]
        bounds = int(lengths.min()), int(lengths.max()), float(counts.max()), int(docs[0]), int(docs[-1])
        return TermInfo(float(counts.sum()), len(docs), *bounds)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        docs, counts = self._postings(fieldname, text)
        positions = self._segment.postings[fieldname].positions(self._numbers(text)) & POSITION_MASK
        return ListMatcher(
            docs.tolist(),
            counts.astype(float).tolist(),
            [Positions().encode(at.tolist()) for at in np.split(positions, counts.cumsum()[:-1])],
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def _postings(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        return self._segment.postings[fieldname].of(self._numbers(text))[:2]

    def _numbers(self, text: bytes) -> Array:
        return self._segment.words_of("surface", text.decode())


class ArrayDocumentReader(PerDocumentReader):  # type: ignore[misc]
    """The articles of a segment: ids, lengths, deletions."""

    def __init__(self, segment: SegmentReader, entry: Any) -> None:
        self._segment = segment
        self._entry = entry

    def doc_count(self) -> int:
        count: int = self._entry.doc_count()
        return count

    def doc_count_all(self) -> int:
        return len(self._segment)

    def has_deletions(self) -> bool:
        return bool(self._entry.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._entry.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        return iter(self._entry.deleted_docs())

    def stored_fields(self, docnum: int) -> dict[str, int]:
        return {"id": int(self._segment.ids[docnum])}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) if fieldname in FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return self._segment.postings[fieldname].token_count

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def _lengths(self, fieldname: str) -> np.ndarray[Any, Any]:
        lengths: np.ndarray[Any, Any] = LENGTHS[self._segment.arrays[f"{fieldname}.length"]]
        return lengths
