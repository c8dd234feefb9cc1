"""What becomes of the drafts of one batch: each is new, changes an article, or is known already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote

from articles.editing import articles, names, publishing, revisions
from articles.editing.articles import Version
from articles.ingest.extract.publication import is_older
from articles.ingest.types import Draft
from articles.ingest.urls import canonical_url
from articles.models import Article, ImportedFile, ItemKill, Original, Source, Tag
from articles.models.archive import arabic_slug, input_key, item_key

Status = Article.Status
# What an export tells of an article, beside its source and tags.
EXPORTED: Final = (
    *("title", "subtitle", "body", "authors", "published", "published_approximate", "url"),
    *("section", "language", "dateline", "agency"),
)
_PERMALINK: Final = re.compile(r"/a/(\d{1,18})/([^/]+)/?$")
_REFERENCE: Final = re.compile(r"newsarchive-(\d{1,18})")


@dataclass(frozen=True)
class Destination:
    """What is to become of drafts: the publisher named by the caller, their status, the file they come from.

    As drafts, updates of articles that readers see are held for review beside them. ``earlier`` holds what
    an interrupted reading of the same file has stored already, by article id.
    """

    source_name: str = ""
    status: str = Status.PUBLISHED
    file: ImportedFile | None = None
    earlier: dict[int, Literal["added", "updated"]] = field(default_factory=dict)


class Outcome(NamedTuple):
    """What became of a draft: which article it is in, new, changed or as it was."""

    kind: Literal["added", "updated", "duplicate"]
    article: Article


@dataclass(frozen=True)
class Candidate:
    """A draft with what identifies it."""

    draft: Draft
    source_name: str
    declared: str  # the source that the caller or a field of the file names; "" when it was inferred
    page: str  # the draft's URL in its canonical spelling; "" when it names no page
    key: str
    key_as_written: str  # by the URL as it is spelt here: rows of earlier versions are known by it
    item: str  # what it is known by as an agency's item; "" when it is none
    permalink: tuple[int, str] | None  # id and slug of the article that an archive has exported

    @classmethod
    def of(cls, draft: Draft, source_name: str) -> Candidate:
        stated = "source" in draft.evidence and draft.evidence["source"].confidence == "stated"
        declared = source_name or (draft.source if stated else "")
        page = canonical_url(draft.url)

        shown_source = (source_name or draft.source)[:200].strip()
        # The number of an article in an archive that is not named is nobody else's.
        is_item = bool(draft.item_id) and not (draft.exported and _REFERENCE.fullmatch(draft.item_id))

        def key(url: str) -> str:
            return input_key(source_name=declared, url=url, raw_hash=draft.raw_hash)

        return cls(
            draft=draft,
            source_name=shown_source,
            declared=declared,
            page=page,
            key=key(page),
            key_as_written=key(draft.url if page else ""),
            item=item_key(draft.item_id, shown_source) if is_item else "",
            permalink=_permalink(draft),
        )


def _permalink(draft: Draft) -> tuple[int, str] | None:
    """The id and slug of an exported article. Both together are the same in this archive only if it is this
    one that has exported it."""
    if not draft.exported:
        return None
    if found := _REFERENCE.fullmatch(draft.item_id):
        return int(found[1]), arabic_slug(draft.title, fallback="article")
    found = _PERMALINK.search(draft.item_id)
    return (int(found[1]), unquote(found[2])) if found else None


class Batch:
    """Decides on each candidate in turn, then writes all in few statements, within one transaction.

    The articles that the candidates are versions of are locked: what an editor saves meanwhile is seen.
    """

    def __init__(self, candidates: Sequence[Candidate], to: Destination) -> None:
        self.to = to
        self.added = self.updated = self.held = 0
        self.duplicates: list[tuple[Draft, Article]] = []
        self.outcomes: list[Outcome] = []  # of each candidate in turn
        self.resumed: set[int] = set()  # of ``to.earlier``
        # By the identity of the article, which may have no id yet: its new content, the latest alone.
        self._written: dict[int, tuple[Article, Candidate]] = {}
        # Of several versions of one input, the last is what the archive is to hold.
        self._last = {candidate.key: candidate.draft.raw_hash for candidate in candidates}
        self._read(candidates)

    def _read(self, candidates: Sequence[Candidate]) -> None:
        keys = {key for c in candidates for key in (c.key, c.key_as_written)}
        locked = Article.objects.select_for_update().order_by("pk")
        self._by_key = {article.input_key: article for article in locked.filter(input_key__in=keys)}
        ids = [candidate.permalink[0] for candidate in candidates if candidate.permalink]
        own = locked.filter(pk__in=ids) if ids else ()
        by_id = {article.pk: article for article in self._by_key.values()}
        self._by_permalink = {(row.pk, row.slug): by_id.get(row.pk, row) for row in own}
        self._read_items({c.item for c in candidates if c.item})
        self._drafts: dict[
            int, Article
        ] = {}  # this file's drafts of updates, by the article that they replace
        if self.to.file:
            pks = [article.pk for article in (*self._by_key.values(), *self._by_item.values())]
            drafts = locked.filter(
                replaces__in=pks, imported_file=self.to.file, edited=False, status=Status.DRAFT
            )
            self._drafts = {draft.replaces_id or 0: draft for draft in drafts}
        self._by_raw = self._stored("raw_hash", candidates, lambda draft: draft.raw_hash)
        self._by_text = self._stored("fingerprint", candidates, lambda draft: draft.fingerprint)

    def _read_items(self, items: set[str]) -> None:
        """The articles that are versions of these items of agencies, and what the agencies have killed."""
        self._by_item: dict[str, Article] = {}
        self._newest: dict[str, str] = {}  # version of each item, drafts of updates among them
        self._kills: dict[str, str] = {}  # the version that killed each item
        if not items:
            return
        by_key = {article.pk: article for article in self._by_key.values()}
        stored = Article.objects.select_for_update().filter(item_key__in=items)
        for article in stored.exclude(status=Status.DELETED).order_by("pk"):
            if article.replaces_id is None:
                self._by_item[article.item_key] = by_key.get(article.pk, article)
            if not is_older(article.item_version, self._newest.get(article.item_key, "")):
                self._newest[article.item_key] = article.item_version
        for key, version in ItemKill.objects.filter(item_key__in=items).values_list("item_key", "version"):
            if not is_older(version, self._kills.get(key, "")):
                self._kills[key] = version

    def _stored(
        self, name: str, candidates: Sequence[Candidate], of: Callable[[Draft], str]
    ) -> dict[str, list[tuple[Article, str]]]:
        """The articles that agree with a candidate in this field, each with the name of its source."""
        found: dict[str, list[tuple[Article, str]]] = defaultdict(list)
        values = {of(candidate.draft) for candidate in candidates}
        stored = Article.objects.select_related("source").exclude(status=Status.DELETED)
        for article in stored.filter(**{f"{name}__in": values}):
            found[getattr(article, name)].append((article, article.source.name if article.source else ""))
        return found

    # ---- deciding -----------------------------------------------------------------------------------

    def take(self, candidate: Candidate) -> None:
        present = self._present(candidate)
        if present is not None:
            outcome = self._update(candidate, present)
        elif same := self._same_text(candidate):
            outcome = self._add_duplicate(candidate, same)
        else:
            self._by_key[candidate.key] = article = self._make(candidate)
            if candidate.item:
                self._by_item[candidate.item] = article
            self.added += 1
            outcome = Outcome("added", article)
        self.outcomes.append(outcome)

    def _present(self, candidate: Candidate) -> Article | None:
        """The article that it is a version of: the same item of an agency, the same input, or the article
        that this archive has exported."""
        if candidate.item in self._by_item:
            return self._by_item[candidate.item]
        found = self._by_key.get(candidate.key) or self._by_key.get(candidate.key_as_written)
        if found is None and candidate.permalink:
            return self._by_permalink.get(candidate.permalink)
        return found

    def _update(self, candidate: Candidate, present: Article) -> Outcome:
        if same := self._stored_version(candidate, present):
            if candidate.item and same is present and not (present.item_key or candidate.draft.exported):
                self._identify(candidate, present)
            return self._add_duplicate(candidate, same)
        changed = present
        if self._is_beside(candidate, present):
            draft = self._drafts.get(present.pk)
            changed = self._drafts[present.pk] = draft or self._make(candidate, replaces=present)
            if draft:
                self._change(candidate, draft)
        else:
            self._change(candidate, present)
        self.updated += 1
        return Outcome("updated", changed)

    def _identify(self, candidate: Candidate, present: Article) -> None:
        """Know an article that came before its item had an id by that from now on: newer versions and kills
        name it."""
        present.item_key, present.item_version = candidate.item, candidate.draft.version[:40]
        if present.pk:
            articles.identify(present)

    def _stored_version(self, candidate: Candidate, present: Article) -> Article | None:
        """The article or the draft that holds this version already, or the last one that the batch brings.

        What an editor corrected by hand is never overwritten, so it counts as that too, and so does a version
        of an item that comes after a newer one.
        """
        if candidate.item and is_older(candidate.draft.version, self._newest.get(candidate.item, "")):
            return present
        if candidate.draft.exported and _is_known(candidate, present):
            return present
        raws = {candidate.draft.raw_hash, self._last[candidate.key]}
        if present.edited or present.raw_hash in raws:
            return present
        drafts = [article for raw in raws for article, _ in self._by_raw[raw]]
        return next((draft for draft in drafts if present.pk and draft.replaces_id == present.pk), None)

    def _is_beside(self, candidate: Candidate, present: Article) -> bool:
        """Whether it waits as a draft beside the article, since readers see that one, or will at its time.
        What its sender takes back before its time stops the article itself."""
        if present.status == Status.SCHEDULED:
            return self._status(candidate) == Status.DRAFT and not self._held_reason(candidate)
        return present.status != Status.DRAFT and self._status(candidate) != Status.PUBLISHED

    def _same_text(self, candidate: Candidate) -> Article | None:
        """The same input told without its source, or the same text from the same source."""
        by_raw = self._by_raw[candidate.draft.raw_hash]
        if not candidate.page and not candidate.declared and by_raw:
            return by_raw[0][0]
        same = by_raw + self._by_text[candidate.draft.fingerprint]
        return next((article for article, source in same if source == candidate.source_name), None)

    def _add_duplicate(self, candidate: Candidate, article: Article) -> Outcome:
        earlier = None if article.pk in self.resumed else self.to.earlier.get(article.pk)
        if earlier is None:
            self.duplicates.append((candidate.draft, article))
            return Outcome("duplicate", article)
        self.resumed.add(article.pk)
        self.added += earlier == "added"
        self.updated += earlier == "updated"
        return Outcome(earlier, article)

    # ---- filling ------------------------------------------------------------------------------------

    def _make(self, candidate: Candidate, replaces: Article | None = None) -> Article:
        article = Article(
            input_key=None if replaces else candidate.key,
            replaces=replaces,
            status=self._status(candidate),
            visible_from=candidate.draft.embargo_until,
            held_reason=self._held_reason(candidate),
            imported_file=self.to.file,
        )
        self._fill(article, candidate)
        return article

    def _status(self, candidate: Candidate) -> str:
        """What its sender holds back is a draft, whatever the caller asks for; an embargo is kept."""
        if self.to.status != Status.PUBLISHED or self._held_reason(candidate):
            return Status.DRAFT
        return Status.SCHEDULED if candidate.draft.is_embargoed else Status.PUBLISHED

    def _held_reason(self, candidate: Candidate) -> str:
        killed = candidate.item and candidate.item in self._kills
        if killed and not is_older(self._kills[candidate.item], candidate.draft.version):
            return Article.HeldReason.CANCELED
        return candidate.draft.held_reason

    def _change(self, candidate: Candidate, article: Article) -> None:
        if self.to.file and article.pk and id(article) not in self._written:
            revisions.save(article, self.to.file)
        if article.status in {Status.DRAFT, Status.SCHEDULED}:
            self._hold(candidate, article)
        self._fill(article, candidate)

    def _hold(self, candidate: Candidate, article: Article) -> None:
        """One that no reader has seen follows its newest version: it is held back, or let go. A draft that
        only waits for an editor goes on waiting."""
        status = self._status(candidate)
        if article.status == Status.DRAFT and not article.held_reason:
            status = Status.DRAFT
        until, reason = candidate.draft.embargo_until, self._held_reason(candidate)
        if article.pk:
            publishing.hold(article, status, until=until, reason=reason)
        else:
            article.status, article.visible_from, article.held_reason = status, until, reason

    def _fill(self, article: Article, candidate: Candidate) -> None:
        fill(article, candidate.draft)
        article.url = candidate.draft.url or article.url
        article.raw_hash = candidate.draft.raw_hash
        article.fingerprint = candidate.draft.fingerprint
        is_here = candidate.draft.exported and article.pk and not article.item_key
        if candidate.item and not is_here:  # an archive does not know its own articles by their permalinks
            article.item_key, article.item_version = candidate.item, candidate.draft.version[:40]
            self._newest[candidate.item] = article.item_version
        self._written[id(article)] = (article, candidate)
        self._by_raw[article.raw_hash].append((article, candidate.source_name))
        self._by_text[article.fingerprint].append((article, candidate.source_name))

    # ---- writing ------------------------------------------------------------------------------------

    def write(self) -> None:
        written = list(self._written.values())
        self.held = sum(bool(article.held_reason) or article.is_scheduled for article, _ in written)
        sources = names.named(Source, {candidate.source_name for _, candidate in written})
        tags = names.named(Tag, {tag for _, candidate in written for tag in candidate.draft.tags})
        new: list[Version] = []
        changed: list[Version] = []
        for article, candidate in written:
            article.source = sources.get(candidate.source_name)
            own = [tags[tag] for tag in candidate.draft.tags if tag in tags]
            version = Version(article, own, _original(candidate.draft), candidate.draft.signature)
            (changed if article.pk else new).append(version)
        if new:
            articles.create(new)
        if changed:
            articles.update(changed)


def _original(draft: Draft) -> Original:
    return Original(name=draft.file[-300:], encoding=draft.encoding, line=draft.line, packed=draft.packed)


def _is_known(candidate: Candidate, present: Article) -> bool:
    """Whether an export tells what the article says already, or what it said before it was changed here. An
    export that does not say of when it is changes nothing."""
    version = candidate.draft.version
    if not version or _same_content(candidate.draft, present):
        return True
    return present.item_key != candidate.item and is_older(version, present.updated_at.isoformat())


def _same_content(draft: Draft, present: Article) -> bool:
    told = Article(url=draft.url)
    fill(told, draft)
    return all(getattr(told, name) == getattr(present, name) for name in EXPORTED)


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
