"""Names of files as people read them."""

from __future__ import annotations

import re
from typing import Final

_LONE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # not as file systems' bytes are kept
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")


def printable_name(name: str) -> str:
    """A file's name that can be shown and stored: one that is no UTF-8 is windows-1256, if it can be."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        data = name.encode("utf-8", "surrogatepass" if _LONE.search(name) else "surrogateescape")
        try:
            name = data.decode("cp1256")
        except UnicodeDecodeError:
            name = data.decode("utf-8", "replace")
    return _CONTROL.sub("", name)
