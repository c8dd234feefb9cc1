"""All rows: the archive's own, its imports, and the outbox of the index."""

from articles.models.alerts import SavedSearch, Subscriber
from articles.models.annotations import Note
from articles.models.api_keys import ApiKey, IdempotentRequest
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
from articles.models.cleaning import RuleEffect, SourceRule
from articles.models.collections import Collection, CollectionItem
from articles.models.corrections import BulkCorrection
from articles.models.exports import Export
from articles.models.harvest import HarvestEntry
from articles.models.history import AuditEntry, Change, Tombstone
from articles.models.identity import ArchiveIdentity
from articles.models.imports import (
    ArticleRevision,
    ColumnNames,
    Import,
    ImportedFile,
    ImportIssue,
    ItemKill,
    upload_path,
)
from articles.models.institution import InstitutionIdentity
from articles.models.outbox import IndexChange
from articles.models.proof import Seal, SealedItem
from articles.models.stories import EventSignature, Story

__all__ = [
    "ApiKey",
    "ArchiveIdentity",
    "Article",
    "ArticleQuerySet",
    "ArticleRevision",
    "AuditEntry",
    "BinnedArticle",
    "BulkCorrection",
    "Change",
    "Collection",
    "CollectionItem",
    "ColumnNames",
    "DuplicateBand",
    "DuplicateSignature",
    "EventSignature",
    "Export",
    "FormerName",
    "FormerSource",
    "FormerTag",
    "HarvestEntry",
    "IdempotentRequest",
    "Import",
    "ImportIssue",
    "ImportedFile",
    "IndexChange",
    "InstitutionIdentity",
    "ItemKill",
    "Named",
    "Note",
    "Original",
    "RuleEffect",
    "SavedSearch",
    "Seal",
    "SealedItem",
    "Source",
    "SourceRule",
    "Story",
    "Subscriber",
    "Tag",
    "Tombstone",
    "upload_path",
]
