"""Several segments → one, without their deleted articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from articles.search.engines.whoosh.array_file import Allocated, Arrays, joined, run_numbers
from articles.search.engines.whoosh.columns import COLUMNS, NUMBERS, Column, join_columns, store_column
from articles.search.engines.whoosh.merge_postings import FieldMerge, Part
from articles.search.engines.whoosh.segment_reader import SegmentReader, segment_path
from articles.search.engines.whoosh.segment_writer import FIELDS, articles_of_words, pack_vocalised
from articles.search.engines.whoosh.term_dictionary import WIDER, articles_of_folded, pack_layer, pack_strings


def merge(
    folder: Path,
    name: str,
    segments: Sequence[SegmentReader],
    deleted: Sequence[Collection[int]],
) -> int:
    """Write the files of segment ``name``; the number of its articles is returned."""
    parts, size = [], 0
    for segment, gone in zip(segments, deleted, strict=True):
        parts.append(Part(segment, gone, size))
        size += int(parts[-1].live.sum())
    words = _merge_words(parts)
    small = _merge_rows(parts, size) | pack_strings("words", words) | _merge_layers(parts, len(words))
    fields = [FieldMerge(field, parts, len(words), size) for field in FIELDS]
    layout = {key: (array.dtype, array.size) for key, array in small.items()}
    layout["words.articles"] = np.dtype(np.uint32), len(words)
    layout["folded.articles"] = np.dtype(np.uint32), len(small["folded.starts"]) - 1
    for field in fields:
        layout |= field.layout()
    with Allocated(segment_path(folder, name), layout) as room:
        for key, array in small.items():
            room.arrays[key][:] = array
        for field in fields:
            field.fill(room.arrays)
        articles = articles_of_words(room.arrays)
        room.arrays["words.articles"][:] = articles
        room.arrays["folded.articles"][:] = articles_of_folded(room.arrays, articles)
    return size


def _merge_words(parts: Sequence[Part]) -> list[str]:
    """The sorted words of all live articles; tells every part the new numbers of its words."""
    several = []
    for part in parts:
        words = part.segment.words.texts()
        used = np.sum([part.sums(field)[0] for field in FIELDS], axis=0) > 0
        several.append((words, used))
    merged = sorted(
        {word for words, used in several for word, there in zip(words, used.tolist(), strict=True) if there}
    )
    numbers = {word: number for number, word in enumerate(merged)}
    for part, (words, _) in zip(parts, several, strict=True):
        part.new_words = np.fromiter((numbers.get(word, -1) for word in words), np.int64, len(words))
    return merged


def _merge_rows(parts: Sequence[Part], size: int) -> Arrays:
    """What is kept of each article, and the words with harakat."""
    rows: Arrays = {}
    for name in (*NUMBERS, *(f"{field}.length" for field in FIELDS)):
        rows[name] = joined((part.live_rows(name) for part in parts), parts[0].array(name).dtype)
    for name in COLUMNS:
        rows |= store_column(
            name, join_columns([_live_column(part, name) for part in parts], [0] * len(parts))
        )
    for field in FIELDS:
        pairs = (pair for part in parts for pair in _live_vocalised(part, field))
        rows |= pack_vocalised(field, pairs)
    return rows


def _live_column(part: Part, name: str) -> Column:
    column = part.segment.column(name)
    live = part.live[column.docs]
    used, codes = np.unique(column.codes[live], return_inverse=True)
    docs = part.new_docs[column.docs[live]].astype(np.int32)
    return Column([column.values[code] for code in used], docs, codes.astype(np.int32))


def _live_vocalised(part: Part, field: str) -> Iterator[tuple[str, int]]:
    words = part.segment.vocalised_spellings[field].texts()
    docs = part.array(f"{field}.vocalised.docs")
    for word, doc in zip(
        run_numbers(part.array(f"{field}.vocalised.first")).tolist(), docs.tolist(), strict=True
    ):
        if part.live[doc]:
            yield words[word], int(part.new_docs[doc])


def _merge_layers(parts: Sequence[Part], word_count: int) -> Arrays:
    """The layers of the merged words, taken over from the parts."""
    arrays: Arrays = {}
    for layer in WIDER:
        several = [part.segment.layers[layer] for part in parts]
        texts = [one.terms.texts() for one in several]
        terms = sorted(set().union(*texts))
        numbers = {term: number for number, term in enumerate(terms)}
        term_of_word = np.zeros(word_count, np.uint32)
        for part, one, own_terms in zip(parts, several, texts, strict=True):
            new_terms = np.fromiter((numbers[term] for term in own_terms), np.uint32, len(own_terms))
            live = part.new_words >= 0
            term_of_word[part.new_words[live]] = new_terms[one.term_of_word()[live]]
        used, dense = np.unique(term_of_word, return_inverse=True)
        arrays |= pack_layer(layer, [terms[number] for number in used], dense.astype(np.uint32))
    return arrays
