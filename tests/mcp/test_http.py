"""The Model Context Protocol over HTTP, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from articles.models import ApiKey, Article, Source, Story
from tests import processes
from tests.server.conftest import served

pytestmark = pytest.mark.django_db(transaction=True)
LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = "application/json, text/event-stream"


@pytest.fixture(autouse=True)
def _is_served(settings: Any) -> None:
    settings.MCP_HTTP = True


def calls(url: str, *asked: tuple[str, dict[str, Any]], key: str = "") -> list[Any]:
    """The answers to calls of tools, over one connection."""

    async def ask() -> list[Any]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{url}/mcp", http_client=http)
            async with Client(transport) as client:
                return [await client.call_tool(name, arguments) for name, arguments in asked]

    return asyncio.run(ask())


def new_key(user: Any, scopes: Sequence[str]) -> str:
    key = ApiKey(name="assistant", user=user, scopes=list(scopes))
    letters = key.renew()
    key.save()
    return letters


def post(client: Any, body: Any = LISTING, **headers: str) -> Any:
    return client.post(
        "/mcp", json.dumps(body), content_type="application/json", headers={"accept": ACCEPT, **headers}
    )


def test_all_tools_answer(live_server: Any, make_article: Any) -> None:
    first = make_article("حريق المصنع", "اندلع حريق.", source="المنارة", published="2021-09-14")
    second = make_article("إخماد الحريق", "أُخمد الحريق.", published="2021-09-15")
    story = Story.objects.create(lead=first)
    Article.objects.filter(pk__in=[first.pk, second.pk]).update(story=story)
    found, read, told = calls(
        live_server.url,
        ("search", {"query": "حريق المصنع"}),
        ("read", {"article_id": second.pk}),
        ("story", {"article_id": second.pk}),
    )
    assert [result["id"] for result in found.structured_content["results"]] == [first.pk]
    assert read.structured_content["text"] == "أُخمد الحريق."
    assert [each["id"] for each in told.structured_content["articles"]] == [first.pk, second.pk]
    assert [each["quote"] for each in told.structured_content["articles"]] == ["اندلع حريق.", "أُخمد الحريق."]
    assert told.structured_content["address"].endswith(story.get_absolute_url())


def test_a_key_reads_what_its_user_reads(live_server: Any, make_article: Any, django_user_model: Any) -> None:
    article = make_article("القافلة", source="سرّيّ")
    Source.objects.update(is_private=True)
    letters = new_key(django_user_model.objects.create_superuser("archivist"), ["read"])
    asked = ("read", {"article_id": article.pk})
    assert calls(live_server.url, asked)[0].is_error
    assert calls(live_server.url, asked, key=letters)[0].structured_content["title"] == "القافلة"


def test_a_private_article_of_a_story_is_not_told(live_server: Any, make_article: Any) -> None:
    first = make_article("حريق المصنع", "اندلع حريق.", source="سرّيّ")
    second = make_article("إخماد الحريق", "أُخمد الحريق.")
    Source.objects.update(is_private=True)
    Article.objects.filter(pk__in=[first.pk, second.pk]).update(story=Story.objects.create(lead=second))
    (told,) = calls(live_server.url, ("story", {"article_id": second.pk}))
    assert [each["id"] for each in told.structured_content["articles"]] == [second.pk]


def test_it_is_not_there_unless_chosen(client: Any, settings: Any) -> None:
    settings.MCP_HTTP = False
    response = post(client)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_browser_on_another_site_is_refused(client: Any, settings: Any) -> None:
    assert post(client, origin="https://elsewhere.example.org").status_code == 403
    assert post(client, origin="null").status_code == 403
    assert post(client, origin="http://testserver").status_code == 200
    settings.CORS_ALLOWED_ORIGINS = ["https://lab.example.org"]
    assert post(client, origin="https://lab.example.org").status_code == 200


def test_a_key_needs_the_scope_that_reads(client: Any, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("program")
    writes, reads = new_key(user, ["create"]), new_key(user, ["read"])
    assert post(client, authorization=f"Bearer {writes}").status_code == 403
    assert post(client, authorization="Bearer na_unknown").status_code == 401
    assert post(client, authorization=f"Bearer {reads}").status_code == 200


def test_a_closed_archive_asks_for_a_key(client: Any, settings: Any, django_user_model: Any) -> None:
    settings.ARCHIVE_PUBLIC = False
    user = django_user_model.objects.create_user("member")
    assert post(client).status_code == 401
    client.force_login(user)
    assert post(client).status_code == 401  # a cookie gives no right: any page could send it
    assert post(client, authorization=f"Bearer {new_key(user, ['read'])}").status_code == 200


def test_a_cookie_reads_no_more_than_a_stranger(
    client: Any, make_article: Any, django_user_model: Any
) -> None:
    article = make_article("القافلة", source="سرّيّ")
    Source.objects.update(is_private=True)
    client.force_login(django_user_model.objects.create_superuser("archivist"))
    call = {"method": "tools/call", "params": {"name": "read", "arguments": {"article_id": article.pk}}}
    assert post(client, LISTING | call).json()["result"]["isError"]


def test_limits_are_those_of_the_api(client: Any, settings: Any) -> None:
    settings.API_RATE_LIMIT = 2
    assert [post(client).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("method", ["get", "delete", "put"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    response = getattr(client, method)("/mcp", headers={"accept": ACCEPT})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("body", [[], {}, "x", {"jsonrpc": "2.0", "id": 1, "method": "no/such"}, [LISTING]])
def test_what_is_no_message_is_answered_as_the_protocol_says(client: Any, body: Any) -> None:
    response = post(client, body)
    assert response.status_code < 500
    assert "error" in response.json()


def test_a_long_message_is_refused(client: Any) -> None:
    assert post(client, LISTING | {"params": {"x": "x" * 70_000}}).status_code == 413


def test_it_is_served_by_the_real_server(tmp_path: Path) -> None:
    """The processes and threads of gunicorn answer it as they are."""
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"title": "افتتاح الجسر", "body": "عبر الجسر أوّل قطار."}), "utf-8")
    data = tmp_path / "data"
    processes.run(data, "migrate", "-v0")
    processes.run(data, "import", str(file))
    with served(data, MCP_HTTP="yes") as server:
        found = calls(f"http://127.0.0.1:{server.port}", *[("search", {"query": "الجسر"})] * 5)
    assert [each.structured_content["total"] for each in found] == [1] * 5
