"""Latin words for the archive's Arabic ones, and Arabic ones for its Latin words, by their sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Final

from articles.arabic.input import transliteration
from articles.arabic.input.transliteration import Romanized
from articles.arabic.orthography.normalizer import normalize
from articles.search.suggest.candidate import Candidate

MAX_LATIN: Final = 1_000  # Latin words that Arabic ones are held against, the commonest: 0.3 s and some 5 MB
MAX_ARABIC: Final = 12  # words that one Latin word may stand for
REMEMBERED: Final = 4_096  # words whose names in the other script are not looked for again: some 1 MB
MIN_LETTERS: Final = 3
SOME_ARTICLES: Final = 3  # that must have a word which is not written quite as the Latin one sounds
MANY_WORDS: Final = 20_000  # of an archive in which a word of fewer articles is mostly a slip


class LatinNames:
    """The archive's words by their sound; one Latin word takes some 50 ms among 300,000."""

    def __init__(self, counts: Mapping[str, int], spellings: str) -> None:
        """``counts``: folded word → articles that have it; ``spellings``: of each folded word the commonest
        one, on a line of its own."""
        self._counts = counts
        self._spellings = spellings
        self._minimum = SOME_ARTICLES if len(counts) > MANY_WORDS else 1
        #: Arabic words that a Latin one may stand for, the likeliest first: for kadhimi الكاظمي.
        self.arabic = lru_cache(maxsize=REMEMBERED)(self._arabic)
        #: The likeliest Latin word that an Arabic one may stand for: for ايفون iphone.
        self.latin = lru_cache(maxsize=REMEMBERED)(self._latin)

    def _arabic(self, latin: str) -> tuple[Candidate, ...]:
        sounds = transliteration.romanized(latin)
        if not sounds or len(latin) < MIN_LETTERS:
            return ()
        found = []
        for match in sounds.pattern.finditer(self._spellings):
            word, cost = match.group(), sounds.cost_of(match)
            articles = self._counts[normalize(word)]
            if sounds.is_near(cost) and (articles >= self._minimum or sounds.is_same(cost)):
                found.append(Candidate(word, cost, articles))
        return tuple(sorted(found, key=lambda each: (-each.likelihood, each.text))[:MAX_ARABIC])

    def _latin(self, arabic: str) -> Candidate | None:
        found = []
        for letter in transliteration.first_consonants(arabic):
            for latin, sounds in self._latin_words.get(letter, ()):
                cost = sounds.cost(arabic)
                if sounds.is_same(cost):
                    found.append(Candidate(latin, cost, self._counts[latin]))
        return min(found, key=lambda each: (-each.likelihood, each.text), default=None)

    @cached_property
    def _latin_words(self) -> Mapping[str, list[tuple[str, Romanized]]]:
        """The archive's commonest Latin words as they sound, by the letters of their first consonant."""
        words = (word for word in self._counts if word.isascii() and word.isalpha() and len(word) > 2)
        best = sorted(words, key=lambda word: (-self._counts[word], word))[:MAX_LATIN]
        found = defaultdict[str, list[tuple[str, Romanized]]](list)
        for word in best:
            if sounds := transliteration.romanized(word):
                for letter in sounds.first_letters():
                    found[letter].append((word, sounds))
        return found
