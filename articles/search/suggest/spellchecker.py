"""Did you mean: the words of the archive that are nearest to a mistyped one.

A noisy channel: what was meant is the commoner, the fewer and likelier the slips that lie between. Likely
slips are letters that sound alike (ظ ض, ت ط), look alike or lie side by side on the keyboard, vowels left
out or doubled, and letters swapped. Words are compared folded, so ه/ة, ى/ي and hamza cost nothing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.arabic.input import transliteration
from articles.arabic.input.keyboard import NEIGHBOURS
from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize
from articles.arabic.spelling.loanwords import respelled

SLIP: Final = 1.0  # any letter for any other
LIKELY: Final = 0.5  # letters that sound or look alike, a vowel left out, two letters swapped
NEAR_KEY: Final = 0.7
PER_SLIP: Final = 2.2  # powers of ten by which a word must be commoner to make up for one slip
PER_VOWEL: Final = 0.6  # the same for one step of translit.distance
MAX_NAME_COST: Final = 5  # facebook and فيسبوك, zawahiri and الظواهري; beyond, another name is meant
MAX_COST: Final = 2.0
MIN_LETTERS: Final = 3
MANY_WORDS: Final = 100_000  # beyond, a word of a single article is no correction: half of them are slips
MAX_LATIN: Final = 2_000  # Latin words that Arabic ones are held against, the commonest: some 10 MB
REMEMBERED: Final = 4_096  # words whose corrections and other spellings are not looked for again: some 1 MB
MANY_TIMES: Final = 20  # a word that stands in the archive is a slip when another is so much commoner

_ALIKE_GROUPS: Final = (
    "ظضذزد",
    "تطث",
    "سصثش",
    "كقغ",
    "هحخ",
    "جحخ",
    "دذ",
    "رز",
    "سش",
    "عغ",
    "فق",
    "بتثني",
    "اءعه",
    "وي",
)
_ALIKE: Final = {
    letter: frozenset("".join(group for group in _ALIKE_GROUPS if letter in group))
    for letter in set("".join(_ALIKE_GROUPS))
}
_WEAK: Final = frozenset("اويءه")
_CLITICS: Final = re.compile("([وف]?[بكل]?)(ال|(?<=ل)ل)?")


class Speller:
    """The archive's words, folded, with their counts. Building takes about 3 µs a word; a word is corrected
    in some 15 ms among 500,000."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """``words``: surface word and the number of articles that have it."""
        #: Of each folded word the articles that have it: ``count`` without folding it again.
        self.counts: dict[str, int] = {}
        self._spellings: dict[str, tuple[int, str]] = {}
        for surface, count in words:
            word = normalize(surface)
            surface = word if word == surface else surface  # one string for both takes half the memory
            self.counts[word] = self.counts.get(word, 0) + count
            if count > self._spellings.get(word, (0, ""))[0]:
                self._spellings[word] = (count, surface)
        by_length: dict[int, list[str]] = {}
        minimum = 2 if len(self.counts) > MANY_WORDS else 1
        for word, count in self.counts.items():
            if count >= minimum:
                by_length.setdefault(len(word), []).append(word)
        self._by_length = {length: self._choices(words) for length, words in by_length.items()}
        self._lines = "\n".join(spelling for _, spelling in self._spellings.values())
        self._corrected = lru_cache(maxsize=REMEMBERED)(self._correct)
        #: The commonest other spelling of a foreign word, when it is much commoner than this one.
        self.respelled = lru_cache(maxsize=REMEMBERED)(self._respelled)
        #: The commonest Latin word of the archive that an Arabic one may stand for: iphone for ايفون.
        self.latin = lru_cache(maxsize=REMEMBERED)(self._latin)

    def _choices(self, words: list[str]) -> _Choices:
        words = sorted(words, key=self.counts.__getitem__, reverse=True)
        counts = np.array([self.counts[word] for word in words])
        return _Choices(np.array(words, dtype=object), -counts, _letters(words))

    def count(self, word: str) -> int:
        """Articles that have the word in some spelling; a sum over spellings, so an upper bound."""
        return self.counts.get(normalize(word), 0)

    def knows(self, surface: str) -> bool:
        """Whether the archive has the word, with these clitics or others."""
        folded = normalize(surface)
        rests = [folded, *(folded[len(lead) :] for lead in _leads(folded))]
        return any(word in self.counts for rest in rests for word in (rest, ARTICLE + rest))

    def spelling(self, word: str) -> str:
        """The commonest spelling of a folded word."""
        return self._spellings.get(word, (0, word))[1]

    def correct(self, word: str, limit: int = 5) -> list[str]:
        """Words of the archive that may have been meant by ``word``, the likeliest first; itself never.

        A word that stands in the archive is corrected only when another is twenty times as common and
        one likely slip away.
        """
        return [*self._corrected(word, limit)]

    def _correct(self, word: str, limit: int) -> list[str]:
        folded = normalize(word)
        if len(folded) < MIN_LETTERS or folded.isdecimal():
            return []
        scored = self._nearest(folded, limit)
        if folded not in self.counts:
            scored = self._under_clitics(folded, limit) | scored
            scored = scored or dict(self._run_together(folded))
        return sorted(scored, key=lambda found: (-scored[found], found))[:limit]

    def _under_clitics(self, word: str, limit: int) -> dict[str, float]:
        """The word corrected behind its clitics, which stay: بالاستراتجية."""
        found: dict[str, float] = {}
        for lead in _leads(word):
            if lead != ARTICLE:
                rest = self._nearest(word[len(lead) :], limit)
                bare = lead[-1] == "ل"  # no ال after ال or ل
                found |= {lead + each: n for each, n in rest.items() if not bare or each[:2] != ARTICLE}
        return found

    def _nearest(self, word: str, limit: int) -> dict[str, float]:
        """Words within two slips, in their commonest spelling, and how likely each was meant."""
        minimum, max_cost = self.counts.get(word, 0) * MANY_TIMES, MAX_COST
        if minimum:
            max_cost = NEAR_KEY
        scored: dict[str, float] = {}
        for bound, found in self._candidates(word, minimum):
            if len(scored) >= limit and bound < sorted(scored.values())[-limit]:
                break
            cost = slips(word, found)
            if cost <= max_cost and not is_stopword(self.spelling(found)):
                scored[self.spelling(found)] = math.log10(self.counts[found]) - PER_SLIP * cost
        return scored

    def _candidates(self, word: str, minimum: int) -> list[tuple[float, str]]:
        """Words within two plain edits that are common enough, with the best score each can have."""
        maximum = 1 if len(word) <= 4 else 2
        found = []
        for length in range(len(word) - maximum, len(word) + maximum + 1):
            if length not in self._by_length:
                continue
            for other, edits in _within(word, self._by_length[length], maximum, minimum):
                if edits:
                    found.append((math.log10(self.counts[other]) - PER_SLIP * LIKELY * edits, other))
        return sorted(found, reverse=True)

    def _run_together(self, word: str) -> Iterator[tuple[str, float]]:
        """Two words that lost the space between them."""
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            rarer = min(self.counts.get(left, 0), self.counts.get(right, 0))
            if rarer:
                spelled = f"{self.spelling(left)} {self.spelling(right)}"
                yield spelled, math.log10(rarer)

    def _respelled(self, word: str) -> str | None:
        folded = normalize(word)
        minimum = max(1, self.counts.get(folded, 0) * MANY_TIMES)
        others = (other for other in respelled(folded, loose=True) if self.counts.get(other, 0) >= minimum)
        best = max(others, key=lambda other: (self.counts[other], other), default=None)
        return self.spelling(best) if best else None

    def _latin(self, word: str) -> str | None:
        spelling = self.spelling(normalize(word))
        first = transliteration.first_consonants(spelling)
        tried = dict(each for letter in first for each in self._latin_words.get(letter, ()))
        fitting = [latin for latin, pattern in tried.items() if pattern.search(spelling)]
        near = [latin for latin in fitting if transliteration.distance(latin, spelling) <= MAX_NAME_COST]
        return min(near, key=lambda latin: (-self.counts[latin], latin), default=None)

    @cached_property
    def _latin_words(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        """The archive's commonest Latin words, and what Arabic words fit each, by their first consonant."""
        words = (word for word in self.counts if word.isascii() and word.isalpha() and len(word) > 2)
        best = sorted(words, key=lambda word: (-self.counts[word], word))[:MAX_LATIN]
        found = defaultdict[str, list[tuple[str, re.Pattern[str]]]](list)
        for word in best:
            if pattern := transliteration.pattern(word):
                for letter in transliteration.first_letters(word):
                    found[letter].append((word, pattern))
        return found

    def romanized(self, word: str, limit: int = 5) -> list[str]:
        """Arabic words of the archive that a Latin word may stand for: kadhimi is الكاظمي."""
        fitting = transliteration.pattern(word)
        if not fitting:
            return []

        scored = {}
        for found in dict.fromkeys(fitting.findall(self._lines)):
            distance = transliteration.distance(word, found)
            if distance <= MAX_NAME_COST and not is_stopword(found):
                scored[found] = math.log10(self.counts[normalize(found)]) - PER_VOWEL * distance
        return sorted(scored, key=lambda found: (-scored[found], found))[:limit]


