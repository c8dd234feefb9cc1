"""Catalogues of the interface: the .po files are the source, the .mo files are built at set-up."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from articles.build.whole_files import is_whole, put_in_place


def build_translations(folder: Path) -> list[Path]:
    """Compile every ``*.po`` below ``folder`` whose ``.mo`` is older, empty or not there; return those."""
    stale = [po for po in folder.rglob("*.po") if _stale(po, po.with_suffix(".mo"))]
    for po in stale:
        with put_in_place(po.with_suffix(".mo")) as path, po.open("rb") as source, path.open("wb") as target:
            write_mo(target, read_po(source))
    return stale


def _stale(po: Path, mo: Path) -> bool:
    return not is_whole(mo) or mo.stat().st_mtime < po.stat().st_mtime
