"""What other processes do with an index while a test looks on.

They are forked from a process without threads that is kept for it, never from the test's own: there a thread
of a library may hold a lock at that moment, which nobody in the copy would ever let go.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.whoosh import parallel_build
from articles.search.types import Doc

SECONDS: Final = 60.0  # until a process that should have ended is ended

ANALYZER: Final = Analyzer()
_CLEAN: Final = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload([__name__])

Opener = Callable[[], Engine]


def opener(name: str, location: Path, **options: Any) -> Opener:
    """Opens an engine in whatever process it is called."""
    return partial(_open, name, location, options)


def _open(name: str, location: Path, options: dict[str, Any]) -> Engine:
    return registry.create(name, location, ANALYZER, **options)


def counter() -> Any:
    """A number that several processes see, as ``value``."""
    return _CLEAN.Value("i")


def started(work: Callable[..., None], *args: Any) -> BaseProcess:
    """A process that does the work, a function of a module."""
    process = _CLEAN.Process(target=work, args=args)
    process.start()
    return process


def in_process(work: Callable[..., None], *args: Any) -> int:
    """Do it in another process to its end; its exit code, negative for a signal."""
    process = started(work, *args)
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
    return process.exitcode or 0


def rebuild(engine: Opener, docs: Collection[Doc]) -> None:
    engine().rebuild(docs)


def replace(engine: Opener, ids: Collection[int], docs: Collection[Doc]) -> None:
    engine().replace(ids, docs)


def die_in_rebuild(engine: Opener, docs: Collection[Doc]) -> None:
    engine().rebuild(_then_death(docs))


def die_in_replace(engine: Opener, ids: Collection[int], docs: Collection[Doc]) -> None:
    engine().replace(ids, _then_death(docs))


def _then_death(docs: Iterable[Doc]) -> Iterator[Doc]:
    yield from docs
    os.kill(os.getpid(), signal.SIGKILL)


def die_with_workers(engine: Opener, count: int, workers: Connection) -> None:
    """Begin to rebuild with so many articles, two at a time; tell the ids of the processes that help; die."""

    def docs() -> Iterator[Doc]:
        for number in range(1, count + 1):
            yield Doc(number, "خبر", "متن")
        workers.send([child.pid for child in multiprocessing.active_children()])
        os.kill(os.getpid(), signal.SIGKILL)

    parallel_build.BATCH = 2
    engine().rebuild(docs())


def keep_replacing(engine: Opener, ids: Collection[int], titles: Collection[str]) -> None:
    """All articles have the same title, one after the other, without end."""
    opened = engine()
    while True:
        for title in titles:
            opened.replace(ids, [Doc(id, title, "") for id in ids])


def keep_counting(engine: Opener, ids: Collection[int], changes: Any) -> None:
    """Change the articles without end, and count the changes."""
    opened = engine()
    while True:
        opened.replace(ids, [Doc(id, f"نسخة {changes.value}", "بحيرة " * 50) for id in ids])
        changes.value += 1


def rebuild_again(engine: Opener, docs: Collection[Doc], times: int) -> None:
    opened = engine()
    for _ in range(times):
        opened.rebuild(docs)
