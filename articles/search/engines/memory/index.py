"""An inverted index as plain dictionaries: what the reference engine asks its questions of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.orthography.characters import ARTICLE
from articles.search.ranking import bm25, proximity
from articles.search.ranking.bm25 import Field
from articles.search.ranking.positions import in_order, near
from articles.search.terms import wildcards
from articles.search.terms.vocalised import matches_diacritics, vocalised_words
from articles.search.types import (
    LAYERS,
    And,
    AtLeast,
    DateRange,
    Doc,
    Everything,
    Form,
    Fuzzy,
    InColumn,
    Layer,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    QueryWarning,
    Word,
    date_key,
)
from articles.search.visitors import deciding, leaves

FIELDS = bm25.fields("any")
Postings = Mapping[int, list[int]]  # article → positions


class MemoryIndex:
    """Answers for one frozen set of articles. Built anew after a change."""

    def __init__(self, docs: Iterable[Doc], analyzer: Analyzer) -> None:
        self.docs = {doc.id: doc for doc in docs}
        self.words: Counter[str] = Counter()  # surface word → articles
        self.folded: dict[str, Counter[str]] = defaultdict(Counter)  # folded → surface words → articles
        self.lengths: dict[Field, dict[int, int]] = {field: {} for field in FIELDS}
        self._postings: dict[tuple[Field, Layer, str], dict[int, list[int]]] = defaultdict(dict)
        self._vocalised: dict[tuple[Field, int], set[tuple[str, str]]] = {}
        self.expanded = lru_cache(maxsize=64)(self._expanded)  # a search asks several times
        for doc in self.docs.values():
            self._add(doc, analyzer)

    def _add(self, doc: Doc, analyzer: Analyzer) -> None:
        texts: dict[Field, str] = {"title": doc.title, "body": doc.body}
        distinct: set[str] = set()
        for field, text in texts.items():
            words = analyzer.words(text)
            distinct.update(words)
            self.lengths[field][doc.id] = len(words)
            self._vocalised[field, doc.id] = vocalised_words(text, analyzer)
            for position, surface in enumerate(words):
                layers = analyzer.layers(surface)
                for layer, term in zip(LAYERS, layers, strict=True):
                    self._postings[field, layer, term].setdefault(doc.id, []).append(position)
        self.words.update(distinct)
        for surface in distinct:
            self.folded[analyzer.layers(surface).folded][surface] += 1

    # ---- what matches ----

    def matching(self, node: Node) -> set[int]:
        """The articles that the node matches."""
        match node:
            case Everything():
                return set(self.docs)
            case Nothing():
                return set()
            case Word():
                return self._with_word(node)
            case Phrase():
                return self._with_phrase(node)
            case Pattern() | Fuzzy():
                form = Form("folded", tuple(self.expanded(node)[0]))
                return {id for field in bm25.fields(node.scope) for id in self.postings(form, field)}
            case InColumn():
                return {
                    doc.id for doc in self.docs.values() if set(values(doc, node.column)) & set(node.values)
                }
            case DateRange():
                return {
                    doc.id for doc in self.docs.values() if node.first <= date_key(doc.published) <= node.last
                }
            case Not():
                return set(self.docs) - self.matching(node.node)
            case And():
                return set(self.docs).intersection(*map(self.matching, node.nodes))
            case Or():
                return set().union(*map(self.matching, node.nodes))
            case AtLeast():
                found = Counter(id for child in node.nodes for id in self.matching(child))
                return {id for id in self.docs if found[id] >= node.minimum}

    def _with_word(self, word: Word) -> set[int]:
        return {
            id
            for field in bm25.fields(word.scope)
            for form in deciding(word)
            for id in self.postings(form, field)
            if not word.vocalised or self._has_vocalised(word, field, id)
        }

    def _has_vocalised(self, word: Word, field: Field, id: int) -> bool:
        return any(
            surface in word.forms[-1].terms and matches_diacritics(word.vocalised, written)
            for surface, written in self._vocalised[field, id]
        )

    def _with_phrase(self, phrase: Phrase) -> set[int]:
        return {
            id
            for id in set(self.docs).intersection(*map(self._with_word, phrase.words))
            if any(self._stands(phrase, field, id) for field in FIELDS)
        }

    def _stands(self, phrase: Phrase, field: Field, id: int) -> bool:
        if any(field not in bm25.fields(word.scope) for word in phrase.words):
            return False
        positions = [self.postings(word.forms[-1], field).get(id, []) for word in phrase.words]
        if not all(positions):
            return False
        return near(positions, phrase.slop) if phrase.slop else in_order(positions)

    def postings(self, form: Form, field: Field) -> Postings:
        """The articles that have any term of the form in the field, with the positions."""
        if len(form.terms) == 1:
            return self._postings.get((field, form.layer, form.terms[0]), {})
        merged: dict[int, list[int]] = defaultdict(list)
        for term in form.terms:
            for id, positions in self._postings.get((field, form.layer, term), {}).items():
                merged[id].extend(positions)
        return merged

    def _expanded(self, node: Pattern | Fuzzy) -> tuple[list[str], bool]:
        """The folded words that a pattern or fuzzy term stands for, and whether they are too many."""
        words = list(self.folded)
        found = [words[number] for number in wildcards.fitting(node, words)]
        return wildcards.commonest({word: self._articles(word) for word in found})

    def warnings(self, node: Node) -> tuple[QueryWarning, ...]:
        """Tells the patterns and fuzzy terms that stand for more words than are searched."""
        loose = [leaf for leaf in leaves(node, negative=True) if isinstance(leaf, Pattern | Fuzzy)]
        return tuple(wildcards.cut_warning(leaf) for leaf in loose if self.expanded(leaf)[1])

    def _articles(self, folded: str) -> int:
        """Articles of each spelling of the folded word, summed."""
        return self.folded[folded].total()

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """The commonest spelling of each folded word that begins with ``prefix`` or ال and ``prefix``."""
        begun = (prefix, ARTICLE + prefix)
        found = [word for word in self.folded if word.startswith(begun)]
        found.sort(key=lambda word: (-self._articles(word), word))
        return [min(self.folded[word], key=lambda s: (-self.words[s], s)) for word in found[:limit]]

    # ---- scores ----

    def scores(self, words: Sequence[Word], ids: Collection[int]) -> dict[int, float]:
        """The score of each of the articles ``ids``."""
        totals = dict.fromkeys(ids, 0.0)
        for word in words:
            for form in word.forms:
                for field in bm25.fields(word.scope):
                    self._add_scores(totals, form, field)
        return totals

    def _add_scores(self, totals: dict[int, float], form: Form, field: Field) -> None:
        postings = [self._postings.get((field, form.layer, term), {}) for term in form.terms]
        weight = bm25.FIELD_WEIGHTS[field] * bm25.LAYER_WEIGHTS[form.layer] * self._idf(postings)
        for id in set().union(*postings) & totals.keys():
            count = max(len(postings_of_term.get(id, ())) for postings_of_term in postings)
            length = bm25.rounded_length(self.lengths[field][id])
            totals[id] += weight * bm25.saturation(count, length, self._average(field))

    def _idf(self, postings: Sequence[Postings]) -> float:
        return bm25.idf(len(self.docs), max(map(len, postings), default=0))

    def _average(self, field: Field) -> float:
        return sum(self.lengths[field].values()) / len(self.docs)

    def rarities(self, words: Sequence[Word]) -> Sequence[tuple[float, float]]:
        return [(self._rarity(word, "title"), self._rarity(word, "body")) for word in words]

    def _rarity(self, word: Word, field: Field) -> float:
        form = word.forms[-1]
        return self._idf([self._postings.get((field, form.layer, term), {}) for term in form.terms])

    def positions_of(self, words: Sequence[Word], ids: Sequence[int]) -> proximity.Positions:
        found = set[int]()
        for number, word in enumerate(words):
            for field in bm25.fields(word.scope):
                postings = self.postings(word.forms[-1], field)
                for row, id in enumerate(ids, number * len(ids)):
                    text = (row << proximity.POSITION_BITS) + (proximity.BODY if field == "body" else 0)
                    found.update(text + place for place in postings.get(id, ()))
        return np.array(sorted(found), np.int64)


def values(doc: Doc, column: str) -> tuple[str, ...]:
    """The values of the article in a column or time facet; unknown ones are left out."""
    year, month, day = date_key(doc.published) // 10_000, doc.published[:7], doc.published[:10]
    values: dict[str, tuple[str, ...]] = {
        "source": (doc.source,),
        "section": (doc.section,),
        "tag": doc.tags,
        "mention": doc.mentions,
        "author": doc.authors,
        "year": (f"{year:04}",) if year else (),
        "month": (month,) if len(month) == 7 else (),
        "day": (day,) if len(day) == 10 else (),
    }
    return tuple(value for value in dict.fromkeys(values[column]) if value)
