"""The order of letters on a line: Unicode's bidirectional algorithm (UAX #9), by fpdf2's implementation.

Levels are resolved for the whole paragraph; each line is then put in order by itself (rules L1 and L2).
"""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from articles.rendering.text.direction import ADDRESS

_AFTER_ADDRESS = ".,:;!?()[]«»،؛؟…"  # belongs to the sentence, not to the address


def levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of each letter, odd where it runs right to left; invisible marks take the last.

    A web address runs from left to right as a whole, its closing slash included.
    """
    base = int(rtl)
    found = dict.fromkeys(range(len(text)), -1)
    paragraph = BidiParagraph(text, TextDirection.RTL if rtl else TextDirection.LTR)
    for letter in paragraph.get_characters_with_embedding_level():
        found[letter.character_index] = letter.embedding_level
    resolved: list[int] = []
    for level in found.values():
        resolved.append(level if level >= 0 else resolved[-1] if resolved else base)
    for address in ADDRESS.finditer(text):
        length = len(address[0].rstrip(_AFTER_ADDRESS))
        resolved[address.start() : address.start() + length] = [2 * base] * length
    return resolved


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indices of a line's runs as they stand from left to right (rule L2)."""
    order = list(range(len(levels)))
    lowest_odd = min((level for level in levels if level % 2), default=0)
    for level in range(max(levels, default=0), lowest_odd - 1, -1):
        if level < 1:
            break
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order
