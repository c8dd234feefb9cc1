"""The names of sources, tags, authors and sections, folded as search folds them, to look up what is typed.

A process reads the names of sources and tags when they are first needed, and again when any has changed,
which one query tells: of 50,000 tags that takes half a second once, and 4 ms for each look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, Literal, NamedTuple

from django.db.models import Count, Max

from articles.indexing.runtime import Searcher, current_searcher
from articles.models import Source, Tag
from articles.models.archive import named_in_public
from articles.models.audience import hidden
from articles.models.lookups import CodeOrder
from articles.search.query.fields import MAX_NAMES
from articles.search.types import Column
from articles.searching.facet_counts import counts

CANDIDATES: Final = 30  # names that are looked at for some that readers may see

MODELS: Final[dict[Column, type[Source] | type[Tag]]] = {"source": Source, "tag": Tag, "mention": Tag}

Fold = Callable[[str], str]
State = tuple[int, int | None, datetime | None]


class Name(NamedTuple):
    """``value`` is what the index holds: a slug, or of authors and sections the name itself."""

    value: str
    name: str
    folded: str
    folded_value: str


class NameIndex:
    """The names of one column, in the order they are given."""

    def __init__(self, names: Iterable[tuple[str, str]], fold: Fold) -> None:
        """``names``: the value in the index and the name of each."""
        self._fold = fold
        self._names = [Name(value, name, fold(name), fold(value)) for value, name in names]

    def values(self, text: str) -> tuple[str, ...]:
        """The values whose name or self is ``text``, or else those whose name has it as a part."""
        wanted = self._fold(text)
        exact = tuple(each.value for each in self._names if wanted in (each.folded, each.folded_value))
        return exact or tuple(each.value for each in self._names if wanted in each.folded)

    def beginning(self, text: str, *, limit: int) -> list[Name]:
        """The first names with a word that begins as ``text`` does; none for a text without letters."""
        wanted = self._fold(text)
        found: list[Name] = []
        for each in self._names if wanted else ():
            if f" {wanted}" in f" {each.folded}":
                found.append(each)
                if len(found) == limit:
                    break
        return found


class Names:
    """The names of every column for one request: none is read or looked up twice."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._indexes: dict[Column, NameIndex] = {}
        self._values: dict[tuple[Column, str], tuple[str, ...]] = {}

    def of(self, column: Column) -> NameIndex:
        """Raises SearchError for authors and sections, whose names the search engine keeps."""
        if column not in self._indexes:
            self._indexes[column] = self._read(column)
        return self._indexes[column]

    def resolve(self, column: Column, text: str) -> tuple[str, ...]:
        """What ``column:text`` in a query stands for in the index; when that is more than a query may ask
        for, the values of most articles come first."""
        key = column, text
        if key not in self._values:
            values = _visible(column, self.of(column).values(text))
            if len(values) > MAX_NAMES:  # the reader of the query takes the first of them
                articles = counts(self._searcher, column)
                values = tuple(sorted(values, key=lambda value: -articles.get(value, 0)))
            self._values[key] = values
        return self._values[key]

    def beginning(self, column: Literal["source", "tag"], text: str, *, limit: int) -> list[str]:
        """The first names with a word that begins as ``text`` does, of those that a published article has."""
        found = self.of(column).beginning(text, limit=CANDIDATES)
        rows = named_in_public(MODELS[column]).filter(slug__in=[each.value for each in found])
        public = set(rows.values_list("slug", flat=True)) if found else set()
        return [each.name for each in found if each.value in public][:limit]

    def _read(self, column: Column) -> NameIndex:
        if column in MODELS:
            return _index_of(MODELS[column], self._searcher.fold)
        return NameIndex(
            ((name, name) for name in sorted(counts(self._searcher, column))), self._searcher.fold
        )


def of_name(text: str) -> str:
    """The query for what carries a name, when the text is that of a source or a tag; else ""."""
    searcher = current_searcher()
    names, wanted = Names(searcher), searcher.fold(text)
    columns: tuple[tuple[Literal["source", "tag"], str], ...] = (("source", "مصدر"), ("tag", "وسم"))
    for column, field in columns:
        for name in names.beginning(column, text, limit=CANDIDATES):
            if searcher.fold(name) == wanted and '"' not in name:
                return f'{field}:"{name}"'
    return ""


def _visible(column: Column, values: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the present reader may know; of authors and sections the engine has told no others."""
    if column not in MODELS or not hidden().ids:
        return values
    rows = named_in_public(MODELS[column]).filter(slug__in=values)
    public = set(rows.values_list("slug", flat=True))
    return tuple(value for value in values if value in public)


# Of each model the names that were read last, and the state that they were read in.
_indexes: dict[type[Source] | type[Tag], tuple[State, NameIndex]] = {}


def _index_of(model: type[Source] | type[Tag], fold: Fold) -> NameIndex:
    state = _state(model)
    last = _indexes.get(model)
    if last is None or last[0] != state:
        rows = model.objects.order_by(CodeOrder("name")).values_list("slug", "name")
        last = _indexes[model] = state, NameIndex(rows.iterator(), fold)
    return last[1]


def _state(model: type[Source] | type[Tag]) -> State:
    """Another one whenever a name has come, gone or changed."""
    found = model.objects.aggregate(size=Count("pk"), last=Max("pk"), changed=Max("updated_at"))
    return found["size"], found["last"], found["changed"]
