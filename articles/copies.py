"""Copies of one text: syndicated articles share a ``story``, found by MinHash among the stored ones."""

from __future__ import annotations

from collections import defaultdict

from articles import indexing
from articles.ingest import duplicates
from articles.models import Article, StoryBand, StorySignature

# Two texts with this estimated share of common shingles are copies of one (measured in ingest/duplicates).
COPY_SIMILARITY = duplicates.COPY_SIMILARITY


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
    story = 0
    for other in Article.objects.filter(pk__in=neighbours).select_related("signature").order_by("pk"):
        signature = signatures.get(other.pk) or bytes(other.signature.data)
        if duplicates.similarity(signatures[article.pk], signature) >= COPY_SIMILARITY:
            story = other.story or other.pk
            if not other.story:
                Article.objects.filter(pk=other.pk).update(story=story)
            break
    if article.story != story:
        article.story = story
        Article.objects.filter(pk=article.pk).update(story=story)
