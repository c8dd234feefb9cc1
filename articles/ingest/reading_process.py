"""What runs in the reading process (:mod:`articles.ingest.sandbox`): file after file, within their limits."""

from __future__ import annotations

import contextlib
import dataclasses
import faulthandler
import logging
import signal
import sys
import time
from collections.abc import Iterator
from math import ceil
from multiprocessing.connection import Connection

from articles.ingest.clean.rules import Rules
from articles.ingest.memory import rare_collection
from articles.ingest.problems import failure
from articles.ingest.read_preview import table_preview
from articles.ingest.reading import read_here
from articles.ingest.sandbox import END, OUT_OF_MEMORY
from articles.ingest.table_preview import TablePreview
from articles.ingest.types import Draft, ImportProblem, Input

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]


def serve(connection: Connection) -> None:
    """Read one file after the other, until the other side is gone."""
    last: Rules | None = None

    def tell(number: int, name: str) -> None:
        connection.send((number, name))

    logging.disable()  # failures go to the parent as values, which logs them
    faulthandler.enable()
    _limit("RLIMIT_CORE", 0)  # a dump of its memory would hold the articles, outside of the data folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end is ours
    while True:
        try:
            source, rules = connection.recv()
        except EOFError:
            return
        last = rules = last if rules == last else rules  # the same ones, compiled
        _limit("RLIMIT_DATA", source.limits.memory)
        try:
            _limit_time(source)
            for item in _found(dataclasses.replace(source, on_member=tell), rules):
                connection.send(item)
                _limit_time(source)
        except MemoryError:
            connection.send(OUT_OF_MEMORY)
            return
        except (BrokenPipeError, ConnectionResetError):
            return
        except Exception as error:  # what no guard has caught ends this file, and says why
            connection.send(failure(source, error))
        connection.send(END)


def _found(source: Input, rules: Rules | None) -> Iterator[Draft | ImportProblem | TablePreview]:
    if source.preview:
        yield table_preview(source)
    else:
        yield from read_here(source, rules)


def _limit_time(source: Input) -> None:
    """Processor time for the next article; the system counts in whole seconds."""
    _limit("RLIMIT_CPU", ceil(time.process_time() + source.limits.seconds))


def _limit(name: str, size: int) -> None:
    if resource is not None:
        kind = getattr(resource, name)
        with contextlib.suppress(ValueError, OSError):  # not above what the system allows
            resource.setrlimit(kind, (size, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError), rare_collection():
        serve(Connection(int(sys.argv[1])))
