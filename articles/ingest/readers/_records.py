"""Rows and records: the values of named columns as an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from articles.arabic.dates.parser import parse_date
from articles.ingest.detect.columns import field_of, fields_of
from articles.ingest.extract.publication import held_back
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.types import RawArticle, Role
from articles.ingest.values import value_text

_JOOMLA: Final = frozenset({"alias", "state", "text"})  # what its API says of an article
_JOOMLA_HIDDEN: Final = frozenset({"0", "-2"})  # not published, in the bin
_TRUE: Final = frozenset({"true", "1", "yes", "نعم"})
_FALSE: Final = frozenset({"false", "0", "no", "off", "لا"})


def record(row: Mapping[str, object], *, line: int | None = None, encoding: str = "") -> RawArticle:
    """A row or JSON object as an article. The first column of a field counts when two hold it."""
    whole = _whole(row)
    fields = fields_of((*map(str, whole),))
    values = ((field, whole[name]) for name, field in zip(whole, fields, strict=True) if field)
    return filled(values, line=line, encoding=encoding)


def without_keys(row: Mapping[str, object]) -> dict[str, object]:
    """A record without numbers where names should be: they are keys of rows elsewhere (``"author": 3``)."""
    return {name: value for name, value in row.items() if not _is_key(str(name), value)}


def _is_key(name: str, value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_key(name, item) for item in value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and field_of(name) in {"authors", "tags", "section", "source"}


def _whole(row: Mapping[str, object]) -> Mapping[str, object]:
    """Joomla parts a text where «read more» stands, and says by a number whether it is public."""
    if "introtext" not in row and not row.keys() >= _JOOMLA:
        return row
    parts = (str(row.get(name) or "") for name in ("introtext", "fulltext", "text"))
    state = str(row.get("state", row.get("published", "1")))
    others = {name: value for name, value in row.items() if name not in {"introtext", "fulltext"}}
    return {**others, "text": "\n".join(filter(None, parts)), "draft": state in _JOOMLA_HIDDEN}


def _meant(pair: tuple[str, object]) -> tuple[str, object]:
    """What a field and its value say: ``draft: true``, and ``published: false`` where others have a date,
    that the article is not public. Some give the page's address as the source, and JSON-LD gives the page as
    an object."""
    field, value = pair
    word = str(value).strip().casefold() if field in {"draft", "published"} else ""
    if field == "draft" or (field == "published" and word in _FALSE):
        return "publication", "draft" if field == "published" or word in _TRUE else ""
    if field == "url" and isinstance(value, Mapping):
        value = value.get("@id") or value
    is_address = (
        field == "source" and isinstance(value, str) and value.strip().startswith(("http://", "https://"))
    )
    return ("url" if is_address else field), value


def filled(
    values: Iterable[tuple[str, object]], *, line: int | None = None, encoding: str = ""
) -> RawArticle:
    """An article of values by their fields. Of several values of one field the first counts, of several
    texts the longest."""
    stated: dict[str, str] = {}
    for field, value in map(_meant, values):
        text = held_back(value) if field == "publication" else value_text(value)
        if text and (field not in stated or (field == "text" and len(text) > len(stated["text"]))):
            stated[field] = text
    if "dateline" in stated and "published" not in stated and parse_date(stated["dateline"]):
        stated["published"] = stated.pop("dateline")  # some call the date of the news so
    if date := _of_parts(*(stated.pop(part, "") for part in ("year", "month", "day"))):
        stated.setdefault("published", date)
    text = stated.pop("text", "")
    marks: dict[int, Role] = {}
    if has_tags(text):
        text, marks = fragment(text)
    return RawArticle(text=text, stated_fields=stated, marks=marks, line=line, encoding=encoding)


def _of_parts(year: str, month: str, day: str) -> str:
    """A date of parts in columns of their own, the month as a number or a name; "" without a year."""
    if not year:
        return ""
    if not month.isdecimal():
        return f"{day} {month} {year}".strip()
    parts = (int(part) for part in (month, day) if part.isdecimal())
    return "-".join([year, *(f"{part:02}" for part in parts)])
