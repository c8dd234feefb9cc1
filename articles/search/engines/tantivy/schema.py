"""The fields of a Tantivy index, and how an article fills them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tantivy

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines.doc_values import columns, numbers
from articles.search.engines.tantivy.forward_index import Appender, low_number, number
from articles.search.limits import ID_BITS, MAX_ID
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.terms.vocalised import vocalised_words
from articles.search.types import LAYERS, Doc, Layer

FIELDS = bm25.fields("any")
TEXT: dict[tuple[Field, Layer], str] = {(f, layer): f"{f}_{layer}" for f in FIELDS for layer in LAYERS}
VOCALISED: dict[Field, str] = {field: f"{field}_vocalised" for field in FIELDS}
# Pairs of layers, told by the narrower word after the wider one and a SEPARATOR, each once an article.
SPELLINGS = "spellings"  # folded and surface
LEMMAS = "lemmas"  # lemma and stem, where they differ
FAMILIES = "families"  # root and stem
SEPARATOR = "\x1f"
NUMBERS = ("date", "duplicate_group", "place", *schema.TIME_FACETS, "newest", "oldest")

_WORDS = "words"
_REMEMBERED = 65_536  # words that a process remembers from one change to the next: some 30 MB
ID_MASK = MAX_ID  # of the id within ``newest`` and ``oldest``
_LAST_DAY = (1 << 22) - 1


def make_schema() -> tantivy.Schema:
    """Text of all layers; where its words stand only of those that are asked."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for (_, layer), name in TEXT.items():
        kept = "position" if layer in schema.POSITIONED else "freq"
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option=kept)
    for name in (*VOCALISED.values(), SPELLINGS, LEMMAS, FAMILIES):
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option="basic")
    for name in schema.COLUMNS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True)
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> None:
    """Our words come joined by spaces; Tantivy only splits them again."""
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WORDS, splitter)


class Word(NamedTuple):
    """What the index takes of a word; the first five are its layers."""

    surface: str
    folded: str
    stem: str
    lemma: str
    root: str
    spelling: str
    inflection: str
    family: str
    stem_number: int
    surface_number: int


class Documents:
    """Makes Tantivy's documents of articles."""

    def __init__(self, analyzer: Analyzer, texts: Appender, index_schema: tantivy.Schema) -> None:
        self._analyzer = analyzer
        self._texts = texts
        self._schema = index_schema
        self._word = _reader(analyzer)

    def make(self, doc: Doc) -> tantivy.Document:
        """The article as Tantivy takes it; its words go to ``texts``, too."""
        title, body = ([*map(self._word, self._analyzer.words(text))] for text in (doc.title, doc.body))
        values = _numbers(doc) | columns(doc) | _layers("title", title) | _layers("body", body)
        if words := title + body:
            *_, spellings, inflections, families, stems, surfaces = zip(*words, strict=True)
            values[SPELLINGS] = " ".join(set(spellings))
            values[LEMMAS] = " ".join(set(inflections))
            values[FAMILIES] = " ".join(set(families))
        else:
            stems = surfaces = ()
        values["place"] = self._texts.add((len(title), len(body)), stems, surfaces)
        for field, text in zip(FIELDS, (doc.title, doc.body), strict=True):
            values[VOCALISED[field]] = " ".join(map(SEPARATOR.join, vocalised_words(text, self._analyzer)))
        return tantivy.Document.from_dict(values, self._schema)


@lru_cache(maxsize=2)
def _reader(analyzer: Analyzer) -> Callable[[str], Word]:
    """What the index takes of a word, made once and remembered."""

    def read(surface: str) -> Word:
        layers = analyzer.layers(surface)
        return Word(
            *layers,
            spelling=layers.folded + SEPARATOR + surface,
            inflection=layers.lemma + SEPARATOR + layers.stem if layers.lemma != layers.stem else "",
            family=layers.root + SEPARATOR + layers.stem,
            stem_number=number(layers.stem),
            surface_number=low_number(surface),
        )

    return lru_cache(_REMEMBERED)(read)


def _layers(field: Field, words: Sequence[Word]) -> dict[str, Any]:
    """The text of each layer."""
    layers = zip(*words, strict=True)
    return {TEXT[field, layer]: " ".join(terms) for layer, terms in zip(LAYERS, layers, strict=False)}


def _numbers(doc: Doc) -> dict[str, int]:
    """Numbers to filter, count and order by."""
    found = numbers(doc)
    return found | {"newest": newest(found["date"], doc.id), "oldest": oldest(found["date"], doc.id)}


def newest(date: int, id: int) -> int:
    """The order by date (see ``date_key``), then by id."""
    return _day(date) << ID_BITS | id


def oldest(date: int, id: int) -> int:
    """The same order, but with undated articles after all others."""
    return (_day(date) if date else _LAST_DAY) << ID_BITS | id


def _day(date: int) -> int:
    """A date of any precision in 22 bits, in the same order."""
    return (date // 10_000 * 13 + date // 100 % 100) * 32 + date % 100
