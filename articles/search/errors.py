"""Every error that leaves the search library.

SearchError
├── EngineUnavailable     trying again later helps
│   └── IndexBusy         another process holds the index's lock
├── IndexStale            the index was built by another analyzer or schema: rebuild_index
└── EngineMisconfigured   the operator must change a setting
"""


class SearchError(Exception):
    """Base of all errors of search; the message says what to do."""


class EngineUnavailable(SearchError):
    """The engine cannot answer now; trying again later helps."""


class IndexBusy(EngineUnavailable):
    """Another process holds the index's write lock."""


class IndexStale(SearchError):
    """The index was built by another analyzer or schema; ``manage.py rebuild_index`` mends it."""


class EngineMisconfigured(SearchError):
    """A setting is wrong or a package is missing; the message names it."""
