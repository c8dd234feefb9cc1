"""What an assistant may ask of the archive: search, read, story. Each passage is quoted as it stands, with
its address, so that whatever is said of it can be looked up. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.http import QueryDict

from articles.access.own_address import own_address
from articles.models import Article, Story
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.web.i18n.formatting import lead

MAX_RESULTS: Final = 20
MAX_CHARACTERS: Final = 20_000  # of a text, in one answer
MAX_PARTS: Final = 100  # articles of a story

Answer = dict[str, Any]


class Refused(Exception):
    """What was asked cannot be answered; the message says why, for the assistant."""


def search_archive(parameters: dict[str, str], limit: int) -> Answer:
    """Articles that a query finds, each with a quoted passage; ``parameters`` as in the address of a search.
    Raises Refused for one that cannot be read, SearchError when search is down."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in parameters.items() if value})
    asked = SearchRequest.from_params(query)
    if asked.bad:
        raise Refused(str(asked.bad[0]))
    page = search(replace(asked, limit=max(1, min(limit, MAX_RESULTS))))
    partial = page.partial.results if page.partial else ()
    return {
        "total": page.total,
        "results": [
            {**_head(result.article), "quote": "".join(piece.text for piece in result.snippet)}
            for result in page.results or partial
        ],
        "lacks_some_words": bool(partial and not page.results),
    }


def read_article(article_id: int, start: int) -> Answer:
    """An article's text from a character on. Raises Refused for one that readers do not see."""
    article = Article.objects.published().select_related("source").filter(pk=article_id).first()
    if article is None:
        raise Refused(f"no article {article_id} that readers may see")
    start = max(0, start)
    end = start + MAX_CHARACTERS
    return {
        **_head(article),
        "subtitle": article.subtitle,
        "text": article.body[start:end],
        "next_start": end if end < len(article.body) else None,
    }


def read_story(article_id: int) -> Answer:
    """The articles of the story that an article belongs to, in order of time. Raises Refused."""
    article = Article.objects.published().filter(pk=article_id).first()
    if article is None:
        raise Refused(f"no article {article_id} that readers may see")
    story = Story.objects.filter(pk=article.story_id).first() if article.story_id else None
    rows: Iterable[Article] = story.in_order().select_related("source")[:MAX_PARTS] if story else ()
    return {
        "title": story.title if story else None,
        "address": own_address() + story.get_absolute_url() if story else None,
        "articles": [{**_head(row), "quote": lead(row.body)} for row in rows],
    }


def _head(article: Article) -> Answer:
    """Which article it is, and where; a date is as precise as it is known."""
    return {
        "id": article.pk,
        "title": article.title,
        "source": article.source.name if article.source else None,
        "published": article.published or None,
        "authors": article.authors,
        "address": own_address() + article.get_absolute_url(),
    }
