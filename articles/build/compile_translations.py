"""Catalogues of the interface: the .po files are the source, the .mo files are built at set-up."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def build_translations(folder: Path) -> list[Path]:
    """Compile every ``*.po`` below ``folder`` whose ``.mo`` is older, empty or not there; return those."""
    stale = [po for po in folder.rglob("*.po") if _stale(po, po.with_suffix(".mo"))]
    for po in stale:
        partial = po.with_suffix(f".{os.getpid()}.partial")  # another command may be at it too
        with po.open("rb") as source, partial.open("wb") as target:
            write_mo(target, read_po(source))
        partial.replace(po.with_suffix(".mo"))
    return stale


def _stale(po: Path, mo: Path) -> bool:
    if not mo.exists():
        return True
    made = mo.stat()
    return not made.st_size or made.st_mtime < po.stat().st_mtime
