"""The fields of an OpenSearch index, and how an article fills them."""

from __future__ import annotations

import base64
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines.doc_values import columns, numbers
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.terms.vocalised import vocalised_words
from articles.search.types import LAST_DATE, LAYERS, Doc, Layer

FIELDS = bm25.fields("any")
TEXT: dict[tuple[Field, Layer], str] = {(f, layer): f"{f}_{layer}" for f in FIELDS for layer in LAYERS}
# The numbers of the words of the text, in their order, as big-endian bytes: they tell where words stand.
PLACES: dict[tuple[Field, Layer], str] = {
    key: f"{name}_at" for key, name in TEXT.items() if key[1] in schema.POSITIONED
}
VOCALISED: dict[Field, str] = {field: f"{field}_vocalised" for field in FIELDS}
WORDS: Final = "words"  # folded and surface, with a SEPARATOR between them, each once an article
SEPARATOR: Final = "\x1f"
EVERY: Final = "every"  # the same in every article: how many have it is how many there are
EVERY_VALUE: Final = "1"
GROUP: Final = "group"  # the number of the copies' group; of an article without copies, its own below zero
NUMBERS: Final = ("id", "date", "oldest", GROUP, "duplicate_group", *schema.TIME_FACETS)

MAX_TERM: Final = 1000  # letters; Lucene refuses terms of more than 32,766 bytes
_MAX_VALUE: Final = 8000  # letters of a column's value
_MAX_WINDOW: Final = 1_000_000  # results that a reader may page through
_MAX_REGEX: Final = 100_000  # letters; for all words within two edits of a long one
_REMEMBERED = 65_536  # words that a process remembers from one change to the next: some 40 MB

#: What a word scores in one text: ``ranking.bm25.saturation``. The boost of its query is the average length.
SATURATION = (
    f"return doc.freq / (doc.freq + {bm25.K1} * ({1 - bm25.B} + {bm25.B} * doc.length / query.boost));"
)


def body(cluster: Cluster, fingerprint: str) -> dict[str, Any]:
    """What an index is created with. Replicas come when it is filled; nothing is refreshed but on demand."""
    return {
        "settings": {
            "number_of_shards": cluster.shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": _MAX_WINDOW,
            "max_regex_length": _MAX_REGEX,
            "similarity": {"saturation": {"type": "scripted", "script": {"source": SATURATION}}},
            "analysis": {
                "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 2**20}},
                "analyzer": {"words": {"type": "custom", "tokenizer": "spaces"}},
            },
        },
        "mappings": {
            "dynamic": False,
            "_source": {"enabled": False},  # articles are in the database
            "_meta": {"fingerprint": fingerprint},
            "properties": _properties(),
        },
    }


def _properties() -> dict[str, Any]:
    keyword = {"type": "keyword", "ignore_above": _MAX_VALUE}
    text = {"type": "text", "analyzer": "words", "similarity": "saturation"}
    kept = {layer: "positions" if layer in schema.POSITIONED else "freqs" for layer in LAYERS}
    fields: dict[str, Any] = {name: text | {"index_options": kept[key[1]]} for key, name in TEXT.items()}
    fields |= {name: {"type": "binary", "doc_values": True} for name in PLACES.values()}
    fields |= dict.fromkeys((*VOCALISED.values(), WORDS, EVERY, *schema.COLUMNS), keyword)
    return fields | {name: {"type": "long"} for name in NUMBERS}


def number(term: str) -> int:
    """The term in 32 bits, as a script reads them: with a sign."""
    code = zlib.crc32(term.encode())
    return code - 2**32 if code >= 2**31 else code


def stored(term: str) -> str:
    """The term as the index has it: one that is too long is cut, and told from others by its number."""
    return term if len(term) <= MAX_TERM else f"{term[:MAX_TERM]}{number(term):x}"


class Word(NamedTuple):
    """What the index takes of a word: its layers, their numbers, and its pair in WORDS."""

    layers: tuple[str, ...]
    numbers: tuple[int, ...]
    pair: str


class Documents:
    """Makes OpenSearch's documents of articles."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._word = _reader(analyzer)

    def make(self, doc: Doc) -> dict[str, Any]:
        """The article as OpenSearch takes it."""
        values: dict[str, Any] = {EVERY: EVERY_VALUE} | columns(doc) | _numbers(doc)
        pairs = set[str]()
        for field, text in zip(FIELDS, (doc.title, doc.body), strict=True):
            words = [self._word(surface) for surface in self._analyzer.words(text)]
            pairs.update(word.pair for word in words)
            values |= _text(field, words)
            written = vocalised_words(text, self._analyzer)
            values[VOCALISED[field]] = [SEPARATOR.join(map(stored, each)) for each in written]
        return values | {WORDS: list(pairs)}


@lru_cache(maxsize=2)
def _reader(analyzer: Analyzer) -> Callable[[str], Word]:
    """What the index takes of a word, made once and remembered."""

    def read(surface: str) -> Word:
        layers = analyzer.layers(surface)
        terms = tuple(map(stored, layers))
        return Word(terms, tuple(map(number, layers)), SEPARATOR.join((stored(layers.folded), terms[0])))

    return lru_cache(_REMEMBERED)(read)


def _text(field: Field, words: Sequence[Word]) -> dict[str, Any]:
    """The words of a text in each layer, and their numbers."""
    if not words:
        return {}
    layers, numbers = zip(*((word.layers, word.numbers) for word in words), strict=True)
    values: dict[str, Any] = {}
    for layer, terms, places in zip(
        LAYERS, zip(*layers, strict=True), zip(*numbers, strict=True), strict=True
    ):
        values[TEXT[field, layer]] = " ".join(terms)
        if name := PLACES.get((field, layer)):
            values[name] = _packed(places)
    return values


def _packed(numbers: Iterable[int]) -> str:
    packed = array("i", numbers)
    if sys.byteorder == "little":
        packed.byteswap()
    return base64.b64encode(packed.tobytes()).decode()


def _numbers(doc: Doc) -> dict[str, int]:
    """Numbers to filter, count and order by."""
    found = numbers(doc)
    return found | {"oldest": found["date"] or LAST_DATE + 1, GROUP: doc.duplicate_group or -doc.id}
