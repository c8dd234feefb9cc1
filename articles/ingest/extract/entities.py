"""Known names in a text: on word boundaries, in any spelling of their letters, with clitics before them.

``الصافي`` stands in «قال الصافي», «والصافي» and «للصافي»; ``كمال الصافي`` in «وكمال الصافي». All ways to
write a name are made beforehand, so that a text costs a table look-up a word. Measured on news of 2,000
characters: 0.23 ms with 31 names; 0.7 ms with 15,000 pairs of words out of the same texts, 21 of which were
found in each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, product
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.orthography.characters import ARTICLE, FOLDED, NOISE
from articles.arabic.orthography.normalizer import without_final_hamza
from articles.arabic.spelling import compound_names, spelling_variants
from articles.ingest.text import Table, mapped, table_of

_LEADS: Final = [first + second for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك")][1:]
_MIN_LETTERS: Final = 3
_MAX_WORDS: Final = 6
_MAX_SPELLINGS: Final = 64  # of one name
# ى is left alone: with it folded, على would be the name علي.
_LETTERS: Final = {code: to for code, to in FOLDED.items() if code != ord("ى")} | NOISE | {ord("_"): " "}
_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]")
_PARTICLES: Final = frozenset({"على", "الى", "حتى", "متى", "لدى"})


class Names:
    """Finds names in texts. Made once for many texts."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        # First word as a text may write it: the words that must follow, by their number; the most first.
        self._starts: dict[str, dict[int, dict[tuple[str, ...], int]]] = {}

    def add(self, name: str, stands_for: int) -> None:
        """Find this name too. Of names that are written alike the first counts; one of fewer than three
        letters, of function words alone, or a common noun (تفجير) is left out."""
        for first, *rest in self._spellings(name):
            by_number = self._starts.setdefault(first, {})
            if len(rest) not in by_number:
                by_number[len(rest)] = {}
                self._starts[first] = by_number = dict(sorted(by_number.items(), reverse=True))
            by_number[len(rest)].setdefault(tuple(rest), stands_for)

    def find(self, text: str) -> list[int]:
        """What stands for the names in the text, each once, in the order of their first place.

        Of names that begin at one word the longest counts; punctuation ends a name.
        """
        tokens = _tokens(text)
        starts = self._starts
        found: dict[int, None] = {}
        end = 0
        for at, token in enumerate(tokens):
            if token in starts and at >= end:
                for number, follows in starts[token].items():
                    stands_for = follows.get(tuple(tokens[at + 1 : at + 1 + number]))
                    if stands_for is not None:
                        found[stands_for] = None
                        end = at + 1 + number
                        break
        return list(found)

    # ---- the ways to write a name -------------------------------------------------------------------

    def _spellings(self, name: str) -> Iterator[list[str]]:
        words = _tokens(name)
        if not self._is_name(words):
            return
        for spelling in islice(_written(words), _MAX_SPELLINGS):
            first, *rest = spelling
            for start in self._with_clitics(first, alone=not rest):
                yield [start, *rest]

    def _is_name(self, words: Sequence[str]) -> bool:
        letters = sum(map(str.isalpha, "".join(words)))
        return (
            letters >= _MIN_LETTERS
            and len(words) <= _MAX_WORDS
            and not all(is_stopword(word) for word in words)
            and not (len(words) == 1 and self._analyzer.takes_article(words[0]))
        )

    def _with_clitics(self, word: str, *, alone: bool) -> list[str]:
        """The word, and the word behind و ف ب ل ك where the analyzer reads it so: not وسام for سام."""
        if not "ء" <= word[0] <= "ي":
            return [word]
        stem = self._analyzer.layers(word).stem
        return [word] + [
            written
            for lead in _LEADS
            if (written := _behind(lead, word)) and (not alone or self._analyzer.layers(written).stem == stem)
        ]


def _behind(lead: str, word: str) -> str:
    """Of ل and the article one lam stays: للصافي, and لليبي for الليبي."""
    if lead.endswith("ل") and word.startswith(ARTICLE) and len(word) > 3:
        rest = word[1:] if word[2] != "ل" else word[2:]
        return lead + rest
    return lead + word


def _written(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The name in all spellings of its words, compound names joined and apart; as it is given first."""
    for sequence in _joined_or_apart(tuple(words)):
        yield from product(*(_alike(word) for word in sequence))


def _joined_or_apart(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for at, word in enumerate(words):
        if at + 1 < len(words):
            for joined in compound_names.joined(word, words[at + 1]):
                yield (*words[:at], joined, *words[at + 2 :])
        if parts := compound_names.split(word):
            yield (*words[:at], *parts, *words[at + 1 :])


def _alike(word: str) -> list[str]:
    alike = dict.fromkeys([word, *compound_names.cases(word), *spelling_variants.variants(word)])
    for form in list(alike):
        alike[without_final_hamza(form)] = None
        if form[-1] in "يى":
            alike |= dict.fromkeys([form[:-1] + "ي", form[:-1] + "ى"])
    return [form for form in alike if form == word or form not in _PARTICLES]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(mapped(text, _table()).casefold())


@cache
def _table() -> Table:
    return table_of(_LETTERS)
