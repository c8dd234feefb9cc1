"""The Model Context Protocol over the tools, by its own SDK (the extra ``mcp``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

import newsarchive
from articles.access.audience import audience_for
from articles.mcp import tools
from articles.models.audience import reading
from articles.search.errors import SearchError

INSTRUCTIONS = """An archive of Arabic news. Search in Arabic. Quote passages as they stand, name their source
and date, and give their address. Dates are as precise as they are known."""


def server(user: Any = None) -> MCPServer:
    """A server that reads as ``user`` may; without one, as a stranger: no article of a private source."""
    reader = user or AnonymousUser()

    async def answered(ask: Callable[..., tools.Answer], *arguments: Any) -> tools.Answer:
        return await sync_to_async(_within)(reader, ask, *arguments)

    made = MCPServer(name="newsarchive", version=newsarchive.__version__, instructions=INSTRUCTIONS)

    @made.tool()
    async def search(
        query: str,
        source: str = "",
        tag: str = "",
        author: str = "",
        date_from: str = "",
        date_to: str = "",
        sort: str = "relevance",
        limit: int = 10,
    ) -> dict[str, Any]:
        """Find articles. `source` and `tag` are slugs as in addresses; dates are 2021, 2021-09 or 2021-09-14;
        `sort` is relevance, newest or oldest. Each result has a quoted passage and its address."""
        parameters = {"q": query, "source": source, "tag": tag, "author": author, "sort": sort}
        parameters |= {"from": date_from, "to": date_to}
        return await answered(tools.search_archive, parameters, limit)

    @made.tool()
    async def read(article_id: int, start: int = 0) -> dict[str, Any]:
        """Read an article. A long one comes in parts: ask again with `start` set to its `next_start`."""
        return await answered(tools.read_article, article_id, start)

    @made.tool()
    async def story(article_id: int) -> dict[str, Any]:
        """The articles on the same event as this one, in order of time, each with its first lines."""
        return await answered(tools.read_story, article_id)

    return made


def _within(reader: Any, ask: Callable[..., tools.Answer], *arguments: Any) -> tools.Answer:
    """The answer, as this reader may have it."""
    close_old_connections()
    try:
        with reading(audience_for(reader)):
            return ask(*arguments)
    except tools.Refused as error:
        raise ToolError(str(error)) from error
    except SearchError as error:
        raise ToolError(f"search is down; try later: {error}") from error
