"""What a file may cost. The settings read the same names from the environment; the defaults stand here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Sizes in bytes, times in seconds."""

    file_size: int = 512 * _MB
    document_size: int = 32 * _MB  # a file that must be read whole: a page, a Word or PDF document
    unpacked_size: int = 2048 * _MB  # all members of an archive together
    members: int = 100_000
    depth: int = 3  # archives within archives
    ratio: int = 200  # times that a member may grow when it is unpacked
    line_size: int = 8 * _MB  # one line or row of a stream
    characters: int = 1_000_000  # the text of one article
    pages: int = 2_000
    seconds: float = 60.0  # of the processor, for one article, or for the next one of a file of many
    memory: int = 448 * _MB  # of the process that reads, beside its libraries
