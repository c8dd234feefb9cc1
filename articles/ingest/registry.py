"""A file in, articles out: which reader reads what, and the limits that hold for all of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from articles.ingest.compose import compose
from articles.ingest.issues import issue, megabytes
from articles.ingest.rules import Rules
from articles.ingest.types import Draft, Found, Input, Issue, Limits

Reader = Callable[[Input], Iterator[Found | Issue]]

# Format: its reader, imported on first use, and the endings of its files.
READERS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "txt": ("articles.ingest.readers.txt_reader", (".txt", ".text")),
    "jsonl": ("articles.ingest.readers.jsonl_reader", (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")),
    "json": ("articles.ingest.readers.json_reader", (".json", ".json.gz")),
}


def read(
    path: Path | str,
    limits: Limits | None = None,
    *,
    name: str = "",
    encoding: str = "",
    rules: Rules | None = None,
) -> Iterator[Draft | Issue]:
    """The articles of a file one after the other, and an Issue for all that could not be read.

    ``name`` is what people call the file, when ``path`` is a store's name for it. ``encoding`` is a person's
    choice; else it is found out. ``rules`` are those of the product, unless told otherwise. Streams: memory
    does not grow with the file. Raises nothing for bad input.
    """
    source = Input(Path(path), name or Path(path).name, limits or Limits(), encoding)
    for item in _found(source):
        yield item if isinstance(item, Issue) else compose(item, source, rules)


def supported(name: str) -> bool:
    """Whether a file of this name has a reader: a folder is searched for such files."""
    return _format(name) is not None


def _found(source: Input) -> Iterator[Found | Issue]:
    try:
        size = source.path.stat().st_size
    except OSError as error:
        yield issue(source, "missing", why=error.strerror)
        return
    if problem := _refusal(source, size):
        yield problem
        return
    reader: Reader = import_module(READERS[_format(source.name) or "txt"][0]).read
    try:
        for item in reader(source):
            yield item if isinstance(item, Issue) else dataclasses.replace(item, file=source.name)
    except Exception as error:
        # A reader's library met something it cannot read: a value, so that the rest of the batch goes in.
        yield issue(source, "damaged", why=re.sub(r"\s+", " ", str(error))[:200] or type(error).__name__)


def _refusal(source: Input, size: int) -> Issue | None:
    kind = _format(source.name)
    if kind is None:
        return issue(source, "unknown_format", formats="، ".join(READERS))
    if size == 0:
        return issue(source, "empty")
    limit = "document_size" if kind == "txt" else "file_size"
    most = getattr(source.limits, limit)
    if size > most:
        return issue(source, "too_large", size=megabytes(size), limit=megabytes(most), name=limit)
    return None


def _format(name: str) -> str | None:
    lowered = name.lower()
    return next((kind for kind, (_, endings) in READERS.items() if lowered.endswith(endings)), None)
