"""What a search is called, by its words and filters: in feeds, mails and files that outlive its page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.searching.request import SearchRequest
from articles.searching.rows import source_names, tag_names
from articles.web.i18n.formatting import joined
from articles.web.search.facets import span_text

MAX_TITLE = 200  # characters


def search_title(asked: SearchRequest, *, digits: str = "source") -> str:
    """The words, then the values of its filters by name, then its dates; the archive's name for a search that
    asks for nothing."""
    parts = [" ".join(asked.text.split()), *_values(asked)]
    if asked.date_from or asked.date_to:
        parts.append(span_text(asked.date_from, asked.date_to, digits=digits))
    title = joined(parts)
    title = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
    return title or _("أحدث المقالات")


def _values(asked: SearchRequest) -> Iterator[str]:
    find = {"source": source_names, "tag": tag_names, "mention": tag_names}
    for column, values in asked.columns.items():
        bare = [value.removeprefix("-") for value in values]
        names = find[column](bare) if column in find else {}
        for value, slug in zip(values, bare, strict=True):
            name = names.get(slug, slug)
            yield _("دون {words}").format(words=name) if value.startswith("-") else name
