"""Queries as trees, built by hand: what the tests of engines ask."""

from __future__ import annotations

from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.types import And, Everything, Form, Layer, Node, Phrase, Query, Scope, Word

EVERYTHING = Everything()
NORMAL: tuple[Layer, ...] = ("surface", "folded", "stem", "lemma")


def query(node: Node = EVERYTHING, **fields: Any) -> Query:
    return Query(text="", node=node, **fields)


def word(
    text: str,
    analyzer: Analyzer,
    *,
    layers: tuple[Layer, ...] = NORMAL,
    scope: Scope = "any",
    also: tuple[str, ...] = (),
    vocalised: str = "",
) -> Word:
    """The word of ``text`` in these layers; ``also`` are other spellings that count in the wider ones."""
    readings = [analyzer.layers(analyzer.words(spelling)[0]) for spelling in (text, *also)]
    forms = [
        Form(layer, tuple(dict.fromkeys(getattr(reading, layer) for reading in readings))) for layer in layers
    ]
    return Word(text, tuple(forms), scope, vocalised)


def all_of(text: str, analyzer: Analyzer, **options: Any) -> And:
    return And(tuple(word(part, analyzer, **options) for part in text.split()))


def phrase(text: str, analyzer: Analyzer, *, slop: int = 0, **options: Any) -> Phrase:
    options.setdefault("layers", ("surface", "folded"))
    return Phrase(tuple(word(part, analyzer, **options) for part in text.split()), slop)
