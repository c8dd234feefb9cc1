"""Did you mean: the words of the archive that are nearest to a mistyped one.

A noisy channel: what was meant is the commoner, the fewer and likelier the slips that lie between. How common
is judged twice: of single words here, of a whole query by whoever counts what it finds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize
from articles.arabic.spelling.loanwords import respelled
from articles.search.suggest.candidate import Candidate
from articles.search.suggest.latin_names import LatinNames
from articles.search.suggest.slips import LIKELY, NEAR_KEY, slips

PER_SLIP: Final = 3.0  # powers of ten by which a word must be commoner to make up for one slip
GROWTH: Final = 1.5  # the power of the slips: two of them are less likely than twice one is
RESPELLED: Final = 0.8  # what another spelling of a foreign word costs of its slips: it comes first
MAX_COST: Final = 2.0  # slips
#: The longer a word, the surer it is in spite of its slips: powers of ten that each letter makes up for. With
#: one likely slip a word of three letters needs two articles, with two of them one of five letters five.
PER_LETTER: Final = 0.3
MIN_LETTERS: Final = 3
MIN_LETTERS_OF_KNOWN: Final = 4  # of a word that stands in the archive: ثوم is not يوم
MANY_WORDS: Final = 100_000  # beyond, a word of a single article is no correction: half of them are slips
REMEMBERED: Final = 4_096  # words whose corrections are not looked for again: some 1 MB
MANY_TIMES: Final = 20  # a word that stands in the archive is a slip when another is so much commoner
MAX_CORRECTIONS: Final = 5

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
            if count >= minimum and not word.isascii():
                by_length.setdefault(len(word), []).append(word)
        self._by_length = {length: self._choices(words) for length, words in by_length.items()}
        self.latin_names = LatinNames(
            self.counts, "\n".join(spelling for _, spelling in self._spellings.values())
        )
        self.corrections = lru_cache(maxsize=REMEMBERED)(self._corrections)

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

    def _corrections(
        self, word: str, *, foreign: bool = False, stands: bool = False
    ) -> tuple[Candidate, ...]:
        """Words of the archive that may have been meant by ``word``, the likeliest first; itself never.

        ``foreign``: its other spellings, too. ``stands``: another form of it is in the archive. A word that
        stands there is corrected only when another is twenty times as common and one likely slip away.
        """
        folded = normalize(word)
        minimum = MIN_LETTERS_OF_KNOWN if folded in self.counts else MIN_LETTERS
        if len(folded) < minimum or folded.isdecimal():
            return ()
        maximum = NEAR_KEY if stands or folded in self.counts else MAX_COST
        found = self._nearest(folded, maximum)
        if foreign:
            found += self._respelled(folded, maximum)
        if folded not in self.counts and not stands:
            found += self._under_clitics(folded)
            found = found or [*self._run_together(folded)]
        best: dict[str, tuple[float, Candidate]] = {}
        for score, each in found:
            if score >= -PER_LETTER * len(folded):
                best[each.text] = max((score, each), best.get(each.text, (score, each)))
        ranked = sorted(best.values(), key=lambda scored: (-scored[0], scored[1].text))
        return tuple(each for _, each in ranked[:MAX_CORRECTIONS])

    def _scored(self, word: str, slips: float) -> tuple[float, Candidate]:
        """A folded word of the archive, and how likely it was meant."""
        found = Candidate(self.spelling(word), _cost(slips), self.counts[word])
        return found.likelihood, found

    def _under_clitics(self, word: str) -> list[tuple[float, Candidate]]:
        """The word corrected behind its clitics, which stay: بالاستراتجية."""
        found = []
        for lead in _leads(word):
            if lead != ARTICLE:
                bare = lead[-1] == "ل"  # no ال after ال or ل
                for score, rest in self._nearest(word[len(lead) :], NEAR_KEY):
                    if not bare or rest.text[:2] != ARTICLE:
                        found.append((score, rest._replace(text=lead + rest.text)))
        return found

    def _nearest(self, word: str, maximum: float) -> list[tuple[float, Candidate]]:
        """Words within two slips, in their commonest spelling, and how likely each was meant."""
        scored: list[tuple[float, Candidate]] = []
        for bound, found in self._candidates(word, self.counts.get(word, 0) * MANY_TIMES):
            if len(scored) >= MAX_CORRECTIONS and bound < sorted(scored)[-MAX_CORRECTIONS][0]:
                break
            cost = slips(word, found)
            if cost <= maximum and not is_stopword(self.spelling(found)):
                scored.append(self._scored(found, cost))
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
                    found.append((math.log10(self.counts[other]) - _cost(LIKELY * edits), other))
        return sorted(found, reverse=True)

    def _run_together(self, word: str) -> Iterator[tuple[float, Candidate]]:
        """Two words that lost the space between them."""
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            rarer = min(self.counts.get(left, 0), self.counts.get(right, 0))
            if rarer:
                spelled = f"{self.spelling(left)} {self.spelling(right)}"
                found = Candidate(spelled, _cost(LIKELY), rarer)
                yield found.likelihood, found

    def _respelled(self, word: str, maximum: float) -> list[tuple[float, Candidate]]:
        """The other spellings of a foreign word that are much commoner than this one."""
        minimum = max(1, self.counts.get(word, 0) * MANY_TIMES)
        others = (other for other in respelled(word, loose=True) if self.counts.get(other, 0) >= minimum)
        costs = ((other, RESPELLED * slips(word, other)) for other in others)
        return [self._scored(other, cost) for other, cost in costs if cost <= maximum]


def _cost(slips: float) -> float:
    return PER_SLIP * math.pow(slips, GROWTH)


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
