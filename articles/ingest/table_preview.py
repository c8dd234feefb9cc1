"""The first rows of a table as they stand, for a person to name its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

KINDS: Final = frozenset({"csv", "xlsx"})  # of names that promise a table
MAYBE: Final = frozenset({"txt", "html", "xml", None})  # of those that may be one: «Unicode text», .xls

Row = tuple[int, tuple[str, ...]]  # its number in the file, from 1, and its cells


@dataclass(frozen=True)
class TablePreview:
    """``names`` are the cells of the row that looks like the header, whose number is ``header`` (0: none
    does); ``fields`` what each column is taken for, "" where that is not known; ``rows`` those below it."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    header: int
    rows: tuple[Row, ...]
    more: bool  # whether there are columns that are not shown
    is_parted: bool = True  # by a delimiter: a text

    def columns(self, chosen: Sequence[str]) -> dict[str, str]:
        """:attr:`articles.ingest.types.TableForm.columns` of the fields chosen for the columns: by their
        names where every name is one of its own, else by their numbers."""
        named = self.header and len(set(self.names)) == len(self.names) and all(self.names)
        keys = self.names if named else [str(number) for number in range(1, len(self.names) + 1)]
        return {key: field for key, field in zip(keys, chosen, strict=False) if field}
