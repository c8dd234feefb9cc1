"""Signing in by the institution: a real provider over HTTP, and everything that it or others may send."""

from __future__ import annotations

import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.access import institution, oidc_client, roles
from articles.models import AuditEntry, InstitutionIdentity
from newsarchive import env
from tests.access import provider as providers
from tests.access.provider import Provider

pytestmark = pytest.mark.django_db

BEGIN, BACK = "/login/institution", "/login/institution/back"
SALMA = {"sub": "u-1001", "email": "salma@uni.example", "email_verified": True, "preferred_username": "salma"}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@pytest.fixture
def provider(settings):
    with providers.provider() as made:
        settings.OIDC_ISSUER = made.url
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = providers.CLIENT, providers.SECRET
        settings.OIDC_NAME = "جامعة الضفاف"
        settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, institution.BACKEND]
        oidc_client._registered.cache_clear()
        made.person = dict(SALMA)
        yield made
        oidc_client._registered.cache_clear()


def back_from(client: Client, then: str = "") -> str:
    """Go to the provider; the address that it sends the browser back to."""
    answer = client.get(BEGIN, {"next": then} if then else {})
    assert answer.status_code == 302, answer.content.decode()
    try:
        urllib.request.build_opener(_NoRedirects).open(answer["Location"])
    except urllib.error.HTTPError as error:
        parts = urlsplit(error.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the provider did not send the browser back")


def sign_in(client: Client, then: str = "") -> Any:
    return client.get(back_from(client, then))


def user_of(client: Client) -> User | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def refused(answer: Any, words: str, status: int = 403) -> None:
    assert answer.status_code == status
    assert words in answer.content.decode()
    entry = AuditEntry.objects.filter(action=AuditEntry.Action.SIGN_IN_FAILED).latest("pk")
    assert entry.values["institution"]


def test_by_default_there_is_none(client):
    assert "جامعة" not in client.get("/login").content.decode()
    assert client.get(BEGIN).status_code == client.get(BACK).status_code == 404


def test_the_sign_in_page_has_a_button_that_keeps_where_one_was_going(client, provider):
    page = client.get("/login?next=/help").content.decode()
    assert "جامعة الضفاف" in page
    assert f'href="{BEGIN}?next=%2Fhelp"' in page
    client.cookies["language"] = "en"
    assert "جامعة الضفاف" in client.get("/login", headers={"accept-language": "en"}).content.decode()


def test_who_is_new_becomes_a_reader_and_nothing_more(client, provider: Provider):
    assert sign_in(client, "/help")["Location"] == "/help"
    user = user_of(client)
    assert user is not None
    assert (user.username, user.email) == ("salma", "salma@uni.example")
    assert [group.name for group in user.groups.all()] == [roles.READER]
    assert not (user.is_staff)
    assert not (user.is_superuser)
    assert not (user.has_usable_password())
    assert client.get("/admin/").status_code == 302
    entry = AuditEntry.objects.get(action=AuditEntry.Action.SIGNED_IN)
    assert (entry.user_name, entry.values) == ("salma", {"by": "institution"})
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 10


def test_who_was_here_is_known_by_the_subject_whatever_else_changes(client, provider: Provider):
    sign_in(client)
    first = user_of(client)
    provider.person = {"sub": "u-1001", "email": "other@uni.example", "email_verified": True}
    other = Client()
    sign_in(other)
    assert user_of(other) == first
    assert User.objects.count() == InstitutionIdentity.objects.count() == 1


def test_another_subject_of_the_same_name_is_another_person(client, provider: Provider):
    sign_in(client)
    provider.person = {"sub": "u-2002", "preferred_username": "SALMA"}
    other = Client()
    sign_in(other)
    found = user_of(other)
    assert found is not None
    assert found.username == "SALMA-2"


def test_a_readers_account_is_linked_by_a_verified_address(client, provider: Provider):
    reader = User.objects.create_user("reader-9", email="Salma@Uni.example", password="كلمة-طويلة-9")
    sign_in(client)
    assert user_of(client) == reader


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_links_nothing(client, provider: Provider, verified):
    reader = User.objects.create_user("reader-9", email="salma@uni.example")
    provider.person["email_verified"] = verified
    sign_in(client)
    found = user_of(client)
    assert found is not None
    assert found != reader
    assert found.email == ""  # where a forgotten password is sent to


@pytest.mark.parametrize("kind", ["superuser", "staff", "role", "permission"])
def test_an_account_of_the_administration_is_never_linked(client, provider: Provider, kind):
    account = User.objects.create_user("chief", email="salma@uni.example")
    account.is_superuser, account.is_staff = kind == "superuser", kind == "staff"
    account.save()
    if kind == "role":
        account.groups.add(Group.objects.get(name=roles.EDITOR))
    if kind == "permission":
        from django.contrib.auth.models import Permission

        account.user_permissions.add(Permission.objects.get(codename="change_article"))
    refused(sign_in(client), "لا يُربط بحساب المؤسّسة")
    assert user_of(client) is None
    assert User.objects.count() == 1


def test_two_accounts_of_one_address_are_not_guessed_between(client, provider: Provider):
    for name in ("one", "two"):
        User.objects.create_user(name, email="salma@uni.example")
    refused(sign_in(client), "أكثر من حساب")


def test_a_disabled_account_stays_out(client, provider: Provider):
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/login/second").status_code == 302  # the session that was open has ended
    other = Client()
    refused(sign_in(other), "موقوف")
    assert user_of(other) is None


def test_an_account_that_was_disabled_is_not_linked_either(client, provider: Provider):
    User.objects.create_user("reader-9", email="salma@uni.example", is_active=False)
    refused(sign_in(client), "موقوف")
    assert not InstitutionIdentity.objects.exists()


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-site"},
        {"aud": "another-site", "azp": providers.CLIENT},
        {"exp": 1_000_000_000},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(client, provider: Provider, lie):
    provider.lies = lie
    refused(sign_in(client), "لم يثبت من أنت")
    assert not User.objects.exists()


def test_a_token_that_somebody_else_signed_is_refused(client, provider: Provider):
    from joserfc.jwk import RSAKey

    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    refused(sign_in(client), "لم يثبت من أنت")


def test_an_answer_to_another_session_is_refused(client, provider: Provider):
    """Who is sent another person's link would be signed in as they."""
    back = back_from(client)
    refused(Client().get(back), "لم يثبت من أنت")
    refused(client.get(back.replace("state=", "state=x")), "لم يثبت من أنت")
    assert user_of(client) is None


def test_an_answer_counts_once(client, provider: Provider):
    back = back_from(client)
    assert client.get(back).status_code == 302
    refused(client.get(back), "لم يثبت من أنت")


def test_who_does_not_agree_there_is_told_so(client, provider: Provider):
    provider.error = "access_denied"
    refused(sign_in(client), "ألغيته أنت")


def test_a_provider_that_is_away_costs_a_page(client, settings, provider: Provider):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    oidc_client._registered.cache_clear()
    refused(client.get(BEGIN), "لا تجيب خدمة الدخول", 503)


def test_the_issuer_must_be_called_as_it_calls_itself(client, settings, provider: Provider):
    settings.OIDC_ISSUER = provider.url + "/"
    oidc_client._registered.cache_clear()
    refused(client.get(BEGIN), "لا تجيب", 503)


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, provider: Provider, then):
    assert sign_in(client, then)["Location"] == "/"


