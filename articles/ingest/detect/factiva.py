"""Labels of the news database Factiva: ``HD`` headline, ``PD`` date, ``LP`` lead paragraph, ``TD`` text …"""

from __future__ import annotations

import re
from typing import Final

_LABELS: Final = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY CX LP TD CT RF ART CO IN NS RE IPC IPD PUB AN"
# Alone on its line, or parted from its value by a tab or blanks: «AN official said» is text.
LABEL: Final = re.compile(rf"({'|'.join(_LABELS.split())})(?:[ \t]*|(?:\t| {{2,}})[ \t]*(\S.*))")


def is_factiva(start: str) -> bool:
    """Whether a text begins as an article does that was exported with its indexing."""
    labels = [found[1] for line in start.splitlines() if (found := LABEL.fullmatch(line.rstrip()))]
    return labels[:1] in (["SE"], ["HD"]) and {"HD", "PD", "SN"} <= set(labels)
