"""Known names in a text: the tags of the archive, found on word boundaries and with clitics before them.

A tag that one article writes as a hashtag is recognised in the plain words of the others: ``كمال الصافي`` in
``ولكمال الصافي``. Letters are folded as in search, so ``علي`` is not found in ``على``; ``عبدالله`` and
``عبد الله`` are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from articles.arabic.fold import fold
from articles.arabic.names import split
from articles.arabic.stopwords import FOLDED_STOPWORDS
from articles.arabic.tokens import spans

_CLITICS: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_WITH_ARTICLE: Final = ("لل", "ولل", "فلل")  # for ل + ال, which drops the alef
_LEAST: Final = 3  # letters of a name of one word

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it was given, and the characters of the text (end exclusive) that mention it."""

    name: str
    start: int
    end: int


class Names:
    """A set of names to look for. Building one takes 10 µs a name; it is safe for threads."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[_Words, str] = {}
        self._begins: dict[str, list[_Words]] = defaultdict(
            list
        )  # first word with a clitic: names, longest first
        for name in names:
            own = tuple(word for _, _, word in _words(name))
            if own and own not in self._names and not _is_common(own):
                self._names[own] = name
                for begin in _with_clitics(own[0]):
                    self._begins[begin].append(own)
        for candidates in self._begins.values():
            candidates.sort(key=len, reverse=True)

    def find(self, text: str) -> list[Mention]:
        """All mentions in ``text``, in order; of names that overlap the longest."""
        found: list[Mention] = []
        tokens = list(_words(text))
        plain = [word for _, _, word in tokens]
        place = 0
        while place < len(tokens):
            own = self._at(plain, place)
            if own:
                last = place + len(own) - 1
                found.append(Mention(self._names[own], tokens[place][0], tokens[last][1]))
            place += len(own) if own else 1
        return found

    def mentioned(self, text: str) -> list[str]:
        """The names that ``text`` mentions, each once, in the order of their first place."""
        return list(dict.fromkeys(mention.name for mention in self.find(text)))

    def _at(self, plain: list[str], place: int) -> _Words:
        for own in self._begins.get(plain[place], ()):
            if own[1:] == tuple(plain[place + 1 : place + len(own)]):
                return own
        return ()


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Folded words with their places; a compound name in one word is its two parts."""
    for start, end, surface in spans(text):
        parts = _folded(surface)
        for part in parts:
            yield start, end, part


@lru_cache(maxsize=65_536)
def _folded(surface: str) -> tuple[str, ...]:
    folded = fold(surface)
    return split(folded) or (folded,)


def _with_clitics(word: str) -> Iterator[str]:
    for clitic in _CLITICS:
        yield clitic + word
    if word.startswith("ال"):
        for clitic in _WITH_ARTICLE:
            yield clitic + word[2:]


def _is_common(own: _Words) -> bool:
    """One short word or a function word is no name to look for; nor is a number."""
    return len(own) == 1 and (len(own[0]) < _LEAST or own[0] in FOLDED_STOPWORDS or own[0].isdecimal())
