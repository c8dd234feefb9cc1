"""The Model Context Protocol, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from articles.mcp.server import server
from articles.models import Source

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


def call(name: str, arguments: dict[str, Any], user: Any = None) -> Any:
    async def ask() -> Any:
        async with Client(server(user)) as client:
            return await client.call_tool(name, arguments)

    return asyncio.run(ask())


def test_a_search_quotes_passages_with_their_addresses(make_article: Any, settings: Any) -> None:
    settings.SITE_URL = "https://archive.example.org"
    article = make_article(
        "افتتاح الجسر", "عبر الجسر أوّل قطار.", source="المنارة", published="2021-09", authors=["ليلى"]
    )
    make_article("لا صلة له")
    found = call("search", {"query": "الجسر", "date_from": "2021"}).structured_content
    assert found["total"] == 1
    (result,) = found["results"]
    assert result["quote"] == "عبر الجسر أوّل قطار."
    assert result["address"] == f"https://archive.example.org{article.get_absolute_url()}"
    assert (result["source"], result["published"], result["authors"]) == ("المنارة", "2021-09", ["ليلى"])


def test_a_long_article_is_read_in_parts(make_article: Any) -> None:
    body = "كلمة " * 9_000
    article = make_article("طويل", body)
    first = call("read", {"article_id": article.pk}).structured_content
    rest = [first]
    while rest[-1]["next_start"]:
        arguments = {"article_id": article.pk, "start": rest[-1]["next_start"]}
        rest.append(call("read", arguments).structured_content)
    assert len(rest) == 3
    assert "".join(part["text"] for part in rest) == article.body


def test_an_article_without_a_story_has_none(make_article: Any) -> None:
    article = make_article("وحيد")
    assert call("story", {"article_id": article.pk}).structured_content["articles"] == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("read", {"article_id": 999_999}),
        ("story", {"article_id": 999_999}),
        ("search", {"query": "x", "sort": "loudest"}),
        ("search", {"query": "x", "date_from": "never"}),
    ],
)
def test_what_cannot_be_answered_is_said(name: str, arguments: dict[str, Any]) -> None:
    assert call(name, arguments).is_error


def test_a_stranger_reads_no_private_source(make_article: Any, django_user_model: Any) -> None:
    article = make_article("القافلة السرّيّة", source="سرّيّ")
    Source.objects.update(is_private=True)
    assert call("read", {"article_id": article.pk}).is_error
    assert call("search", {"query": "القافلة"}).structured_content["total"] == 0
    archivist = django_user_model.objects.create_superuser("archivist")
    assert call("search", {"query": "القافلة"}, archivist).structured_content["total"] == 1


def test_the_command_speaks_over_standard_input_and_output(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "NEWSARCHIVE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "newsarchive.settings",
    }
    process = StdioServerParameters(
        command=sys.executable, args=["manage.py", "mcp"], env=environment, cwd=ROOT
    )

    async def ask() -> list[str]:
        async with Client(process) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert asyncio.run(ask()) == ["search", "read", "story"]
