"""Stories: articles that tell of one event, and series of articles that come again and again."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, ArticleQuerySet, arabic_slug


class Story(models.Model):
    """An event, or a series. Its address, ``/story/<id>/<slug>/``, stays: a story that turned out to be
    a part of another one leads there (``joined``).

    An event has no words of its own: it is called by the title of the article that is most like the others
    (``lead``), and goes with it. A series is called by the words that its titles share (``name``), and
    recognised by ``key``.
    """

    class Kind(models.TextChoices):
        EVENT = "event", _("قصّة")
        SERIES = "series", _("سلسلة")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EVENT)
    name = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=64, blank=True, db_index=True)
    lead = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    joined = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="former")
    # As they were when an article came to it last: what lists are ordered by.
    size = models.PositiveIntegerField(default=0)
    last = models.CharField(max_length=10, blank=True)
    # Its articles are sought anew: the next story of any of them takes its address (editing.stories).
    outdated = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("قصّة")
        verbose_name_plural = _("القصص")
        ordering = ["-last", "-id"]
        indexes = [models.Index(fields=["kind", "-last", "-size"], name="story_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What it is called; "" when nothing of it is left to call it by."""
        if self.name:
            return self.name
        lead = self.lead if self.lead and self.lead.is_public else self.in_order().first()
        return lead.title if lead else ""

    @property
    def slug(self) -> str:
        return arabic_slug(self.title, fallback="story")

    @property
    def is_series(self) -> bool:
        return self.kind == self.Kind.SERIES

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.pk, self.slug])

    def in_order(self) -> ArticleQuerySet:
        """Its articles that readers see, in order of time."""
        return Article.objects.published().filter(story=self).order_by("published", "pk")


class EventSignature(models.Model):
    """By what the event of an article is compared with others (articles.stories.event_signature)."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="event_signature"
    )
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.article_id}"
