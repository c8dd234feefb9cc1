"""Signing in with a second step: by choice, with backup codes, and a way back for who has lost all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models.history import AuditEntry

pytestmark = pytest.mark.django_db

PASSWORD = "ضفاف-النهر-2021"
PAGE, CODE = "/login/second", "/login/code"
FIELD = "one_time_password"


@pytest.fixture
def salma() -> User:
    return User.objects.create_superuser("salma", password=PASSWORD)


def wait() -> None:
    """As if half a minute had passed since the last code, right or wrong."""
    rested = {"throttling_failure_count": 0, "throttling_failure_timestamp": None}
    TOTPDevice.objects.update(last_t=-1, **rested)
    StaticDevice.objects.update(**rested)


def code_of(user: User) -> str:
    """What the app shows."""
    device = TOTPDevice.objects.get(user=user)
    wait()
    return f"{totp(device.bin_key):06d}"


def turned_on(client: Client, user: User) -> list[str]:
    """The backup codes that the page shows."""
    client.force_login(user)
    client.post(PAGE, {"action": "begin"})
    form = {"action": "confirm", FIELD: code_of(user), "password": PASSWORD}
    page = client.post(PAGE, form).content.decode()
    codes = re.findall(r"<li><code>([^<]+)</code>", page)
    assert len(codes) == 10
    client.logout()
    return codes


def given_password(client: Client, path: str = "/login?next=/help") -> Any:
    return client.post(path, {"username": "salma", "password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_without_it_the_password_is_enough(client, salma):
    assert given_password(client)["Location"] == "/help"
    assert is_in(client)
    assert "غير مفعَّل" in client.get(PAGE).content.decode()


def test_the_key_is_shown_until_a_code_of_it_comes(client, salma):
    client.force_login(salma)
    client.post(PAGE, {"action": "begin"})
    page = client.get(PAGE)
    key = re.search(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page.content.decode())
    assert "<svg" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.post(PAGE, {"action": "begin"})
    assert key[1] in client.get(PAGE).content.decode(), "a second click makes no other key"
    wrong = client.post(PAGE, {"action": "confirm", FIELD: "000000", "password": PASSWORD}).content.decode()
    assert "لم يُقبل هذا الرمز" in wrong
    assert key[1] in wrong
    client.logout()
    assert given_password(client)["Location"] == "/help", (
        "nothing is asked for before the app has shown a code"
    )
    client.post(PAGE, {"action": "cancel"})
    assert not TOTPDevice.objects.exists()


def test_a_stolen_session_locks_nobody_out(client, salma):
    client.force_login(salma)
    client.post(PAGE, {"action": "begin"})
    for guess in ("", "تخمين", "x" * 10_000):
        page = client.post(PAGE, {"action": "confirm", FIELD: code_of(salma), "password": guess})
        assert "كلمة المرور غير صحيحة" in page.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert [client.post(PAGE, {"action": "confirm"}).status_code for _ in range(20)][-1] == 429


@pytest.mark.parametrize("path", ["/login?next=/help", "/admin/login/?next=/help"])
def test_every_door_asks_for_the_code(client, salma, path):
    turned_on(client, salma)
    assert given_password(client, path)["Location"] == CODE
    assert not is_in(client)
    page = client.post(CODE, {FIELD: "123456"})
    assert "لم يُقبل هذا الرمز" in page.content.decode()
    assert not is_in(client)
    code = code_of(salma).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post(CODE, {FIELD: f" {code[:3]} {code[3:]} "})["Location"] == "/help"
    assert is_in(client)


def test_a_code_counts_once(client, salma):
    turned_on(client, salma)
    given_password(client)
    code = code_of(salma)
    client.post(CODE, {FIELD: code})
    client.logout()
    given_password(client)
    assert client.post(CODE, {FIELD: code}).status_code == 200
    assert not is_in(client)


def test_backup_codes_count_once_each(client, salma):
    first, second, *_ = turned_on(client, salma)
    for code, comes_in in ((first, True), (first.upper(), False), (second.upper(), True)):
        client.logout()
        given_password(client)
        wait()
        client.post(CODE, {FIELD: code})
        assert is_in(client) == comes_in
    assert "<b>٨</b>" in client.get(PAGE).content.decode()


def test_after_several_wrong_codes_the_password_is_asked_for_again(client, salma):
    turned_on(client, salma)
    given_password(client)
    answers = [client.post(CODE, {FIELD: "123456"}) for _ in range(5)]
    assert answers[-1]["Location"] == "/login"
    assert client.get(CODE)["Location"] == "/login"


def test_who_guesses_codes_is_locked_out(client, salma, settings):
    settings.AXES_ENABLED = True
    turned_on(client, salma)
    for _ in range(2):
        given_password(client)
        for _ in range(5):
            client.post(CODE, {FIELD: "123456"})
    assert given_password(client).status_code == 429


def test_nobody_comes_to_the_code_without_the_password(client, salma, settings):
    turned_on(client, salma)
    assert client.get(CODE)["Location"] == "/login"
    assert client.post(CODE, {FIELD: code_of(salma)})["Location"] == "/login"
    given_password(client)
    salma.set_password("كلمة أخرى تمامًا")
    salma.save()
    assert client.post(CODE, {FIELD: code_of(salma)})["Location"] == "/login"


def test_a_password_given_long_ago_is_asked_for_again(client, salma, monkeypatch):
    turned_on(client, salma)
    given_password(client)
    later = timezone.now().timestamp() + 700
    monkeypatch.setattr("articles.access.second_factor.time.time", lambda: later)
    assert client.get(CODE)["Location"] == "/login"


def test_who_is_signed_in_elsewhere_passes_it_too(client, salma):
    elsewhere = Client()
    elsewhere.force_login(salma)
    turned_on(client, salma)
    assert elsewhere.get("/admin/articles/article/")["Location"] == CODE
    assert elsewhere.post(CODE, {FIELD: code_of(salma)})["Location"] == "/admin/articles/article/"


def test_turning_off_and_new_codes_need_a_code(client, salma):
    first, second, *_ = turned_on(client, salma)
    given_password(client)
    client.post(CODE, {FIELD: code_of(salma)})
    for action in ("codes", "off"):
        assert "لم يُقبل هذا الرمز" in client.post(PAGE, {"action": action, FIELD: "1"}).content.decode()
    wait()
    page = client.post(PAGE, {"action": "codes", FIELD: first}).content.decode()
    assert len(re.findall(r"<li><code>", page)) == 10
    assert second not in page
    client.post(PAGE, {"action": "off", FIELD: code_of(salma)})
    client.logout()
    assert given_password(client)["Location"] == "/help"


def test_who_has_lost_everything_is_let_in_by_a_command(client, salma, capsys):
    turned_on(client, salma)
    call_command("reset_second_factor", "salma")
    states = AuditEntry.objects.filter(action="account").order_by("pk").values_list("values", flat=True)
    assert [values.get("second_step") for values in states] == ["on", "off"], "told in the record of acts"
    assert given_password(client)["Location"] == "/help"
    for name in ("salma", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name)


def test_the_pages_are_for_staff_alone(client, salma):
    assert client.get(PAGE)["Location"].startswith("/login?next=")
    client.force_login(User.objects.create_user("reader"))
    assert client.get(PAGE).status_code == 302


def test_codes_and_keys_are_nowhere_in_the_administration(client, salma):
    turned_on(client, salma)
    given_password(client)
    client.post(CODE, {FIELD: code_of(salma)})
    assert "otp_" not in client.get("/admin/").content.decode()


def test_any_text_is_answered(client, salma):
    turned_on(client, salma)
    given_password(client)
    for text in ("", "x" * 10_000, "\0", "نصّ", "½²", "-1", "9" * 60, "1e5"):
        assert client.post(CODE, {FIELD: text}).status_code in (200, 302)
        given_password(client)
