"""All rows: the archive's own, its imports, and the outbox of the index."""

from articles.models.archive import (
    Article,
    ArticleQuerySet,
    Named,
    NamedQuerySet,
    Original,
    Source,
    StoryBand,
    StorySignature,
    Tag,
)
from articles.models.imports import EarlierVersion, Import, ImportedFile, ImportIssue, upload_path
from articles.models.outbox import IndexChange

__all__ = [
    "Article",
    "ArticleQuerySet",
    "EarlierVersion",
    "Import",
    "ImportIssue",
    "ImportedFile",
    "IndexChange",
    "Named",
    "NamedQuerySet",
    "Original",
    "Source",
    "StoryBand",
    "StorySignature",
    "Tag",
    "upload_path",
]