def test_the_second_step_holds_here_too(client, provider: Provider):
    sign_in(client)
    user = user_of(client)
    TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    other = Client()
    assert sign_in(other)["Location"] == "/login/code"
    assert user_of(other) is None


def test_what_only_the_userinfo_tells_counts_for_the_same_person_alone(client, provider: Provider):
    reader = User.objects.create_user("reader-9", email="salma@uni.example")
    provider.person = {"sub": "u-1001"}
    provider.userinfo = SALMA | {"sub": "u-6666"}
    refused(sign_in(client), "لم يثبت من أنت")
    provider.userinfo = SALMA
    sign_in(client)
    assert user_of(client) == reader


def test_groups_give_roles_and_take_them(client, settings, provider: Provider):
    settings.OIDC_ROLES = {"desk": roles.EDITOR, "library": roles.ARCHIVIST}
    provider.person["groups"] = ["desk", "chess"]
    sign_in(client)
    user = user_of(client)
    assert user is not None
    assert {group.name for group in user.groups.all()} == {roles.READER, roles.EDITOR}
    assert user.is_staff
    assert not user.is_superuser
    assert AuditEntry.objects.filter(action=AuditEntry.Action.ROLES, row_id=user.pk).exists()
    user.groups.add(Group.objects.get(name=roles.CONTRIBUTOR))  # given here, by people
    provider.person["groups"] = []
    sign_in(Client())
    user.refresh_from_db()
    assert {group.name for group in user.groups.all()} == {roles.READER, roles.CONTRIBUTOR}
    del provider.person["groups"]
    user.groups.clear()
    user.groups.add(Group.objects.get(name=roles.EDITOR))
    sign_in(Client())
    user.refresh_from_db()
    assert not user.is_staff


