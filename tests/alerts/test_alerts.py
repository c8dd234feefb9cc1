"""Saved searches from the page to the mail, and out again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from articles.alerts import news, sending
from articles.alerts.subscriptions import MAX_ASKED, MAX_SEARCHES
from articles.models import Article, HarvestEntry, SavedSearch, Source, Subscriber
from articles.models.harvest import mark_changed

pytestmark = pytest.mark.django_db(transaction=True)
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def _with_mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"
    settings.SITE_URL = "https://archive.example.org"
    settings.DEFAULT_FROM_EMAIL = "archive@example.org"


def save(client: Client, query: str = "q=الجسر", email: str = READER, frequency: str = "at_once") -> Any:
    return client.post(f"/alerts/new?{query}", {"email": email, "frequency": frequency})


def link(message: Any, part: str) -> str:
    found = re.search(rf"https://archive\.example\.org(/alerts/{part}/\S+)", message.body)
    assert found
    return found[1]


def subscribed(client: Client, query: str = "q=الجسر", frequency: str = "at_once") -> None:
    """A search that is saved and confirmed, with no mail left in the box."""
    save(client, query, frequency=frequency)
    client.post(link(mail.outbox[-1], "confirm"))
    mail.outbox.clear()


def days_pass(days: float) -> None:
    SavedSearch.objects.update(looked_at=timezone.now() - timedelta(days=days))


def test_who_saves_a_search_is_told_how_much_to_await(
    client: Client, make_article: Any, monkeypatch: Any
) -> None:
    for number in range(3):
        make_article(f"الجسر {number}", published="2020-01-01")
    old = Article.objects.order_by("pk")[0]
    HarvestEntry.objects.filter(article_id=old.pk).update(
        first_public=timezone.now() - timedelta(days=200),
        first_published=timezone.now() - timedelta(days=200),
    )
    assert "آخر مئة يوم: مقالان" in client.get("/alerts/new?q=الجسر").content.decode()
    monkeypatch.setattr(news, "MAX_COUNTED", 2)
    page = client.get("/alerts/new?q=الجسر").content.decode()
    assert "يجد هذا البحث ٣ مقالات" in page
    assert "مئة يوم" not in page


def test_the_whole_cycle(client: Client, make_article: Any) -> None:
    make_article("الجسر القديم", published="2020-01-01")
    page = client.get("/search?q=الجسر").content.decode()
    new = re.search(r'href="(/alerts/new\?[^"]+)"', page)[1]  # type: ignore[index]
    assert "مقال واحد" in client.get(new).content.decode()
    assert READER in client.post(new, {"email": READER, "frequency": "at_once"}).content.decode()
    (asked,) = mail.outbox
    make_article("الجسر قبل التأكيد", published="2021-01-01")
    assert sending.send_due() == 0
    confirm = link(asked, "confirm")
    assert client.get(confirm).status_code == 200
    assert SavedSearch.objects.get().confirmed_at is None  # a program that follows links confirms nothing
    assert client.post(confirm).status_code == 302
    assert sending.send_due() == 0
    article = make_article("افتتاح الجسر الجديد", "عبره أوّل قطار.", source="المنارة", published="2021-09-14")
    make_article("لا صلة له", published="2021-09-14")
    assert sending.send_due() == 1
    message = mail.outbox[-1]
    assert message.to == [READER]
    assert "الجسر" in message.subject
    assert "مقال واحد" in message.subject
    assert "قبل التأكيد" not in message.body
    assert f"https://archive.example.org/a/{article.pk}/" in message.body
    assert sending.send_due() == 0  # no second mail
    assert client.post(link(message, "stop-all"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    make_article("الجسر مرّة أخرى")
    assert sending.send_due() == 0
    assert not Subscriber.objects.exists()


def test_a_mail_can_be_ended_at_one_click_and_is_written_from_the_right(
    client: Client, make_article: Any
) -> None:
    subscribed(client)
    make_article('<b>"الجسر"</b> & النهر')
    sending.send_due()
    message = mail.outbox[-1]
    headers = message.message()
    address = str(headers["List-Unsubscribe"]).strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = message.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "&lt;b&gt;" in html
    assert "<b>&quot;" not in html
    strict = Client(enforce_csrf_checks=True)
    path = address.removeprefix("https://archive.example.org")
    assert strict.get(path).status_code == 200
    assert Subscriber.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert strict.post(path).status_code == 200  # once more, as mail programs do


def test_several_searches_come_in_one_mail(client: Client, make_article: Any) -> None:
    subscribed(client, "q=الجسر")
    subscribed(client, "q=النهر")
    subscribed(client, "q=المطار")
    make_article("الجسر على النهر")
    make_article("فيضان النهر")
    assert sending.send_due() == 1
    (message,) = mail.outbox
    assert message.body.count("/alerts/stop/") == 2
    assert "المطار" not in message.body


def test_one_search_ends_and_the_others_go_on(client: Client, make_article: Any) -> None:
    subscribed(client, "q=الجسر")
    subscribed(client, "q=النهر")
    make_article("الجسر")
    sending.send_due()
    client.post(link(mail.outbox[-1], "stop"))
    make_article("الجسر والنهر")
    sending.send_due()
    assert mail.outbox[-1].body.count("/alerts/stop/") == 1
    assert "النهر –" in mail.outbox[-1].body


@pytest.mark.parametrize(("frequency", "days"), [("daily", 1), ("weekly", 7)])
def test_daily_and_weekly_wait_for_their_time(
    client: Client, make_article: Any, frequency: str, days: int
) -> None:
    subscribed(client, frequency=frequency)
    make_article("الجسر أوّلًا")
    assert sending.send_due() == 0
    days_pass(days)
    make_article("الجسر ثانيًا")
    assert sending.send_due() == 1
    assert "أوّلًا" in mail.outbox[-1].body
    assert "ثانيًا" in mail.outbox[-1].body
    assert sending.send_due() == 0


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-03-04T05:59", "2026-03-03T06:00", "2026-03-01T06:00"),  # a Wednesday
        ("2026-03-04T06:00", "2026-03-04T06:00", "2026-03-01T06:00"),
        ("2026-03-01T05:00", "2026-02-28T06:00", "2026-02-22T06:00"),  # a Sunday
    ],
)
def test_mails_go_in_the_morning_and_weekly_ones_on_sunday(now: str, daily: str, weekly: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    for frequency, begin in (("daily", utc(daily)), ("weekly", utc(weekly))):
        before = SavedSearch(frequency=frequency, looked_at=begin - timedelta(minutes=1))
        after = SavedSearch(frequency=frequency, looked_at=begin)
        assert sending.is_due(before, utc(now))
        assert not sending.is_due(after, utc(now))


def test_an_article_that_is_edited_is_no_news(client: Client, make_article: Any) -> None:
    from tests import archive

    subscribed(client)
    article = make_article("الجسر")
    sending.send_due()
    archive.update(article, body="نصّ مصحَّح عن الجسر")
    assert sending.send_due() == 0


def test_private_sources_are_nobodys_news(client: Client, make_article: Any) -> None:
    Source.objects.create(name="سرّيّ", is_private=True)
    subscribed(client)
    make_article("الجسر السرّيّ", source="سرّيّ")
    make_article("الجسر المسودّة", status=Article.Status.DRAFT)
    assert sending.send_due() == 0


def test_a_member_is_told_of_what_members_may_read(
    client: Client, make_article: Any, django_user_model: Any
) -> None:
    Source.objects.create(name="سرّيّ", is_private=True)
    member = django_user_model.objects.create_superuser("member", READER)
    client.force_login(member)
    save(client)  # at the address of the account: confirmed at once
    other = Client()
    save(other, email="other@example.org")
    other.post(link(mail.outbox[-1], "confirm"))
    mail.outbox.clear()
    article = make_article("الجسر السرّيّ", source="سرّيّ")
    assert sending.send_due() == 1
    (message,) = mail.outbox
    assert (message.to, article.title in message.body) == ([READER], True)
    assert sending.send_due() == 0


def test_what_a_private_source_had_is_news_when_it_is_opened(client: Client, make_article: Any) -> None:
    source = Source.objects.create(name="سرّيّ", is_private=True)
    subscribed(client)
    article = make_article("الجسر السرّيّ", source="سرّيّ")
    assert sending.send_due() == 0
    source.is_private = False
    source.save()
    mark_changed([article.pk])
    assert sending.send_due() == 1


class Broken(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages: Any) -> int:
        if "broken@example.org" in messages[0].to:
            raise OSError("550 no such mailbox")
        return super().send_messages(messages)


class Refusing(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise OSError("451 try again later")


def test_a_bad_address_costs_one_mail_and_is_given_up_in_the_end(
    client: Client, make_article: Any, settings: Any
) -> None:
    for email in ("broken@example.org", READER):
        save(client, email=email)
        client.post(link(mail.outbox[-1], "confirm"))
    mail.outbox.clear()
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    make_article("الجسر")
    assert sending.send_due() == 1
    assert [message.to for message in mail.outbox] == [[READER]]
    for _ in range(sending.MAX_FAILURES):
        Subscriber.objects.update(not_before=timezone.now())
        assert sending.send_due() == 0
    assert Subscriber.objects.get(email="broken@example.org").failures == sending.MAX_FAILURES
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Subscriber.objects.update(failures=0, not_before=timezone.now())
    assert sending.send_due() == 1  # what was not sent is not lost


class Dying(EmailBackend):
    """The process dies when the mail has gone, before that is noted anywhere."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise SystemExit


