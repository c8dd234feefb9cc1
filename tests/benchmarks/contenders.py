"""What ``make bench`` compares: our engines, and what they are built on or compete with, as it comes.

All get the same words of the same analyzer, the same three layers of title and body, and the same weights.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import tantivy
from whoosh import fields as whoosh_fields
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.analysis import SpaceSeparatedTokenizer

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.ranking import bm25
from articles.search.types import And, Doc, Filter, Or, Phrase, Query, Word
from tests.search.queries import NORMAL

Kind = Literal["all", "any", "phrase", "facets"]
KINDS: tuple[Kind, ...] = ("all", "any", "phrase", "facets")
TOP = 10
SOURCE = "aawsat"  # what the filter asks for; the facets are source and year
FIELDS = [(field, layer) for layer in NORMAL for field in bm25.fields("any")]
NAMES = [f"{field}_{layer}" for field, layer in FIELDS]
WEIGHTS = [bm25.FIELD_WEIGHTS[field] * bm25.LAYER_WEIGHTS[layer] for field, layer in FIELDS]


class Contender(Protocol):
    def build(self, docs: Iterable[Doc]) -> None: ...

    def open(self) -> None: ...

    def ask(self, kind: Kind, words: Sequence[Word]) -> int:
        """Find the ten best, and count all (and, for ``facets``, by source and year). Returns the count."""


def terms(word: Word) -> list[str]:
    """The word in each of ``FIELDS``."""
    return [form.terms[0] for form in word.forms for _ in bm25.fields("any")]


def texts(doc: Doc, analyzer: Analyzer) -> dict[str, str]:
    """The text of each of ``NAMES``."""
    layers = {
        field: list(map(analyzer.layers, analyzer.words(text)))
        for field, text in (("title", doc.title), ("body", doc.body))
    }
    return {f"{f}_{layer}": " ".join(getattr(word, layer) for word in layers[f]) for f, layer in FIELDS}


class Ours:
    """One of our engines, through its contract."""

    def __init__(self, name: str, folder: Path, analyzer: Analyzer) -> None:
        self._engine = registry.create(name, folder, analyzer)

    def build(self, docs: Iterable[Doc]) -> None:
        self._engine.rebuild(docs)

    def open(self) -> None:
        self._engine.close()
        self._engine.search(Query("", And(())), limit=1)

    def ask(self, kind: Kind, words: Sequence[Word]) -> int:
        nodes = tuple(words)
        node = Or(nodes) if kind == "any" else Phrase(_folded(nodes)) if kind == "phrase" else And(nodes)
        query = Query("", node)
        if kind == "facets":
            query = Query("", node, filters=(Filter("source", (SOURCE,)),), facets=("source", "year"))
        return self._engine.search(query, limit=TOP).total


def _folded(words: Iterable[Word]) -> tuple[Word, ...]:
    """A phrase keeps its clitics: the folded layer decides."""
    return tuple(Word(word.text, word.forms[:2]) for word in words)


class StockWhoosh:
    """Whoosh with its own matchers and BM25F."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._folder, self._analyzer = folder, analyzer

    def build(self, docs: Iterable[Doc]) -> None:
        columns: dict[str, Any] = {
            name: whoosh_fields.TEXT(SpaceSeparatedTokenizer(), field_boost=weight)
            for name, weight in zip(NAMES, WEIGHTS, strict=True)
        }
        schema = whoosh_fields.Schema(
            id=whoosh_fields.STORED,
            source=whoosh_fields.ID(sortable=True),
            year=whoosh_fields.ID(sortable=True),
            **columns,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        writer = whoosh_index.create_in(self._folder, schema).writer(limitmb=256)
        for doc in docs:
            values = texts(doc, self._analyzer)
            writer.add_document(id=doc.id, source=doc.source, year=doc.published[:4], **values)
        writer.commit()

    def open(self) -> None:
        self._searcher = whoosh_index.open_dir(self._folder).searcher()

    def ask(self, kind: Kind, words: Sequence[Word]) -> int:
        query, options = self._query(kind, words), {}
        if kind == "facets":
            options = {"filter": whoosh_query.Term("source", SOURCE), "groupedby": ["source", "year"]}
        results = self._searcher.search(query, limit=TOP, **options)
        for name in options.get("groupedby", ()):
            results.groups(name)
        return len(results)

    def _query(self, kind: Kind, words: Sequence[Word]) -> Any:
        if kind == "phrase":
            text = [word.forms[1].terms[0] for word in words]
            names = ("title_folded", "body_folded")
            return whoosh_query.Or([whoosh_query.Phrase(name, text) for name in names])
        each = [
            whoosh_query.Or([whoosh_query.Term(*pair) for pair in zip(NAMES, terms(word), strict=True)])
            for word in words
        ]
        return (whoosh_query.Or if kind == "any" else whoosh_query.And)(each)


class SqliteFts5:
    """SQLite's full-text index, in a file of its own."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._file, self._analyzer = folder / "fts5.db", analyzer

    def build(self, docs: Iterable[Doc]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file)
        columns = ", ".join(NAMES)
        database.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5({columns}, "
            "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\")"
        )
        database.execute("CREATE TABLE columns (id INTEGER PRIMARY KEY, source TEXT, year TEXT)")
        marks = ", ".join("?" * (len(NAMES) + 1))
        for doc in docs:
            row = (doc.id, *texts(doc, self._analyzer).values())
            database.execute(f"INSERT INTO texts (rowid, {columns}) VALUES ({marks})", row)
            values = (doc.id, doc.source, doc.published[:4])
            database.execute("INSERT INTO columns VALUES (?, ?, ?)", values)
        database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = sqlite3.connect(self._file)

    def ask(self, kind: Kind, words: Sequence[Word]) -> int:
        match = self._match(kind, words)
        rank = f"bm25(texts, {', '.join(map(str, WEIGHTS))})"
        joined, where, values = "texts", "texts MATCH ?", (match,)
        if kind == "facets":
            joined, where = "texts JOIN columns ON id = texts.rowid", "texts MATCH ? AND source = ?"
            values += (SOURCE,)  # type: ignore[assignment]
            for name, condition, parameters in (
                ("source", "texts MATCH ?", (match,)),
                ("year", where, values),
            ):
                counts = f"SELECT {name}, count(*) FROM {joined} WHERE {condition} GROUP BY {name}"
                self._database.execute(counts, parameters).fetchall()
        top = f"SELECT texts.rowid FROM {joined} WHERE {where} ORDER BY {rank} LIMIT {TOP}"
        self._database.execute(top, values).fetchall()
        return int(
            self._database.execute(f"SELECT count(*) FROM {joined} WHERE {where}", values).fetchone()[0]
        )

    def _match(self, kind: Kind, words: Sequence[Word]) -> str:
        if kind == "phrase":
            text = " ".join(word.forms[1].terms[0] for word in words)
            return f'{{title_folded body_folded}} : "{text}"'
        each = [
            " OR ".join(f'{n} : "{t}"' for n, t in zip(NAMES, terms(word), strict=True)) for word in words
        ]
        return (" OR " if kind == "any" else " AND ").join(f"({one})" for one in each)


class BareTantivy:
    """Tantivy asked directly: the clauses that rank in our engine, without its window and our checks."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._folder, self._analyzer = folder, analyzer

    def build(self, docs: Iterable[Doc]) -> None:
        builder = tantivy.SchemaBuilder().add_integer_field("id", indexed=True, fast=True)
        for name in NAMES:
            builder.add_text_field(name, tokenizer_name="words")
        for name in ("source", "year"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        schema = builder.build()
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(schema, str(self._folder))
        splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", splitter)
        writer = index.writer(256 * 2**20, 1)
        for doc in docs:
            values = texts(doc, self._analyzer) | {"source": doc.source, "year": doc.published[:4]}
            writer.add_document(tantivy.Document.from_dict({"id": doc.id, **values}, schema))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def ask(self, kind: Kind, words: Sequence[Word]) -> int:
        query = self._query(kind, words)
        if kind == "facets":
            self._searcher.aggregate(query, {"source": {"terms": {"field": "source", "size": 50}}})
            chosen = tantivy.Query.term_query(self._index.schema, "source", SOURCE, "basic")
            chosen = tantivy.Query.const_score_query(chosen, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, chosen)])
            self._searcher.aggregate(query, {"year": {"terms": {"field": "year", "size": 50}}})
        found = self._searcher.search(query, TOP)
        self._searcher.fast_field_values("id", [address for _, address in found.hits])
        return int(found.count)  # type: ignore[attr-defined]

    def _query(self, kind: Kind, words: Sequence[Word]) -> tantivy.Query:
        schema, query = self._index.schema, tantivy.Query
        scored = [self._word(word) for word in words]
        if kind == "phrase":
            text = [word.forms[1].terms[0] for word in words]
            either = [
                query.phrase_query(schema, name, list(text)) for name in ("title_folded", "body_folded")
            ]
            phrase = query.const_score_query(_any_of(either), 0.0)
            return query.boolean_query(
                [(tantivy.Occur.Must, phrase), (tantivy.Occur.Should, _any_of(scored))]
            )
        if kind == "any":
            return _any_of(scored)
        return query.boolean_query([(tantivy.Occur.Must, word) for word in scored])

    def _word(self, word: Word) -> tantivy.Query:
        schema, query = self._index.schema, tantivy.Query
        clauses = [
            query.boost_query(query.term_query(schema, name, term, "freq"), weight)
            for name, term, weight in zip(NAMES, terms(word), WEIGHTS, strict=True)
        ]
        return _any_of(clauses)


def _any_of(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def contender(name: str, folder: Path, analyzer: Analyzer) -> Contender:
    """By its name in ``CONTENDERS``."""
    stock: dict[str, Callable[[Path, Analyzer], Contender]]
    stock = {"stock Whoosh": StockWhoosh, "SQLite FTS5": SqliteFts5, "bare Tantivy": BareTantivy}
    if name in stock:
        return stock[name](folder, analyzer)
    return Ours(name, folder, analyzer)


CONTENDERS = ("stock Whoosh", "whoosh", "SQLite FTS5", "bare Tantivy", "tantivy")
