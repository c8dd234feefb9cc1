"""Writing by program, with a key: articles are created, corrected and withdrawn.

What is created is understood as a row of a file is, and stored in the same way: an article that is there
already, by its source and address or by its text, is not there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from articles.access.rights import may_publish
from articles.api import schemas
from articles.api.answers import answer, entity_tag
from articles.api.articles import Id, router
from articles.api.bodies import Articles, Correction, NewArticle, Reason
from articles.api.idempotency import IDEMPOTENT, once
from articles.api.keys import BearerKey, require
from articles.api.problems import BAD_BODY, FORBIDDEN, NOT_FOUND, PRECONDITION_FAILED, ProblemRaised
from articles.api.serializers import whole_article_object
from articles.editing import articles as editing
from articles.editing import names, publishing
from articles.editing.articles import Version
from articles.importing.messages.problem_messages import message
from articles.importing.rows.batch import Outcome
from articles.importing.submission import submit
from articles.ingest.readers._records import filled
from articles.ingest.types import ImportProblem, RawArticle
from articles.models import Article, Source, Tag
from articles.models.actor import because

Scope = BearerKey.Scope
Status = Article.Status
IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "pattern": r'^(\*|W/"[0-9a-f]{24}")$'},
    "description": "the ETag that the article was read with: it is corrected only while it is that one",
}
KEY: Final = BearerKey()


@router.post(
    "/articles",
    response={201: schemas.Written, 202: schemas.Written, 200: schemas.Written},
    operation_id="createArticle",
    summary="Add an article",
    tags=["writing"],
    auth=KEY,
    url_name="api-articles",
    openapi_extra=IDEMPOTENT,
)
def create_view(request: HttpRequest, article: NewArticle) -> HttpResponse:
    """Add one article: 201 with its id and address, of a draft, which waits in the administration, 202. One
    that is there already by its source and address gets this text, one that is there with this text stays as
    it is: 200 then."""
    require(request, Scope.CREATE, "articles.add_article")

    def write() -> HttpResponse:
        (outcome,) = _create(request, [article])
        if isinstance(outcome, ImportProblem):
            raise ProblemRaised(BAD_BODY, message(outcome.code, outcome.values), parameter="body")
        is_public = outcome.article.is_public
        status = 200 if outcome.kind != "added" else 201 if is_public else 202
        response = answer(request, written_object(outcome), status=status)
        if is_public:
            response["Location"] = f"/api/v1/articles/{outcome.article.pk}"
        return response

    return once(request, write)


@router.post(
    "/articles/bulk",
    response=schemas.WrittenTogether,
    operation_id="createArticles",
    summary="Add up to 1,000 articles",
    tags=["writing"],
    auth=KEY,
    url_name="api-articles-bulk",
    openapi_extra=IDEMPOTENT,
)
def bulk_view(request: HttpRequest, batch: Articles) -> HttpResponse:
    """Add many articles; what became of each, in the order that they were sent in."""
    require(request, Scope.CREATE, "articles.add_article")

    def write() -> HttpResponse:
        outcomes = _create(request, batch.articles)
        return answer(request, {"results": [written_object(outcome) for outcome in outcomes]})

    return once(request, write)


def _create(request: HttpRequest, articles: Sequence[NewArticle]) -> list[Outcome | ImportProblem]:
    """Store the articles, those to be published and the drafts apart; outcomes in the order they came in."""
    if not may_publish(request) and any(article.status == "published" for article in articles):
        raise ProblemRaised(FORBIDDEN, "the user of this key may only write drafts: send status: draft")
    outcomes: dict[int, Outcome | ImportProblem] = {}
    for status in (Status.PUBLISHED, Status.DRAFT):
        places = [place for place, article in enumerate(articles) if article.status == status]
        found = [_raw(articles[place]) for place in places]
        outcomes |= dict(zip(places, submit(found, status), strict=True))
    return [outcomes[place] for place in sorted(outcomes)]


def _raw(article: NewArticle) -> RawArticle:
    values = article.model_dump(exclude={"status", "body"})
    named = [(name, list(value) if isinstance(value, tuple) else value) for name, value in values.items()]
    return filled([*named, ("text", article.body)])


def written_object(outcome: Outcome | ImportProblem) -> schemas.Written:
    """What became of an article; the id of one that the user of the key may not know of is not said."""
    if isinstance(outcome, ImportProblem):
        detail = message(outcome.code, outcome.values)
        return {"outcome": "refused", "id": None, "status": None, "detail": detail}
    kind, article = outcome
    seen = article.pk if article.is_visible else None
    return {"outcome": kind, "id": seen, "status": article.status, "detail": None}


@router.patch(
    "/articles/{id:article_id}",
    response=schemas.Article,
    operation_id="updateArticle",
    summary="Correct an article",
    tags=["writing"],
    auth=KEY,
    url_name="api-article-update",
    openapi_extra={"parameters": [IF_MATCH]},
)
def update_view(request: HttpRequest, article_id: Id, content: Correction) -> HttpResponse:
    """Give an article other content: the fields that are sent; the others stay. What is corrected here no
    import overwrites."""
    require(request, Scope.UPDATE, "articles.change_article")
    with transaction.atomic():
        article = _locked(article_id)
        wanted = request.headers.get("If-Match", "*").strip()
        if wanted != "*" and entity_tag(whole_article_object(article)) != wanted:
            raise ProblemRaised(PRECONDITION_FAILED, "the article has changed since it was read")
        _change(article, content.model_dump(exclude_unset=True))
    article = Article.objects.select_related("source").prefetch_related("tags").get(pk=article_id)
    return answer(request, whole_article_object(article), modified=article.updated_at)


def _locked(article_id: int) -> Article:
    """The article as it is now, of those that the user of the key may know of. Raises ProblemRaised."""
    article = editing.lock([article_id]).get(article_id)
    if article is None or not article.is_visible or article.status == Status.DELETED:
        raise ProblemRaised(NOT_FOUND, "no such article")
    return article


def _change(article: Article, content: dict[str, Any]) -> None:
    if "source" in content:
        article.source = next(iter(names.named(Source, [content.pop("source")]).values()), None)
    tags = list(names.named(Tag, content.pop("tags")).values()) if "tags" in content else None
    for name, value in content.items():
        setattr(article, name, list(value) if isinstance(value, tuple) else value)
    article.edited = True
    editing.update([Version(article, tags)])


@router.post(
    "/articles/{id:article_id}/withdraw",
    response=schemas.Written,
    operation_id="withdrawArticle",
    summary="Withdraw an article",
    tags=["writing"],
    auth=KEY,
    url_name="api-article-withdraw",
)
def withdraw_view(request: HttpRequest, article_id: Id, why: Reason) -> HttpResponse:
    """Take a published article from the readers: its address answers 410 from then on."""
    require(request, Scope.WITHDRAW, "articles.change_article")
    with transaction.atomic(), because(why.reason):
        article = _locked(article_id)
        publishing.withdraw(Article.objects.filter(pk=article.pk))
        article.refresh_from_db(fields=["status"])
    return answer(request, written_object(Outcome("updated", article)))
