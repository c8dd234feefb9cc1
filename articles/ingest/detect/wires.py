"""Texts that agencies send over a wire: how they begin (IPTC 7901, and telex)."""

from __future__ import annotations

import re
from typing import Final

# Source and number, priority, category, count of words (AFP0123 4 POL 0210), and what an agency adds.
HEADER: Final = re.compile(
    r"[\s\x00-\x02\x16]*([A-Za-z]{2,5})-?\d{3,5}[ \t]+[1-9BRUD][ \t]+([A-Za-z]{1,3})[ \t]+\d{1,5}\b[^\n\x02]*"
)
_FRAME: Final = re.compile(r"\x01[ -~\s]{5,300}\x02")
_START: Final = 400  # bytes


def is_wire(head: bytes) -> bool:
    """Whether a file begins as a message does: with its frame, or with its header line."""
    start = head[:_START].decode("latin-1").lstrip("\x00\x16\x7f \t\r\n")
    if start.startswith("ZCZC"):
        return True
    return bool(HEADER.match(start) or _FRAME.match(start))
