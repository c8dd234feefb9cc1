"""Which story an article belongs to, as :mod:`articles.stories` finds it. The index has nothing of it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from articles.models import Article, EventSignature, Story


def mark_sought(article: Article) -> None:
    """The article's story has been sought, and is not sought again while its text stays as it is."""
    Article.objects.filter(pk=article.pk).update(story_sought=timezone.now())


def forget(articles: Collection[Article]) -> None:
    """The texts of these articles were changed: their stories are to be sought anew."""
    sought = Article.objects.filter(pk__in=[article.pk for article in articles]).exclude(story_sought=None)
    sought.update(story=None, story_sought=None)
    EventSignature.objects.filter(article__in=articles).delete()


def set_story(ids: Collection[int], story: Story) -> None:
    Article.objects.filter(pk__in=ids).update(story=story)


def join(one: Story, other: Story) -> Story:
    """Make two stories one. The older address stays, and the other leads to it."""
    kept, former = sorted((one, other), key=lambda story: story.pk)
    Article.objects.filter(story=former).update(story=kept)
    Story.objects.filter(joined=former).update(joined=kept)
    former.joined = kept
    former.size = 0
    former.save(update_fields=["joined", "size"])
    return kept
