"""Collections: those that the archive lists, and one by its key."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from articles.api import schemas
from articles.api.answers import answer
from articles.api.problems import NOT_FOUND, ProblemRaised
from articles.api.serializers import article_object
from articles.models import Collection

MAX_COLLECTIONS = 1_000
Key = Annotated[str, Path(max_length=40)]

router = Router(tags=["collections"])


@router.get(
    "/collections",
    response=schemas.Collections,
    operation_id="getCollections",
    summary="Collections",
    url_name="api-collections",
)
def collections_view(request: HttpRequest) -> HttpResponse:
    """The collections that the archive lists, the newest on the list first."""
    rows = Collection.objects.listed().with_size().order_by("-listed_at", "-pk")[:MAX_COLLECTIONS]
    return answer(request, {"results": [_head(row) for row in rows]})


@router.get(
    "/collections/{str:key}",
    response=schemas.Collection,
    operation_id="getCollection",
    summary="One collection",
    url_name="api-collection",
)
def collection_view(request: HttpRequest, key: Key) -> HttpResponse:
    """A collection and its articles in order: one that is listed or shared by its link; with an API key also
    a private one of its user."""
    rows = Collection.objects.open_to(request.user).with_size()
    row = rows.filter(key=key.replace("\0", " ")).first()
    if row is None:
        raise ProblemRaised(NOT_FOUND, "no such collection")
    entries: list[schemas.CollectionEntry] = [
        {"article": article_object(item.article, item.article.tags.all()), "note": item.note or None}
        for item in row.visible_items().prefetch_related("article__tags")
    ]
    found: schemas.Collection = {**_head(row), "items": entries}
    return answer(request, found)


def _head(row: Any) -> schemas.CollectionHead:
    return {
        "key": row.key,
        "title": row.title,
        "description": row.description or None,
        "byline": row.byline or None,
        "url": row.get_absolute_url(),
        "articles": row.size,
        "updated_at": row.updated_at.isoformat(),
    }
