"""A corpus of articles as benchmarks read it, and queries drawn from its headlines with a fixed seed."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.search.types import And, Doc, Form, Node, Or, Word
from tests.search.queries import NORMAL

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "news-dev.jsonl.gz"


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


def varied(path: Path, count: int) -> Iterator[Doc]:
    """``count`` articles, ids from 1: those of the file, then the same again with one word in eight changed
    for another of the file, and one in four hundred for one that nobody wrote: as texts differ, and words
    become more the more is written."""
    docs = list(islice(read(path), count))
    pool = [word for doc in docs[::20] for word in doc.body.split()]
    for number in range(count):
        doc = docs[number % len(docs)]
        if number >= len(docs):
            chosen = random.Random(number)
            title, body = (_changed(text, pool, chosen) for text in (doc.title, doc.body))
            doc = replace(doc, id=number + 1, title=title, body=body)
        yield doc


def _changed(text: str, pool: list[str], chosen: random.Random) -> str:
    words = text.split(" ")
    for place in chosen.sample(range(len(words)), len(words) // 8):
        words[place] = chosen.choice(pool)
    for place in chosen.sample(range(len(words)), len(words) // 400):
        words[place] += "".join(chosen.choices("ابتدرسعفقلمنهوي", k=3))
    return " ".join(words)


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
