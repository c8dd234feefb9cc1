"""Mails: their text is an article or several, and so is what is attached in a format that is read."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage, Message, MIMEPart
from functools import partial
from typing import Final

from articles.ingest import archives
from articles.ingest.archives import Member
from articles.ingest.detect.encoding import NotText, decode, detect
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.problems import problem
from articles.ingest.readers._markup import fragment
from articles.ingest.readers.mail._digest import articles_in_page, articles_in_text
from articles.ingest.readers.mail._forwarded import forwarded, publisher
from articles.ingest.readers.mail._mail import message_in, name_in
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_MAIL: Final = "message/rfc822"
# What programs put before a subject: that it was sent on, the name of a mailing list.
_PREFIX: Final = re.compile(
    r"^(?:(?:fwd?|re|tr|wg|إعادة توجيه|رد|ردّ)\s*:\s*|\[[a-z][a-z0-9 ._-]{0,30}\]\s+(?=\S))+", re.I
)
_ANSWER: Final = 100  # characters; below a shorter one, what is quoted may be what is meant
# Who wrote what is answered, and when.
_ANSWERED: Final = re.compile(
    r"[ \t]*(?:On|Le|Am|في|بتاريخ|يوم)\b[^\n]{5,300}\b(?:wrote|a écrit|schrieb|كتبت?)\b[^\n]{0,100}:[ \t]*\r?"
)
_STUB: Final = 0.4  # of the text of the HTML part, which may have a menu besides
_MAX_SIGNATURE: Final = 16  # lines
_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])(?<!\n--) \n(?!\n|>|-- )")  # of format=flowed


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with source.path.open("rb") as stream:
        message = message_in(stream)
    attached = [part for part in message.iter_attachments() if kind_of_name(_name(part))]
    if not source.first_member:
        yield from _own_text(source, message, attached)
    yield from archives.read(archives.opened(source), _attachments(attached))


def _own_text(
    source: Input, message: EmailMessage, attached: Sequence[MIMEPart]
) -> Iterator[RawArticle | ImportProblem]:
    page = _page(message)
    text, marks = _text(message, page)
    stated = _stated_fields(message)
    if first := forwarded(text):
        marks = {**marks, **dict.fromkeys(range(first.lines), "boilerplate")}
        title = _PREFIX.sub("", first.fields.get("title", "")) or stated.get("title", "")
        stated = {**stated, **first.fields, **({"title": title} if title else {})}
    marks |= dict.fromkeys((*_answered(text), *_signature(text)), "boilerplate")
    several = articles_in_page(page) or articles_in_text(_below(text, first.lines if first else 0))
    if several:
        for number, article in enumerate(several, start=1):
            yield dataclasses.replace(article, stated_fields={**stated, **article.stated_fields}, line=number)
    elif text.strip():
        yield RawArticle(text=text, stated_fields=stated, marks=marks)
    elif not attached:
        yield problem(source, "no_text")


def _page(message: EmailMessage) -> str:
    """The HTML part, which tells articles apart, "" where there is none."""
    part = message.get_body(preferencelist=("html",))
    return _decoded(part).replace("\r\n", "\n") if part is not None else ""


def _below(text: str, count: int) -> str:
    return "\n".join(text.split("\n")[count:])


def _answered(text: str) -> range:
    """The lines of the mail that this one answers, quoted below the answer, and of who wrote it."""
    lines = text.split("\n")
    quote = len(lines)
    while quote and (not lines[quote - 1].strip() or lines[quote - 1].lstrip().startswith(">")):
        quote -= 1
    for begin in (quote - 1, quote - 2):
        if _ANSWERED.fullmatch(" ".join(lines[max(0, begin) : quote])):
            answer = "\n".join(lines[:begin])
            return range(begin, len(lines)) if len(answer.strip()) >= _ANSWER else range(0)
    return range(0)


def _signature(text: str) -> range:
    """The lines of a signature at the end of a mail: below two hyphens and a blank."""
    lines = text.split("\n")
    begins = [number for number, line in enumerate(lines) if line.rstrip("\r") == "-- "][-1:]
    return range(begins[0], len(lines)) if begins and len(lines) - begins[0] <= _MAX_SIGNATURE else range(0)


def _text(message: EmailMessage, page: str) -> tuple[str, dict[int, Role]]:
    """The plain part, unless it is a stub of the HTML part (nothing, or «open this mail in a browser»); else
    the HTML part as lines."""
    plain, (text, marks) = _plain(message), fragment(page)
    return (text, marks) if len(plain.strip()) < _STUB * len(text.strip()) else (plain, {})


def _plain(message: EmailMessage) -> str:
    """The plain part, "" where there is none."""
    part = message.get_body(preferencelist=("plain",))
    if part is None:
        return ""
    text = _decoded(part).replace("\r\n", "\n")
    return _SOFT_BREAK.sub(" ", text) if part.get_param("format", "") == "flowed" else text


def _decoded(part: MIMEPart) -> str:
    """In the charset that the mail declares when it fits, else in the one that is found out."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    declared = part.get_content_charset()
    for charset in (declared, "") if declared else ("",):
        try:
            return decode(data, charset).text
        except NotText:
            continue
    return ""


def _stated_fields(message: EmailMessage) -> dict[str, str]:
    """The sender is who sent it, not who wrote it: a name that is no person's may be the newspaper's."""
    charset = _charset(message)
    name = name_in(_header(message, "From", charset))
    stated = {
        "title": _PREFIX.sub("", _header(message, "Subject", charset)),
        "published": _header(message, "Date", charset),
        "source": publisher(name),
    }
    return {name: value for name, value in stated.items() if value}


def _header(message: EmailMessage, name: str, charset: str) -> str:
    """A header as text. Old programs write the bytes of their encoding into it, without saying which."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    data = raw.encode("utf-8", "surrogateescape")
    if not data.isascii():
        for encoding in ("utf-8", charset, "cp1256"):
            with suppress(UnicodeDecodeError, LookupError):
                return " ".join(data.decode(encoding).split()) if encoding else ""
    text = str(message.get(name, "")) or raw
    return " ".join(text.split())


def _charset(message: EmailMessage) -> str:
    """The encoding of the message's text, for headers that do not say theirs."""
    part = message.get_body(preferencelist=("plain", "html"))
    data = part.get_payload(decode=True) if part is not None else None
    if not isinstance(data, bytes) or data.isascii():
        return "cp1256"
    try:
        return detect(data)
    except NotText:
        return "cp1256"


def _name(part: MIMEPart) -> str:
    """The name of what is attached; a mail that is sent on whole has none as a rule."""
    name = part.get_filename() or ""
    is_mail = part.get_content_type() == _MAIL and not name.lower().endswith(".eml")
    return f"{name or 'message'}.eml" if is_mail else name


def _bytes(part: MIMEPart) -> bytes | None:
    """What is attached; of a mail that is sent on whole the mail itself."""
    inner = part.get_payload()
    if part.get_content_type() == _MAIL and isinstance(inner, list) and isinstance(inner[0], Message):
        return inner[0].as_bytes()
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else None


def _attachments(parts: Sequence[MIMEPart]) -> Iterator[Member]:
    for part in parts:
        data = _bytes(part)
        if data is not None:
            yield Member(_name(part), len(data), partial(io.BytesIO, data))
