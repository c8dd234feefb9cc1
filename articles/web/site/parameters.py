"""Parameters of addresses that lead to files and lists: the articles that they name, and the answer to one
that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from articles.searching.request import BadParameter
from articles.web.site.converters import is_id


def article_ids(values: Sequence[str], maximum: int) -> list[int]:
    """The numbers of the articles that ``id``, repeated, names, each once. Raises BadParameter for what is no
    number, and for more than ``maximum``."""
    for value in values:
        if not is_id(value):
            raise BadParameter("id", value, "the number of an article")
    if len(values) > maximum:
        raise BadParameter("id", f"{len(values)} values", f"at most {maximum} values")
    return list(dict.fromkeys(map(int, values)))


def unreadable(accepted: str) -> HttpResponse:
    """422 with one line of text: which parameter, and what it may be."""
    return HttpResponse(f"{accepted}\n", status=422, content_type="text/plain; charset=utf-8")
