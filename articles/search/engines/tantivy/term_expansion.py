"""The index's own words: what patterns and slips stand for, how words were written, suggestions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from tantivy import Query

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.orthography.characters import ARTICLE
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import any_of
from articles.search.engines.tantivy.forward_index import Wanted, wanted_stems, wanted_surfaces
from articles.search.engines.tantivy.reader import IndexReader
from articles.search.ranking import bm25
from articles.search.terms import wildcards
from articles.search.terms.vocalised import matches_diacritics
from articles.search.types import Form, Fuzzy, Pattern, Word

_MANY = 2000  # spellings looked at for a suggestion, the commonest first
_REMEMBERED = 256  # answers of each kind
_REMEMBERED_FORMS = 4096


class Expander:
    """For one reader. All words are read once, when first needed: 0.3 s for 20,000 articles."""

    def __init__(self, reader: IndexReader, analyzer: Analyzer) -> None:
        self.reader = reader
        self._analyzer = analyzer
        self.found = lru_cache(_REMEMBERED)(self._found)
        self.wanted = lru_cache(_REMEMBERED_FORMS)(self._wanted)
        self.rarities = lru_cache(_REMEMBERED_FORMS)(self._rarities)
        self.suggest = lru_cache(_REMEMBERED)(self._suggest)

    # ---- patterns and fuzzy terms ----

    def _found(self, node: Pattern | Fuzzy) -> tuple[list[str], bool]:
        """The folded words that the node stands for, and whether they were more than ``MAX_WORDS``."""
        counts = self._candidates(node)
        words = list(counts)
        return wildcards.commonest({words[n]: counts[words[n]] for n in wildcards.fitting(node, words)})

    def _candidates(self, node: Pattern | Fuzzy) -> Counter[str]:
        """Folded words, all that fit among them, with the articles of their spellings, summed."""
        heads = wildcards.heads(node.glob) if isinstance(node, Pattern) else ("",)
        return self._all_folded if "" in heads else _folded(self._beginning(heads))

    @cached_property
    def _all_folded(self) -> Counter[str]:
        return _folded(self._beginning(("",)))

    def _beginning(self, heads: Iterable[str], limit: int | None = None) -> dict[str, int]:
        """Spellings of folded words that begin with one of ``heads``, with their articles."""
        found = dict[str, int]()
        for head in heads:
            found.update(self.reader.terms(schema.SPELLINGS, head, limit))
        return found

    # ---- harakat ----

    def vocalised(self, word: Word) -> Query:
        """The articles where the word stands with the harakat that were typed."""
        found = []
        for field in bm25.fields(word.scope):
            name = schema.VOCALISED[field]
            written = (pair for surface in word.forms[-1].terms for pair in self._pairs(name, surface))
            terms = [pair for pair in written if matches_diacritics(word.vocalised, _parts(pair)[1])]
            found.append(Query.term_set_query(self.reader.schema, name, terms))
        return any_of(found)

    # ---- words ----

    def _wanted(self, form: Form) -> Wanted:
        """The words that the form stands for, as ``texts`` has them."""
        if form.layer == "stem":
            return wanted_stems(form.terms)
        if form.layer in ("lemma", "root"):
            return wanted_stems(self._stems(form))
        surfaces: Iterable[str] = form.terms
        if form.layer == "folded":
            surfaces = (word for term in form.terms for word in self._narrower(schema.SPELLINGS, term))
        return wanted_surfaces((self._analyzer.layers(word).stem, word) for word in surfaces)

    def _stems(self, form: Form) -> list[str]:
        """The stems that a form of stems, lemmas or roots stands for."""
        match form.layer:
            case "lemma":
                own = [term for term in form.terms if self._analyzer.lemma(term) == term]
                return own + [stem for term in form.terms for stem in self._narrower(schema.LEMMAS, term)]
            case "root":
                return [stem for root in form.terms for stem in self._narrower(schema.FAMILIES, root)]
        return [*form.terms]

    def _narrower(self, name: str, wider: str) -> Iterator[str]:
        """The words that stand for one word of the wider layer in a field of pairs."""
        return (_parts(pair)[1] for pair in self._pairs(name, wider))

    def _rarities(self, form: Form) -> tuple[float, float]:
        """The ``ranking.idf`` of the form in the title and in the body."""
        title, body = (
            self.reader.having(schema.TEXT[field, form.layer], form.terms) for field in schema.FIELDS
        )
        return self.reader.idf(title), self.reader.idf(body)

    def _pairs(self, name: str, wider: str) -> Iterator[str]:
        """The entries of one word of the wider layer in a field of pairs."""
        for pair, _ in self.reader.terms(name, wider + schema.SEPARATOR):
            yield pair

    def all_words(self, among: Query | None = None) -> Iterator[tuple[str, int]]:
        """Surface words with their articles, of all articles or of those that a query finds."""
        for entry, articles in self.reader.terms(schema.SPELLINGS, "", among=among):
            yield _parts(entry)[1], articles

    def beginning_with_stems(self, form: Form) -> Iterator[tuple[str, int]]:
        """Surface words, with their articles, that begin with a stem of the form, or with ال and one."""
        heads = [head for stem in self._stems(form) for head in (stem, ARTICLE + stem)]
        for entry, articles in self._beginning(heads, _MANY).items():
            yield _parts(entry)[1], articles

    def _suggest(self, prefix: str, limit: int) -> list[str]:
        """The commonest spelling of each folded word that begins with ``prefix`` or ال and ``prefix``."""
        spellings = defaultdict[str, Counter[str]](Counter)
        for entry, articles in self._beginning((prefix, ARTICLE + prefix), _MANY).items():
            folded, surface = _parts(entry)
            spellings[folded][surface] = articles
        best = sorted(spellings, key=lambda folded: (-spellings[folded].total(), folded))[:limit]
        return [min(spellings[f], key=lambda surface: (-spellings[f][surface], surface)) for f in best]


def _folded(spellings: dict[str, int]) -> Counter[str]:
    counts = Counter[str]()
    for entry, articles in spellings.items():
        counts[_parts(entry)[0]] += articles
    return counts


def _parts(entry: str) -> tuple[str, str]:
    first, _, second = entry.partition(schema.SEPARATOR)
    return first, second
