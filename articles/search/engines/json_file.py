"""Small files of JSON beside an index, with a checksum: one line of JSON, one line with its CRC-32."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from articles.search.engines.files import write_durably


class GarbledFile(Exception):
    """The file is there, and is not what was written."""


def write(path: Path, value: Any) -> None:
    """Replace the file by one rename; its folder is made when it is missing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    write_durably(path, b"%s\n%08x\n" % (line, zlib.crc32(line)))


def read(path: Path) -> dict[str, Any]:
    """The object in the file. Raises FileNotFoundError, OSError, or GarbledFile.

    A file without a checksum, as earlier versions wrote it, is read when it is whole.
    """
    line, newline, checksum = path.read_bytes().partition(b"\n")
    try:
        if newline and int(checksum, 16) != zlib.crc32(line):
            raise GarbledFile(f"{path} is not what was written")
        value = json.loads(line)
    except ValueError as error:
        raise GarbledFile(f"{path} is not what was written") from error
    if not isinstance(value, dict):
        raise GarbledFile(f"{path} is not what was written")
    return value
