"""What lets a browser search the archive from its own box: the description, and completions while typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing.runtime import current_searcher
from articles.searching.suggest.autocomplete import completions

MAX_TYPED = 200  # characters that are completed


@require_safe
def opensearch_view(request: HttpRequest) -> HttpResponse:
    """Lets browsers add the archive to their search engines."""
    return render(
        request,
        "search/opensearch.xml",
        {"site": site_address(request)},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@require_safe
def suggestions_view(request: HttpRequest) -> HttpResponse:
    """What completes the query, in the form that browsers know (OpenSearch Suggestions 1.0)."""
    typed = request.GET.get("q", "")[:MAX_TYPED]
    found = [each.text for each in completions(current_searcher(), typed)]
    return JsonResponse(
        [typed, found],
        safe=False,
        content_type="application/x-suggestions+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": True},
    )
