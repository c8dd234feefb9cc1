"""Tables as text: rows are articles, columns are known by their names in a row near the top, or by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import islice
from typing import Final

from articles.ingest.detect.columns import fields_of
from articles.ingest.detect.encoding import lines
from articles.ingest.problems import guarded, problem
from articles.ingest.readers.tables._csv_rows import Row, Rows
from articles.ingest.readers.tables._tables import HEADER_ROWS, Header, best_header, row_article
from articles.ingest.types import ImportProblem, Input, RawArticle

DELIMITERS: Final = ",;\t|؛"
_RULED: Final = " \t-:=+"  # of a line that is drawn below a header
_EVENT: Final = 40  # columns: of events in GDELT, which has no header
_DECLARED: Final = "sep="  # as Excel writes it above the header


class _Lines:
    """The lines of a file; those that cannot be read are put aside as problems."""

    def __init__(self, source: Input) -> None:
        self._lines = lines(source)
        self._problems: list[ImportProblem] = []
        self.encoding = ""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for line in self._lines:
            if isinstance(line, ImportProblem):
                self._problems.append(line)
            else:
                number, text, self.encoding = line
                yield number, text.replace("\0", "")

    def problems(self) -> list[ImportProblem]:
        taken, self._problems = self._problems, []
        return taken


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    file = _Lines(source)
    stream = iter(file)
    top = list(islice(stream, HEADER_ROWS))
    declared, top = _declared(top)
    found = _find_header(source, top, declared)
    if found is None:
        yield from file.problems()
        yield problem(source, "only_links" if _lists_links(source, top) else "no_columns")
        return
    header, delimiter, line = found
    rows = Rows(_chained(top, stream), delimiter, source.limits.line_size, exact=bool(header.own))
    rows.width = len(header.fields)
    for row in rows:
        yield from file.problems()
        if row.line > line or (row.line == line and not header.is_row):
            yield from _article(source, header, row, delimiter, file.encoding)
    yield from file.problems()


def top_rows(source: Input, count: int) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    """The rows of the first lines with their numbers, as each delimiter that may be meant parts them. Raises
    NotText."""
    declared, top = _declared(list(islice(iter(_Lines(source)), count)))
    for delimiter in source.table.delimiter or declared or DELIMITERS:
        rows = Rows(iter(top), delimiter, source.limits.line_size)
        yield [(row.line, tuple(map(_bare, row.cells))) for row in rows]


def _article(
    source: Input, header: Header, row: Row, delimiter: str, encoding: str
) -> Iterator[RawArticle | ImportProblem]:
    if row.broken:
        yield problem(source, "open_quote", row.line)
    elif any(cell.strip(_RULED) for cell in row.cells):
        cells, is_torn = _whole_cells(row.cells, header, delimiter)
        item = guarded(source, row.line, row_article, source, header, cells, row.line, encoding)
        if isinstance(item, RawArticle):
            more = ("mended_row",) * row.mended + ("torn_row",) * is_torn
            item = dataclasses.replace(item, warnings=(*item.warnings, *more)) if more else item
        yield item


def _whole_cells(cells: list[str], header: Header, delimiter: str) -> tuple[list[str], bool]:
    """The cells of a row, and whether it has more of them than there are columns: its text had the delimiter
    in it, without quotes. Where the text is in the last column it is whole again."""
    width = len(header.fields)
    if not any(cell.strip() for cell in cells[width:]):
        return cells, False
    if header.fields[-1] == "text":
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])], True
    return cells, True


def _declared(top: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The delimiter that the first line declares (``sep=;``), and the lines below it."""
    first = top[0][1].removeprefix("\ufeff") if top else ""
    if first.lower().startswith(_DECLARED):
        return first[len(_DECLARED) :][:1] or ",", top[1:]
    return "", top


def _find_header(source: Input, top: list[tuple[int, str]], declared: str) -> tuple[Header, str, int] | None:
    """The header with the most known columns, its delimiter, and the line on which it stands."""
    chosen = source.table.delimiter or declared
    found = []
    for delimiter in chosen or DELIMITERS:
        rows = Rows(iter(top), delimiter, source.limits.line_size)
        cells = ((row.line, [_bare(cell) for cell in row.cells]) for row in rows)
        if best := best_header(cells, source.table):
            found.append((best[0], delimiter, best[1]))
    # A delimiter that parts nothing knows one column at the most.
    return max(found, key=lambda each: each[0].recognised, default=None)


def _lists_links(source: Input, top: list[tuple[int, str]]) -> bool:
    """Whether a table names pages and holds no text of theirs: a header says so, or GDELT's many columns."""
    for delimiter in DELIMITERS:
        for row in Rows(iter(top), delimiter, source.limits.line_size):
            names = {*fields_of(tuple(map(_bare, row.cells)))}
            is_event = len(row.cells) >= _EVENT and row.cells[-1].startswith("http")
            if is_event or {"url", "title"} <= names:
                return True
    return False


def _bare(cell: str) -> str:
    return cell.strip().strip('\ufeff"').strip()


def _chained(top: list[tuple[int, str]], rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield from top
    yield from rest
