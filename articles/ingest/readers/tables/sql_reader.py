"""Dumps of databases (mysqldump, pg_dump, SQLite, SQL Server): rows of the tables that hold articles."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import detect, open_stream, public_name
from articles.ingest.problems import guarded, problem, too_large
from articles.ingest.readers._records import record, without_keys
from articles.ingest.readers._wordpress import is_no_article, published_as, without_shortcodes
from articles.ingest.readers.tables._sql import SqlRow, Tokens, TooLong, rows
from articles.ingest.readers.tables._tables import header_of
from articles.ingest.types import ImportProblem, Input, RawArticle, TableForm

_SAMPLE: Final = 256 * 1024
_SHOWN: Final = 10  # names of tables in a message


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Row by row: memory does not grow with the file."""
    tables: dict[str, bool] = {}  # whether each holds articles
    try:
        with open_stream(source) as stream:
            sample = stream.read(_SAMPLE)
            encoding = source.encoding or detect(sample, whole=len(sample) < _SAMPLE)
            stream.seek(0)
            text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
            tokens = Tokens(text, source.limits.line_size)
            for row in rows(tokens):
                known = tables.get(row.table)
                if known is None:
                    known = tables[row.table] = _holds_articles(row)
                if known and (
                    item := guarded(source, row.line, _article, source, row, public_name(encoding))
                ):
                    yield item
    except TooLong:
        yield too_large(source, "line_size")
        return
    if not any(tables.values()):
        yield problem(source, "sql_tables", names=" · ".join(list(tables)[:_SHOWN]) or "—")


def _holds_articles(row: SqlRow) -> bool:
    """Whether the columns of a table are those of articles: a text and something else that is known."""
    header = header_of(row.columns, TableForm())
    return header is not None and header.recognised > 1


def _article(source: Input, row: SqlRow, encoding: str) -> RawArticle | ImportProblem | None:
    """The article of a row; None for what WordPress keeps beside its articles."""
    values = dict(zip(row.columns, row.values, strict=False))
    if is_no_article(str(values.get("post_type", ""))):
        return None
    status = str(values.get("post_status", ""))
    if status == "trash":
        return problem(source, "trashed", row.line, name=str(values.get("post_title", ""))[:100])
    if status and "post_content" in values:
        values["post_content"] = without_shortcodes(str(values["post_content"] or ""))
    found = record(without_keys(values), line=row.line, encoding=encoding)
    if not status:
        return found
    held = "protected" if values.get("post_password") else published_as(status)
    stated = {**found.stated_fields, **({"publication": held} if held else {})}
    warnings = ("static_page",) if values.get("post_type") == "page" else ()
    return dataclasses.replace(found, stated_fields=stated, warnings=warnings)
