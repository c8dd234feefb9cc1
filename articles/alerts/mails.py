"""The mails: one that asks to confirm, one that tells what is new in all searches that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from articles.access.own_address import own_address
from articles.alerts.news import request_of
from articles.models import Article, SavedSearch, Subscriber
from articles.models.identity import identity
from articles.web.i18n.formatting import counted, date_text, lead
from articles.web.i18n.languages import current_language
from articles.web.search.titles import search_title

MAX_LISTED: Final = 20  # articles of one search in one mail
MAX_SUBJECT: Final = 150  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a mail."""

    title: str
    address: str
    source: str
    date: str
    lead: str


@dataclass(frozen=True, slots=True)
class Section:
    """A saved search with its news."""

    title: str
    count: str
    address: str
    stop: str
    lines: tuple[Line, ...]
    more: int


def confirmation(search: SavedSearch) -> EmailMultiAlternatives:
    with override(search.subscriber.language):
        title = search_title(request_of(search.query))
        context = {
            "title": title,
            "frequency": search.get_frequency_display(),
            "confirm": own_address() + reverse("alert-confirm", args=[search.key]),
        }
        subject = _("أكّد حفظ بحثك: %(title)s") % {"title": title}
        return _mail(search.subscriber, subject, "alerts/confirm_mail", context)


def digest(
    subscriber: Subscriber, news: Sequence[tuple[SavedSearch, list[Article]]], until: datetime
) -> EmailMultiAlternatives:
    """One mail with the news of several searches up to a time; none of them is empty. Made again of the same
    time it has the same ``Message-ID``."""
    with override(subscriber.language):
        sections = [_section(search, articles) for search, articles in news]
        total = len({article.pk for _search, articles in news for article in articles})
        words = {
            "title": sections[0].title,
            "count": counted(total, "article", digits=current_language().digits),
        }
        subject = (
            _("جديد بحثك «%(title)s»: %(count)s")
            if len(sections) == 1
            else _("جديد أبحاثك المحفوظة: %(count)s")
        )
        context = {
            "sections": sections,
            "manage": own_address() + reverse("alerts-of", args=[subscriber.key]),
            "stop": own_address() + reverse("alerts-stop", args=[subscriber.key]),
        }
        mail = _mail(subscriber, subject % words, "alerts/digest_mail", context)
    # One click in the mail program ends it (RFC 8058); the page of the same address asks before.
    mail.extra_headers["List-Unsubscribe"] = f"<{context['stop']}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.extra_headers["Message-ID"] = _message_id(subscriber, until)
    mail.extra_headers["List-Id"] = f"<alerts.{identity().authority}>"
    return mail


def _message_id(subscriber: Subscriber, until: datetime) -> str:
    digest = salted_hmac("alerts", f"{subscriber.key} {until.isoformat()}", algorithm="sha256").hexdigest()
    return f"<{digest[:32]}@{urlsplit(own_address()).hostname}>"


def send(mail: EmailMultiAlternatives, connection: BaseEmailBackend | None = None) -> None:
    mail.connection = connection
    mail.send()


def _section(search: SavedSearch, articles: list[Article]) -> Section:
    site = own_address()
    return Section(
        title=search_title(request_of(search.query)),
        count=counted(len(articles), "article", digits=current_language().digits),
        address=f"{site}{reverse('search')}?{search.query}&sort=newest",
        stop=site + reverse("alert-stop", args=[search.key]),
        lines=tuple(_line(article, site) for article in articles[:MAX_LISTED]),
        more=max(0, len(articles) - MAX_LISTED),
    )


def _line(article: Article, site: str) -> Line:
    return Line(
        title=article.title,
        address=site
        + reverse("article-by-id", args=[article.pk]),  # a slug of Arabic letters fills six lines
        source=article.source.name if article.source else "",
        date=date_text(article.published, digits=current_language().digits),
        lead=lead(article.body),
    )


def _mail(
    subscriber: Subscriber, subject: str, template: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    context |= {
        "site": own_address(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "language": subscriber.language,
    }
    mail = EmailMultiAlternatives(
        " ".join(subject.split())[:MAX_SUBJECT],
        render_to_string(f"{template}.txt", context),
        to=[subscriber.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail
