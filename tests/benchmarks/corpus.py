"""A corpus of articles as benchmarks read it, and queries drawn from its headlines with a fixed seed."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.search.types import And, Doc, Form, Node, Or, Word

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "news-dev.jsonl.gz"
NORMAL = ("surface", "folded", "stem", "lemma")


def read(path: Path, *, limit: int | None = None, copies: int = 1) -> Iterator[Doc]:
    """The articles of a gzipped file of JSON lines that have a body, ``copies`` times, ids from 1."""
    number = 0
    for _ in range(copies):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = (json.loads(line) for line in lines)
            for row in islice((row for row in rows if row.get("body")), limit):
                number += 1
                yield Doc(
                    id=number,
                    title=row.get("title") or "",
                    body=row["body"],
                    published=(row.get("published") or "")[:10],
                    source=row.get("source") or "",
                    authors=(row["author"],) if row.get("author") else (),
                )


def word(surface: str, analyzer: Analyzer) -> Word:
    layers = analyzer.layers(surface)
    return Word(surface, tuple(Form(layer, (getattr(layers, layer),)) for layer in NORMAL))


def headline_queries(titles: list[str], analyzer: Analyzer, *, count: int, seed: int = 1) -> list[list[Word]]:
    """Queries of one to four neighbouring words of random headlines, function words left out."""
    chosen = random.Random(seed)
    queries: list[list[Word]] = []
    while len(queries) < count:
        words = [word(surface, analyzer) for surface in analyzer.words(chosen.choice(titles))]
        words = [one for one in words if one.forms[1].terms[0] not in FOLDED_STOPWORDS and len(one.text) > 2]
        length = len(queries) % 4 + 1
        if len(words) >= length:
            start = chosen.randrange(len(words) - length + 1)
            queries.append(words[start : start + length])
    return queries


def all_words(words: list[Word]) -> Node:
    return And(tuple(words))


def any_word(words: list[Word]) -> Node:
    return Or(tuple(words))
