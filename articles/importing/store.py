"""Drafts → rows: what is new is stored, what changed is updated or held for review, what is known is told.

One batch is one transaction: the articles, their originals, tags, copies, outbox rows and the counts of the
file they came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.db.models import F

from articles.importing import entity_mentions, revisions
from articles.importing.duplicates import link_duplicates
from articles.importing.problem_messages import message
from articles.ingest.types import Draft, ImportProblem
from articles.ingest.urls import canonical_url
from articles.models import Article, ImportedFile, ImportIssue, Original, Source, Tag
from articles.models.archive import arabic_slug, free_slug, input_key
from articles.models.outbox import record_changes

# Refused and known rows that are listed one by one for a file; beyond it they are only counted.
LISTED = 500


@dataclass
class Report:
    """What an import did. ``issues`` holds files and rows that could not be read."""

    added: int = 0
    updated: int = 0
    duplicates: int = 0
    issues: list[ImportProblem] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def files_failed(self) -> int:
        return sum(issue.whole_file for issue in self.issues)

    def as_json(self) -> dict[str, Any]:
        """The object that ``manage.py import --json`` prints."""
        return {
            "added": self.added,
            "updated": self.updated,
            "duplicates": self.duplicates,
            "failed": [
                {"file": issue.file, "line": issue.line, "reason": message(issue.code, issue.values)}
                for issue in self.issues
            ],
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class Destination:
    """What is to become of drafts: the publisher named by the caller, their status, the file they come from.

    As drafts, updates of articles that readers see are held for review beside them. ``earlier`` holds what
    an interrupted reading of the same file has stored already, by article id.
    """

    source_name: str = ""
    status: str = Article.Status.PUBLISHED
    file: ImportedFile | None = None
    earlier: dict[int, Literal["added", "updated"]] = field(default_factory=dict)


def stored_earlier(file: ImportedFile) -> dict[int, Literal["added", "updated"]]:
    """What readings of this file have stored so far (:attr:`Destination.earlier`)."""
    earlier: dict[int, Literal["added", "updated"]] = {}
    for pk, replaces in file.articles.values_list("pk", "replaces"):
        earlier[pk] = "updated" if replaces else "added"
    for pk in file.revisions.values_list("article", flat=True):
        earlier[pk] = "updated"
    return earlier


def store(items: Iterable[Draft | ImportProblem], report: Report, to: Destination | None = None) -> None:
    """Store one batch in one transaction and count it into the report."""
    to = to or Destination()
    items = list(items)
    issues = [item for item in items if isinstance(item, ImportProblem)]
    candidates = [_Candidate.of(item.prepared(), to.source_name) for item in items if isinstance(item, Draft)]
    with transaction.atomic():
        batch = _Batch(candidates, to)
        for candidate in candidates:
            batch.take(candidate)
        batch.write()
        if to.file:
            _record(to.file, batch, issues)
    report.issues += issues
    report.added += batch.added
    report.updated += batch.updated
    report.duplicates += len(batch.known)


def _record(file: ImportedFile, batch: _Batch, issues: list[ImportProblem]) -> None:
    """The batch's outcome, with the file that it came from."""
    rows = [
        ImportIssue(
            file=file,
            name=issue.file[-300:] if issue.file != file.name else "",
            line=issue.line,
            code=issue.code,
            values=issue.values,
        )
        for issue in issues
    ] + [
        ImportIssue(
            file=file, line=draft.line, code=ImportIssue.DUPLICATE, message=draft.title, duplicate_of=article
        )
        for draft, article in batch.known
    ]
    if rows:
        ImportIssue.objects.bulk_create(rows[: max(0, LISTED - file.issues.count())])
    ImportedFile.objects.filter(pk=file.pk).update(
        added=F("added") + batch.added,
        updated=F("updated") + batch.updated,
        duplicates=F("duplicates") + len(batch.known),
        refused=F("refused") + len(issues),
    )


