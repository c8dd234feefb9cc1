"""Texts as agencies send them over a wire: IPTC 7901 in its frames, and telex (ZCZC … NNNN)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from articles.ingest.detect.encoding import decode, detect
from articles.ingest.detect.wires import HEADER
from articles.ingest.names.gazetteers import agencies
from articles.ingest.problems import guarded
from articles.ingest.text import fold
from articles.ingest.types import ImportProblem, Input, RawArticle

_FRAMES: Final = bytes({*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F})  # control characters but for lines
_MESSAGE: Final = re.compile(r"\x01|^[ \t]*ZCZC\b", re.M)
_END: Final = re.compile(r"\x04|^[ \t]*N{4}[ \t]*$", re.M)
# Day and time of sending: 061030 GMT MAY 20.
_SENT: Final = re.compile(
    r"(?:^|(?<=\s))(\d\d)[0-2]\d[0-5]\d[ \t]*(?:[A-Z]{1,4}[ \t]+)?([A-Za-z]{3})[ \t\-]*((?:20)?\d\d)\b"
)
_SIGNED: Final = re.compile(rf"[A-Za-z\-/. ]{{0,20}}{_SENT.pattern}[ \t]*")
_SLUG: Final = re.compile(
    r"[^\W_][\w.\- ]{0,40}(?:/[\w.\- ]{0,40}){1,6}|[^\W_][\w.]{0,40}(?:-[\w.]{1,40}){1,6}"
)
_SLUG_WORDS: Final = 6
_LINE: Final = 80  # characters of the longest line that was broken for a printer
_BROKEN: Final = 45  # of the shortest one that goes on in the next line
_CATEGORIES: Final = {
    **{
        "ace": "ثقافة وفنون",
        "clj": "حوادث",
        "dis": "كوارث",
        "ebf": "اقتصاد",
        "eco": "اقتصاد",
        "fin": "اقتصاد",
    },
    **{"edu": "تعليم", "env": "بيئة", "evn": "بيئة", "hth": "صحة", "hum": "منوعات", "lab": "عمل"},
    **{"lif": "مجتمع", "soi": "مجتمع", "pol": "سياسة", "rel": "دين", "sci": "علوم", "spo": "رياضة"},
    **{"war": "نزاعات", "wea": "طقس"},
    # Of the German agency, and of American ones.
    **{"pl": "سياسة", "wi": "اقتصاد", "sp": "رياضة", "ku": "ثقافة", "vm": "منوعات"},
    **{"i": "دولي", "s": "رياضة", "f": "اقتصاد", "e": "فنون"},
}


class _Message(NamedTuple):
    """A message's header line, text, and what stands after the text."""

    header: str
    text: str
    after: str


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    data = source.path.read_bytes()
    decoded = decode(data, source.encoding or detect(data.translate(None, _FRAMES)))
    messages = list(_messages(decoded.text.replace("\r\n", "\n").replace("\r", "")))
    for number, message in enumerate(messages, start=1):
        line = number if len(messages) > 1 else None
        yield guarded(source, line, _article, message, line, decoded.encoding)


def _messages(text: str) -> Iterator[_Message]:
    begun = [found.end() for found in _MESSAGE.finditer(text)] or [0]
    for start, end in zip(begun, [*begun[1:], len(text)], strict=True):
        message = text[start:end]
        if closed := _END.search(message):
            message = message[: closed.start()]
        head, framed, rest = message.partition("\x02")
        if not framed:  # the header is a line of its own
            header = HEADER.match(message)
            place = header.end() if header else message.find("\n") + 1
            head, rest = message[:place], message[place:]
        body, _, after = rest.partition("\x03")
        if body.strip():
            yield _Message(head, body, after)


def _article(message: _Message, number: int | None, encoding: str) -> RawArticle:
    header = HEADER.match(message.header)
    agency = agencies().get(fold(header[1]), "") if header else ""
    lines = _lines(message.text)
    sent = _SENT.search(message.after)
    if lines and (signed := _SIGNED.fullmatch(lines[-1].strip())):
        lines.pop()
        sent = sent or signed
    stated = {
        "tags": _slug(lines),
        "section": _CATEGORIES.get(header[2].lower(), "") if header else "",
        "source": agency,
        "agency": agency,
        "published": f"{sent[1]} {sent[2]} {sent[3]}" if sent else "",
    }
    text = "\n".join(lines).strip("\n")
    return RawArticle(
        text, {name: value for name, value in stated.items() if value}, line=number, encoding=encoding
    )


def _slug(lines: list[str]) -> str:
    """Takes the line of keywords from above the text: ``السنديان/مرفأ/``, ``لبنان-سياسة``."""
    first = next((number for number, line in enumerate(lines) if line), len(lines))
    words = lines[first].strip() if first < len(lines) else ""
    if len(words.split()) > _SLUG_WORDS or not _SLUG.fullmatch(words) or not any(lines[first + 1 :]):
        return ""
    del lines[first]
    return "\n".join(filter(None, (word.strip() for word in re.split("[/-]", words))))


def _lines(text: str) -> list[str]:
    """Paragraphs, each on a line: wires break lines where a printer's paper ends."""
    raw = [line.translate(dict.fromkeys(_FRAMES)).rstrip() for line in text.split("\n")]
    while raw and not raw[-1]:
        raw.pop()
    if max(map(len, raw), default=0) > _LINE:
        return [line.strip() for line in raw]
    lines: list[str] = []
    before = ""
    for line in raw:
        if lines and line and len(before) >= _BROKEN and not line.startswith(("  ", "\t")):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
        before = line
    return lines
