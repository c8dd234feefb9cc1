"""Text as XML can hold it."""

from __future__ import annotations

import re
from typing import Final

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without control characters and halves of letters, for which XML 1.0 has no place."""
    return _NOT_XML.sub("", text)
