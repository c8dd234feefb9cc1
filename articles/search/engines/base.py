"""The contract of a search engine. ``tests/search/contract.py`` checks every sentence of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from typing import NamedTuple, Protocol

from articles.search.types import Cursor, Doc, Form, Hit, Hits, Query


class Page(NamedTuple):
    """What a collector answers: hits, how many articles match, how many are left after folding, and where the
    next page begins."""

    hits: tuple[Hit, ...]
    total: int
    groups: int
    next: Cursor | None


class Engine(Protocol):
    """Keeps articles and answers queries. One object serves all threads of a process; many processes
    may open the same index. Only :class:`~articles.search.errors.SearchError` escapes from any method.
    """

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        """Make the index hold, of the articles ``ids``, exactly ``docs``: one commit, all or nothing.

        An id without a doc is removed; doing it twice is doing it once. When it returns, every process's
        next search sees it. ``docs`` is read once, inside the write lock, so a caller passes a generator
        that reads the rows' present state. Raises IndexBusy when the lock is not had in time,
        UnindexableArticle when one of ``docs`` is beyond ``articles.search.limits``: then nothing is changed.
        """

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        """The best ``limit`` hits after ``offset`` (or after the cursor), the exact total, the facets.

        An index that does not exist yet is an empty one, unless the engine was told that there must be one:
        then it raises IndexMissing. Scores are those of ``ranking.bm25`` and ``ranking.proximity``; 0 when a
        date orders. A facet ignores the filter on its own column; time facets ignore the dates chosen.
        Raises IndexStale when another version wrote the index in a way that this one cannot read,
        IndexDamaged when its files are not what was written.
        """

    def scan(self, query: Query) -> Iterator[int]:
        """The id of every match, in order, in bounded memory: for exports and alerts."""

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        """Words that begin with the prefix, folded as search folds, the commonest spelling of each first."""

    def words(self) -> Iterator[tuple[str, int]]:
        """Every distinct word of the surface layer with the number of articles that have it."""

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        """Of the words (see ``words``) those that a form of the stem or root layer stands for.

        At least those written as a stem of the form, or as one with the article ال or with an ending.
        """

    def spellings(self, forms: Iterable[Form]) -> Set[str] | None:
        """All words (see ``words``) that any of the forms stands for; None when it would take longer to find
        them than to analyse the texts of a page."""

    def without(self, sources: tuple[str, ...]) -> Engine:
        """The engine as if it had no article of these sources, for searches and questions about words: not
        to be written to. How rare a word is may count their articles, where the engine's own ranking does."""

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Build a new index beside the live one and swap it in once, at the end. Readers never notice.

        A failure, or a process killed half-way, leaves the live index as it was. What ``replace`` changes
        meanwhile reaches the live index alone: the caller repeats it on the new one. An article beyond
        ``articles.search.limits`` is logged and left out. Raises IndexBusy when
        another rebuild is under way.
        """

    def delete(self) -> None:
        """Remove the index, whatever version built it, and what rebuilds left behind: afterwards there is
        none. Raises IndexBusy while it is built or changed."""

    def ids(self) -> Iterator[int]:
        """The id of every article in the index."""

    def fingerprint(self) -> str | None:
        """Of the analyzer and schema that built the index; None when there is no index yet, "" when the file
        that tells it cannot be read."""

    def check(self, *, every_byte: bool = False) -> None:
        """Open the index anew, from the disk, and look whether it is what was written.

        Raises IndexStale when it cannot be read by this version, IndexDamaged when a file is missing, cut
        or altered; what was altered without a write is only found when ``every_byte`` is read. An index
        that does not exist is as it should be.
        """

    def close(self) -> None:
        """Let go of files and connections; the engine may be used again, and opens them anew."""
