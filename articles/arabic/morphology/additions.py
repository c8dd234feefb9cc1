"""Words that an editor adds to the lexicon, without touching the files of the product.

One file, a word or a family of words on each line, behind the kind of the line: ``noun: ضابط ضباط``. The
kinds are those of the files in ``data/``, and the words are written as they are there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LINES = 20_000
_WORD = re.compile("(?:[ء-يپچژکگڤی][\u064b-\u0652]*){2,30}")

# Kind → the file that has such lines, and how many words a line needs and may have.
_KINDS = {
    "name": ("names.txt", 1, 99),
    "protected": ("protected.txt", 1, 99),
    "noun": ("nouns.txt", 1, 99),
    "verb": ("verbs.txt", 1, 2),
    "forms": ("forms.txt", 2, 99),
    "family": ("families.txt", 2, 99),
}
KINDS = tuple(_KINDS)


class Problem(NamedTuple):
    """A line that is left out."""

    number: int
    reason: str


class Additions(NamedTuple):
    """The lines of an editor's file: ``lines`` are pairs of a data file's name and a line for it."""

    lines: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, name: str) -> list[str]:
        """The lines that belong to the data file ``name``."""
        return [line for file, line in self.lines if file == name]


NO_ADDITIONS = Additions()


def read_additions(text: str) -> Additions:
    """The lines of an editor's file; ``#`` begins a comment. A wrong line is left out, and told."""
    lines: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip().lstrip("\ufeff")
        if not line:
            continue
        if reason := _wrong(line) or ("too many lines" if len(lines) >= MAX_LINES else ""):
            problems.append(Problem(number, reason))
            continue
        kind, _, words = line.partition(":")
        lines.append((_KINDS[kind.strip()][0], " ".join(words.split())))
    return Additions(tuple(lines), tuple(problems))


def _wrong(line: str) -> str:
    """What is wrong with a line; empty when nothing is."""
    kind, colon, rest = line.partition(":")
    if not colon or kind.strip() not in _KINDS:
        return f"it does not begin with one of: {', '.join(f'{kind}:' for kind in KINDS)}"
    _, minimum, maximum = _KINDS[kind.strip()]
    words = rest.split()
    if not minimum <= len(words) <= maximum:
        return f"it needs {minimum} words" if len(words) < minimum else f"it has more than {maximum} words"
    odd = next((word for word in words if not _WORD.fullmatch(word)), "")
    return f"{odd!r} is not an Arabic word" if odd else ""
