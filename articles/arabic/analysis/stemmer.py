"""A light stemmer that asks for evidence before it takes a letter away.

Each step goes from a word to a shorter one that the lexicon supports: clitics first, one at a time, then
endings. The stem is the word where no step is supported any more, so it is mostly a word of its own
(للقوات → قوات → قوه), and all forms of a word end there. A pure function of the folded word.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from articles.arabic.analysis.clitics import Clitics
from articles.arabic.analysis.lexicon import Lexicon
from articles.arabic.analysis.roots import Roots
from articles.arabic.analysis.suffixes import Suffixes


class Stemmer:
    """Stems folded words by the evidence of a lexicon."""

    def __init__(self, lexicon: Lexicon, roots: Roots, kept: Set[str], forms: Mapping[str, str]) -> None:
        """``kept``: folded words that are never shortened. ``forms``: folded word → its stem."""
        self._endings = Suffixes(lexicon, kept | forms.keys())
        self._clitics = Clitics(lexicon, self._endings, roots, kept | forms.keys())
        self._forms = forms

    def stem(self, word: str) -> str:
        """The stem of a folded word."""
        word = self._clitics.strip(word)
        while (left := self._endings.without(word)) is not None:
            word = left
        return self._forms.get(word, word)
