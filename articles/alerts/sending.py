"""The worker's round: who is due is told, each on their own; a bad address costs its own mail alone.

No mail goes twice, and no news are lost, wherever the sender dies. What a mail tells of is noted before it is
sent; when nobody knows whether it went, the same mail goes again, with the same ``Message-ID``, by which mail
servers and programs drop the second one. To tell less would be to lose news whose mail did not go.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.alerts import mails
from articles.alerts.news import horizon, news_of
from articles.alerts.subscriptions import forget_unconfirmed
from articles.logs.measure import measured
from articles.models import Article, SavedSearch, Subscriber

log = logging.getLogger(__name__)

HOUR: Final = 6  # of the day, in the archive's time zone, at which daily and weekly mails go
WEEK_BEGINS: Final = 6  # Sunday, as datetime.weekday() counts
CLAIM: Final = timedelta(minutes=15)  # after which a sender is taken for dead
FIRST_PAUSE: Final = timedelta(minutes=10)  # after a mail that could not be sent; doubled each time
MAX_FAILURES: Final = 10  # in a row, over some four days; then the address is given up


def send_due(stopped: Callable[[], bool] = lambda: False) -> int:
    """Tell all who are due. Returns how many mails were sent."""
    if not settings.EMAIL_URL:
        return 0
    forget_unconfirmed()
    now = timezone.now()
    waiting = Subscriber.objects.filter(
        Q(user=None) | Q(user__is_active=True), not_before__lte=now, failures__lt=MAX_FAILURES
    )
    subscribers = waiting.filter(searches__confirmed_at__isnull=False).distinct().order_by("pk")
    if not settings.ARCHIVE_PUBLIC:
        subscribers = subscribers.exclude(user=None)
    until, sent = horizon(), 0
    if until is None:
        return 0
    with _Connection() as connection:
        for subscriber in subscribers:
            if stopped():
                break
            if any(is_due(search, now) for search in _confirmed(subscriber)) and _claim(subscriber, now):
                sent += _tell(subscriber, until, connection)
    return sent


def is_due(search: SavedSearch, now: datetime) -> bool:
    """Whether it is time to look for its news, or a mail of it was begun."""
    if search.attempted_until:
        return True
    if search.frequency == SavedSearch.Frequency.AT_ONCE:
        return True
    return search.looked_at < _period_begin(now, weekly=search.frequency == SavedSearch.Frequency.WEEKLY)


def _period_begin(now: datetime, *, weekly: bool) -> datetime:
    """When the running day or week of mails began."""
    local = timezone.localtime(now)
    begin = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if begin > local:
        begin -= timedelta(days=1)
    return begin - timedelta(days=(begin.weekday() - WEEK_BEGINS) % 7) if weekly else begin


def _confirmed(subscriber: Subscriber) -> list[SavedSearch]:
    return list(subscriber.searches.filter(confirmed_at__isnull=False))


def _claim(subscriber: Subscriber, now: datetime) -> bool:
    """Whether this process is the one that sends to it."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    return Subscriber.objects.filter(free, pk=subscriber.pk).update(claimed_at=now) == 1


def _tell(subscriber: Subscriber, until: datetime, connection: _Connection) -> int:
    """Send what is new in the searches that are due, in one mail, or the mail that was begun."""
    try:
        due, until = _due(subscriber, until)
        news = [(search, news_of(search, until)) for search in due]
        filled = [(search, articles) for search, articles in news if articles]
        if filled:
            _note_attempt(due, until)
            _send(subscriber, filled, until, connection)
        _note(subscriber, due, until)
        return 1 if filled else 0
    except Exception:
        log.exception("alerts: no mail to subscriber %d; tried again later", subscriber.pk)
        _postpone(subscriber)
        return 0


def _due(subscriber: Subscriber, until: datetime) -> tuple[list[SavedSearch], datetime]:
    """The searches that a mail is about, and the time up to which it tells.

    Read after the claim: what another process has told of meanwhile is not told again.
    """
    searches, now = _confirmed(subscriber), timezone.now()
    begun = [search for search in searches if search.attempted_until]
    if begun:
        return begun, max(search.attempted_until for search in begun if search.attempted_until)
    return [search for search in searches if is_due(search, now)], until


def _send(
    subscriber: Subscriber,
    news: list[tuple[SavedSearch, list[Article]]],
    until: datetime,
    connection: _Connection,
) -> None:
    fields = {"subscriber": subscriber.pk, "articles": sum(len(articles) for _, articles in news)}
    with measured(log, "alert", **fields):
        connection.send(mails.digest(subscriber, news, until))


def _note_attempt(due: list[SavedSearch], until: datetime) -> None:
    """What is sent now; a mail that was begun before keeps the time at which its news were looked for."""
    rows = SavedSearch.objects.filter(pk__in=[search.pk for search in due], attempted_until=None)
    rows.update(attempted_until=until, looked_at=timezone.now())


def _note(subscriber: Subscriber, due: list[SavedSearch], until: datetime) -> None:
    """What was told, or that there was nothing to tell."""
    with transaction.atomic():
        rows = SavedSearch.objects.filter(pk__in=[search.pk for search in due])
        rows.filter(told_until__lt=until).update(told_until=until)
        rows.filter(attempted_until=None).update(looked_at=timezone.now())
        rows.update(attempted_until=None)
        Subscriber.objects.filter(pk=subscriber.pk).update(claimed_at=None, failures=0)


def _postpone(subscriber: Subscriber) -> None:
    pause = FIRST_PAUSE * 2**subscriber.failures
    Subscriber.objects.filter(pk=subscriber.pk).update(
        claimed_at=None, failures=subscriber.failures + 1, not_before=timezone.now() + pause
    )


class _Connection:
    """One connection for a round, opened for the first mail, and anew after one that failed."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    def send(self, mail: EmailMultiAlternatives) -> None:
        if self._backend is None:
            self._backend = get_connection()
            self._backend.open()
        try:
            mails.send(mail, self._backend)
        except Exception:
            self._close()
            raise

    def _close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except Exception:
                log.exception("alerts: the connection to the mail server did not close")
