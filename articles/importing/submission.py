"""Articles that a program sends one by one, without a file: understood and stored as rows of a file are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction

from articles.importing.limits import limits
from articles.importing.pipeline import BATCH
from articles.importing.rows.batch import Batch, Candidate, Destination, Outcome
from articles.importing.rules.cleaning_rules import current_rules
from articles.indexing.documents import batched
from articles.ingest.compose import compose
from articles.ingest.types import Draft, ImportProblem, Input, RawArticle

MAX_RACES: Final = 3  # with imports that store one of the inputs meanwhile


def submit(found: Sequence[RawArticle], status: str) -> list[Outcome | ImportProblem]:
    """Store the articles with the status, ``BATCH`` in one transaction. What became of each, in their order;
    one that cannot be an article is a problem and costs itself alone.

    Raises IntegrityError when other imports win every race, OperationalError when the database fails.
    """
    source, rules = Input(Path(), "API", limits()), current_rules()
    outcomes: list[Outcome | ImportProblem] = []
    for some in batched((compose(each, source, rules) for each in found), BATCH):
        outcomes += _store(some, Destination(status=status))
    return outcomes


def _store(items: Sequence[Draft | ImportProblem], to: Destination) -> Iterator[Outcome | ImportProblem]:
    drafts = [item.prepared() for item in items if isinstance(item, Draft)]
    stored = iter(_stored([Candidate.of(draft, "") for draft in drafts], to))
    return (item if isinstance(item, ImportProblem) else next(stored) for item in items)


def _stored(candidates: Sequence[Candidate], to: Destination) -> list[Outcome]:
    for _ in range(MAX_RACES):
        try:
            return _write(candidates, to)
        except IntegrityError:
            continue  # another import has stored one of them: all are decided on anew
    return _write(candidates, to)


def _write(candidates: Sequence[Candidate], to: Destination) -> list[Outcome]:
    with transaction.atomic():
        batch = Batch(candidates, to)
        for candidate in candidates:
            batch.take(candidate)
        batch.write()
    return batch.outcomes
