"""A JSON file: one article, a list of them, or an object that holds such a list."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO, Any, Final

from articles.ingest.detect.encoding import NotText, decode, detect, open_stream, public_name
from articles.ingest.problems import problem, too_large
from articles.ingest.readers._ninjs import found_in_ninjs, is_ninjs
from articles.ingest.readers._records import record
from articles.ingest.types import ImportProblem, Input, RawArticle

_CHUNK: Final = 64 * 1024


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """A top-level list is read object by object, so that its length does not matter."""
    try:
        with open_stream(source) as stream:
            sample = stream.read(_CHUNK)
            encoding = source.encoding or detect(sample, whole=len(sample) < _CHUNK)
            stream.seek(0)
            is_list = sample.decode(encoding, "ignore").lstrip("\ufeff \t\r\n").startswith("[")
            yield from _list(source, stream, encoding) if is_list else _object(source, stream)
    except NotText as error:
        yield problem(source, error.code, **error.values)


def _object(source: Input, stream: IO[bytes]) -> Iterator[RawArticle | ImportProblem]:
    data = stream.read(source.limits.document_size + 1)
    if len(data) > source.limits.document_size:
        yield too_large(source, "document_size")
        return
    decoded = decode(data, source.encoding)
    try:
        value = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        yield problem(source, "bad_json_file", why=error)
        return
    for number, row in enumerate(_rows(value), start=1):
        yield _record(source, row, number, decoded.encoding)


def _rows(value: Any) -> list[Any]:
    """The object itself, or the longest list of objects in it (``articles``, ``items``, ``data`` …)."""
    lists = (
        [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
        if isinstance(value, dict)
        else []
    )
    has_text = isinstance(value, dict) and (is_ninjs(value) or record(value).text)
    return max(lists, key=len) if lists and not has_text else [value]


def _list(source: Input, stream: IO[bytes], encoding: str) -> Iterator[RawArticle | ImportProblem]:
    """The objects of ``[…]``, each decoded when its end has been read."""
    text = io.TextIOWrapper(stream, encoding)
    decoder = json.JSONDecoder()
    waiting = text.read(_CHUNK).lstrip("\ufeff \t\r\n")[1:]
    number = 0
    while True:
        waiting = waiting.lstrip(" \t\r\n,")
        if waiting.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(waiting)
        except (ValueError, RecursionError) as error:
            more = text.read(max(_CHUNK, len(waiting)))
            if not more:
                yield problem(source, "bad_json_file", why=error)
                return
            waiting += more
            if len(waiting) > source.limits.document_size:
                yield too_large(source, "document_size")
                return
        else:
            number += 1
            yield _record(source, value, number, public_name(encoding))
            waiting = waiting[end:]


def _record(source: Input, row: Any, number: int, encoding: str) -> RawArticle | ImportProblem:
    if not isinstance(row, dict):
        return problem(source, "not_object", number)
    if is_ninjs(row):
        return found_in_ninjs(row, line=number, encoding=encoding)
    return record(row, line=number, encoding=encoding)
