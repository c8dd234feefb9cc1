"""JSON files: a list of articles, an object that holds one, or many objects one after the other."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from articles.ingest.detect.encoding import detect, open_stream, public_name
from articles.ingest.problems import problem, too_large
from articles.ingest.readers.json import jsonl_reader
from articles.ingest.readers.json._json import articles
from articles.ingest.readers.json._relaxed_json import is_relaxed, one, values
from articles.ingest.readers.tables._tables import Header, header_of, row_article
from articles.ingest.types import ImportProblem, Input, RawArticle

_CHUNK: Final = 64 * 1024
_BETWEEN: Final = re.compile(r"[\s,;\x1e\ufeff]*")
_ASSIGNMENT: Final = re.compile(
    r"\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*=\s*(?=[\[{])"
)  # window.YTD.tweets = [
_NEXT_OBJECT: Final = re.compile(r"\}\s*,?\s*(?=\{\s*\")")
# The list in an object that is too large to be read at once, and the name that stands before it.
_LIST: Final = re.compile(
    r'"(?:messages|items|articles|posts|data|results|docs|entries|records|rows)"\s*:\s*\[\s*(?=\{)'
)


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Value by value: a list or a row of objects may be of any length."""
    with open_stream(source) as stream:
        sample = stream.read(_CHUNK)
        encoding = source.encoding or detect(sample, whole=len(sample) < _CHUNK)
        stream.seek(0)
        lossless = "surrogateescape" if not encoding.startswith("utf-16") else "replace"
        text = io.TextIOWrapper(stream, encoding, errors=lossless)
        start = sample.decode(encoding, "ignore")
        if not _is_lines(start):
            found = _relaxed(source, text) if is_relaxed(start) else _values(source, text)
            yield from _articles(source, found, public_name(encoding))
            return
    yield from jsonl_reader.read(source)


def _is_lines(start: str) -> bool:
    """Whether every line is an object: then a bad one costs no other."""
    first, _, rest = start.lstrip("\ufeff \t\r\n").partition("\n")
    if not (first.startswith("{") and rest.lstrip().startswith("{")):
        return False
    for read_one in (json.loads, one):
        try:
            return isinstance(read_one(first), dict)
        except (ValueError, RecursionError):
            continue
    return False


def _articles(source: Input, found: Iterator[Any], encoding: str) -> Iterator[RawArticle | ImportProblem]:
    header: Header | None = None
    for number, value in enumerate(found, start=1):
        if isinstance(value, ImportProblem):
            yield value
        elif header and isinstance(value, list):  # rows as lists, the first of which names the columns
            yield row_article(source, header, value, number, encoding)
        elif isinstance(value, list) and (header := header_of([*map(str, value)], source.table)):
            continue
        else:
            yield from articles(source, value, number, encoding)


def _relaxed(source: Input, text: io.TextIOWrapper) -> Iterator[Any]:
    try:
        yield from values(text, source.limits.line_size)
    except (ValueError, RecursionError) as error:
        yield problem(source, "bad_json_file", why=error)


def _values(source: Input, text: io.TextIOWrapper) -> Iterator[Any]:
    """The values of a file and of its lists, each decoded when its end has been read."""
    decoder = json.JSONDecoder(strict=False)
    buffer = text.read(_CHUNK).lstrip("\ufeff")
    place, number = _end_of(_ASSIGNMENT, buffer, 0), 0
    in_list = cut_out = False
    while True:
        place = _end_of(_BETWEEN, buffer, place)
        if place == len(buffer):
            buffer, place = text.read(_CHUNK), 0
            if not buffer:
                if in_list:
                    yield problem(source, "cut_list")
                return
        elif buffer[place] == "[" and not in_list:
            in_list, place = True, place + 1
        elif buffer[place] == "]" and in_list:
            if cut_out:  # what stands after the list of a large object is not looked at
                return
            in_list, place = False, place + 1
        else:
            number += 1
            value, buffer, place = _value(source, text, decoder, buffer[place:], number)
            cut_out = cut_out or value is _INSIDE
            in_list = in_list or cut_out
            if value is not _INSIDE:
                yield value
            if place < 0:
                return


_INSIDE: Final = object()  # the place is inside the list of an object that is too large


def _value(
    source: Input, text: io.TextIOWrapper, decoder: json.JSONDecoder, buffer: str, number: int
) -> tuple[Any, str, int]:
    """The value at the beginning of the buffer, the buffer with what had to be read for it, and the place
    after it; -1 when nothing more can be read."""
    while True:
        try:
            value, end = decoder.raw_decode(buffer)
        except (ValueError, RecursionError) as error:
            if len(buffer) > source.limits.document_size:
                if found := _LIST.search(buffer):
                    return _INSIDE, buffer, found.end()
                return too_large(source, "document_size"), buffer, -1
            if isinstance(error, ValueError) and (more := text.read(max(_CHUNK, len(buffer)))):
                buffer += more
                continue
            later = _NEXT_OBJECT.search(buffer, 1)
            bad = problem(
                source, "bad_json" if later else "bad_json_file", number if later else None, why=error
            )
            return bad, buffer, later.end() if later else -1
        return value, buffer, end


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
