"""Saving a search, confirming and ending it. Nothing is sent to an address that has not confirmed, but the
link that asks it to, and that not often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from articles.models import SavedSearch, Subscriber
from articles.models.harvest import stamp
from articles.searching.request import SearchRequest

MAX_SEARCHES: Final = 20  # of one address
MAX_ASKED: Final = 3  # links that confirm, sent to one address in a day
EXPIRES: Final = timedelta(days=3)  # of a link that confirms


class TooManySearches(Exception):
    """The address has as many saved searches as it may have."""


class AskedTooOften(Exception):
    """The address was sent as many links today as it may be."""


def canonical_query(asked: SearchRequest) -> str:
    """What is saved of a search: what it finds, not how it is shown."""
    return urlencode([pair for pair in asked.params() if pair[0] not in ("page", "limit", "sort", "copies")])


def save_search(asked: SearchRequest, email: str, frequency: str, *, user: Any = None) -> SavedSearch:
    """Save a search for an address. With an account whose address it is, it holds at once; else the address
    must confirm. Saved again, it changes how often.

    Raises TooManySearches, AskedTooOften.
    """
    stamp()  # what came until now is not news
    now = timezone.now()
    owned = bool(user and user.is_authenticated and user.email and user.email.lower() == email.lower())
    with transaction.atomic():
        subscriber, _ = Subscriber.objects.get_or_create(
            email=email.lower(), defaults={"language": get_language() or "ar"}
        )
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if owned and subscriber.user_id is None:
            subscriber.user = user
            subscriber.save(update_fields=["user"])
        query = canonical_query(asked)
        search = subscriber.searches.filter(query=query).first()
        _refuse_too_many(subscriber, search, owned)
        if search is None:
            return subscriber.searches.create(
                query=query, frequency=frequency, confirmed_at=now if owned else None
            )
        search.asked_at = now
        if owned or search.confirmed_at is None:  # a stranger changes nothing of what holds
            search.frequency = frequency
            search.confirmed_at = search.confirmed_at or (now if owned else None)
        search.save(update_fields=["frequency", "confirmed_at", "asked_at"])
        return search


def _refuse_too_many(subscriber: Subscriber, search: SavedSearch | None, owned: bool) -> None:
    if search is None and subscriber.searches.count() >= MAX_SEARCHES:
        raise TooManySearches
    since = timezone.now() - timedelta(days=1)
    if not owned and subscriber.searches.filter(asked_at__gt=since).count() >= MAX_ASKED:
        raise AskedTooOften


def confirm(search: SavedSearch) -> None:
    """From now on its subscriber is told; of what is there already they are not."""
    stamp()
    now = timezone.now()
    SavedSearch.objects.filter(pk=search.pk, confirmed_at=None).update(
        confirmed_at=now, told_until=now, looked_at=now
    )
    Subscriber.objects.filter(pk=search.subscriber_id).update(failures=0, not_before=now)


def end_search(search: SavedSearch) -> None:
    """Forget a saved search, and the address with its last one."""
    with transaction.atomic():
        search.delete()
        Subscriber.objects.filter(pk=search.subscriber_id, searches=None).delete()


def end_all(subscriber: Subscriber) -> None:
    subscriber.delete()


def forget_unconfirmed() -> None:
    """Of who did not confirm nothing is left."""
    before = timezone.now() - EXPIRES
    SavedSearch.objects.filter(confirmed_at=None, asked_at__lt=before).delete()
    Subscriber.objects.filter(Q(searches=None), created_at__lt=before).delete()
