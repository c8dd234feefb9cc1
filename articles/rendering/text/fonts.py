"""Where the typefaces lie: in the packages that bring them, none in the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fontpkg

NASKH, NASKH_BOLD, SANS, SANS_BOLD = "naskh", "naskh-bold", "sans", "sans-bold"
# Greek, Cyrillic, Hebrew and common symbols, which neither Arabic family has.
FALLBACK, FALLBACK_BOLD = "fallback", "fallback-bold"
_FACES = {
    NASKH: ("Amiri", 400),
    NASKH_BOLD: ("Amiri", 700),
    SANS: ("IBM Plex Sans Arabic", 400),
    SANS_BOLD: ("IBM Plex Sans Arabic", 600),
    FALLBACK: ("Arimo", 400),
    FALLBACK_BOLD: ("Arimo", 700),
}


@cache
def font_file(name: str) -> Path:
    """The TrueType file of a face named above."""
    return Path(fontpkg.path(*_FACES[name]))


def font_weight(name: str) -> int:
    """Of a file that holds several weights, the one that the face is drawn in: 400 is regular."""
    return _FACES[name][1]


def fallback_of(name: str) -> str:
    """The face that draws what ``name`` has no letters for."""
    return FALLBACK_BOLD if name in (NASKH_BOLD, SANS_BOLD) else FALLBACK
