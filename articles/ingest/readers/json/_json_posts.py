"""What people and newsrooms have posted, as Telegram, X, Facebook and Instagram hand it out.

A post without words, and one that only passes on what another account wrote, is no article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from articles.ingest.readers._records import record
from articles.ingest.readers.json._objects import Row, object_in, objects_in
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

_PRIVATE_CHATS: Final = frozenset(
    {"personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup"}
)
_RETWEET: Final = re.compile(r"RT @\w+:")
_SHORTENED: Final = re.compile(r"https://t\.co/\w+")


# ---- Telegram ----------------------------------------------------------------------------


def is_telegram(row: Row) -> bool:
    return (
        row.get("type") in ("message", "service")  # which may be a list elsewhere
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
    return _post(text, stated)


def with_channel(envelope: Row, messages: list[Any]) -> list[Any]:
    """Messages that do not say of which channel they are, nor whether it is a private conversation; their
    envelope does."""
    kind, number = str(envelope.get("type", "")), envelope.get("id")
    more: dict[str, Any] = {}
    if "channel" in kind and isinstance(number, int):
        more["from_id"] = f"channel{number}"
    if kind in _PRIVATE_CHATS:
        more["conversation"] = "private"
    if isinstance(envelope.get("participants"), list):  # of Facebook and Instagram
        more["visibility"] = "private"
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


# ---- Instagram ---------------------------------------------------------------------------


def is_instagram(row: Row) -> bool:
    media = row.get("media")
    return isinstance(media, list) and any(
        isinstance(item, dict) and "creation_timestamp" in item for item in media
    )


def instagram_post(row: Row) -> RawArticle:
    """A post of ``posts_1.json``: the words are those of the post, or of its one picture."""
    pictures = objects_in(row, "media")
    said = [value_text(each.get("title")) for each in (row, *pictures)]
    dates = (each.get("creation_timestamp") for each in (row, *pictures))
    return _post(next(filter(None, said), ""), {"published": str(next(filter(None, dates), ""))})


# ---- X, formerly Twitter -----------------------------------------------------------------


def is_tweet(row: Row) -> bool:
    is_post = "id_str" in row and "created_at" in row and ("full_text" in row or "text" in row)
    return is_post and bool({"full_text", "entities", "user"} & row.keys())


def tweet(row: Row) -> RawArticle:
    """A post of ``tweets.js``, of the API's first version too. Links are those that were shortened.

    An account's own archive has what it passed on as well, cut off: that is no post of its own.
    """
    text = html.unescape(str(row.get("full_text") or row.get("text") or ""))
    if _RETWEET.match(text) and "user" not in row:
        return RawArticle("")
    user = object_in(row, "user")
    name = value_text(user.get("screen_name")) or "i/web"
    return _post(
        _with_links(text, row),
        {
            "source": value_text(user.get("name")),
            "published": str(row["created_at"]),
            "tags": "\n".join(value_text(tag.get("text")) for tag in _entities(row, "hashtags")),
            "language": value_text(row.get("lang")) if row.get("lang") != "und" else "",
            "url": f"https://twitter.com/{name}/status/{row['id_str']}"
            if str(row["id_str"]).isdigit()
            else "",
            "publication": "private" if user.get("protected") is True else "",
        },
    )


def _with_links(text: str, row: Row) -> str:
    """A text with the addresses that it had; what is left of shortened ones stands for its pictures."""
    whole = {str(link.get("url")): value_text(link.get("expanded_url")) for link in _entities(row, "urls")}
    return _SHORTENED.sub(lambda found: whole.get(found.group(), ""), text).strip()


def _entities(row: Row, name: str) -> list[Row]:
    return objects_in(object_in(row, "entities"), name)


# ---- all ---------------------------------------------------------------------------------


def is_post(row: Row) -> bool:
    """Whether an object is a post of one of them, which may have no words."""
    return is_telegram(row) or is_tweet(row) or is_instagram(row)


def _post(text: str, stated: Row) -> RawArticle:
    return RawArticle(text, {name: value for name, value in stated.items() if value})
