"""All rows: the archive's own, its imports, and the outbox of the index."""

from articles.models.archive import (
    Article,
    ArticleQuerySet,
    BinnedArticle,
    DuplicateBand,
    DuplicateSignature,
    FormerName,
    FormerSource,
    FormerTag,
    Named,
    Original,
    Source,
    Tag,
)
from articles.models.history import AuditEntry, Change
from articles.models.imports import (
    ArticleRevision,
    ColumnNames,
    Import,
    ImportedFile,
    ImportIssue,
    ItemKill,
    upload_path,
)
from articles.models.outbox import IndexChange

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleRevision",
    "AuditEntry",
    "BinnedArticle",
    "Change",
    "ColumnNames",
    "DuplicateBand",
    "DuplicateSignature",
    "FormerName",
    "FormerSource",
    "FormerTag",
    "Import",
    "ImportIssue",
    "ImportedFile",
    "IndexChange",
    "ItemKill",
    "Named",
    "Original",
    "Source",
    "Tag",
    "upload_path",
]
