"""Copies of one text: syndicated articles share a ``story``, found by MinHash among the stored ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from articles.indexing import documents
from articles.ingest import dedupe
from articles.models import Article, StoryBand, StorySignature
from articles.models.outbox import record_changes

# Two texts with this estimated share of common shingles are copies of one (measured in ingest/duplicates).
COPY_SIMILARITY: Final = dedupe.COPY_SIMILARITY
# Of a text that comes a thousand times (prices, weather) some are enough to recognise the next one: with
# all of them in every band, one batch of 500 took minutes.
MOST_OWNERS: Final = 32  # of a band
MOST_CANDIDATES: Final = 16  # compared with an article: those that share the most bands with it


def link_copies(signed: dict[Article, bytes]) -> None:
    """Give articles that are copies of one text, among themselves or in the archive, the same story.

    Each comes with the signature of its title and body. The caller lets the index know of these articles;
    older ones that join a story are recorded here.
    """
    signatures = {article.pk: signature for article, signature in signed.items() if signature}
    bands = {pk: dedupe.bands(signature) for pk, signature in signatures.items()}
    StoryBand.objects.filter(article__in=list(signed)).delete()
    StorySignature.objects.filter(article__in=list(signed)).delete()
    candidates, rows = _candidates(bands)
    with connection.cursor() as cursor:  # bulk_create takes ten times as long for sixteen rows an article
        cursor.executemany("INSERT INTO articles_storyband (article_id, band) VALUES (%s, %s)", rows)
    StorySignature.objects.bulk_create(
        [StorySignature(article_id=pk, data=signature) for pk, signature in signatures.items()],
        batch_size=400,
    )
    _join(list(signed), candidates)


def _candidates(bands: dict[int, list[int]]) -> tuple[dict[int, list[int]], list[tuple[int, int]]]:
    """For each article the ones, stored or before it, that are most like it; and the (article, band) rows
    to remember."""
    owners: dict[int, list[int]] = defaultdict(list)
    for batch in documents.batched({band for own in bands.values() for band in own}, 5_000):
        for band, owner in StoryBand.objects.filter(band__in=batch).values_list("band", "article_id"):
            owners[band].append(owner)
    found: dict[int, list[int]] = {}
    rows: list[tuple[int, int]] = []
    for pk, own in bands.items():
        shared = Counter(owner for band in own if band in owners for owner in owners[band])
        found[pk] = sorted(owner for owner, _ in shared.most_common(MOST_CANDIDATES)) if shared else []
        for band in own:
            if len(owners[band]) < MOST_OWNERS:
                owners[band].append(pk)
                rows.append((pk, band))
    return found, rows


def _join(articles: list[Article], candidates: dict[int, list[int]]) -> None:
    """Each article joins the story of the oldest candidate that it is a copy of, or of none."""
    stories = {article.pk: article.story for article in articles}
    signatures: dict[int, bytes] = {}
    ids = {pk for found in candidates.values() for pk in found} | set(candidates)
    for batch in documents.batched(sorted(ids), 5_000):
        rows = StorySignature.objects.filter(article__in=batch)
        for pk, data, story in rows.values_list("article_id", "data", "article__story"):
            signatures[pk], stories[pk] = bytes(data), story
    joined: dict[int, int] = {}
    for article in articles:
        original = next(
            (
                pk
                for pk in candidates.get(article.pk, ())
                if dedupe.similarity(signatures[article.pk], signatures[pk]) >= COPY_SIMILARITY
            ),
            None,
        )
        article.story = (stories[original] or original) if original else 0
        for pk in filter(None, (article.pk, original)):
            if stories[pk] != article.story:
                stories[pk] = joined[pk] = article.story
    _write(joined)
    record_changes(joined.keys() - {article.pk for article in articles})


def _write(joined: dict[int, int]) -> None:
    members: dict[int, list[int]] = defaultdict(list)
    for pk, story in joined.items():
        members[story].append(pk)
    for story, pks in members.items():
        QuerySet.update(Article.objects.filter(pk__in=pks), story=story)
