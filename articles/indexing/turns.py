"""Whose turn it is to apply the outbox.

An index on this machine has one writer: whoever applies changes holds ``drain.lock``. A search cluster takes
changes from several workers at once, and PostgreSQL can tell them apart: each claims rows that no other has
claimed (``SKIP LOCKED``), and of these only articles that no other is at, by an advisory lock on each. So an
article is read and written by one at a time, in the order of its changes; claims end with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from articles.indexing import active_engine
from articles.indexing.locks import lock
from articles.models import IndexChange

_LOCK: Final = "drain.lock"
_ARTICLES: Final = 0x6E617263  # the class of our advisory locks in the database
_SHARED: Final = frozenset({"opensearch"})  # engines that several may change at once


def is_shared() -> bool:
    """Whether several workers may apply changes at once."""
    return active_engine.name() in _SHARED and connection.features.has_select_for_update_skip_locked


@contextmanager
def turn() -> Iterator[None]:
    """Apply changes inside. Raises IndexBusy when it is another's turn; the engine in use stays the same."""
    if not is_shared():
        with lock(_LOCK):
            yield
        return
    with lock(_LOCK, shared=True), transaction.atomic():
        yield


def claim(due: QuerySet[IndexChange]) -> list[tuple[int, int]]:
    """Row and article of the changes that are this process's to apply."""
    if not is_shared():
        return list(due.values_list("id", "article_id"))
    rows = list(due.select_for_update(skip_locked=True).values_list("id", "article_id"))
    free = _free({article_id for _, article_id in rows})
    return [row for row in rows if row[1] in free]


def _free(ids: set[int]) -> set[int]:
    """Those of the articles that nobody else is at; nobody will be until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::bigint[]) AS id "
            "WHERE pg_try_advisory_xact_lock(%s, (id %% 2147483647)::int)",
            [sorted(ids), _ARTICLES],
        )
        return {row[0] for row in cursor.fetchall()}
