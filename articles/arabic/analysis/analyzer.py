"""The one analyzer: a text becomes tokens, each with its layers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from articles.arabic.analysis.fingerprint import fingerprint
from articles.arabic.morphology.additions import NO_ADDITIONS, Additions
from articles.arabic.morphology.lemmas import Lemmas
from articles.arabic.morphology.lexicon import Lexicon, read_forms, read_lines, read_names, read_words
from articles.arabic.morphology.roots import Roots
from articles.arabic.morphology.stemmer import Stemmer
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.arabic.orthography import tokenizer
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize, without_final_hamza
from articles.arabic.spelling.spelling_variants import Families

# Half of the 224,000 distinct words of 20,000 articles, in 50 MB when it is full: a miss in fifty of their
# 5.8 million words. A web process, which keeps it for weeks, is to stay below 300 MB.
_CACHED_WORDS = 131_072
_PART_OF_NAME = 0.9  # of the places of a name that ال belongs to; of most common nouns less
_COMMON = 3_000  # occurrences in a thousand million words, from which they tell a common noun
_COMMON_NOUN = 0.25  # of a noun's places that have the article; of حماس 0.14, of تفجير 0.33


class Layers(NamedTuple):
    """One word from the narrowest reading to the widest."""

    surface: str
    folded: str
    stem: str
    lemma: str
    root: str


class Token(NamedTuple):
    """A word of a text; ``start`` and ``end`` (exclusive) are offsets into the original text."""

    start: int
    end: int
    surface: str
    folded: str
    stem: str
    lemma: str
    root: str


class Analyzer:
    """Turns text into words and words into layers.

    Context-free: the layers of a word are a function of its surface, equal stems have equal lemmas, and
    equal lemmas equal roots. Equal folded words mostly have equal stems, not where ة and ه or إ and أ make
    two words of one (عملة, عمله). Safe for threads.
    """

    def __init__(
        self, vocabulary: Mapping[str, int] | None = None, additions: Additions = NO_ADDITIONS
    ) -> None:
        """``vocabulary``: the archive's frozen vocabulary (surface word → number of articles).
        ``additions``: an editor's own words."""
        self._vocabulary = vocabulary or {}
        self._lexicon = lexicon = Lexicon(self._vocabulary)
        self._additions = additions
        self.families = Families(self._lines("families.txt"))
        self._names = names = read_names(self._lines("names.txt"))
        protected = names | read_words(self._lines("protected.txt")) | FOLDED_STOPWORDS
        self._roots = Roots(lexicon, names | FOLDED_STOPWORDS)
        self._lemmas = Lemmas(lexicon, additions, names)
        self._forms = forms = read_forms(self._lines("forms.txt"))
        self._stemmer = Stemmer(lexicon, self._roots, self._lemmas, protected, forms)
        self.layers = lru_cache(maxsize=_CACHED_WORDS)(self._layers)

    def __reduce__(self) -> tuple[type[Analyzer], tuple[Mapping[str, int], Additions]]:
        """Travels to other processes as its vocabulary and the editor's words."""
        return Analyzer, (self._vocabulary, self._additions)

    def _lines(self, name: str) -> list[str]:
        """The lines of a data file, and those that an editor adds to it."""
        return [*read_lines(name), *self._additions.of(name)]

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, in order."""
        layers, new = self.layers, tuple.__new__  # twice as fast as calling Token
        return [new(Token, offsets + layers(surface)) for offsets, surface in tokenizer.offsets(text)]

    def occurrences(self, stem: str) -> float:
        """How often a stem stands in running text, with and without the article: times in a thousand million
        words, 0.0 when it is unknown."""
        return self._lexicon.noun(stem)

    def takes_article(self, word: str) -> bool:
        """Whether a word that stands without ال often stands with it: تفجير and التفجير are said, سوريا alone
        is. Names of people and places do so in less than a quarter of their places, as the list of words
        tells; of a word that it does not know nothing is said."""
        word = normalize(word)
        return not word.startswith(ARTICLE) and self._with_article(word) >= _COMMON_NOUN

    def _is_common_noun(self, word: str) -> bool:
        return self._lexicon.noun(word) >= _COMMON and self._with_article(word) >= _COMMON_NOUN

    def may_be_name(self, word: str) -> bool:
        """Whether a folded word without ال is in the list of names, or seldom or nearly always stands with ال
        (القذافي) and, when seldom, has no Arabic root."""
        if word in self._names or word in FOLDED_STOPWORDS:
            return word in self._names
        share = self._with_article(word)
        return share > _PART_OF_NAME or (share < _COMMON_NOUN and self.is_foreign(word))

    def _with_article(self, word: str) -> float:
        """The part of the places of a folded word in which ال stands before it; 0.0 of an unknown one."""
        known = self._lexicon.noun(word)
        return self._lexicon.count(ARTICLE + word) / known if known else 0.0

    def words(self, text: str) -> list[str]:
        """The surface words alone, in order: all that an index of surfaces needs."""
        return tokenizer.words(text)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each word: start, end (exclusive) in the original text, and its surface."""
        return tokenizer.spans(text)

    def _layers(self, surface: str) -> Layers:
        """The layers of a surface word; equal ones share one string, which halves the cache."""
        folded = normalize(surface)
        folded = surface if folded == surface else folded
        stem = self._stemmer.stem(folded, surface)
        stem = folded if stem == folded else sys.intern(stem)
        lemma = self._lemmas.lemma(stem)
        lemma = stem if lemma == stem else sys.intern(lemma)
        root = self._root(lemma)
        return Layers(surface, folded, stem, lemma, lemma if root == lemma else root)

    def _root(self, lemma: str) -> str:
        """The root of a lemma; that of its verb for the noun of a verb without a root of three letters
        (عرقلة: عرقل)."""
        root = self._roots.root(lemma)
        verb = without_final_hamza(lemma[:-1]) if root == lemma and lemma.endswith("ه") else ""
        return self._roots.root(self._lemmas.lemma(verb)) if self._lemmas.verbs.is_verb(verb) else root

    def lemma(self, stem: str) -> str:
        """The lemma of a stem."""
        return self._lemmas.lemma(stem)

    def homographs(self, layers: Layers) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a query for a word may mean besides, of a verb whose perfect is a noun too: for the noun (رسم)
        the verb's lemma, for the verb (يرسم) the folded perfect, bare."""
        verbs = self._lemmas.verbs
        lemma, perfect = verbs.homographs.get(layers.stem), verbs.perfects.get(layers.lemma)
        if perfect and perfect != layers.stem:
            forms = (perfect, "و" + perfect, "ف" + perfect)
            return (), tuple(form for form in forms if form == perfect or form not in self._lemmas.nouns)
        return ((lemma,) if lemma and lemma != layers.lemma else ()), ()

    def is_foreign(self, word: str) -> bool:
        """Whether a folded word without clitics has no Arabic root: a foreign name, a loan word or a slip."""
        if (
            word in FOLDED_STOPWORDS
            or word in self._forms
            or self.lemma(word) != word
            or self._lemmas.is_arabic(word)
        ):
            return False
        if self._roots.fits(word) and (self._lemmas.knows(word) or self._is_common_noun(word)):
            return False  # صحيفة, مناخ; but سيناريو, a noun that is known too, is formed as no Arabic word is
        return self._roots.is_foreign(word)

    def fingerprint(self) -> str:
        """Changes with the data, the vocabulary, or when any probe word comes out differently."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self._layers, self._vocabulary, self._additions)
