"""Requests in the log: their ids, refusals, who signed in, and searches that take long."""

from __future__ import annotations

import logging

import pytest

from articles.searching import slow_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "articles")
    return lambda event: [r.fields for r in caplog.records if getattr(r, "event", "") == event]


def test_a_response_carries_the_id_that_a_proxy_gave_or_one_of_its_own(client):
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-1"})["X-Request-ID"] == "proxy-1"
    forged = client.get("/healthz", headers={"X-Request-ID": "a b\u2028c"})["X-Request-ID"]
    assert len(forged) == 32
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_a_refused_request_is_told_without_its_query(client, lines):
    client.get("/nothing/here\n?q=secret")
    client.post("/healthz")
    missing, refused = lines("request")
    assert (missing["status"], missing["method"]) == (404, "GET")
    assert missing["path"].startswith("/nothing/here")
    assert "\n" not in missing["path"]
    assert "secret" not in str(missing)
    assert refused["status"] == 405
    assert missing["address"] == "127.0.0.1"


def test_an_answered_request_is_not_told(client, lines):
    client.get("/")
    assert not lines("request")


def test_signing_in_and_failing_to_are_told(client, lines, django_user_model):
    django_user_model.objects.create_user("muharrir", password="sirr-sirr-sirr")
    assert not client.login(username="muharrir", password="wrong-wrong")
    assert client.login(username="muharrir", password="sirr-sirr-sirr")
    client.logout()
    assert [f["user"] for event in ("sign-in failed", "signed in", "signed out") for f in lines(event)] == [
        "muharrir"
    ] * 3


def test_a_slow_search_is_a_warning_with_its_length_and_not_its_words(
    client, lines, monkeypatch, make_article
):
    make_article("قطار سريع")
    client.get("/search?q=قطار")
    assert not lines("slow search")
    monkeypatch.setattr(slow_log, "SLOW", 0.0)
    client.get("/search?q=قطار")
    (fields,) = lines("slow search")
    assert (fields["characters"], fields["mode"]) == (4, "normal")
    assert "قطار" not in str(fields)
