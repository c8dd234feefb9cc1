"""One segment, opened: its words, postings and columns. It never changes; deletions are kept outside."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from articles.search.engines.whoosh.array_file import Array, ArrayFile
from articles.search.engines.whoosh.columns import COLUMNS, Column, load_column, time_column
from articles.search.engines.whoosh.postings import Postings
from articles.search.engines.whoosh.segment_writer import FIELDS
from articles.search.engines.whoosh.term_dictionary import WIDER, LayerIndex, strings
from articles.search.ranking.bm25 import Field
from articles.search.ranking.proximity import BODY
from articles.search.terms.vocalised import matches_diacritics
from articles.search.types import Layer


def segment_path(folder: Path, name: str) -> Path:
    """The file of a segment's arrays."""
    return folder / f"{name}.arrays"


class SegmentReader:
    """A segment's arrays under their names. Raises IndexDamaged, or FileNotFoundError."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._file = ArrayFile(segment_path(folder, name))
        self.arrays = self._file.arrays
        self.ids = self.arrays["id"]
        self.words = strings("words", self.arrays)
        self.layers = {layer: LayerIndex(layer, self.arrays) for layer in WIDER}
        self.postings = {field: Postings(field, self.arrays) for field in FIELDS}
        self._columns: dict[str, Column] = {}
        self.vocalised_spellings = {field: strings(f"{field}.vocalised", self.arrays) for field in FIELDS}

    def __len__(self) -> int:
        return len(self.ids)

    def changed(self) -> bool:
        """Whether the file is not what it was when it was opened."""
        return self._file.changed()

    def check(self) -> None:
        """Read every byte. Raises IndexDamaged."""
        self._file.check()

    def column(self, name: str) -> Column:
        """A column, or a time facet (year, month, day)."""
        if name not in self._columns:
            stored = name in COLUMNS
            self._columns[name] = (
                load_column(name, self.arrays) if stored else time_column(name, self.arrays["date"])
            )
        return self._columns[name]

    def words_of(self, layer: Layer, term: str) -> Array:
        """The numbers of the words that have this term in the layer."""
        if layer != "surface":
            return self.layers[layer].words(term)
        number = self.words.find(term)
        return np.array([number] if number >= 0 else [], np.uint32)

    def positions(self, words: Array, docs: Array | None = None) -> Array:
        """Where the words with these numbers stand; when ``docs`` are given, in these articles alone.

        Sorted: the number of the article, shifted left by ``POSITION_BITS``, plus the position in its field,
        plus ``BODY`` when that is the body.
        """
        title, body = (self.postings[field].positions(words, self._mask(docs)) for field in FIELDS)
        found = np.concatenate((title, body + BODY))
        found.sort()
        return found

    def _mask(self, docs: Array | None) -> Array | None:
        if docs is None:
            return None
        mask = np.zeros(len(self), bool)
        mask[docs] = True
        return mask

    def occurrences(self, words: Array) -> int:
        """How often the words with these numbers stand in the segment."""
        return sum(int(self.postings[field].occurrences(words).sum()) for field in FIELDS)

    def vocalised(self, field: Field, surface: str, typed: str) -> Array:
        """The articles that have the word in the field with the harakat that were typed."""
        first, docs = (self.arrays[f"{field}.vocalised.{part}"] for part in ("first", "docs"))
        begin, end = self.vocalised_spellings[field].beginning(surface + "\t")
        spellings = (text.split("\t")[1] for text in self.vocalised_spellings[field].texts(begin, end))
        fitting = [
            number for number, written in enumerate(spellings, begin) if matches_diacritics(typed, written)
        ]
        return np.concatenate([docs[:0], *(docs[first[number] : first[number + 1]] for number in fitting)])
