"""Sessions and forgotten passwords: who is signed in, until when, and what a mail or a log gives away."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "ضفاف-النهر-2021"
OTHER = "شاطئ-البحيرة-2022"
READER = "salma@example.org"


@pytest.fixture
def salma(settings: Any) -> User:
    settings.EMAIL_URL = "smtp://mail.example.org"
    settings.SITE_URL = "https://archive.example.org"
    settings.ALLOWED_HOSTS = ["archive.example.org", "testserver", ".example.org"]
    return User.objects.create_superuser("salma", READER, PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, path: str = "/login") -> Any:
    return client.post(path, {"username": "salma", "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("door", ["/login", "/admin/login/"])
def test_signing_in_begins_a_session_that_nobody_knew_before(client: Client, salma: User, door: str) -> None:
    client.get(door)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    token = client.get(door).cookies["csrftoken"].value
    assert sign_in(client, path=door).status_code == 302
    assert client.cookies["sessionid"].value != planted
    assert client.cookies["csrftoken"].value != token
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_signed_in(thief)


def test_signing_out_ends_the_session_on_the_server(client: Client, salma: User) -> None:
    sign_in(client)
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    assert client.get("/logout").status_code == 405  # no picture in a page signs anyone out
    client.post("/logout")
    assert not is_signed_in(thief)
    assert not Session.objects.exists()


def test_a_new_password_ends_all_other_sessions(client: Client, salma: User) -> None:
    other = Client()
    for each in (client, other):
        sign_in(each)
    form = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_an_account_that_is_locked_is_out_at_once(client: Client, salma: User) -> None:
    sign_in(client)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)
    assert sign_in(Client()).status_code == 200


def test_the_page_does_not_say_whether_there_is_such_an_account(client: Client, salma: User) -> None:
    def told(name: str, password: str) -> str:
        page = client.post("/login", {"username": name, "password": password}).content.decode()
        return re.sub(r'value="[^"]*"|\s+', "", page)

    User.objects.create_user("locked", password=PASSWORD, is_active=False)
    assert told("salma", "تخمين") == told("nobody", "تخمين") == told("locked", PASSWORD)


def ask_for_link(client: Client, address: str = READER, **headers: str) -> Any:
    return client.post("/password/reset", {"email": address}, **headers)


def test_a_forgotten_password(client: Client, salma: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    assert ask_for_link(client).status_code == 302
    run_jobs()
    (message,) = mail.outbox
    path = re.search(r"https://archive\.example\.org(/\S+)", message.body)[1]  # type: ignore[index]
    page = client.get(path)
    assert "no-store" in page["Cache-Control"] or page.status_code == 302
    form = {"new_password1": OTHER, "new_password2": OTHER}
    assert client.post(client.get(path)["Location"], form).status_code == 302
    assert not is_signed_in(client)  # a link is no password, and no second step
    assert not is_signed_in(elsewhere)
    assert sign_in(client, OTHER).status_code == 302
    assert Client().get(path).status_code == 200  # used once, it says that it holds no more
    assert "new_password1" not in Client().get(path).content.decode()


def test_who_asks_for_a_link_does_not_learn_whether_there_is_such_an_account(
    client: Client, salma: User
) -> None:
    one, other = ask_for_link(client), ask_for_link(client, "nobody@example.org")
    assert (one.status_code, one["Location"]) == (other.status_code, other["Location"])
    assert not mail.outbox  # nor by how long the answer takes: mails are the worker's
    run_jobs()
    assert [message.to for message in mail.outbox] == [[READER]]


@pytest.mark.parametrize("host", ["evil.example.org", "archive.example.org:666"])
def test_no_host_of_a_request_stands_in_the_mail(client: Client, salma: User, host: str) -> None:
    ask_for_link(client, HTTP_HOST=host)
    run_jobs()
    assert "https://archive.example.org/password/new/" in mail.outbox[0].body
    assert host not in mail.outbox[0].body + mail.outbox[0].subject


@pytest.mark.parametrize("address", ["salma@example.org\nBcc: all@example.org", "a@b\r\n\r\nx", "\0", "@"])
def test_an_address_adds_no_line_to_a_mail(client: Client, salma: User, address: str) -> None:
    assert ask_for_link(client, address).status_code == 200
    run_jobs()
    assert not mail.outbox


def test_nobody_is_flooded_with_links(client: Client, salma: User) -> None:
    answers = [ask_for_link(client).status_code for _ in range(22)]
    assert answers == [302] * 20 + [429] * 2


def test_without_mail_there_are_no_links(client: Client, settings: Any) -> None:
    settings.EMAIL_URL = ""
    for path in ("reset", "sent", "new/MQ/x-y", "changed"):
        assert client.get(f"/password/{path}").status_code == 404


def test_no_secret_of_a_link_is_in_the_log(client: Client, salma: User, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3t-0123456789"
    for path in (f"/alerts/confirm/{secret}", f"/alerts/{secret}", f"/password/new/MQ/{secret}"):
        client.get(path)
        client.post(path)
    client.get("/api/v1/tags", headers={"Authorization": f"Bearer na_{secret}"})
    sign_in(client, secret)
    client.get(f"/metrics?token={secret}")
    assert caplog.records
    assert not [record for record in caplog.records if secret in record.getMessage() + str(record.__dict__)]


def test_keys_cannot_be_tried_one_after_the_other(client: Client) -> None:
    answers = [
        client.get("/api/v1/tags", headers={"Authorization": f"Bearer na_{number}"}).status_code
        for number in range(22)
    ]
    assert answers == [401] * 20 + [429] * 2
    assert client.get("/api/v1/tags").status_code == 200
