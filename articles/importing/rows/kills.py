"""What an agency withdraws: its item is taken from the readers, and does not come back by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.db import transaction

from articles.editing import articles, publishing
from articles.editing.publishing import Killed
from articles.ingest.extract.publication import is_older
from articles.ingest.types import Draft, ImportProblem
from articles.ingest.urls import canonical_url
from articles.models import Article, Import, ImportedFile, ItemKill
from articles.models.archive import input_key, item_key


@dataclass
class Outcome:
    """What kills did: a word on each for whoever imports, and how many articles readers see no more."""

    problems: list[ImportProblem] = field(default_factory=list)
    withdrawn: int = 0


def apply(kills: list[Draft], source_name: str, file: ImportedFile | None = None) -> Outcome:
    """Withdraw what these drafts of ``file`` kill, within the caller's transaction. ``source_name`` is the
    publisher that the caller names for all that it imports."""
    done = Outcome()
    for draft in kills:
        source = (source_name or draft.source)[:200].strip()
        key = item_key(draft.kills, source)
        found = articles.lock(_named(draft.kills, key, source))
        named = [each for each in found.values() if not is_older(draft.version, each.item_version)]
        killed = publishing.kill(each.pk for each in named)
        _record(key, draft.version[:40], file, killed)
        withdrawn = sum(each.status == Article.Status.PUBLISHED for each in killed)
        done.withdrawn += withdrawn
        done.problems.append(_problem(draft, named[0].title if withdrawn else ""))
    return done


def _named(item: str, key: str, source: str) -> list[int]:
    """The articles of an item; one that was imported before items were known by their ids, by its address."""
    found = list(Article.objects.filter(item_key=key).values_list("pk", flat=True))
    if found or not (page := canonical_url(item)):
        return found
    keys = [
        input_key(source_name=name, url=url, raw_hash="") for name in {source, ""} for url in {page, item}
    ]
    return list(Article.objects.filter(input_key__in=keys, item_key="").values_list("pk", flat=True))


def _record(key: str, version: str, file: ImportedFile | None, killed: list[Killed]) -> None:
    row, _ = ItemKill.objects.get_or_create(item_key=key, file=file)
    if not is_older(version, row.version):
        row.version = version
    row.articles = [*row.articles, *map(asdict, killed)]
    row.save()


def taken_by(batch: Import) -> int:
    """How many articles readers would see again if the batch were undone."""
    rows = ItemKill.objects.filter(file__batch=batch).values_list("articles", flat=True)
    killed = [each["id"] for row in rows for each in row if each["status"] == Article.Status.PUBLISHED]
    return Article.objects.filter(pk__in=killed, status=Article.Status.WITHDRAWN).count()


def take_back(batch: Import) -> None:
    """Forget the kills of an undone batch, and bring back what they took, but for what another one kills."""
    for pk in list(ItemKill.objects.filter(file__batch=batch).values_list("pk", flat=True)):
        with transaction.atomic():
            row = ItemKill.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            other = ItemKill.objects.filter(item_key=row.item_key).exclude(pk=pk).order_by("pk").first()
            if other:
                other.articles = [*row.articles, *other.articles]
                other.save(update_fields=["articles"])
            else:
                publishing.revive(Killed(**each) for each in row.articles)
            row.delete()


def _problem(draft: Draft, title: str) -> ImportProblem:
    values = {"name": draft.kills} | ({"title": title} if title else {})
    code = "withdrawn" if title else "killed"
    return ImportProblem(draft.file, code, values, line=draft.line, whole_file=False)
