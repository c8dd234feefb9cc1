"""The fields of a Tantivy index, and how an article fills them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tantivy

from articles.arabic.analyzer import Analyzer, Layers
from articles.search import ranking, schema
from articles.search.engines.tantivy.texts import Appender
from articles.search.pointed import pointed_words
from articles.search.ranking import Field
from articles.search.types import Doc, Layer, date_key

FIELDS = ranking.fields("any")
LAYERS: tuple[Layer, ...] = ("surface", "folded", "stem", "root")
TEXT: dict[tuple[Field, Layer], str] = {(f, layer): f"{f}_{layer}" for f in FIELDS for layer in LAYERS}
POINTED: dict[Field, str] = {field: f"{field}_pointed" for field in FIELDS}
# Pairs of layers, told by the narrower word after the wider one and a SEPARATOR, each once an article.
SPELLINGS = "spellings"  # folded and surface
FAMILIES = "families"  # root and stem
SEPARATOR = "\x1f"
NUMBERS = ("date", "story", "place", *schema.TIME_FACETS, "newest", "oldest")

_WORDS = "words"
_ID_BITS = 41
_LAST_DAY = (1 << 22) - 1


def make_schema() -> tantivy.Schema:
    """Text of all layers, with positions."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for name in TEXT.values():
        builder.add_text_field(name, tokenizer_name=_WORDS)
    for name in (*POINTED.values(), SPELLINGS, FAMILIES):
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


def document(doc: Doc, analyzer: Analyzer, texts: Appender, index_schema: tantivy.Schema) -> tantivy.Document:
    """The article as Tantivy takes it; its words go to ``texts``, too. Ids must be below 2**41."""
    title, body = ([*map(analyzer.layers, analyzer.words(text))] for text in (doc.title, doc.body))
    distinct = {*title, *body}
    values: dict[str, Any] = {
        "id": doc.id,
        "place": texts.add(title, body),
        SPELLINGS: " ".join([word.folded + SEPARATOR + word.surface for word in distinct]),
        FAMILIES: " ".join({word.root + SEPARATOR + word.stem for word in distinct}),
    }
    values |= _text("title", title) | _text("body", body) | _columns(doc) | _dates(doc)
    for field, text in zip(FIELDS, (doc.title, doc.body), strict=True):
        values[POINTED[field]] = " ".join(map(SEPARATOR.join, pointed_words(text, analyzer)))
    return tantivy.Document.from_dict(values, index_schema)


def _text(field: Field, words: Sequence[Layers]) -> dict[str, str]:
    layers = zip(*words, strict=True)
    return {TEXT[field, layer]: " ".join(terms) for layer, terms in zip(LAYERS, layers, strict=False)}


def _columns(doc: Doc) -> dict[str, Any]:
    values = {"source": (doc.source,), "section": (doc.section,), "tag": doc.tags, "author": doc.authors}
    return {name: [value for value in dict.fromkeys(several) if value] for name, several in values.items()}


def _dates(doc: Doc) -> dict[str, int]:
    """Numbers to filter, count and order by; time facets hold what is known of the date."""
    date = date_key(doc.published)
    known = {"year": date // 10_000, "month": date // 100, "day": date}
    numbers = {unit: key for unit, key in known.items() if (key if unit == "year" else key % 100)}
    if doc.story:
        numbers["story"] = doc.story
    return numbers | {"date": date, "newest": newest(date, doc.id), "oldest": oldest(date, doc.id)}


def newest(date: int, id: int) -> int:
    """The order by date (see ``date_key``), then by id."""
    return _day(date) << _ID_BITS | id


def oldest(date: int, id: int) -> int:
    """The same order, but with undated articles after all others."""
    return (_day(date) if date else _LAST_DAY) << _ID_BITS | id


def id_of(order: int) -> int:
    """The id within a number of ``newest`` or ``oldest``."""
    return order & ((1 << _ID_BITS) - 1)


def _day(date: int) -> int:
    """A date of any precision in 22 bits, in the same order."""
    return (date // 10_000 * 13 + date // 100 % 100) * 32 + date % 100
