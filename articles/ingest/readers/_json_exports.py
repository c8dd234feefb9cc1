"""Objects of programs that are known: WordPress, Telegram, Facebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from articles.ingest.readers._records import record
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

Row = Mapping[str, Any]
_PRIVATE_CHATS: Final = frozenset(
    {"personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup"}
)
_STATUSES: Final = {"publish": "usable", "published": "usable", "inherit": "usable", "future": "scheduled"}


# ---- WordPress ----------------------------------------------------------------------------


def is_wordpress(row: Row) -> bool:
    return isinstance(row.get("content"), dict) and "rendered" in row["content"]


def wordpress_post(row: Row) -> RawArticle:
    """A post of the REST API. Authors and categories are numbers, unless it was asked to embed them."""
    keys = {"author", "categories", "tags", "excerpt", "guid", "status", "type", "content", "id"}
    found = record({**{name: row[name] for name in row if name not in keys}, "content": row["content"]})
    value = row.get("_embedded")
    embedded: Row = value if isinstance(value, dict) else {}
    stated = {
        **found.stated_fields,
        "authors": value_text(embedded.get("author")) or _not_number(row.get("author")),
        "section": _terms(embedded, "category"),
        "tags": _terms(embedded, "post_tag"),
        "publication": _STATUSES.get(str(row.get("status", "publish")), str(row.get("status", ""))),
    }
    if row["content"].get("protected"):
        stated["publication"] = "protected"
    stated = {name: value for name, value in stated.items() if value and value != "usable"}
    warnings = ("static_page",) if row.get("type") == "page" else ()
    return RawArticle(found.text, stated, found.marks, warnings=warnings)


def _not_number(value: Any) -> str:
    return "" if isinstance(value, int) else value_text(value)


def _terms(embedded: Row, taxonomy: str) -> str:
    groups = embedded.get("wp:term")
    terms = (
        [term for group in groups if isinstance(group, list) for term in group]
        if isinstance(groups, list)
        else []
    )
    return value_text([term for term in terms if isinstance(term, dict) and term.get("taxonomy") == taxonomy])


# ---- Telegram ----------------------------------------------------------------------------


def is_telegram(row: Row) -> bool:
    return (
        row.get("type") in {"message", "service"}
        and "id" in row
        and ("text" in row or "date_unixtime" in row)
    )


def telegram_message(row: Row) -> RawArticle:
    """A message of ``result.json``; its text is a string, or a list of strings and of pieces with a type."""
    pieces = list(_pieces(row.get("text")))
    text = "".join(words for _, words in pieces).strip() if row.get("type") == "message" else ""
    channel = str(row.get("from_id") or row.get("actor_id") or "")
    number = channel.removeprefix("channel")
    stated = {
        "source": value_text(row.get("from")),
        "published": value_text(row.get("date") or row.get("date_unixtime")),
        "tags": "\n".join(words for kind, words in pieces if kind == "hashtag"),
        "url": f"https://t.me/c/{number}/{row['id']}" if number.isdigit() else "",
        "publication": value_text(row.get("conversation")),
    }
    return RawArticle(text, {name: value for name, value in stated.items() if value})


def with_channel(envelope: Row, messages: list[Any]) -> list[Any]:
    """Messages that do not say of which channel they are, nor whether it is a private conversation; their
    envelope does."""
    kind, number = str(envelope.get("type", "")), envelope.get("id")
    more: dict[str, Any] = {}
    if "channel" in kind and isinstance(number, int):
        more["from_id"] = f"channel{number}"
    if kind in _PRIVATE_CHATS:
        more["conversation"] = "private"
    return [{**more, **row} if isinstance(row, dict) else row for row in messages] if more else messages


def _pieces(text: Any) -> Iterator[tuple[str, str]]:
    for piece in text if isinstance(text, list) else [text]:
        if isinstance(piece, str):
            yield "plain", piece
        elif isinstance(piece, dict):
            yield str(piece.get("type", "")), str(piece.get("text", ""))


# ---- Facebook ----------------------------------------------------------------------------


def is_facebook(row: Row) -> bool:
    return "timestamp" in row and isinstance(row.get("data"), list) and not record(row).text


def facebook_post(row: Row) -> RawArticle:
    """A post as Facebook hands it out: its title says only who has written something."""
    posts = (item.get("post") for item in row["data"] if isinstance(item, dict))
    return RawArticle("\n\n".join(map(str, filter(None, posts))), {"published": str(row["timestamp"])})
