"""The outbox: which articles' places in the index must be made to agree with their rows.

Whoever saves records the change in the same transaction, without signals. What is to happen once it is
committed is not this layer's business: the app's start hands a listener in (:func:`on_commit`), which drains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.harvest import mark_changed

MANY = 100  # changed articles that are indexed behind those which people save one by one

_paused: ContextVar[bool] = ContextVar("outbox paused", default=False)
_listener: Callable[[], None] = lambda: None  # noqa: E731


class IndexChange(models.Model):
    """The outbox: an article whose place in the index must be made to agree with its row."""

    article_id = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    held = models.BooleanField(default=False)  # applied to the live index, kept for the one being built
    bulk = models.BooleanField(default=False)  # of an import, say: after what people save

    class Meta:
        verbose_name = _("تغيير ينتظر الفهرسة")
        verbose_name_plural = _("تغييرات تنتظر الفهرسة")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.article_id}"


def record_changes(article_ids: Iterable[int], *, derived: bool = False) -> None:
    """Write the articles into the outbox, and tell the listener once the transaction is committed. Harvesters
    are told of them too, unless only what the archive itself finds out changed (``derived``).

    Several changes in one transaction tell it once; inside :func:`paused` it is not told.
    """
    ids = list(article_ids)
    bulk = is_paused() or len(ids) > MANY
    changes = [IndexChange(article_id=article_id, bulk=bulk) for article_id in ids]
    if not changes:
        return
    IndexChange.objects.bulk_create(changes, batch_size=1000)
    if not derived:
        mark_changed(ids)
    if not is_paused() and not any(hook[1] is _committed for hook in connection.run_on_commit):
        transaction.on_commit(_committed, robust=True)


def on_commit(listener: Callable[[], None]) -> None:
    """Call ``listener`` from now on after each commit that changed the outbox."""
    global _listener
    _listener = listener


def _committed() -> None:
    _listener()


@contextmanager
def paused() -> Iterator[None]:
    """Inside, saved changes stay in the outbox until the caller drains: for imports."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def is_paused() -> bool:
    return _paused.get()
