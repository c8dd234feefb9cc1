"""A light stemmer that asks for evidence before it takes a letter away.

Each step goes from a word to a shorter one that the lexicon supports: clitics first, one at a time, then
endings. The stem is the word where no step is supported any more, so it is mostly a word of its own
(للقوات → قوات → قوه), and all forms of a word end there. A pure function of the folded word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from articles.arabic.fold import without_final_hamza
from articles.arabic.letters import ARTICLE
from articles.arabic.lexicon import Lexicon

_WORD = re.compile("[ء-ي]{3,}")
_HAMZA = "أإآ"
_SINGLE = "وفبكل"
_FUTURE = re.compile("س[يتنا]..")

# How much commoner than the whole the rest must be for a one-letter clitic to come off.
_CLITIC_RATIO = 2.5


class Ending(NamedTuple):
    """An ending and what stands in its place; ``ratio``: how common the rest must be beside the whole."""

    suffix: str
    instead: str
    least: int  # letters of the rest
    ratio: float
    sibling: str = ""  # another ending of the same paradigm that must be attested
    safe: bool = False  # comes off unknown words too


def _pronouns() -> Iterator[Ending]:
    for suffix in ("هما", "ها", "هم", "هن", "كم", "نا", "ه", "ك", "ي"):
        ratio = {"ه": 0.5, "ك": 4.0, "ي": 2.0}.get(suffix, 1.0)
        safe = suffix in ("هما", "ها", "هم")
        yield Ending(suffix, "", 3, ratio, safe=safe)
        yield Ending("ت" + suffix, "ه", 2, ratio)
        yield Ending("ا" + suffix, "ي", 2, ratio)
        yield Ending("اي" + suffix, "ا", 2, ratio)
        yield Ending("او" + suffix, "ا", 2, ratio)


ENDINGS = (
    *_pronouns(),
    Ending("يون", "ي", 3, 0.05, safe=True),
    Ending("يين", "ي", 3, 0.05, safe=True),
    Ending("ون", "", 3, 0.1, sibling="ين"),
    Ending("ين", "", 3, 0.1, sibling="ون"),
    Ending("ين", "", 3, 1.0, sibling="ان"),
    Ending("ان", "", 3, 2.0, sibling="ين"),
    Ending("تين", "ه", 2, 1.0),
    Ending("تان", "ه", 2, 1.0),
    Ending("ات", "ه", 2, 0.03),
    Ending("ات", "", 3, 0.05),
    Ending("ات", "ي", 3, 1.0),
    Ending("يه", "ي", 3, 0.1, safe=True),
    Ending("ا", "", 3, 1.0),
)


class Stemmer:
    """Stems folded words by the evidence of a lexicon."""

    def __init__(self, lexicon: Lexicon, kept: frozenset[str], forms: Mapping[str, str]) -> None:
        """``kept``: folded words that are never shortened. ``forms``: folded word → its stem."""
        self._lexicon = lexicon
        self._kept = kept
        self._forms = forms

    def stem(self, word: str) -> str:
        """The stem of a folded word."""
        while (rest := self._without_clitic(word)) is not None:
            word = rest
        while (rest := self._without_ending(word)) is not None:
            word = rest
        return self._forms.get(word, word)

    def _final(self, word: str) -> bool:
        return word in self._kept or word in self._forms or not _WORD.fullmatch(word)

    # ---- clitics ----------------------------------------------------------------------------------

    def _without_clitic(self, word: str) -> str | None:
        if self._final(word):
            return None
        if word.startswith("لل") and len(word) > 3:
            return self._after_lil(word)
        if word.startswith(ARTICLE):
            return None if self._starts_with_hamza(word) or len(word) < 4 else word[2:]
        if word[0] in _SINGLE and self._is_clitic(word):
            return word[1:]
        if _FUTURE.match(word) and self._is_clitic(word):
            return word[1:]
        return None

    def _after_lil(self, word: str) -> str:
        """للقوات is ل + القوات, but للبنان is ل + لبنان."""
        own, article = word[1:], word[2:]
        return own if self._lexicon.noun(own) > self._lexicon.noun(article) else article

    def _starts_with_hamza(self, word: str) -> bool:
        """The article is never written with a hamza: ألبانيا."""
        return self._lexicon.spelling(word)[0] in _HAMZA

    def _is_clitic(self, word: str) -> bool:
        rest = word[1:]
        if len(rest) < 3 and rest not in self._kept:
            return False
        whole, part = self._lexicon.count(word), self._lexicon.count(rest)
        if not whole and not part:
            return word[1:].startswith(ARTICLE)
        return part > _CLITIC_RATIO * whole and self._agree(word, rest)

    def _agree(self, word: str, rest: str) -> bool:
        """Whether both write the first letter of the rest alike: سامر is not س + أمر."""
        if rest[0] != "ا" or not self._lexicon.count(word):
            return True
        return (self._lexicon.spelling(word)[1] in _HAMZA) == (self._lexicon.spelling(rest)[0] in _HAMZA)

    # ---- endings ----------------------------------------------------------------------------------

    def _without_ending(self, word: str) -> str | None:
        if self._final(word):
            return None
        parents = [(self._lexicon.noun(parent), parent) for parent in self._parents(word)]
        return max(parents)[1] if parents else None

    def _parents(self, word: str) -> Iterator[str]:
        whole = self._lexicon.noun(word)
        ends_in_hamza = self._lexicon.spelling(word).endswith("ء")
        for ending in ENDINGS:
            if not word.endswith(ending.suffix) or ends_in_hamza:
                continue
            base = word[: -len(ending.suffix)]
            if len(base) < ending.least:
                continue
            parent = without_final_hamza(base + ending.instead)
            count = self._lexicon.noun(parent)
            if not count and not whole:
                if ending.safe and len(parent) > 3:
                    yield parent
                continue
            if count < ending.ratio * whole or not count:
                continue
            if ending.sibling and not self._lexicon.noun(base + ending.sibling):
                continue
            yield parent
