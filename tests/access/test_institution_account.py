"""Linking an account of the administration to the institution's, by its owner, and taking it back."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.access import institution_account, roles
from articles.models import AuditEntry, InstitutionIdentity
from tests.access.provider import Provider
from tests.access.test_institution import back_from, provider, refused, sign_in, user_of  # noqa: F401

pytestmark = pytest.mark.django_db

PAGE = "/login/institution/account"
PASSWORD = "ثعلب-أزرق-19"


def editor(name: str = "laila", **fields: Any) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=roles.EDITOR))
    return user


def device_of(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="app", confirmed=True)


def code_of(device: TOTPDevice) -> str:
    """The app's code now, as if the last one had been sent long ago."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06}"


def signed_in(user: User, device: TOTPDevice | None = None) -> Client:
    client = Client()
    then = client.post("/login", {"username": user.username, "password": PASSWORD})
    if device:
        assert then["Location"] == "/login/code"
        client.post("/login/code", {"one_time_password": code_of(device)})
    assert user_of(client) == user
    return client


def act(client: Client, action: str, device: TOTPDevice | None = None, password: str = PASSWORD) -> Any:
    code = {"one_time_password": code_of(device)} if device else {}
    return client.post(PAGE, {"action": action, "password": password, **code}, follow=True)


def values() -> list[dict[str, Any]]:
    found = AuditEntry.objects.filter(action=AuditEntry.Action.ACCOUNT).order_by("pk")
    return [entry.values for entry in found if "institution" in entry.values]


def test_without_an_institution_there_is_no_such_page(client):
    client.force_login(editor())
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/admin/").content.decode()


def test_an_editor_links_the_account_and_takes_it_back(provider: Provider) -> None:  # noqa: F811
    user = editor(email="salma@uni.example")
    device = device_of(user)
    refused(sign_in(Client()), "اربطه بنفسك")  # by the e-mail address alone: never
    client = signed_in(user, device)
    assert PAGE in client.get("/admin/").content.decode()
    assert "غير مربوط" in client.get(PAGE).content.decode()
    assert 'href="/login/institution"' in act(client, "link", device).content.decode()
    back = back_from(client)
    assert provider.asked[-1]["prompt"] == "login"
    assert "رُبط حسابك" in client.get(back, follow=True).content.decode()
    assert InstitutionIdentity.objects.get().user == user
    assert values() == [{"institution": "linked", "person": "salma"}]
    other = Client()
    assert sign_in(other)["Location"] == "/login/code"  # the second step holds
    other.post("/login/code", {"one_time_password": code_of(device)})
    assert user_of(other) == user
    assert other.get("/admin/").status_code == 200
    assert "prompt" not in provider.asked[-1]
    assert "فُكّ الربط" in act(client, "unlink", device).content.decode()
    assert not InstitutionIdentity.objects.exists()
    assert values()[-1] == {"institution": "unlinked"}
    refused(sign_in(Client()), "اربطه بنفسك")


def test_without_password_and_code_nothing_is_linked(provider: Provider) -> None:  # noqa: F811
    user = editor()
    device = device_of(user)
    client = signed_in(user, device)
    for form in (
        {"action": "link"},
        {"action": "link", "password": PASSWORD},
        {"action": "link", "password": PASSWORD, "one_time_password": "000000"},
        {"action": "link", "password": "x", "one_time_password": code_of(device)},
    ):
        TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
        page = client.post(PAGE, form).content.decode()
        assert "لم تُقبل" in page
        assert 'href="/login/institution"' not in page
    client.get(back_from(client))  # whoever signs in now is somebody else
    assert InstitutionIdentity.objects.get().user != user


def test_the_administration_asks_for_the_second_step_first(provider: Provider) -> None:  # noqa: F811
    client = signed_in(editor())
    assert "فعّل الدخول بخطوتين أوّلًا" in client.get(PAGE).content.decode()
    assert "فعّل الدخول بخطوتين أوّلًا" in act(client, "link").content.decode()
    client.get(back_from(client))
    assert User.objects.count() == 2


def test_a_superuser_is_never_linked(provider: Provider) -> None:  # noqa: F811
    user = User.objects.create_superuser("chief", password=PASSWORD)
    device = device_of(user)
    client = signed_in(user, device)
    assert "المشرف الأعلى" in act(client, "link", device).content.decode()
    client.get(back_from(client))
    assert InstitutionIdentity.objects.get().user != user


def test_a_reader_links_with_the_password(provider: Provider) -> None:  # noqa: F811
    user = User.objects.create_user("huda", password=PASSWORD)
    client = signed_in(user)
    act(client, "link")
    client.get(back_from(client))
    assert InstitutionIdentity.objects.get().user == user


def test_a_person_has_one_account(provider: Provider) -> None:  # noqa: F811
    sign_in(Client())
    first = User.objects.get()
    client = signed_in(User.objects.create_user("huda", password=PASSWORD))
    act(client, "link")
    refused(client.get(back_from(client)), "لا يُربط بحسابين")
    assert InstitutionIdentity.objects.get().user == first
    assert "غير مربوط" in client.get(PAGE).content.decode()


def test_who_has_no_password_is_not_locked_out(provider: Provider) -> None:  # noqa: F811
    client = Client()
    sign_in(client)
    assert "لا يُفكّ" in act(client, "unlink", password="").content.decode()
    assert InstitutionIdentity.objects.exists()


def test_the_proof_lasts_some_minutes_and_for_one_account(
    provider: Provider,  # noqa: F811
    monkeypatch: Any,
) -> None:
    client = signed_in(User.objects.create_user("huda", password=PASSWORD))
    monkeypatch.setattr(institution_account, "WAITS", -1.0)
    act(client, "link")
    client.get(back_from(client))
    assert InstitutionIdentity.objects.get().user.username == "salma"
    monkeypatch.undo()
    InstitutionIdentity.objects.all().delete()
    other = signed_in(User.objects.create_user("rami", password=PASSWORD))
    act(other, "link")
    other.force_login(User.objects.create_user("nada"))  # the session passes to somebody else
    other.get(back_from(other))
    assert InstitutionIdentity.objects.get().user.username != "rami"
