"""File → articles: drafts are stored in batches, known ones are told apart, and all of it becomes searchable.

One batch is one transaction: the articles, their originals, tags, copies and outbox rows. A process killed
between batches leaves whole batches behind, and importing again adds only what is missing.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from articles import indexing, runtime
from articles.ingest import duplicates, registry
from articles.ingest.types import Draft, Issue, Limits
from articles.models import (
    Article,
    ImportedFile,
    Original,
    Source,
    StoryBand,
    StorySignature,
    Tag,
    arabic_slug,
    free_slug,
    input_key,
    record_changes,
)
from articles.search.errors import IndexBusy, SearchError

BATCH = indexing.BATCH
# Two texts with this estimated share of common shingles are copies of one (measured in ingest/duplicates).
COPY_SIMILARITY = duplicates.COPY_SIMILARITY

Progress = Callable[[int], None]


@dataclass
class Report:
    """What an import did. ``issues`` holds files and rows that could not be read."""

    added: int = 0
    updated: int = 0
    duplicates: int = 0
    issues: list[Issue] = field(default_factory=list)
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
                {"file": issue.file, "line": issue.line, "reason": issue.message} for issue in self.issues
            ],
            "seconds": round(self.seconds, 2),
        }


def import_paths(
    paths: Iterable[Path],
    *,
    source_name: str = "",
    status: str = Article.Status.PUBLISHED,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read files and folders, store what is new, and return when all of it is searchable."""
    begun = time.monotonic()
    report = Report()
    with indexing.paused(), _Drainer() as drainer:
        for batch in indexing.batched(_items(paths, limits or Limits()), BATCH):
            store(batch, report, source_name=source_name, status=status)
            drainer.batch_stored()
            if progress:
                progress(len(batch))
    report.seconds = time.monotonic() - begun
    return report


def _items(paths: Iterable[Path], limits: Limits) -> Iterator[Draft | Issue]:
    for path in paths:
        for file in _files(path):
            yield from registry.read(file, limits)


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or a folder's files in the order of their names, without hidden ones and links."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not file.is_symlink() and not hidden:
            yield file


class _Drainer:
    """Indexes in a thread of its own what the import has committed, until all of it is searchable.

    NumPy, SQLite and the index files let go of the interpreter while they work, so reading the next batch
    and indexing the last one overlap on two cores. The import waits when it is a batch ahead: so whatever a
    reader saves meanwhile is searchable within two batches.
    """

    def __enter__(self) -> _Drainer:
        self._batches: queue.Queue[bool] = queue.Queue(maxsize=1)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self._thread.start()
        return self

    def batch_stored(self) -> None:
        """Have what is committed indexed. Raises what went wrong with an earlier batch."""
        self._batches.put(True)
        self._raise()

    def __exit__(self, *exc: object) -> None:
        self._batches.put(False)
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            while self._batches.get():
                if self._error is None:
                    self._drain()
            self._drain()
        finally:
            connection.close()

    def _drain(self) -> None:
        try:
            drain_patiently()
        except SearchError as error:  # the rows remain in the outbox; the import's caller is told
            self._error = error


def drain_patiently() -> None:
    """Drain the outbox; while another process is at it, wait until what was in it is applied."""
    while True:
        try:
            indexing.drain(runtime.current_engine())
            return
        except IndexBusy:
            time.sleep(0.05)


# ---- drafts → rows --------------------------------------------------------------------------------


