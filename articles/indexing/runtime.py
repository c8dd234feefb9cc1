"""The engine and the analyzer of this process, made from the settings on first use.

Both depend on the vocabulary that the last rebuild froze, and on the engine in use. When another process
rebuilds, or moves the archive to another engine, a file's version changes, and the next request here opens
the new pair; requests under way finish with the old one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.additions import NO_ADDITIONS, Additions, read_additions
from articles.indexing import active_engine
from articles.indexing.audience_engine import AudienceEngine
from articles.indexing.documents import are_in_index
from articles.search import schema
from articles.search.engines import json_file, registry
from articles.search.engines.base import Engine

log = logging.getLogger(__name__)

Version = tuple[int, ...]


@dataclass(frozen=True)
class Searcher:
    """An engine and the analyzer that its index was built with. A request takes one at its beginning and
    hands it down, so that all it shows comes from the same index. Its engine answers within the present
    audience (:mod:`articles.models.audience`).
    """

    version: Version
    analyzer: Analyzer
    engine: Engine

    def fold(self, text: str) -> str:
        """The text's words as search folds them, for comparing names."""
        return " ".join(token.folded for token in self.analyzer.analyze(text))


_lock = threading.Lock()
_searcher: Searcher | None = None


def vocabulary_file() -> Path:
    """Word counts of the archive as the last rebuild froze them: evidence for the stemmer."""
    return Path(settings.INDEX_DIR) / "vocabulary.json"


def vocabulary() -> dict[str, int]:
    """The vocabulary that is frozen now; empty before the first rebuild, and when the file is garbled."""
    try:
        return json_file.read(vocabulary_file())
    except FileNotFoundError:
        return {}
    except json_file.GarbledFile as error:
        log.error("%s: a rebuild makes it anew", error)
        return {}


def next_vocabulary_file() -> Path:
    """The vocabulary of the index that is being built, until that index is in use."""
    return Path(settings.INDEX_DIR) / "vocabulary.next.json"


def take_next_vocabulary() -> None:
    """Freeze the next vocabulary when the index in use was built with it: a rebuild may have been killed
    after its index went live."""
    try:
        waiting = new_analyzer(json_file.read(next_vocabulary_file()))
    except (FileNotFoundError, json_file.GarbledFile):
        return
    engine = make_engine(active_engine.name(), waiting)
    if engine.fingerprint() == schema.fingerprint(waiting):
        with suppress(FileNotFoundError):  # another process has taken it meanwhile
            next_vocabulary_file().replace(vocabulary_file())
    engine.close()


def _version() -> Version:
    return (*_version_of(vocabulary_file()), *_version_of(active_engine.file()))


def _version_of(file: Path) -> Version:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def make_analyzer() -> Analyzer:
    """The analyzer with the vocabulary that is frozen now."""
    return _analyzer_with(vocabulary())


def _analyzer_with(frozen: dict[str, int]) -> Analyzer:
    return new_analyzer(frozen) if frozen else _analyzer_without_vocabulary(additions())


def new_analyzer(frozen: Mapping[str, int]) -> Analyzer:
    """An analyzer with a vocabulary and with the editor's words as they are now."""
    return Analyzer(frozen, additions())


def additions_file() -> Path:
    """Where an editor adds words to the lexicon: beside the cleaning rules, so that backups have it."""
    return Path(settings.DATA_DIR) / "rules" / "lexicon.txt"


def additions() -> Additions:
    """The editor's words as they are now. What is wrong with the file is logged, and the rest counts."""
    file = additions_file()
    try:
        found = read_additions(file.read_text("utf-8"))
    except FileNotFoundError:
        return NO_ADDITIONS
    except (OSError, UnicodeDecodeError) as error:
        log.error("%s cannot be read, no word of it counts: %s", file, error)
        return NO_ADDITIONS
    for number, reason in found.problems:
        log.warning("%s, line %d is left out: %s", file, number, reason)
    return found


@cache
def _analyzer_without_vocabulary(additions: Additions) -> Analyzer:
    """Made once a process: its 143,000 words take half a second to read."""
    return Analyzer(additions=additions)


def make_engine(name: str, analyzer: Analyzer, required: str = "") -> Engine:
    """An engine by name, in its own folder within this archive's index folder. It opens no index but that of
    the fingerprint ``required``, when it is given."""
    location = Path(settings.INDEX_DIR) / name
    own = {"cluster": settings.OPENSEARCH} if name == "opensearch" else {}
    return registry.create(
        name,
        location,
        analyzer,
        cache_bytes=settings.SEARCH_CACHE_MB * 2**20,
        must_exist=are_in_index,
        required=required,
        **own,
    )


def current_searcher() -> Searcher:
    """The engine in use with its analyzer, opened anew when the vocabulary has changed."""
    global _searcher
    version = _version()
    searcher = _searcher
    if searcher is None or searcher.version != version:
        with _lock:
            if _searcher is None or _searcher.version != version:
                _searcher = _make_searcher(version)
            searcher = _searcher
    return searcher


def _make_searcher(version: Version) -> Searcher:
    """Without a vocabulary, an index that was built with one is not opened: other words would be found in it
    than are there."""
    take_next_vocabulary()
    frozen = vocabulary()
    analyzer = _analyzer_with(frozen)
    required = "" if frozen else schema.fingerprint(analyzer)
    engine = make_engine(active_engine.name(), analyzer, required)
    return Searcher(version, analyzer, AudienceEngine(engine))


def current_analyzer() -> Analyzer:
    return current_searcher().analyzer


def current_engine() -> Engine:
    return current_searcher().engine


def reset() -> None:
    """Close the engine and forget the pair: the next call opens both anew."""
    global _searcher
    with _lock:
        if _searcher is not None:
            _searcher.engine.close()
        _searcher = None
