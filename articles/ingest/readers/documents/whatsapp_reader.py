"""A conversation that WhatsApp has exported, by Android or iOS: every message with words is an article.

Whoever wrote it did not publish it, so it is held back until a person decides. Notices of WhatsApp's own and
pictures that were left out are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from articles.ingest.detect.conversations import MARKS, message_head
from articles.ingest.detect.encoding import lines
from articles.ingest.numeric_dates import Order, in_order, numbers_of
from articles.ingest.problems import guarded, problem
from articles.ingest.types import ImportProblem, Input, RawArticle

_SENDER: Final = re.compile(r"(?P<name>[^:\"«“]{1,60}?): (?P<text>.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"[+\d\s()\-–.]+")
_NOTICE: Final = re.compile(
    r"(?:الرسائل|رسائلك|Messages|Your messages)\b.{0,60}(?:مشف|encrypted)|Missed (?:voice|video) call"
    r"|مكالم[ةه] (?:صوتي[ّ]?ة|فيديو|مرئي[ّ]?ة) (?:فائتة|لم يرد)",
    re.I | re.DOTALL,
)
_LEFT_OUT: Final = re.compile(
    r"<[^<>\n]{3,60}>|null|\S+\.\w{2,5} \([^()\n]{3,40}\)"  # <Media omitted>, IMG-1.jpg (file attached)
    r"|(?:image|video|audio|sticker|GIF|document|contact card|video note)(?: omitted)"
    r"|(?:تم[ّ]? )?(?:استبعاد|حذف) (?:هذه )?(?:ال)?(?:صورة|فيديو|مقطع|ملصق|وسائط|مستند|صوت|رسالة)[^\n]{0,30}"
    r"|(?:this message was|you) deleted(?: this message)?|حُ?ذفتَ? هذه الرسالة",
    re.I,
)
_EDITED: Final = re.compile(r"\s*<(?:This message was edited|تم[ّ]? تعديل هذه الرسالة)>$")
_CHAT: Final = re.compile(r"(?:WhatsApp|واتساب)[^/]*?(?: with | - | مع )([^/]+?)\.(?:txt|zip)", re.I)


@dataclass(slots=True)
class _Message:
    line: int
    date: str
    text: str  # with its sender
    more: list[str] = field(default_factory=list)


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    order = _order(source)
    chat = found[1].strip() if (found := _CHAT.search(source.name)) else ""
    taken = False
    for found_here in _messages(source):
        item: RawArticle | ImportProblem | None
        if isinstance(found_here, _Message):
            item = guarded(source, found_here.line, _article, found_here, order, chat)
        else:
            item = found_here
        if item is not None:
            taken = True
            yield item
    if not taken:
        yield problem(source, "no_text")


def _messages(source: Input) -> Iterator[_Message | ImportProblem]:
    last: _Message | None = None
    for item in lines(source):
        if isinstance(item, ImportProblem):
            yield item
            continue
        number, line, _ = item
        if found := message_head(line):
            if last:
                yield last
            day = found["date"] or found["day"]
            # The text as it stands, with its own digits and marks.
            text = line[line.index("]") + 1 :] if found["date"] else line.partition(" - ")[2]
            last = _Message(number, day, text.strip(" "))
        elif last:
            last.more.append(line)
    if last:
        yield last


def _article(message: _Message, order: Order, chat: str) -> RawArticle | None:
    found = _SENDER.match(MARKS.sub("", message.text))
    if not found:
        return None  # somebody joined
    name = found["name"].strip(" ~")
    is_own = message.text.partition(": ")[2].startswith("\u200e") and not message.more
    first = (
        "" if is_own or _NOTICE.match(found["text"]) or _LEFT_OUT.fullmatch(found["text"]) else found["text"]
    )
    text = _EDITED.sub("", "\n".join([first, *map(_plain, message.more)])).strip()
    if not any(letter.isalpha() for letter in text):
        return None
    stated = {
        "published": in_order(message.date, order),
        "authors": "" if _NUMBER.fullmatch(name) else name,
        "source": chat,
        "publication": "private",
    }
    return RawArticle(text, {field: value for field, value in stated.items() if value}, line=message.line)


def _plain(line: str) -> str:
    return MARKS.sub("", line)


# ---- dates, in the order of the telephone that exported them ---------------------------------------------


def _order(source: Input) -> Order:
    """Month first only where no other order is possible for all dates of the file."""
    for item in lines(source):
        if not isinstance(item, ImportProblem) and (found := message_head(item[1])):
            numbers = numbers_of(found["date"] or found["day"])
            if numbers and 12 < numbers[0] < 100:
                return "day"
            if numbers and numbers[1] > 12:
                return "month"
    return "day"
