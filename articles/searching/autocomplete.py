"""What the search box offers while a reader types: sources, tags and the archive's own words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from articles.indexing import runtime
from articles.models import Source, Tag

MAX = 8
MAX_NAMED = 3  # of each kind, so that words always find room
CANDIDATES = 2_000  # names looked at a kind; folding them takes about 2 ms


@dataclass(frozen=True)
class Completion:
    """``text`` completes the query; ``kind`` says what it is."""

    text: str
    kind: Literal["source", "tag", "word"]


def completions(typed: str) -> list[dict[str, str]]:
    """Completions of the last word typed, and names that contain it; folded as search folds.

    The words before the last one are kept, so that a suggestion is always a whole query.
    """
    head, _, last = typed.rstrip("\n").rpartition(" ")
    if not last.strip():
        return []
    words = runtime.current_engine().suggest(last, limit=MAX)
    before = f"{head} " if head else ""
    found = [
        *_named("source", Source, typed),
        *_named("tag", Tag, typed),
        *(Completion(before + word, "word") for word in words),
    ]
    unique = {suggestion.text: suggestion for suggestion in reversed(found)}
    return [asdict(s) for s in reversed(unique.values())][:MAX]


def _named(kind: Literal["source", "tag"], model: type[Source] | type[Tag], typed: str) -> list[Completion]:
    """Names with a word that begins as the typed text does."""
    wanted = runtime.folded(typed)
    if not wanted:
        return []
    names = model.objects.order_by("name").values_list("name", flat=True)[:CANDIDATES]
    matching = [name for name in names if f" {wanted}" in f" {runtime.folded(name)}"]
    return [Completion(name, kind) for name in matching[:MAX_NAMED]]
