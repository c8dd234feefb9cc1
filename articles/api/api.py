"""The API: its routers, and the problems that errors become."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

import newsarchive
from articles.access.api_keys import unauthorized
from articles.api import (
    articles,
    collections,
    search,
    trends,
    uploads,
    writing,  # noqa: F401  adds to the paths of articles
)
from articles.api.keys import KeyMissing
from articles.api.problems import (
    BAD_BODY,
    BAD_PARAMETER,
    BUSY,
    SEARCH_UNAVAILABLE,
    TOO_LARGE,
    TOO_MANY_PARAMETERS,
    UNREADABLE,
    UNSUPPORTED,
    NotKept,
    ProblemRaised,
    problem,
)
from articles.indexing.locks import rebuild_progress
from articles.search.errors import SearchError
from articles.searching.request import BadParameter

log = logging.getLogger(__name__)

DESCRIPTION = """Search and read the archive, as the pages do. Errors are problem details (RFC 9457), whose
`type` leads to a page that explains them. Answers carry an `ETag`: ask with `If-None-Match`."""

JSON: Final = "application/json"


class JsonParser(Parser):
    """Reads bodies that say of themselves that they are JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != JSON:
            raise ProblemRaised(UNSUPPORTED, f"the body is to be {JSON}", accepted=JSON)
        return super().parse_body(request)


api = NinjaAPI(
    parser=JsonParser(),
    title="newsarchive",
    version=newsarchive.__version__,
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", search.router)
api.add_router("", trends.router)
api.add_router("", articles.router)
api.add_router("", collections.router)
api.add_router("", uploads.router)


@api.exception_handler(ProblemRaised)
def problem_raised(request: HttpRequest, error: ProblemRaised) -> HttpResponse:
    return problem(error.kind, error.detail, **error.extra)


@api.exception_handler(BadParameter)
def bad_parameter(request: HttpRequest, error: BadParameter) -> HttpResponse:
    return problem(
        BAD_PARAMETER, str(error), parameter=error.name, value=error.value, accepted=error.accepted
    )


@api.exception_handler(TooManyFieldsSent)
def too_many_parameters(request: HttpRequest, error: TooManyFieldsSent) -> HttpResponse:
    return problem(TOO_MANY_PARAMETERS, "a request may carry 1,000 parameters")


@api.exception_handler(ValidationError)
def bad_body(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first of what is wrong, by its place: ``body.articles.3.title``."""
    first: dict[str, Any] = error.errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return problem(BAD_BODY, f"{place}: {first['msg']}", parameter=place, accepted=first["msg"])


@api.exception_handler(KeyMissing)
def key_missing(request: HttpRequest, error: KeyMissing) -> HttpResponse:
    return unauthorized("send a key: Authorization: Bearer na_…")


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja raises it for a body that is no JSON or no form, whatever its reader said of it."""
    if isinstance(error.__cause__, ProblemRaised):
        return problem_raised(request, error.__cause__)
    return problem(UNREADABLE, "the body is not what the Content-Type says")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(TOO_LARGE, "a body may have 10 MB")


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.warning("the database did not take what was written", exc_info=error)
    return _busy("the database is busy: try again")


@api.exception_handler(NotKept)
def not_kept(request: HttpRequest, error: NotKept) -> HttpResponse:
    log.error("an uploaded file could not be kept", exc_info=error)
    return _busy("the store of files does not take the file now: try again")


def _busy(why: str) -> HttpResponse:
    response = problem(BUSY, why)
    response["Retry-After"] = "5"
    return response


@api.exception_handler(SearchError)
def search_unavailable(request: HttpRequest, error: SearchError) -> HttpResponse:
    log.warning("search failed: %s", error)
    rebuild = rebuild_progress()
    response = problem(SEARCH_UNAVAILABLE, str(error), rebuild=rebuild and asdict(rebuild))
    response["Retry-After"] = "30"
    return response
