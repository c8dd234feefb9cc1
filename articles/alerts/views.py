"""The pages of saved searches: saving one, confirming, ending, and all of an address. They are there when
mail can be sent (``EMAIL_URL``).

What a link in a mail does is asked for on a page before: programs that look through mail follow links.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.access.middleware import too_often
from articles.access.rate_limit import over_limit
from articles.alerts import mails, subscriptions
from articles.alerts.forms import SaveForm
from articles.alerts.news import extent_of, request_of
from articles.models import SavedSearch, Subscriber
from articles.searching.request import SearchRequest
from articles.web.search.titles import search_title

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def with_mail(view: View) -> View:
    """The page is there when mail can be sent; nobody keeps it, and no address of it leaves with a link."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.EMAIL_URL:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"  # with "no-referrer" a browser's own POST has no origin
        return response

    return wrapped


@with_mail
@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """Save the search of the address: how much to await, how often, to which address."""
    asked = SearchRequest.from_params(request.GET)
    account = getattr(request.user, "email", "")
    form = SaveForm(request.POST or None, initial={"email": account})
    if request.method == "POST":
        if over_limit(request, "login"):
            return too_often(request)
        if form.is_valid() and (answer := _saved(request, asked, form)):
            return answer
    context = {
        "form": form,
        "title": search_title(asked),
        "extent": extent_of(asked),
        "back": _address_of(asked),
        "nav": "search",
    }
    return render(request, "alerts/save.html", context, status=200 if not form.errors else 422)


def _address_of(asked: SearchRequest) -> str:
    return f"{reverse('search')}?{subscriptions.canonical_query(asked)}"


def _saved(request: HttpRequest, asked: SearchRequest, form: SaveForm) -> HttpResponse | None:
    """What is answered once it is saved; None when the form says why it is not."""
    email = form.cleaned_data["email"]
    if not settings.ARCHIVE_PUBLIC and email.lower() != getattr(request.user, "email", "").lower():
        form.add_error("email", _("هذا الأرشيف لأعضائه: اكتب بريد حسابك."))
        return None
    try:
        search = subscriptions.save_search(asked, email, form.cleaned_data["frequency"], user=request.user)
        if search.confirmed_at is None:
            mails.send(mails.confirmation(search))
    except subscriptions.TooManySearches:
        form.add_error("email", _("لهذا البريد من الأبحاث المحفوظة أكثر ما يجوز. أوقف بعضها أوّلًا."))
    except subscriptions.AskedTooOften:
        form.add_error("email", _("أُرسل إلى هذا البريد اليوم ما يكفي من الروابط. أكّدها، أو عُد غدًا."))
    except (SMTPException, OSError):
        log.exception("alerts: the link that confirms could not be sent")
        form.add_error("email", _("لم نستطع إرسال الرسالة الآن. أعد المحاولة بعد قليل."))
    else:
        if search.subscriber.user_id and search.subscriber.user_id == request.user.pk:
            return redirect("alerts-of", key=search.subscriber.key)
        back = _address_of(asked)
        return render(request, "alerts/sent.html", {"email": email, "back": back, "nav": "search"})
    return None


@login_not_required
@with_mail
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_view(request: HttpRequest, key: str) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.select_related("subscriber"), key=key)
    if request.method == "POST":
        subscriptions.confirm(search)
        return redirect("alerts-of", key=search.subscriber.key)
    if search.confirmed_at:
        return redirect("alerts-of", key=search.subscriber.key)
    return _ask(request, _("أكّد حفظ البحث"), search_title(request_of(search.query)))


@login_not_required
@csrf_exempt
@with_mail
@require_http_methods(["GET", "HEAD", "POST"])
def stop_all_view(request: HttpRequest, key: str) -> HttpResponse:
    """End all searches of an address. Mail programs post here at one click (RFC 8058), without a page: the
    key in the address is what gives the right. One that is ended already is answered alike."""
    subscriber = Subscriber.objects.filter(key=key).first()
    if request.method == "POST":
        if subscriber:
            subscriptions.end_all(subscriber)
        return render(request, "alerts/stopped.html", {"nav": "search"})
    if subscriber is None:
        return render(request, "alerts/stopped.html", {"nav": "search"})
    return _ask(request, _("أوقف هذه الرسائل كلّها"), subscriber.email, subscriber)


@login_not_required
@with_mail
@require_http_methods(["GET", "HEAD", "POST"])
def stop_view(request: HttpRequest, key: str) -> HttpResponse:
    """End one saved search."""
    search = SavedSearch.objects.filter(key=key).select_related("subscriber").first()
    if search is None:
        return render(request, "alerts/stopped.html", {"nav": "search"})
    if request.method == "POST":
        subscriptions.end_search(search)
        if Subscriber.objects.filter(pk=search.subscriber_id).exists():
            return redirect("alerts-of", key=search.subscriber.key)
        return render(request, "alerts/stopped.html", {"nav": "search"})
    return _ask(request, _("أوقف هذا البحث"), search_title(request_of(search.query)), search.subscriber)


@login_not_required
@with_mail
@require_http_methods(["GET", "HEAD"])
def alerts_view(request: HttpRequest, key: str) -> HttpResponse:
    """The saved searches of an address."""
    subscriber = get_object_or_404(Subscriber, key=key)
    rows = [(search, search_title(request_of(search.query))) for search in subscriber.searches.all()]
    return render(request, "alerts/searches.html", {"subscriber": subscriber, "rows": rows, "nav": "search"})


def _ask(request: HttpRequest, act: str, about: str, subscriber: Subscriber | None = None) -> HttpResponse:
    """One button that does it; with a subscriber, a way back to what is saved."""
    context = {"act": act, "about": about, "subscriber": subscriber, "nav": "search"}
    return render(request, "alerts/ask.html", context)