def test_a_sender_that_dies_sends_the_same_mail_again_and_no_other(
    client: Client, make_article: Any, settings: Any
) -> None:
    subscribed(client)
    make_article("الجسر")
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    with pytest.raises(SystemExit):
        sending.send_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_article("الجسر الثاني")
    save(client, "q=الثاني")
    client.post(link(mail.outbox[-1], "confirm"))
    Subscriber.objects.update(claimed_at=timezone.now() - sending.CLAIM * 2, not_before=timezone.now())
    assert sending.send_due() == 1
    first, _confirm, again = mail.outbox
    # The server that has the one drops the other: it tells of the same articles, the second is for the next.
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert first.body == again.body
    assert sending.send_due() == 1
    last = mail.outbox[-1]
    assert "الجسر الثاني" in last.body
    assert last.extra_headers["Message-ID"] != first.extra_headers["Message-ID"]
    assert sending.send_due() == 0


def test_a_mail_that_was_refused_is_sent_with_its_news_alone_when_it_can_be(
    client: Client, make_article: Any, settings: Any
) -> None:
    subscribed(client, frequency="daily")
    make_article("الجسر الأوّل")
    days_pass(1)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert sending.send_due() == 0
    make_article("الجسر الثاني")
    days_pass(1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Subscriber.objects.update(not_before=timezone.now())
    assert sending.send_due() == 1  # what was refused
    assert sending.send_due() == 1  # what came meanwhile: a day has passed since
    assert ["الثاني" in message.body for message in mail.outbox] == [False, True]
    assert sending.send_due() == 0


def test_two_senders_send_one_mail(client: Client, make_article: Any) -> None:
    subscribed(client)
    make_article("الجسر")
    Subscriber.objects.update(claimed_at=timezone.now())
    assert sending.send_due() == 0
    Subscriber.objects.update(claimed_at=timezone.now() - sending.CLAIM * 2)
    assert sending.send_due() == 1


def test_an_account_needs_no_link(client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("layla", email=READER)
    client.force_login(user)
    response = save(client)
    assert response.status_code == 302
    assert not mail.outbox
    assert SavedSearch.objects.get().confirmed_at
    assert "الجسر" in client.get(response["Location"]).content.decode()
    assert save(client, email="other@example.org").status_code == 200
    assert SavedSearch.objects.get(subscriber__email="other@example.org").confirmed_at is None


def test_nobody_is_flooded_through_the_form(client: Client) -> None:
    for number in range(MAX_ASKED):
        assert save(client, f"q=بحث{number}").status_code == 200
    assert save(client, "q=آخر").status_code == 422
    assert len(mail.outbox) == MAX_ASKED


def test_an_address_has_so_many_searches(client: Client) -> None:
    subscribed(client)
    owner = Subscriber.objects.get()
    for number in range(MAX_SEARCHES - 1):
        SavedSearch.objects.create(
            subscriber=owner, query=f"q={number}", asked_at=timezone.now() - timedelta(days=2)
        )
    assert save(client, "q=زائد").status_code == 422
    assert SavedSearch.objects.count() == MAX_SEARCHES


def test_a_stranger_changes_nothing_of_what_holds(client: Client) -> None:
    subscribed(client, frequency="weekly")
    save(Client(), frequency="at_once")
    assert SavedSearch.objects.get().frequency == "weekly"


def test_of_who_did_not_confirm_nothing_is_left(client: Client) -> None:
    save(client)
    long_ago = timezone.now() - timedelta(days=4)
    SavedSearch.objects.update(asked_at=long_ago)
    Subscriber.objects.update(created_at=long_ago)
    sending.send_due()
    assert not Subscriber.objects.exists()


def test_what_is_typed_wrong_is_said(client: Client) -> None:
    response = save(client, email="no address")
    assert response.status_code == 422
    assert 'value="no address"' in response.content.decode()
    assert save(client, frequency="hourly").status_code == 422


@pytest.mark.parametrize("path", ["confirm/x", "x"])
def test_an_unknown_link_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/alerts/{path}").status_code == 404


def test_without_mail_there_is_none_of_it(client: Client, make_article: Any, settings: Any) -> None:
    settings.EMAIL_URL = ""
    make_article("الجسر")
    assert "/alerts/" not in client.get("/search?q=الجسر").content.decode()
    assert client.get("/alerts/new?q=الجسر").status_code == 404
    assert sending.send_due() == 0


def test_a_closed_archive_tells_its_members_alone(
    client: Client, make_article: Any, settings: Any, django_user_model: Any
) -> None:
    subscribed(client)
    settings.ARCHIVE_PUBLIC = False
    make_article("الجسر")
    assert sending.send_due() == 0
    assert save(client).status_code == 302
    client.force_login(django_user_model.objects.create_user("layla", email="layla@example.org"))
    assert save(client).status_code == 422
    assert save(client, email="layla@example.org")["Location"].startswith("/alerts/")
