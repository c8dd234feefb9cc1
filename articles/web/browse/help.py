"""The help page: the query language by examples that find something here, and the keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.web.browse.query_examples import examples


@require_safe
def help_view(request: HttpRequest) -> HttpResponse:
    return render(request, "browse/help.html", {"examples": examples()})
