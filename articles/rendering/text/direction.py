"""Which way a paragraph reads."""

from __future__ import annotations

import re
import unicodedata

ADDRESS = re.compile(r"\bhttps?://\S+")
_STRONG = {"L": False, "R": True, "AL": True}


def is_rtl(text: str, default: bool = True) -> bool:
    """The direction of a paragraph: that of most of its letters (an Arabic one may begin with «NATO»).

    Addresses count only where there is nothing else.
    """
    for part in (ADDRESS.sub("", text), text):
        strong = [_STRONG.get(unicodedata.bidirectional(letter)) for letter in part]
        rights, lefts = strong.count(True), strong.count(False)
        if rights != lefts:
            return rights > lefts
    return default
