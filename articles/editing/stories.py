"""Which story an article belongs to, as :mod:`articles.stories` finds it. The index has nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
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


@transaction.atomic
def seek_anew() -> int:
    """The events of all articles are to be sought anew; series stay. Until it is done readers see those that
    there were. Returns how many articles are sought."""
    Story.objects.filter(kind=Story.Kind.EVENT, joined=None).update(outdated=True)
    EventSignature.objects.all().delete()
    series = Story.objects.filter(kind=Story.Kind.SERIES)
    Article.objects.exclude(story__in=series).update(story_sought=None)
    return Article.objects.published().filter(story_sought=None).count()


def end_seeking_anew() -> None:
    """Remove the stories that there were before and that no article is in any more."""
    Story.objects.filter(outdated=True).delete()


def make(ids: Collection[int]) -> Story:
    """A story of these articles: the outdated one that most of them were in, or a new one."""
    former = Counter(Article.objects.filter(pk__in=ids, story__outdated=True).values_list("story", flat=True))
    if not former:
        return Story.objects.create()
    story = Story.objects.get(pk=former.most_common(1)[0][0])
    story.articles.update(story=None)
    story.outdated = False
    story.save(update_fields=["outdated"])
    return story


def set_story(ids: Collection[int], story: Story) -> None:
    """The articles are of this story. The address of an outdated one that any of them was in leads to it."""
    for former in Story.objects.filter(outdated=True, articles__in=ids).distinct():
        _lead(former, story)
        former.articles.update(story=None)
    Article.objects.filter(pk__in=ids).update(story=story)


def join(one: Story, other: Story) -> Story:
    """Make two stories one. The older address stays, and the other leads to it."""
    kept, former = sorted((one, other), key=lambda story: story.pk)
    former.articles.update(story=kept)
    _lead(former, kept)
    return kept


def _lead(former: Story, story: Story) -> None:
    """The address of one story leads to another."""
    joined: QuerySet[Story] = Story.objects.filter(joined=former)
    joined.update(joined=story)
    former.joined, former.size, former.outdated = story, 0, False
    former.save(update_fields=["joined", "size", "outdated"])
