"""Articles, what stands beside them, and the names in the archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from articles.api import fields, parameters, schemas
from articles.api.answers import answer
from articles.api.problems import ERASED, NOT_FOUND, WITHDRAWN, ProblemRaised
from articles.api.serializers import article_object, whole_article_object
from articles.indexing import runtime
from articles.models import Article, Source, Story, Tag, Tombstone
from articles.models.archive import duplicate_group_members, named_in_public
from articles.models.lookups import CodeOrder
from articles.searching.facet_counts import counts
from articles.searching.related.articles import related_articles

Id = Annotated[int, Path(ge=0, le=999_999_999_999)]
MAX_NAMES = 10_000
MAX_COPIES = 200
MAX_OF_STORY = 1_000
NO_STORY: schemas.StoryAnswer = {"story": None, "results": []}

router = Router(tags=["articles"])


@router.get(
    "/articles/{id:article_id}",
    response=schemas.Article,
    operation_id="getArticle",
    summary="One article",
    url_name="api-article",
    openapi_extra={"parameters": [parameters.FIELDS]},
)
def article_view(request: HttpRequest, article_id: Id) -> HttpResponse:
    """An article with its text. A withdrawn one answers 410."""
    wanted = fields.chosen(request, fields.OF_ARTICLE)
    article = public_article(article_id)
    return answer(request, fields.picked(whole_article_object(article), wanted), modified=article.updated_at)


def public_article(article_id: int) -> Article:
    """The article, if the present reader sees it. Raises ProblemRaised."""
    rows = Article.objects.select_related("source").prefetch_related("tags")
    article = rows.published().filter(pk=article_id).first()
    if article is None:
        if tombstone := Tombstone.objects.filter(article_id=article_id, is_public=True).first():
            raise ProblemRaised(ERASED, "the article was erased", reason=tombstone.reason)
        if Article.objects.withdrawn().filter(pk=article_id).exists():
            raise ProblemRaised(WITHDRAWN, "the article was withdrawn")
        raise ProblemRaised(NOT_FOUND, "no such article")
    return article


@router.get(
    "/articles/{id:article_id}/related",
    response=schemas.ArticleList,
    operation_id="getRelatedArticles",
    summary="Articles on like matters",
    url_name="api-related",
)
def related_view(request: HttpRequest, article_id: Id) -> HttpResponse:
    """The articles nearest to it in their words, without its story and its copies; the nearest first."""
    return answer(request, _list(related_articles(public_article(article_id)).related))


@router.get(
    "/articles/{id:article_id}/copies",
    response=schemas.ArticleList,
    operation_id="getCopies",
    summary="The same text elsewhere",
    url_name="api-copies",
)
def copies_view(request: HttpRequest, article_id: Id) -> HttpResponse:
    """Other articles with the same text, or nearly the same; the oldest first."""
    article = public_article(article_id)
    rows = duplicate_group_members(article.duplicate_group).exclude(pk=article_id).select_related("source")
    return answer(request, _list(rows.prefetch_related("tags")[:MAX_COPIES]))


@router.get(
    "/articles/{id:article_id}/story",
    response=schemas.StoryAnswer,
    operation_id="getStoryOfArticle",
    summary="The story that it belongs to",
    url_name="api-article-story",
)
def article_story_view(request: HttpRequest, article_id: Id) -> HttpResponse:
    """The story of an article, and its articles in order of time; null and none when it belongs to none."""
    story = public_article(article_id).story
    return answer(request, _story(story) if story else NO_STORY)


@router.get(
    "/stories/{id:story_id}",
    response=schemas.StoryAnswer,
    operation_id="getStory",
    summary="One story",
    url_name="api-story",
)
def story_view(request: HttpRequest, story_id: Id) -> HttpResponse:
    """The articles on the same events, or of a series, in order of time."""
    story = Story.objects.filter(pk=story_id).select_related("lead", "joined__lead").first()
    found = _story(story.joined or story) if story else NO_STORY
    if not found["story"]:
        raise ProblemRaised(NOT_FOUND, "no such story")
    return answer(request, found)


def _story(story: Story) -> schemas.StoryAnswer:
    """What readers see of a story; nothing when that is no more than one article."""
    rows = list(story.in_order().select_related("source").prefetch_related("tags")[:MAX_OF_STORY])
    if len(rows) < 2:
        return NO_STORY
    name: schemas.StoryName = {
        "id": story.pk,
        "title": story.title,
        "url": story.get_absolute_url(),
        "kind": "series" if story.is_series else "event",
    }
    return {"story": name, **_list(rows)}


def _list(articles: Iterable[Article]) -> schemas.ArticleList:
    return {"results": [article_object(article, article.tags.all()) for article in articles]}


@router.get(
    "/sources", response=schemas.Sources, operation_id="getSources", summary="Sources", url_name="api-sources"
)
def sources_view(request: HttpRequest) -> HttpResponse:
    """The sources of published articles, by name."""
    return answer(request, {"sources": _named(Source)})


@router.get("/tags", response=schemas.Tags, operation_id="getTags", summary="Tags", url_name="api-tags")
def tags_view(request: HttpRequest) -> HttpResponse:
    """The tags of published articles, by name."""
    return answer(request, {"tags": _named(Tag)})


def _named(model: type[Source] | type[Tag]) -> list[schemas.NamedPage]:
    rows = named_in_public(model).order_by(CodeOrder("name"))[:MAX_NAMES]
    return [{"name": row.name, "slug": row.slug, "url": row.get_absolute_url()} for row in rows]


@router.get(
    "/authors", response=schemas.Authors, operation_id="getAuthors", summary="Authors", url_name="api-authors"
)
def authors_view(request: HttpRequest) -> HttpResponse:
    """The authors of published articles as bylines write them, those of most articles first."""
    found = counts(runtime.current_searcher(), "author", maximum=MAX_NAMES)
    return answer(request, {"authors": [{"name": name, "count": n} for name, n in found.items()]})
