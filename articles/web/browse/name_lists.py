"""Long lists of names: sorted, under their letters, agencies apart, cut to what one page can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from articles.arabic.orthography.normalizer import normalize
from articles.arabic.orthography.tokenizer import clean
from articles.ingest.names.gazetteers import agency_named, places
from articles.ingest.text import fold

SHORT = 30  # so many names stand in one list, without letters
MAX_FREQUENT = 12  # names that stand first for their many articles
OF_A_LETTER = 8  # names of each letter, the most frequent first
_AGENCIES = frozenset({"وكاله", "الوكاله", "وكالات", "الوكالات"})
_QUOTES = re.compile(r"[\"“”«»()]")
# د. ، أ. د. ، م. ، د/ ، الدكتور … before a name
_TITLE = re.compile(
    r"^(?:(?:[أاإ]\s?[./]\s?)?(?:د|م|ا|أ|أستاذ)\s?[./]\s?"
    r"|(?:ال)?(?:دكتورة?|مهندسة?|أستاذة?|شيخة?|لواء|عميد|بروفيسورة?)\s+)+"
)


def _folded(text: str) -> str:
    return " ".join(normalize(word) for raw in text.split() for word in clean(raw))


@dataclass(frozen=True, slots=True)
class Name:
    """A name, how many published articles it has, and where they are. ``title`` is د. and the like."""

    name: str
    href: str
    size: int

    @property
    def title(self) -> str:
        found = _TITLE.match(self.name)
        return found[0].strip() if found and found.end() < len(self.name) else ""

    @property
    def bare(self) -> str:
        return self.name[len(self.title) :].strip()

    @property
    def sorting_key(self) -> str:
        """Names sort without titles, the article ال, hamza forms, harakat and leading marks."""
        return _folded(self.bare).removeprefix("ال")

    @property
    def letter(self) -> str:
        """Under which it stands; # for digits and what is no letter."""
        first = self.sorting_key[:1].upper()
        return first if first.isalpha() else "#"

    @property
    def is_agency(self) -> bool:
        """An agency, a newspaper's «وكالات», or a city and the agency that wrote from it (لندن "رويترز")."""
        words = fold(self.name).split()
        return bool(
            _AGENCIES.intersection(words[:1] + words[-1:])
            or agency_named(self.name)
            or (words[:1] and words[0] in places() and agency_named(_QUOTES.sub(" ", " ".join(words[1:]))))
        )


@dataclass(frozen=True, slots=True)
class Letter:
    letter: str
    names: list[Name]  # the most frequent
    total: int


def in_order(names: Iterable[Name]) -> list[Name]:
    """By letter, Arabic before Latin, digits and signs last; names that sort alike as they are written."""
    return sorted(
        names,
        key=lambda each: (each.letter == "#", each.sorting_key < "\u0600", each.sorting_key, each.name),
    )


def letters(names: Iterable[Name]) -> list[Letter]:
    """The letters that names begin with, each with its most frequent names."""
    found = []
    for letter, group in groupby(in_order(names), key=lambda each: each.letter):
        of_it = list(group)
        largest = sorted(of_it, key=lambda each: -each.size)[:OF_A_LETTER]
        found.append(Letter(letter, largest, len(of_it)))
    return found


@dataclass(frozen=True, slots=True)
class NameList:
    """What a page of names shows: all in one list while they are few, else by letter."""

    frequent: list[Name]
    agencies: list[Name]
    letters: list[Letter]
    all: list[Name]
    total: int

    @classmethod
    def of(cls, names: Iterable[Name]) -> NameList:
        people: list[Name] = []
        wires: list[Name] = []
        for each in sorted(names, key=lambda each: (-each.size, each.sorting_key, each.name)):
            (wires if each.is_agency else people).append(each)
        few = len(people) <= SHORT
        return cls(
            frequent=[] if few else people[:MAX_FREQUENT],
            agencies=wires,
            letters=[] if few else letters(people),
            all=in_order(people) if few else [],
            total=len(people) + len(wires),
        )


def matching(names: Iterable[Name], *, letter: str = "", text: str = "") -> list[Name]:
    """The names under a letter, or with this text in them however it is spelt, in order."""
    wanted = _folded(text)
    return in_order(
        each for each in names if (not letter or each.letter == letter) and wanted in _folded(each.name)
    )
