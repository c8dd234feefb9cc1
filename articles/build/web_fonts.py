"""Web fonts, subset at set-up from the packages that bring them: no font file lies in the repository."""

from __future__ import annotations

from pathlib import Path

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont

from articles.build.font_faces import WEB_FONTS
from articles.build.whole_files import is_whole, put_in_place

# Arabic as newspapers write it, with the Persian and Urdu letters that stray into it, and Western Europe's
# Latin. Koranic signs and rarer letters fall to the system's fonts: with them the files weigh 281 kB
# together instead of 204.
LETTERS = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+0160-0161,U+017D-017E,"
    "U+060C,U+061B,U+061F,U+0621-063A,U+0640-0655,U+0660-066C,U+0670-0671,U+067E,U+0686,U+0698,U+06A4,"
    "U+06A9,U+06AF,U+06BE,U+06C1,U+06CC,U+06D2,U+06F0-06F9,"
    "U+200B-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2066-2069,U+20AC,U+2212"
)
# Joining, required ligatures, marks, kerning and the forms of a language; Amiri's stylistic sets stay out.
FEATURES = [
    "ccmp", "isol", "init", "medi", "fina", "rlig", "calt", "liga", "mark", "mkmk", "kern", "locl", "curs"
]  # fmt: skip


def build_fonts(folder: Path) -> list[Path]:
    """Make the WOFF2 files that ``folder`` lacks or has empty, each put in place whole; return those made."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / name for name in WEB_FONTS]
    missing = [file for file in files if not is_whole(file)]
    for file in missing:
        with put_in_place(file) as path:
            _subset(fontpkg.path(*WEB_FONTS[file.name]), path)
    return missing


def _subset(source: Path, target: Path) -> None:
    options = subset.Options(
        layout_features=FEATURES,
        hinting=False,
        name_IDs=[1, 2],
        notdef_outline=True,
        drop_tables=["DSIG", "meta"],
    )
    with TTFont(source) as font:
        chooser = subset.Subsetter(options)
        chooser.populate(unicodes=subset.parse_unicodes(LETTERS))
        chooser.subset(font)
        font.flavor = "woff2"
        font.save(target)
