"""When the last backup was made and checked: a small file in the data folder, for pages and commands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Record:
    """The last backup. Times are aware; None where it never happened."""

    file: str = ""
    made: datetime | None = None
    verified: datetime | None = None  # the file named above
    error: str = ""  # why the last attempt failed; empty when it did not


def last() -> Record:
    try:
        value = json.loads(_file().read_text("utf-8"))
        times = {name: value[name] and datetime.fromisoformat(value[name]) for name in ("made", "verified")}
        return Record(file=str(value["file"]), error=str(value["error"]), **times)
    except (OSError, ValueError, TypeError, LookupError):
        return Record()


def made(file: Path) -> None:
    """Note that a backup is there."""
    _write(Record(file=str(file.resolve()), made=timezone.now()))


def verified(file: Path) -> None:
    """Note that a backup is sound, if it is the last one."""
    if last().file == str(file.resolve()):
        _write(replace(last(), verified=timezone.now()))


def failed(error: str) -> None:
    """Note that a backup could not be made, or is damaged."""
    _write(replace(last(), error=error))


def _write(record: Record) -> None:
    beside = _file().with_suffix(".new")
    beside.write_text(json.dumps(asdict(record), default=datetime.isoformat, ensure_ascii=False), "utf-8")
    beside.replace(_file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / "backup.json"
