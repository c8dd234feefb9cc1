"""Where the typefaces lie: in the packages that bring them, none in the repository."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import fontpkg

NASKH, NASKH_BOLD, SANS, SANS_BOLD = "naskh", "naskh-bold", "sans", "sans-bold"
_FACES = {
    NASKH: ("Amiri", 400),
    NASKH_BOLD: ("Amiri", 700),
    SANS: ("IBM Plex Sans Arabic", 400),
    SANS_BOLD: ("IBM Plex Sans Arabic", 600),
}
# Greek, Cyrillic and symbols, which neither Arabic family has.
FALLBACK, FALLBACK_BOLD = "fallback", "fallback-bold"
_FALLBACK_FILES = {FALLBACK: "DejaVuSans.ttf", FALLBACK_BOLD: "DejaVuSans-Bold.ttf"}


@cache
def font_file(name: str) -> Path:
    """The TrueType file of a face named above."""
    if name in _FALLBACK_FILES:
        # Found without importing matplotlib, which costs half a second and 50 MB.
        spec = importlib.util.find_spec("matplotlib")
        return Path(str(spec and spec.origin)).parent / "mpl-data" / "fonts" / "ttf" / _FALLBACK_FILES[name]
    return Path(fontpkg.path(*_FACES[name]))


def fallback_of(name: str) -> str:
    """The face that draws what ``name`` has no letters for."""
    return FALLBACK_BOLD if name in (NASKH_BOLD, SANS_BOLD) else FALLBACK
