"""Copies of one text: syndicated articles share a ``duplicate_group``, found by MinHash."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from django.db import connection

from articles.indexing import documents
from articles.ingest import dedupe
from articles.models import Article, DuplicateBand, DuplicateSignature
from articles.models.outbox import record_changes

# Two texts with this estimated share of common shingles are copies of one (measured in ingest/duplicates).
DUPLICATE_SIMILARITY: Final = dedupe.DUPLICATE_SIMILARITY
# Of a text that comes a thousand times (prices, weather) some are enough to recognise the next one: with
# all of them in every band, one batch of 500 took minutes.
MAX_OWNERS: Final = 32  # of a band
MAX_CANDIDATES: Final = 16  # compared with an article: those that share the most bands with it


def link_duplicates(signed: dict[Article, bytes]) -> None:
    """Give articles that are copies of one text, among themselves or in the archive, the same group.

    Each comes with the signature of its title and body. The caller lets the index know of these articles;
    older ones that join a group are recorded here.
    """
    signatures = {article.pk: signature for article, signature in signed.items() if signature}
    bands = {pk: dedupe.bands(signature) for pk, signature in signatures.items()}
    DuplicateBand.objects.filter(article__in=list(signed)).delete()
    DuplicateSignature.objects.filter(article__in=list(signed)).delete()
    candidates, rows = _candidates(bands)
    with connection.cursor() as cursor:  # bulk_create takes ten times as long for sixteen rows an article
        cursor.executemany("INSERT INTO articles_duplicateband (article_id, band) VALUES (%s, %s)", rows)
    DuplicateSignature.objects.bulk_create(
        [DuplicateSignature(article_id=pk, data=signature) for pk, signature in signatures.items()],
        batch_size=400,
    )
    _join(list(signed), candidates)


def _candidates(bands: dict[int, list[int]]) -> tuple[dict[int, list[int]], list[tuple[int, int]]]:
    """For each article the ones, stored or before it, that are most like it; and the (article, band) rows
    to remember."""
    owners: dict[int, list[int]] = defaultdict(list)
    for batch in documents.batched({band for own in bands.values() for band in own}, 5_000):
        for band, owner in DuplicateBand.objects.filter(band__in=batch).values_list("band", "article_id"):
            owners[band].append(owner)
    found: dict[int, list[int]] = {}
    rows: list[tuple[int, int]] = []
    for pk, own in bands.items():
        shared = Counter(owner for band in own if band in owners for owner in owners[band])
        found[pk] = sorted(owner for owner, _ in shared.most_common(MAX_CANDIDATES)) if shared else []
        for band in own:
            if len(owners[band]) < MAX_OWNERS:
                owners[band].append(pk)
                rows.append((pk, band))
    return found, rows


def _join(articles: list[Article], candidates: dict[int, list[int]]) -> None:
    """Each article joins the group of the oldest candidate that it is a copy of, or of none."""
    groups = {article.pk: article.duplicate_group for article in articles}
    signatures: dict[int, bytes] = {}
    ids = {pk for found in candidates.values() for pk in found} | set(candidates)
    for batch in documents.batched(sorted(ids), 5_000):
        rows = DuplicateSignature.objects.filter(article__in=batch)
        for pk, data, group in rows.values_list("article_id", "data", "article__duplicate_group"):
            signatures[pk], groups[pk] = bytes(data), group
    joined: dict[int, int] = {}
    for article in articles:
        original = next(
            (
                pk
                for pk in candidates.get(article.pk, ())
                if dedupe.similarity(signatures[article.pk], signatures[pk]) >= DUPLICATE_SIMILARITY
            ),
            None,
        )
        article.duplicate_group = (groups[original] or original) if original else 0
        for pk in filter(None, (article.pk, original)):
            if groups[pk] != article.duplicate_group:
                groups[pk] = joined[pk] = article.duplicate_group
    _write(joined)
    record_changes(joined.keys() - {article.pk for article in articles}, derived=True)


def _write(joined: dict[int, int]) -> None:
    members: dict[int, list[int]] = defaultdict(list)
    for pk, group in joined.items():
        members[group].append(pk)
    for group, pks in members.items():
        Article.objects.filter(pk__in=pks).update(duplicate_group=group)