@dataclass
class _Candidate:
    """A draft with what identifies it."""

    draft: Draft
    source_name: str
    declared: str  # the source that the caller or a field of the file names; "" when it was inferred
    raw_hash: str
    key: str
    fingerprint: str
    article: Article | None = None

    @classmethod
    def of(cls, draft: Draft, source_name: str) -> _Candidate:
        stated = "source" in draft.evidence and draft.evidence["source"].confidence == "stated"
        declared = source_name or (draft.source if stated else "")
        raw_hash = hashlib.sha256(draft.raw.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(
            draft=draft,
            source_name=source_name or draft.source,
            declared=declared,
            raw_hash=raw_hash,
            key=input_key(source_name=declared, url=draft.url, raw_hash=raw_hash),
            fingerprint=duplicates.content_fingerprint(draft.title, draft.body),
        )


def store(
    items: Iterable[Draft | Issue],
    report: Report,
    *,
    source_name: str = "",
    status: str = Article.Status.PUBLISHED,
    file: ImportedFile | None = None,
) -> None:
    """Store one batch in one transaction and count it into the report."""
    items = list(items)
    report.issues += [item for item in items if isinstance(item, Issue)]
    candidates = [_Candidate.of(item, source_name) for item in items if isinstance(item, Draft)]
    with transaction.atomic():
        batch = _Batch(candidates, status, file)
        for candidate in candidates:
            batch.take(candidate)
        batch.write()
    report.added += len(batch.new)
    report.updated += len(batch.changed)
    report.duplicates += batch.duplicates


class _Batch:
    """Decides for each candidate whether it is new, changed or known, then writes all in few statements."""

    def __init__(self, candidates: list[_Candidate], status: str, file: ImportedFile | None) -> None:
        self.status, self.file = status, file
        self.new: list[_Candidate] = []
        self.changed: list[_Candidate] = []
        self.duplicates = 0
        known = Article.objects.select_related("source")
        self.by_key = {a.input_key: a for a in known.filter(input_key__in=[c.key for c in candidates])}
        self.by_raw: dict[str, list[Article]] = defaultdict(list)
        self.by_text: dict[str, list[Article]] = defaultdict(list)
        for article in known.filter(raw_hash__in=[c.raw_hash for c in candidates]):
            self.by_raw[article.raw_hash].append(article)
        for article in known.filter(fingerprint__in=[c.fingerprint for c in candidates]):
            self.by_text[article.fingerprint].append(article)
        self.sources = _named(Source, {c.source_name for c in candidates})
        self.tags = _named(Tag, {tag for c in candidates for tag in c.draft.tags})

    def take(self, candidate: _Candidate) -> None:
        known = self.by_key.get(candidate.key)
        if known is not None:
            if known.raw_hash == candidate.raw_hash or known.edited:
                self.duplicates += 1  # what an editor corrected by hand is never overwritten
            else:
                candidate.article = known
                self._fill(known, candidate)
                self.changed.append(candidate)
        elif self._is_known_text(candidate):
            self.duplicates += 1
        else:
            candidate.article = self._article(candidate)
            self.new.append(candidate)
            self.by_key[candidate.key] = candidate.article
            self.by_raw[candidate.raw_hash].append(candidate.article)
            self.by_text[candidate.fingerprint].append(candidate.article)

    def _is_known_text(self, candidate: _Candidate) -> bool:
        """The same input told without its source, or the same text from the same source."""
        source = self.sources.get(candidate.source_name)
        if not candidate.draft.url and not candidate.declared and self.by_raw[candidate.raw_hash]:
            return True
        same = self.by_raw[candidate.raw_hash] + self.by_text[candidate.fingerprint]
        return any(article.source == source for article in same)

    def _article(self, candidate: _Candidate) -> Article:
        article = Article(
            input_key=candidate.key, status=self.status, imported_file=self.file, url=candidate.draft.url
        )
        self._fill(article, candidate)
        article.slug = arabic_slug(article.title, fallback="article")
        return article

    def _fill(self, article: Article, candidate: _Candidate) -> None:
        draft = candidate.draft
        article.title = draft.title[:500]
        article.subtitle = draft.subtitle[:500]
        article.body = draft.body
        article.source = self.sources.get(candidate.source_name)
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
        article.raw_hash = candidate.raw_hash
        article.fingerprint = candidate.fingerprint

    def write(self) -> None:
        Article.objects.bulk_create([c.article for c in self.new if c.article], batch_size=200)
        for candidate in self.changed:
            if candidate.article:
                super(Article, candidate.article).save()
        stored = [c for c in self.new + self.changed if c.article]
        self._write_originals(stored)
        self._write_tags(stored)
        link_copies([c.article for c in stored if c.article])
        record_changes([c.article.pk for c in stored if c.article])

    def _write_originals(self, stored: list[_Candidate]) -> None:
        Original.objects.bulk_create(
            [
                Original(
                    article=c.article,
                    name=c.draft.file[-300:],
                    encoding=c.draft.encoding,
                    packed=Original.pack(c.draft.raw),
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
            ],
            ignore_conflicts=True,
        )


def _named(model: type[Source] | type[Tag], names: set[str]) -> dict[str, Any]:
    """The rows of these names; those that are missing are made."""
    names = {name for name in names if name}
    rows = {row.name: row for row in model.objects.filter(name__in=names)}
    for name in sorted(names - rows.keys()):
        rows[name] = model.objects.create(name=name[:200], slug=free_slug(model, name, fallback="x"))
    return rows


# ---- copies of one text ---------------------------------------------------------------------------


def link_copies(articles: list[Article]) -> None:
    """Give articles that are copies of one text, among themselves or in the archive, the same story."""
    signatures = {
        article.pk: duplicates.signature(f"{article.title}\n{article.body}") for article in articles
    }
    bands = {pk: duplicates.bands(signature) for pk, signature in signatures.items() if signature}
    ids = list(signatures)
    StoryBand.objects.filter(article__in=ids).delete()
    StorySignature.objects.filter(article__in=ids).delete()
    neighbours = _neighbours(bands)
    StoryBand.objects.bulk_create(
        [StoryBand(article_id=pk, band=band) for pk, own in bands.items() for band in own], batch_size=400
    )
    StorySignature.objects.bulk_create(
        [StorySignature(article_id=pk, data=signatures[pk]) for pk in bands], batch_size=400
    )
    for article in articles:
        _join_story(article, neighbours.get(article.pk, set()), signatures)


def _neighbours(bands: dict[int, list[int]]) -> dict[int, set[int]]:
    """For each article the older ones, stored or of this batch, that share a band with it."""
    owners: dict[int, set[int]] = defaultdict(set)
    wanted = list({band for own in bands.values() for band in own})
    for batch in indexing.batched(wanted, 5_000):
        for band, owner in StoryBand.objects.filter(band__in=batch).values_list("band", "article_id"):
            owners[band].add(owner)
    found: dict[int, set[int]] = {}
    for pk, own in bands.items():
        found[pk] = {owner for band in own for owner in owners[band]}
        for band in own:
            owners[band].add(pk)
    return found


def _join_story(article: Article, neighbours: set[int], signatures: dict[int, bytes]) -> None:
    if not neighbours:
        return
    for other in Article.objects.filter(pk__in=neighbours).select_related("signature").order_by("pk"):
        signature = signatures.get(other.pk) or bytes(other.signature.data)
        if duplicates.similarity(signatures[article.pk], signature) < COPY_SIMILARITY:
            continue
        story = other.story or other.pk
        if not other.story:
            Article.objects.filter(pk=other.pk).update(story=story)
        article.story = story
        Article.objects.filter(pk=article.pk).update(story=story)
        return