@dataclass
class _Candidate:
    """A draft with what identifies it."""

    draft: Draft
    source_name: str
    declared: str  # the source that the caller or a field of the file names; "" when it was inferred
    key: str
    key_as_written: str  # by the URL as it is spelt here: rows of earlier versions are known by it
    article: Article | None = None

    @classmethod
    def of(cls, draft: Draft, source_name: str) -> _Candidate:
        stated = "source" in draft.evidence and draft.evidence["source"].confidence == "stated"
        declared = source_name or (draft.source if stated else "")
        page = canonical_url(draft.url)
        return cls(
            draft=draft,
            source_name=source_name or draft.source,
            declared=declared,
            key=input_key(source_name=declared, url=page, raw_hash=draft.raw_hash),
            key_as_written=input_key(
                source_name=declared, url=draft.url if page else "", raw_hash=draft.raw_hash
            ),
        )


class _Batch:
    """Decides for each candidate whether it is new, changed or known, then writes all in few statements."""

    def __init__(self, candidates: list[_Candidate], to: Destination) -> None:
        self.to = to
        self.added = self.updated = 0
        self.new: list[_Candidate] = []
        self.held: list[_Candidate] = []  # drafts of updates
        self.changed: list[_Candidate] = []
        self.known: list[tuple[Draft, Article]] = []
        stored = Article.objects.select_related("source")
        keys = {key for c in candidates for key in (c.key, c.key_as_written)}
        self.by_key = {a.input_key: a for a in stored.filter(input_key__in=keys)}
        self.by_raw: dict[str, list[Article]] = defaultdict(list)
        self.by_text: dict[str, list[Article]] = defaultdict(list)
        for article in stored.filter(raw_hash__in=[c.draft.raw_hash for c in candidates]):
            self.by_raw[article.raw_hash].append(article)
        for article in stored.filter(fingerprint__in=[c.draft.fingerprint for c in candidates]):
            self.by_text[article.fingerprint].append(article)
        self.sources = named(Source, {c.source_name for c in candidates})
        self.tags = named(Tag, {tag for c in candidates for tag in c.draft.tags})

    # ---- deciding -----------------------------------------------------------------------------------

    def take(self, candidate: _Candidate) -> None:
        by_key = self.by_key.get(candidate.key) or self.by_key.get(candidate.key_as_written)
        if by_key is not None:
            self._take_known_input(candidate, by_key)
        elif same := self._same_text(candidate):
            self._is_known(candidate, same)
        else:
            self._make(candidate, self.new)
            self.added += 1

    def _take_known_input(self, candidate: _Candidate, known: Article) -> None:
        held = [a for a in self.by_raw[candidate.draft.raw_hash] if a.replaces_id == known.pk]
        if known.raw_hash == candidate.draft.raw_hash or known.edited:
            self._is_known(candidate, known)  # what an editor corrected by hand is never overwritten
        elif held:
            self._is_known(candidate, held[0])
        elif self.to.status == Article.Status.DRAFT and known.status != Article.Status.DRAFT:
            self._make(candidate, self.held, replaces=known)
            self.updated += 1
        else:
            if self.to.file:
                revisions.save(known, self.to.file)
            candidate.article = known
            self._fill(known, candidate)
            self.changed.append(candidate)
            self.updated += 1

    def _same_text(self, candidate: _Candidate) -> Article | None:
        """The same input told without its source, or the same text from the same source."""
        if (
            not canonical_url(candidate.draft.url)
            and not candidate.declared
            and self.by_raw[candidate.draft.raw_hash]
        ):
            return self.by_raw[candidate.draft.raw_hash][0]
        source = self.sources.get(candidate.source_name)
        same = self.by_raw[candidate.draft.raw_hash] + self.by_text[candidate.draft.fingerprint]
        return next((article for article in same if article.source == source), None)

    def _is_known(self, candidate: _Candidate, article: Article) -> None:
        earlier = self.to.earlier.pop(article.pk, None)
        if earlier == "added":
            self.added += 1
        elif earlier == "updated":
            self.updated += 1
        else:
            self.known.append((candidate.draft, article))

    # ---- filling ------------------------------------------------------------------------------------

    def _make(self, candidate: _Candidate, among: list[_Candidate], replaces: Article | None = None) -> None:
        article = Article(
            input_key=None if replaces else candidate.key,
            replaces=replaces,
            status=self.to.status,
            imported_file=self.to.file,
            url=candidate.draft.url,
        )
        self._fill(article, candidate)
        article.slug = arabic_slug(article.title, fallback="article")
        candidate.article = article
        among.append(candidate)
        if not replaces:
            self.by_key[candidate.key] = article
        self.by_raw[candidate.draft.raw_hash].append(article)
        self.by_text[candidate.draft.fingerprint].append(article)

    def _fill(self, article: Article, candidate: _Candidate) -> None:
        fill(article, candidate.draft)
        article.source = self.sources.get(candidate.source_name)
        article.raw_hash = candidate.draft.raw_hash
        article.fingerprint = candidate.draft.fingerprint

    # ---- writing ------------------------------------------------------------------------------------

    def write(self) -> None:
        Article.objects.bulk_create([c.article for c in self.new + self.held if c.article], batch_size=200)
        for candidate in self.changed:
            if candidate.article:
                super(Article, candidate.article).save()
        stored = [c for c in self.new + self.held + self.changed if c.article]
        self._write_originals(stored)
        self._write_tags(stored)
        # A draft that is to update an article is like it, and no copy of it.
        link_duplicates({c.article: c.draft.signature for c in self.new + self.changed if c.article})
        entity_mentions.mark([c.article for c in stored if c.article])
        record_changes([c.article.pk for c in stored if c.article])

    def _write_originals(self, stored: list[_Candidate]) -> None:
        Original.objects.bulk_create(
            [
                Original(
                    article=c.article,
                    name=c.draft.file[-300:],
                    encoding=c.draft.encoding,
                    packed=c.draft.packed,
                )
                for c in stored
            ],
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["name", "encoding", "packed"],
            batch_size=200,
        )

    def _write_tags(self, stored: list[_Candidate]) -> None:
        through = Article.tags.through
        through.objects.filter(article__in=[c.article for c in self.changed]).delete()
        through.objects.bulk_create(
            [
                through(article_id=c.article.pk, tag_id=self.tags[tag].pk)
                for c in stored
                if c.article
                for tag in dict.fromkeys(c.draft.tags)
                if tag in self.tags
            ],
            ignore_conflicts=True,
        )


