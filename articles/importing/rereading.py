"""Which files that failed are worth reading once more: those whose cause may have passed, or which other code
has read. For the rest only another file helps."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.db.models import Exists, OuterRef, Q

import articles.arabic.dates
import articles.ingest
from articles.models import ColumnNames, ImportedFile, ImportIssue

# Limits that may be raised, a disk that was full, rules that were mended, a server that stopped.
PASSING: Final = frozenset(
    {"missing", "too_large", "long_text", "too_many", "too_much", "too_many_pages", "too_slow", "too_heavy"}
    | {"interrupted", "stopped", "cut_off", "bad_rules", "failed", "not_stored", "not_read"}
)
_SUFFIXES: Final = frozenset({".py", ".toml", ".txt"})


@cache
def reader() -> str:
    """Sixteen hexadecimal digits that move with the code and the lists that read files; 15 ms."""
    digest = hashlib.sha256()
    for package in (articles.ingest, articles.arabic.dates):
        folder = Path(package.__path__[0])
        for path in sorted(each for each in folder.rglob("*") if each.suffix in _SUFFIXES):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def may_come_out_otherwise(file: ImportedFile) -> bool:
    """Whether a file that failed is worth reading again."""
    return ImportedFile.objects.filter(worth_reading(), pk=file.pk).exists()


def worth_reading() -> Q:
    """Of failed files those that may come out otherwise when they are read again."""
    issues = ImportIssue.objects.filter(file=OuterRef("pk"))
    passing = issues.filter(code__in=PASSING)
    # Columns that were named since in a table of the same source may be those of this one.
    named = ColumnNames.objects.filter(source_name=OuterRef("batch__source_name"))
    tables = Exists(issues.filter(code="no_columns")) & Exists(named)
    failed = Q(status=ImportedFile.Status.FAILED)
    return failed & (~Q(reader=reader()) | Q(Exists(passing)) | Q(tables))
