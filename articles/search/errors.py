"""Every error that leaves the search library.

SearchError
├── UnindexableArticle    one article cannot be indexed; the others can
├── EngineUnavailable     trying again later helps
│   └── IndexBusy         another process holds the index's lock
├── IndexStale            the index cannot be read as it is; it must be built anew: rebuild_index
│   ├── IndexMissing      it is gone
│   └── IndexDamaged      its files are not what was written
└── EngineMisconfigured   the operator must change a setting
"""


class SearchError(Exception):
    """Base of all errors of search; the message says what to do."""


class UnindexableArticle(SearchError):
    """An article has a number or a text beyond what an index can hold; the message names both."""


class EngineUnavailable(SearchError):
    """The engine cannot answer now; trying again later helps."""


class IndexBusy(EngineUnavailable):
    """Another process holds the index's write lock."""


class IndexStale(SearchError):
    """Another version wrote the index, or it cannot be read: it must be built anew.

    The worker does so by itself; ``manage.py rebuild_index`` does it at once.
    """


class IndexMissing(IndexStale):
    """There is no index, although there are articles that must have been in it."""


class IndexDamaged(IndexStale):
    """A file of the index is missing, or is not what was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The search index is damaged ({what}): run manage.py rebuild_index.")


class EngineMisconfigured(SearchError):
    """A setting is wrong or a package is missing; the message names it."""
