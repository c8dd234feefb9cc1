"""Captions of a film (WebVTT, SubRip, YouTube's sbv, TTML): what is said in it is one article.

Lines that roll, which programs write twice and three times, are taken once; a pause and a new speaker begin a
paragraph, and so does a sentence after some lines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from articles.ingest.detect.captions import TIMES, seconds
from articles.ingest.detect.encoding import lines, open_stream
from articles.ingest.problems import problem
from articles.ingest.readers._xml import all_named, document
from articles.ingest.text import ends_sentence
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_PAUSE: Final = 4.0  # seconds of silence that end a paragraph
_ENOUGH: Final = 400  # characters after which the next end of a sentence ends one
_TOO_LONG: Final = 900  # and after which it ends wherever it is: nothing marks sentences in spoken words
_SPEAKER: Final = re.compile(r"<v(?:\.[^\s<>]{1,50})?\s([^<>\n]{1,80})>")
_TAG: Final = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{1,60}\}")
_SHORT: Final = 300  # characters of a line that may say what is heard
_SOUND: Final = re.compile(r"[\[(][^\[\]()\n]{1,60}[\])]|[♪♫#\s]+.{0,200}[♪♫]+|[♪♫]+")  # [موسيقى]
_LANGUAGE: Final = re.compile(r"Language:\s*([A-Za-z]{2,3})\b")
# What yt-dlp writes: the title, the film's name at YouTube in brackets, the language.
_NAME: Final = re.compile(
    r"([^/]+?)(?:\s*\[([\w-]{11})\])?(?:\.([a-z]{2,3})(?:-[\w-]{1,12})?)?\.\w{3,4}(?:\.gz)?$"
)
_NO_TITLE: Final = re.compile(r"[\W\d_]*(?:captions?|subtitles?|subs?|transcript|input)?[\W\d_]*", re.I)


class Cue(NamedTuple):
    """What is said between two times, in seconds."""

    begin: float
    end: float
    lines: list[str]


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    name = _NAME.search(source.name)
    stated = {
        "title": name[1].strip() if name and not _NO_TITLE.fullmatch(name[1]) else "",
        "url": f"https://www.youtube.com/watch?v={name[2]}" if name and name[2] else "",
    }
    cues: Iterable[Cue]
    encoding = ""
    if _is_xml(source):
        root = document(source)
        if isinstance(root, ImportProblem):
            yield root
            return
        cues = [Cue(0, 0, ["".join(element.itertext())]) for element in all_named(root, "p")]
    else:
        found = list(lines(source))
        yield from (item for item in found if isinstance(item, ImportProblem))
        texts = [item for item in found if not isinstance(item, ImportProblem)]
        encoding = texts[0][2] if texts else ""
        head = "\n".join(text for _, text, _ in texts[:10])
        stated["language"] = language[1] if (language := _LANGUAGE.search(head)) else ""
        cues = _cues(text for _, text, _ in texts)
    paragraphs = list(_paragraphs(cues))
    if paragraphs:
        stated = {field: value for field, value in stated.items() if value}
        marks: dict[int, Role] = dict.fromkeys(range(len(paragraphs)), "body")  # nothing said is a title
        yield RawArticle("\n".join(paragraphs), stated, marks, encoding=encoding)
    else:
        yield problem(source, "no_text")


def _is_xml(source: Input) -> bool:
    with open_stream(source) as stream:
        return stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:1] == b"<"


def _cues(texts: Iterable[str]) -> Iterator[Cue]:
    """What stands between the lines of times; a number above such a line belongs to it."""
    cue: Cue | None = None
    for text in texts:
        times = TIMES.fullmatch(text[:300])
        if times:
            if cue:
                if len(cue.lines) > 1 and cue.lines[-1].strip().isdecimal() and not cue.lines[-2].strip():
                    cue.lines.pop()
                yield cue
            cue = Cue(*seconds(times), [])
        elif cue:
            cue.lines.append(text)
    if cue:
        yield cue


def _paragraphs(cues: Iterable[Cue]) -> Iterator[str]:
    words: list[str] = []
    size, last, ended, speaker = 0, "", 0.0, ""
    for cue in cues:
        for line, said_by in _spoken(cue.lines):
            if line == last:
                continue
            is_new = bool(said_by) and said_by != speaker
            speaker = said_by or speaker
            is_pause = cue.begin - ended > _PAUSE or size > _TOO_LONG
            if words and (is_new or is_pause or (size > _ENOUGH and ends_sentence(last))):
                yield " ".join(words)
                words, size = [], 0
            words.append(f"{speaker}: {line}" if is_new else line)
            size += len(line)
            last, ended = line, cue.end
    if words:
        yield " ".join(words)


def _spoken(cue: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of a cue that are words, each with who says it where that is marked."""
    for line in cue:
        if line.startswith(("NOTE", "STYLE", "REGION")):
            return
        said_by = found[1].strip() if (found := _SPEAKER.search(line)) else ""
        text = " ".join(html.unescape(_TAG.sub("", line)).split())
        if text and not (len(text) < _SHORT and _SOUND.fullmatch(text)):
            yield text, said_by
