"""The rows of a batch's page: what came of each file, and what can still be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from django.db.models import BooleanField, Count, ExpressionWrapper, Prefetch, Q

from articles.importing.rereading import worth_reading
from articles.models import Article, ImportedFile, ImportIssue

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Found(TypedDict):
        first_issues: list[ImportIssue]
        worth_reading: bool

    ListedFile = WithAnnotations[ImportedFile, Found]

ISSUES_SHOWN = 3  # of a file


@dataclass
class FileRow:
    """A file in the list: its article when it has one alone, else how many, and what is wrong."""

    file: ImportedFile
    articles: int = 0
    drafts: int = 0
    undated: int = 0
    held: int = 0  # drafts that their sender holds back
    only: Article | None = None
    issues: list[ImportIssue] = field(default_factory=list)
    worth_reading: bool = False  # once more: it was excluded, or failed and may come out otherwise

    @property
    def more_issues(self) -> int:
        return self.file.refused + self.file.duplicates - len(self.issues)

    @property
    def asks_columns(self) -> bool:
        return any(issue.code == "no_columns" and not issue.name for issue in self.issues)

    @property
    def cut_off(self) -> bool:
        return any(issue.code == "cut_off" for issue in self.issues)

    @property
    def asks_encoding(self) -> bool:
        return any(issue.code in {"unknown_encoding", "bad_encoding"} for issue in self.issues)


def _listed(ids: list[int]) -> list[ListedFile]:
    """The files in the order of their ids, with their first issues and whether another reading may help."""
    issues = ImportIssue.objects.select_related("duplicate_of__source")[:ISSUES_SHOWN]
    again = Q(status=ImportedFile.Status.DISCARDED) | worth_reading()
    files = ImportedFile.objects.annotate(worth_reading=ExpressionWrapper(again, BooleanField()))
    first = Prefetch("issues", queryset=issues, to_attr="first_issues")
    found = files.prefetch_related(first).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def of(ids: list[int]) -> list[FileRow]:
    """The rows of these files, in the order of their ids."""
    files = _listed(ids)
    rows = {
        file.pk: FileRow(file, issues=file.first_issues, worth_reading=file.worth_reading) for file in files
    }
    draft = Q(status=Article.Status.DRAFT)
    counts = Article.objects.filter(imported_file__in=rows).values("imported_file").order_by()
    for count in counts.annotate(
        n=Count("pk"),
        drafts=Count("pk", filter=draft),
        undated=Count("pk", filter=draft & Q(published="")),
        held=Count("pk", filter=draft & ~Q(held_reason="")),
    ):
        row = rows[count["imported_file"]]
        row.articles, row.drafts = count["n"], count["drafts"]
        row.undated, row.held = count["undated"], count["held"]
    single = [pk for pk, row in rows.items() if row.articles == 1]
    singles = Article.objects.filter(imported_file__in=single).select_related("source")
    for article in singles.defer("body"):
        if article.imported_file_id in rows:
            rows[article.imported_file_id].only = article
    return list(rows.values())
