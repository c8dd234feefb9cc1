"""What an agency withdraws: its item is taken from the readers, and does not come back by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.editing import articles, publishing
from articles.ingest.extract.publication import is_older
from articles.ingest.types import Draft, ImportProblem
from articles.models import Article, ItemKill
from articles.models.archive import item_key


@dataclass
class Killed:
    """What kills did: a word on each for whoever imports, and how many articles readers see no more."""

    problems: list[ImportProblem] = field(default_factory=list)
    withdrawn: int = 0


def apply(kills: list[Draft], source_name: str) -> Killed:
    """Withdraw what these drafts kill, within the caller's transaction. ``source_name`` is the publisher that
    the caller names for all that it imports."""
    done = Killed()
    for draft in kills:
        key = item_key(draft.kills, (source_name or draft.source)[:200].strip())
        ItemKill.objects.update_or_create(item_key=key, defaults={"version": draft.version[:40]})
        found = articles.lock(Article.objects.filter(item_key=key).values_list("pk", flat=True))
        named = [each for each in found.values() if not is_older(draft.version, each.item_version)]
        withdrawn = publishing.kill(each.pk for each in named)
        done.withdrawn += withdrawn
        done.problems.append(_problem(draft, named[0].title if withdrawn else ""))
    return done


def _problem(draft: Draft, title: str) -> ImportProblem:
    values = {"name": draft.kills} | ({"title": title} if title else {})
    code = "withdrawn" if title else "killed"
    return ImportProblem(draft.file, code, values, line=draft.line, whole_file=False)
