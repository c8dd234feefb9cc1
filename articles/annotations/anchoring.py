"""Where the words of a note stand in a text: also when they are vowelled, when their digits are shown as
others, and after a correction. ``static/js/notes.js`` finds them in the same way;
``tests/data/anchoring.json`` is tried on both.

Letters are compared as readers take them for the same (:class:`Folded`). Words that stand in the text are
taken where most of what stood around them stands around them; words so few that they may stand anywhere, only
there. Words that were corrected are looked for between what stood before and after them, and when they are
not so few between their own first and last letters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from articles.models import Article
from articles.models.annotations import CONTEXT

_HEADING: Final = "## "
_DROPPED: Final = re.compile(
    "[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SAME: Final = str.maketrans(
    "أإآٱىة٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹,;?«»“”„", 'اااايه01234567890123456789،؛؟"""""'
)  # fmt: skip
_FORMS: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefe]")  # letters as they are drawn

_LONG: Final = 24  # letters; so many stand in a text for one reason alone
_AGREEING: Final = 10  # letters around fewer than that, which must be as they were
_EDGE: Final = 12  # letters before, after and at the ends of words that are looked for
_PLACES: Final = 1_000  # of words that stand in a text, the first
_CANDIDATES: Final = 20  # places that each edge may stand in
_ALIKE: Final = 0.6  # share of the words that a corrected passage still has


def article_text(article: Article) -> str:
    """What the places of a note count in: title, subtitle and paragraphs, a line each, as the page shows
    them."""
    blocks = (block.removeprefix(_HEADING) for block in article.paragraphs)
    return "\n".join(filter(None, (article.title, article.subtitle, *blocks)))


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with what stands around them, and where they were."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


class Folded:
    """A text as it is compared: one letter for those that are exchanged, without vowel signs, a blank for all
    blanks. ``places`` are where its letters stand in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        letters: list[str] = []
        self.places: list[int] = []
        for place, letter in enumerate(text):
            for folded in _folded(letter):
                if folded == " " and (not letters or letters[-1] == " "):
                    continue
                letters.append(folded)
                self.places.append(place)
        self.letters = "".join(letters)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the letters ``start`` to ``end`` stand in the text, with the vowel signs of the last."""
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.text) and _DROPPED.match(self.text[last]):
            last += 1
        return first, last

    def letter_at(self, place: int) -> int:
        """The first letter that stands at this place of the text or after it."""
        return bisect_left(self.places, place)


def _folded(letter: str) -> str:
    if _DROPPED.match(letter):
        return ""
    if letter.isspace():
        return " "
    if _FORMS.match(letter):
        letter = unicodedata.normalize("NFKC", letter)
        return "".join(each for each in letter if not _DROPPED.match(each)).translate(_SAME)
    return letter.lower().translate(_SAME)


def find(quote: Quote, text: str) -> tuple[int, int] | None:
    """From where to where the words stand in the text; None when they are gone."""
    return Finder(text).find(quote)


class Finder:
    """Finds notes in one text, which is folded once."""

    def __init__(self, text: str) -> None:
        self._whole = Folded(text)

    def find(self, quote: Quote) -> tuple[int, int] | None:
        search = _Search(self._whole, quote)
        found = search.standing() or search.corrected()
        return self._whole.span(*found) if found else None


class _Search:
    """The search for one quote. Places within it count folded letters."""

    def __init__(self, whole: Folded, quote: Quote) -> None:
        self._whole, self._quote = whole, quote
        self._text = whole.letters
        self._words = Folded(quote.exact).letters.strip()
        self._before = Folded(quote.prefix).letters
        self._after = Folded(quote.suffix).letters

    @cached_property
    def _hint(self) -> int:
        return self._whole.letter_at(self._quote.start or 0)

    def standing(self) -> tuple[int, int] | None:
        """Where the words stand as they were."""
        size = len(self._words)
        starts = [at for at in _places(self._text, self._words, _PLACES) if self._is_whole(at, at + size)]
        if not starts:
            return None
        best = max(starts, key=lambda at: (self._agreement(at, at + size), -abs(at - self._hint)))
        around = len(self._before.strip()) + len(self._after.strip())
        needed = 0 if size >= _LONG else min(_AGREEING, around)
        return (best, best + size) if self._agreement(best, best + size) >= needed else None

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether the words end where words end, as they did: علم is not in معلم."""
        before, after = self._before[-1:], self._after[:1]
        return not (
            (not before.isalnum() and self._words[:1].isalnum() and self._text[start - 1 : start].isalnum())
            or (not after.isalnum() and self._words[-1:].isalnum() and self._text[end : end + 1].isalnum())
        )

    def _agreement(self, start: int, end: int) -> int:
        """How many letters around the place are those that stood around the words."""
        left = self._text[max(0, start - 2 * CONTEXT) : start]
        before = _common(left.rstrip()[::-1], self._before.rstrip()[::-1])
        return before + _common(self._text[end : end + 2 * CONTEXT].lstrip(), self._after.lstrip())

    def corrected(self) -> tuple[int, int] | None:
        """Where words stand that are nearly these."""
        wanted = Counter(self._words.split())
        best, best_share = None, _ALIKE
        ends = sorted(set(self._ends()))
        for start in sorted(set(self._starts())):
            for end in ends:
                if not len(self._words) // 2 < end - start < len(self._words) * 2:
                    continue
                share = _share(wanted, Counter(self._text[start:end].split()))
                if share > best_share:
                    best, best_share = (start, end), share
        return best and self._without_blanks(*best)

    def _starts(self) -> Iterator[int]:
        edge = self._before[-_EDGE:]
        for place in _places(self._text, edge if len(edge) == _EDGE else ""):
            yield place + _EDGE
        yield from _places(self._text, self._own(slice(_EDGE)))

    def _ends(self) -> Iterator[int]:
        edge = self._after[:_EDGE]
        yield from _places(self._text, edge if len(edge) == _EDGE else "")
        last = self._own(slice(-_EDGE, None))
        yield from (place + len(last) for place in _places(self._text, last))

    def _own(self, letters: slice) -> str:
        """The first or the last letters of the words; of few words none, which would stand anywhere."""
        return self._words[letters] if len(self._words) >= _LONG else ""

    def _without_blanks(self, start: int, end: int) -> tuple[int, int]:
        passage = self._text[start:end]
        start += len(passage) - len(passage.lstrip())
        return start, start + len(passage.strip())


def _places(text: str, words: str, maximum: int = _CANDIDATES) -> Iterator[int]:
    """Where these letters stand in the text, so many places at most."""
    place = text.find(words) if words else -1
    while place >= 0 and maximum:
        yield place
        maximum -= 1
        place = text.find(words, place + 1)


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _share(one: Counter[str], other: Counter[str]) -> float:
    """How many words two passages share, of all that they have: 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
