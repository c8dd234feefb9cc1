"""Moving a running archive to another engine: no search fails, no change is lost, whatever is interrupted.

    build     the other engine's index is built beside; from then on it is *pending*, and the outbox holds for
              it what is applied to the present one
    catch up  what was held is applied to it
    compare   it has the same articles; a sample of queries finds the same ones in the same order
    move      while nothing is applied to either: the last changes are caught up with, and ``engines.json``
              says that the other is in use. Every process reads that with its next request.

Killed before the last step, the archive goes on with its engine; the command begun again goes on from there.
"""

from __future__ import annotations

from typing import Final

from articles.indexing import active_engine, runtime
from articles.indexing.documents import BATCH, batched, docs
from articles.indexing.locks import lock
from articles.indexing.rebuild import Progress, build_for, check
from articles.models import Article, IndexChange
from articles.search import schema
from articles.search.engines.base import Engine
from articles.search.query.parse import parse
from articles.search.types import Query

_SAMPLE: Final = 40  # queries
_WORDS: Final = 3  # of a headline that make one
_TOP: Final = 10  # results of each that are compared
_ALIKE: Final = 0.9  # of these must be the same: deleted articles count for a while in how rare a word is
_PATIENCE: Final = 60.0  # seconds that a batch under way may take to end


class EnginesDiffer(Exception):
    """The new index does not answer as the present one; the message says how. Nothing was moved."""


def switch(name: str, *, progress: Progress | None = None) -> None:
    """Move all processes of the archive to the engine ``name``. Raises EnginesDiffer, SearchError."""
    analyzer = runtime.current_analyzer()
    engine = runtime.make_engine(name, analyzer)
    if active_engine.pending_engine() != name or engine.fingerprint() != schema.fingerprint(analyzer):
        build_for(name, progress=progress)
    present = runtime.make_engine(active_engine.name(), analyzer)
    _catch_up(engine)
    _compare_articles(engine)
    with lock("drain.lock", wait=_PATIENCE):
        _catch_up(engine)
        _compare_rankings(present, engine)
        active_engine.move_to(name)
    present.close()
    engine.close()


def _catch_up(engine: Engine) -> None:
    """Apply what the outbox holds for the pending engine."""
    held = IndexChange.objects.filter(held=True).order_by("id")
    for rows in batched(list(held.values_list("id", "article_id")), BATCH):
        ids = {article_id for _, article_id in rows}
        engine.replace(ids, docs(ids))
        IndexChange.objects.filter(id__in=[row_id for row_id, _ in rows]).delete()


def _compare_articles(engine: Engine) -> None:
    if difference := check(engine):
        raise EnginesDiffer(
            f"{len(difference.missing)} articles are missing in the new index, "
            f"{len(difference.surplus)} should not be in it: run the command again"
        )


def _compare_rankings(present: Engine, other: Engine) -> None:
    """Ask both the same, while nothing changes either."""
    same = wanted = 0
    for query in _sample():
        one, two = present.search(query, limit=_TOP), other.search(query, limit=_TOP)
        if one.total != two.total:
            raise EnginesDiffer(f"{query.text!r} finds {one.total} articles, in the new index {two.total}")
        same += len({hit.id for hit in one.hits} & {hit.id for hit in two.hits})
        wanted += len(one.hits)
    if same < _ALIKE * wanted:
        raise EnginesDiffer(f"of the first results of {_SAMPLE} queries only {same} of {wanted} are the same")


def _sample() -> list[Query]:
    """Queries of the first words of headlines, from all over the archive."""
    ids = list(Article.objects.in_index().order_by("id").values_list("id", flat=True))
    some = ids[:: max(1, len(ids) // _SAMPLE)][:_SAMPLE]
    titles = Article.objects.filter(id__in=some).values_list("title", flat=True)
    analyzer = runtime.current_analyzer()
    return [parse(" ".join(title.split()[:_WORDS]), analyzer=analyzer) for title in titles]