def fill(article: Article, draft: Draft) -> None:
    """What a draft says goes into the article's fields, but for source, tags and address."""
    article.title = draft.title[:500]
    article.subtitle = draft.subtitle[:500]
    article.body = draft.body
    article.authors = list(draft.authors)
    article.published = str(draft.published) if draft.published else ""
    article.published_approximate = draft.published_approximate
    evidence = draft.evidence.get("published")
    article.published_evidence = evidence.words[:200] if evidence else ""
    article.section = draft.section[:100]
    article.language = draft.language[:10]
    article.dateline = draft.dateline[:100]
    article.agency = draft.agency[:100]
    article.related_links = [{"title": link.title, "url": link.url} for link in draft.related]
    article.evidence = {
        name: {"words": seen.words, "place": seen.place, "rule": seen.rule, "confidence": seen.confidence}
        for name, seen in draft.evidence.items()
    }


def named(model: type[Source] | type[Tag], names: set[str]) -> dict[str, Any]:
    """The rows of these names, cut to what a row can hold; those that are missing are made."""
    short = {name: name[:200].strip() for name in names if name.strip()}
    rows = {row.name: row for row in model.objects.filter(name__in=set(short.values()))}
    for name in sorted(set(short.values()) - rows.keys()):
        rows[name] = model.objects.create(name=name, slug=free_slug(model, name, fallback="x"))
    return {name: rows[kept] for name, kept in short.items()}
