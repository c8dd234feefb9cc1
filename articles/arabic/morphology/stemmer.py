"""A light stemmer that asks for evidence before it takes a letter away.

Each step goes from a word to a shorter one that the lexicon supports: clitics first, one at a time, then
endings. The stem is the word where no step is supported any more, or one that the lemma data has (وللوزراء:
وزراء), so it is mostly a word of its own, and all forms of a word end there. A pure function of the word as
it is spelt: where ة and ه, or إ and أ, make two words of one folded one, the spelling decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from articles.arabic.morphology.clitics import Clitics
from articles.arabic.morphology.lemmas import Lemmas
from articles.arabic.morphology.lexicon import Lexicon
from articles.arabic.morphology.roots import Roots
from articles.arabic.morphology.suffixes import Suffixes

# No word of its own begins so: الأم is ال + أم.
_HAMZA = re.compile("[أإآ]")
_SURE_ARTICLES = ("الأ", "الإ", "الآ")


class Stemmer:
    """Stems words by the evidence of a lexicon and of the lemmas."""

    def __init__(
        self, lexicon: Lexicon, roots: Roots, lemmas: Lemmas, protected: Set[str], forms: Mapping[str, str]
    ) -> None:
        """``protected``: folded words that are never shortened. ``forms``: folded word → its stem."""
        self._protected = protected | forms.keys()
        self._lexicon = lexicon
        self._lemmas = lemmas
        self._suffixes = Suffixes(lexicon, self._protected, lemmas.nouns.keys())
        self._clitics = Clitics(lexicon, self._suffixes, roots, lemmas, self._protected)
        self._forms = forms

    def stem(self, word: str, surface: str) -> str:
        """The stem of a folded word that is written ``surface``."""
        if stem := self._stem_in_data(word, surface):
            return stem
        left: str | None = self._strip(word, surface)
        spelling = surface[len(word) - len(left or "") :]
        while left is not None:
            word = left
            if spelling.startswith(_SURE_ARTICLES) and word not in self._protected:
                word, spelling = word[2:], spelling[2:]
            if stem := self._stem_in_data(word, spelling):
                return stem
            left = self._without_ending(word, spelling[-1:])
            if left is not None:
                first = spelling[0]
                spelling = f"{left[:-1]}ة" if left[-1] == "ه" else self._lemmas.spelling(left)
                if left[-1] in "يه" and word.startswith(left):
                    spelling = left  # ى and ة stand only at the end: قوية is of قوي, not of قوى
                if first == "إ" and left[0] == "ا":
                    spelling = first + spelling[1:]  # إحيائه is of إحياء, not of أحياء
        return word if self._lemmas.lemma(word) == word else spelling

    def _strip(self, word: str, surface: str) -> str:
        """The word without its clitics, of which none has a hamza: ألفان is not ال + فان."""
        left = self._clitics.strip(word)
        hamza = _HAMZA.search(surface, 0, len(word) - len(left))
        return word[hamza.start() :] if hamza else left

    def _without_ending(self, word: str, written: str) -> str | None:
        last = self._lemmas.spelling(word)[-1]
        if word not in self._protected and (last == "ة" or (last == "ء" and written in "اآإ")):
            return word[:-1]  # not in the data, so written as another word: وحده is not وحدة, عملا not عملاء
        if written in ("أ", "ء"):
            return None  # no ending: قرأ is not قر + ا, حراء not حر + ا
        if found := self._lemmas.verbs.without_object(word):
            return found
        found = self._suffixes.without(word, written == "ة")
        is_feminine = word[-1] == "ه" and (written == "ة" or not self._lexicon.has_pronoun(word))
        return None if found and is_feminine and self._lemmas.verbs.is_verb(found) else found  # عرقلة, عرقل

    def _stem_in_data(self, word: str, spelling: str) -> str | None:
        """The stem of a word of the data; None for any other."""
        if word in self._protected:
            return self._forms.get(word, word)
        if other := self._lemmas.verbs.spelt.get(spelling):
            return other
        noun = self._lemmas.noun(word, spelling)
        if noun is None:
            return word if self._lemmas.verbs.lemma(word) else None
        if noun != word:
            return noun  # as it is spelt: إله is not آله
        feminine = self._lemmas.spelling(word)[-1] == "ة"
        pronoun = feminine and spelling[-1] != "ة" and self._lexicon.has_pronoun(word)
        return None if pronoun else noun
