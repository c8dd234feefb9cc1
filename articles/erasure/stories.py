"""A series is called by words that its titles share: after an erasure, by words of titles that are there."""

from __future__ import annotations

from articles.models import Story
from articles.stories import series


def renew_names() -> None:
    """Name each series anew whose name has a word that no title of it has any more."""
    for story in Story.objects.filter(kind=Story.Kind.SERIES).exclude(name=""):
        parts = list(story.articles.order_by("published", "pk").only("title"))
        words = {word for part in parts for word in part.title.split()}
        if not words.issuperset(story.name.split()):
            name = series.name(parts) if parts else ""
            Story.objects.filter(pk=story.pk).update(name=name)