def test_groups_change_no_superuser(client, settings, provider: Provider):
    sign_in(client)
    User.objects.update(is_superuser=True, is_staff=True)
    settings.OIDC_ROLES = {"desk": roles.EDITOR}
    provider.person["groups"] = ["desk"]
    sign_in(Client())
    user = User.objects.get()
    assert user.is_superuser
    assert [group.name for group in user.groups.all()] == [roles.READER]


def test_a_closed_archive_opens_to_who_signs_in(client, settings, provider: Provider):
    settings.ARCHIVE_PUBLIC = False
    assert client.get("/help")["Location"] == "/login?next=/help"
    assert sign_in(client, "/help")["Location"] == "/help"
    assert client.get("/help").status_code == 200


def test_who_signs_out_is_shown_the_way_out_of_the_institution(client, provider: Provider):
    sign_in(client)
    answer = client.post("/logout")
    page = answer.content.decode()
    assert f'href="{provider.url}/end?' in page
    assert "client_id=newsarchive" in page
    assert user_of(client) is None
    User.objects.create_user("reader-9", password="كلمة-طويلة-9")
    client.login(username="reader-9", password="كلمة-طويلة-9")
    assert client.post("/logout").status_code == 302  # by a password, out is out


def test_without_the_institution_its_sessions_end(client, settings, provider: Provider):
    sign_in(client)
    settings.AUTHENTICATION_BACKENDS = settings.AUTHENTICATION_BACKENDS[:-1]
    assert client.get("/login/second").status_code == 302


def test_tries_are_counted(client, provider: Provider, monkeypatch):
    monkeypatch.setattr("articles.access.rate_limit.LOGINS", 3)
    assert [client.get(BEGIN).status_code for _ in range(5)][-1] == 429


@pytest.mark.parametrize("value", ["desk", "desk=chief", "=editor"])
def test_roles_that_are_none_stop_the_start(monkeypatch, value):
    from django.core.exceptions import ImproperlyConfigured

    monkeypatch.setenv("OIDC_ROLES", value)
    with pytest.raises(ImproperlyConfigured, match="OIDC_ROLES"):
        env.pairs("OIDC_ROLES", roles.ALL)


@pytest.mark.parametrize(
    "value", ["login.example", "http://login.example", "ftp://login.example", "https://"]
)
def test_a_provider_without_https_stops_the_start(monkeypatch, value):
    from django.core.exceptions import ImproperlyConfigured

    monkeypatch.setenv("OIDC_ISSUER", value)
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER"):
        env.provider("OIDC_ISSUER")
