"""The engine as a reader may use it: what the present audience may not read is nowhere in its answers.

The index holds all that is published. Who may not read some sources is answered by the engine without them:
their articles are in no hit, count, facet, suggestion or correction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set

from articles.models.audience import hidden
from articles.search.engines.base import Engine
from articles.search.types import Cursor, Doc, Form, Hits, Query


class AudienceEngine:
    """Wraps an engine; see :class:`articles.search.engines.base.Engine`."""

    def __init__(self, engine: Engine) -> None:
        self.wrapped = engine

    # ---- what readers ask ----

    @property
    def seen(self) -> Engine:
        """The engine for the present audience."""
        slugs = hidden().slugs
        return self.wrapped.without(slugs) if slugs else self.wrapped

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        return self.seen.search(query, after=after, offset=offset, limit=limit)

    def scan(self, query: Query) -> Iterator[int]:
        return self.seen.scan(query)

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        return self.seen.suggest(prefix, limit=limit)

    def words(self) -> Iterator[tuple[str, int]]:
        return self.seen.words()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        return self.seen.words_of(form)

    def spellings(self, forms: Iterable[Form]) -> Set[str] | None:
        return self.seen.spellings(forms)

    # ---- what the archive itself asks: of all that is published ----

    def without(self, sources: tuple[str, ...]) -> Engine:
        return self.wrapped.without(sources)

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        self.wrapped.replace(ids, docs)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        self.wrapped.rebuild(docs)

    def delete(self) -> None:
        self.wrapped.delete()

    def ids(self) -> Iterator[int]:
        return self.wrapped.ids()

    def fingerprint(self) -> str | None:
        return self.wrapped.fingerprint()

    def check(self, *, every_byte: bool = False) -> None:
        self.wrapped.check(every_byte=every_byte)

    def close(self) -> None:
        self.wrapped.close()
