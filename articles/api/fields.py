"""The parameter ``fields``: which fields of each article an answer is to have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.http import HttpRequest

from articles.api import schemas
from articles.searching.request import BadParameter

OF_RESULT: Final = tuple(schemas.ResultWithHighlights.__annotations__)
OF_ARTICLE: Final = tuple(schemas.Article.__annotations__)


def chosen(request: HttpRequest, accepted: Collection[str]) -> frozenset[str]:
    """The fields that are asked for, its id always; empty when all are. Raises BadParameter."""
    wanted = [name.strip() for name in request.GET.get("fields", "").split(",") if name.strip()]
    for name in wanted:
        if name not in accepted:
            raise BadParameter("fields", name, "accepted, with commas between: " + ", ".join(accepted))
    return frozenset((*wanted, "id")) if wanted else frozenset()


def picked(value: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    """The object with these fields alone; whole without any."""
    return {name: each for name, each in value.items() if name in names} if names else value
