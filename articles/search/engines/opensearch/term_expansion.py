"""The index's own words: what patterns and slips stand for, how words were written, suggestions.

Words are counted by aggregating the field WORDS over the articles that can have them, which takes time in
proportion to these articles: some 0.2 s for 200,000.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from articles.arabic.orthography.characters import ARTICLE
from articles.search.engines.opensearch import dsl
from articles.search.engines.opensearch.dsl import Query
from articles.search.engines.opensearch.schema import FIELDS, SEPARATOR, TEXT, VOCALISED, WORDS, stored
from articles.search.ranking import bm25
from articles.search.terms import wildcards
from articles.search.terms.vocalised import matches_diacritics
from articles.search.types import Form, Fuzzy, Pattern, Word

_MANY: Final = 2000  # spellings looked at for a suggestion, the commonest first
_MAX_PAIRS: Final = 60_000  # that one answer may have: the cluster allows 65,535
_PARTITION: Final = 30_000  # words asked for at a time, about
_SHORT: Final = 4  # letters of a fuzzy term whose neighbours are all words of about that length
# Any letters. With .* at the end, OpenSearch 2.19 takes an expression for a prefix, and reads beyond the
# values of a shard that has none so large.
_REST = f"[^{SEPARATOR}]*"
_WEAK = re.compile("[اويىءأإآؤئةه]")  # letters that a word's forms may lose or change

Ask = Callable[[dict[str, Any]], dict[str, Any]]  # a search request → its answer


class Expander:
    """For one search, or one question about words. ``ask`` puts a search to the index."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._expanded: dict[Pattern | Fuzzy, tuple[list[str], bool]] = {}

    # ---- patterns and fuzzy terms ----

    def expand(self, node: Pattern | Fuzzy) -> tuple[list[str], bool]:
        """The folded words that the node stands for, and whether they were more than ``MAX_WORDS``."""
        if node not in self._expanded:
            counts = self._like(node) if isinstance(node, Pattern) else self._near(node)
            words = list(counts)
            fitting = {words[n]: counts[words[n]] for n in wildcards.fitting(node, words)}
            self._expanded[node] = wildcards.commonest(fitting)
        return self._expanded[node]

    def _like(self, node: Pattern) -> Counter[str]:
        heads = [head for head in wildcards.heads(node.glob) if head]
        parts = _REST.join(map(_escaped, wildcards.bare(node.glob).split("*")))
        return _folded(self._pairs(f"({ARTICLE})?{parts}{SEPARATOR}{_REST}", heads))

    def _near(self, node: Fuzzy) -> Counter[str]:
        """Folded words, among them all within the edits. Lucene's automaton finds longer ones without looking
        at articles, but of two edits only those that begin as the term does."""
        if len(node.term) <= _SHORT:
            lengths = f"{{{max(1, len(node.term) - node.edits)},{len(node.term) + node.edits}}}"
            return _folded(self._pairs(f"[^{SEPARATOR}]{lengths}{SEPARATOR}{_REST}"))
        suggested = self._ask({"size": 0, "suggest": {field: _suggester(field, node) for field in FIELDS}})
        counts = Counter[str]({node.term: 1})
        for field in FIELDS:
            for option in suggested["suggest"][field][0]["options"]:
                counts[option["text"]] += option["freq"]
        if node.edits > 1:
            counts |= _folded(self._pairs(f"({_begun_otherwise(node.term)}){SEPARATOR}{_REST}"))
        return counts

    # ---- harakat ----

    def vocalised(self, word: Word) -> Query:
        """The articles where the word stands with the harakat that were typed."""
        return dsl.any_of([self._vocalised_in(VOCALISED[field], word) for field in bm25.fields(word.scope)])

    def _vocalised_in(self, name: str, word: Word) -> Query:
        heads = [stored(term) + SEPARATOR for term in word.forms[-1].terms]
        pattern = f"({'|'.join(map(_escaped, heads))}){_REST}"
        written = self._buckets(
            name, pattern, dsl.any_of([{"prefix": {name: head}} for head in heads]), _MANY
        )
        return dsl.terms(
            name, [pair for pair in written if matches_diacritics(word.vocalised, _parts(pair)[1])]
        )

    # ---- words ----

    def all_words(self, without: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
        """Surface words with their articles, those of some sources left out."""
        among = dsl.none_of([dsl.terms("source", without)]) if without else dsl.EVERYTHING
        distinct = {"words": {"cardinality": {"field": WORDS, "precision_threshold": 40_000}}}
        about = self._ask({"size": 0, "aggs": distinct})["aggregations"]["words"]["value"]
        partitions = 1 + about // _PARTITION
        for number in range(partitions):
            some = {"partition": number, "num_partitions": partitions}
            for pair, articles in self._buckets(WORDS, some, among, _MAX_PAIRS).items():
                yield _parts(pair)[1], articles

    def of_form(self, form: Form) -> Iterator[tuple[str, int]]:
        """Surface words, with their articles, that stand in the articles which have the form: those alone
        that share its strong letters, the commonest first."""
        terms = [stored(term) for term in form.terms]
        having = dsl.any_of([dsl.terms(TEXT[field, form.layer], terms) for field in FIELDS])
        pattern = f"({'|'.join(map(_skeleton, form.terms))}){SEPARATOR}{_REST}"
        for pair, articles in self._buckets(WORDS, pattern, having, _MANY).items():
            yield _parts(pair)[1], articles

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """The commonest spelling of each folded word that begins with ``prefix`` or ال and ``prefix``."""
        spellings = defaultdict[str, Counter[str]](Counter)
        heads = (prefix, ARTICLE + prefix)
        pattern = f"({ARTICLE})?{_escaped(prefix)}{_REST}{SEPARATOR}{_REST}"
        for pair, articles in self._pairs(pattern, heads, _MANY).items():
            folded, surface = _parts(pair)
            spellings[folded][surface] = articles
        best = sorted(spellings, key=lambda folded: (-spellings[folded].total(), folded))[:limit]
        return [min(spellings[f], key=lambda surface: (-spellings[f][surface], surface)) for f in best]

    # ---- counting ----

    def _pairs(self, pattern: str, heads: Iterable[str] = (), size: int = _MAX_PAIRS) -> dict[str, int]:
        """The pairs in WORDS that the regular expression fits, with their articles, most first. Those that
        begin with one of ``heads`` are looked for in the articles that have any."""
        begun = [{"prefix": {WORDS: head}} for head in heads]
        return self._buckets(WORDS, pattern, dsl.any_of(begun) if begun else dsl.EVERYTHING, size)

    def _buckets(self, name: str, include: Any, among: Query, size: int) -> dict[str, int]:
        terms = {"field": name, "size": size, "shard_size": size, "include": include}
        answer = self._ask({"size": 0, "query": among, "aggs": {"found": {"terms": terms}}})
        buckets = answer["aggregations"]["found"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _suggester(field: bm25.Field, node: Fuzzy) -> dict[str, Any]:
    return {
        "text": stored(node.term),
        "term": {
            "field": TEXT[field, "folded"],
            "analyzer": "words",
            "size": _MANY,
            "shard_size": _MANY,
            "suggest_mode": "always",
            "max_edits": node.edits,
            "prefix_length": 0,
            "min_word_length": 1,
            "accuracy": 0.0,
            "max_term_freq": 2**30,  # a common word has neighbours, too
        },
    }


def _begun_otherwise(term: str) -> str:
    """A regular expression for the words that are two edits away, one of them at the first letter."""
    first, second, rest = term[:1], term[1:2], term[2:]
    heads = ((".?", second + rest), (".", term), (_escaped(second + first), rest))
    return "|".join(f"{head}({_one_edit(tail)})" for head, tail in heads)


def _one_edit(text: str) -> str:
    """A regular expression for the words within one edit of the text."""
    found = []
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        found.append(f"{_escaped(before)}.?{_escaped(after[1:])}")  # another letter, or none
        found.append(f"{_escaped(before)}.?{_escaped(after)}")  # a letter more, or all as it is
        found.append(_escaped(before + after[1:2] + after[:1] + after[2:]))
    return "|".join(dict.fromkeys(found))


def _escaped(text: str) -> str:
    """The text in a regular expression of Lucene's."""
    return "".join(letter if letter.isalnum() else f"\\{letter}" for letter in stored(text))


def _skeleton(term: str) -> str:
    """A regular expression for words with the strong letters of a root or lemma, in their order."""
    strong = [*dict.fromkeys(_WEAK.sub("", term))]
    return _REST + "".join(_escaped(letter) + _REST for letter in strong)


def _folded(pairs: dict[str, int]) -> Counter[str]:
    counts = Counter[str]()
    for pair, articles in pairs.items():
        counts[_parts(pair)[0]] += articles
    return counts


def _parts(pair: str) -> tuple[str, str]:
    first, _, second = pair.partition(SEPARATOR)
    return first, second