def _leads(word: str) -> list[str]:
    """The clitics a folded word may begin with, and these with the article."""
    match = _CLITICS.match(word)
    leads = dict.fromkeys((match[1], match[0])) if match else {}
    return [lead for lead in leads if lead and len(word) > len(lead) + 2]


class _Choices(NamedTuple):
    """Words of one length, the commonest first; for each how many articles have it, as a negative number, and
    the set of its letters."""

    words: npt.NDArray[np.object_]
    negative_counts: npt.NDArray[np.int64]
    letters: npt.NDArray[np.uint64]


def _letters(words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """For words of one length, the letters of each as 64 bits; letters may share a bit."""
    codes = np.array(words, dtype=np.str_).view(np.uint32).reshape(len(words), -1) % 64
    bits: npt.NDArray[np.uint64] = np.bitwise_or.reduce(np.uint64(1) << codes.astype(np.uint64), axis=1)
    return bits


def _within(word: str, choices: _Choices, maximum: int, minimum: int) -> Iterator[tuple[str, int]]:
    """The choices that ``minimum`` articles have, within ``maximum`` edits, and how many. An edit changes at
    most two letters of the set, which leaves few words to compare in full."""
    common = choices.negative_counts.searchsorted(-minimum, side="right")
    if not common:
        return
    differing = np.bitwise_count(choices.letters[:common] ^ _letters([word])[0])
    near = choices.words[:common][differing <= 2 * maximum].tolist()
    distances = process.cdist([word], near, scorer=OSA.distance, score_cutoff=maximum, dtype=np.uint8)[0]
    for place in np.flatnonzero(distances <= maximum).tolist():
        yield near[place], int(distances[place])


def slips(typed: str, meant: str) -> float:
    """The cost of the cheapest slips between two words: optimal string alignment with weights."""
    above: list[float] = []
    row = _running_cost(meant)
    for i, (left, cost) in enumerate(zip(typed, _running_cost(typed)[1:], strict=True)):
        above, row, last = row, [cost], above
        for j, right in enumerate(meant):
            best = min(
                above[j] + _other(left, right),
                above[j + 1] + _extra(left, typed[i - 1 : i]),
                row[j] + _extra(right, meant[j - 1 : j] if j else ""),
            )
            if i and j and left == meant[j - 1] and right == typed[i - 1]:
                best = min(best, last[j - 1] + LIKELY)
            row.append(best)
    return row[-1]


def _running_cost(word: str) -> list[float]:
    """What it costs to leave out the first letters of a word: none, one, two …"""
    costs = [0.0]
    for before, letter in zip(" " + word, word, strict=False):
        costs.append(costs[-1] + _extra(letter, before))
    return costs


def _other(left: str, right: str) -> float:
    if left == right:
        return 0.0
    if right in _ALIKE.get(left, ()):
        return LIKELY
    return NEAR_KEY if right in NEIGHBOURS.get(left, ()) else SLIP


def _extra(letter: str, before: str) -> float:
    """A letter too many or too few: likely when it is a vowel or the one before it again."""
    return LIKELY if letter in _WEAK or letter == before else SLIP
