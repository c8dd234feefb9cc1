"""Collections: lists of articles that a reader chose, put in order and perhaps shared."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, ArticleQuerySet, arabic_slug, is_public


def new_key() -> str:
    """What the address of a collection holds: who was not given it does not guess it."""
    return secrets.token_urlsafe(12)


def listed_stay(collector: Any, field: Any, rows: Any, using: str) -> None:
    """When an account goes its collections go with it, but for those that the archive lists: they have been
    cited, and stay without an owner."""
    for act, is_listed in ((models.SET_NULL, True), (models.CASCADE, False)):
        chosen: Any = [row for row in rows if row.is_listed == is_listed]
        if chosen:
            act(collector, field, chosen, using)


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Which collections somebody may read is asked here, and nowhere else."""

    def of(self, user: Any) -> CollectionQuerySet:
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def shared(self) -> CollectionQuerySet:
        """Those that whoever has the address may read."""
        return self.exclude(audience=Collection.Audience.PRIVATE)

    def listed(self) -> CollectionQuerySet:
        """Those that the archive shows to everybody."""
        return self.filter(audience=Collection.Audience.PUBLIC, listed_at__isnull=False)

    def open_to(self, user: Any) -> CollectionQuerySet:
        """Those that this user may read, given the address."""
        shared = ~Q(audience=Collection.Audience.PRIVATE)
        return self.filter(shared | Q(owner=user) if user.is_authenticated else shared)

    def with_size(self) -> CollectionQuerySet:
        """Each with its ``size``: of what the present reader sees in it."""
        return self.annotate(size=Count("items", filter=is_public("items__article__")))


class Collection(models.Model):
    """A named list of articles. Its address, ``/collections/<key>/<slug>/``, is the same whoever may read it:
    one that was shared by its link keeps it when it is listed."""

    class Audience(models.TextChoices):
        PRIVATE = "private", _("لي وحدي")
        LINK = "link", _("لمن معه رابطها")
        PUBLIC = "public", _("لكلّ القرّاء")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("صاحبها"),
        null=True,
        editable=False,
        on_delete=listed_stay,
        related_name="collections",
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    title = models.CharField(_("اسم المجموعة"), max_length=200)
    description = models.TextField(_("وصفها"), blank=True, max_length=4_000)
    byline = models.CharField(
        _("اسم من جمعها"),
        max_length=100,
        blank=True,
        help_text=_("يظهر لمن يقرؤها وفي الاستشهاد بها؛ ولا يظهر اسم حسابك"),
    )
    audience = models.CharField(_("من يقرؤها"), max_length=10, choices=Audience, default=Audience.PRIVATE)
    # When an editor let a public one into the archive's list; taken back when its words are changed.
    listed_at = models.DateTimeField(_("أُدرجت في"), null=True, editable=False)
    created_at = models.DateTimeField(_("أُنشئت في"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("عُدّلت في"), default=timezone.now, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("مجموعة")
        verbose_name_plural = _("المجموعات")
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return arabic_slug(self.title, fallback="collection")

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.key, self.slug])

    @property
    def is_private(self) -> bool:
        return self.audience == self.Audience.PRIVATE

    @property
    def is_listed(self) -> bool:
        """Whether everybody is shown it: what :meth:`CollectionQuerySet.listed` asks of rows."""
        return self.audience == self.Audience.PUBLIC and self.listed_at is not None

    @property
    def is_awaiting(self) -> bool:
        """Whether an editor still has to let it into the list."""
        return self.audience == self.Audience.PUBLIC and self.listed_at is None

    def visible_items(self) -> models.QuerySet[CollectionItem]:
        """Those whose articles the present reader sees, in order."""
        return self.items.filter(is_public("article__")).select_related("article__source")

    def articles(self) -> ArticleQuerySet:
        """What the present reader sees of it, in its order."""
        rows = Article.objects.published().filter(collection_items__collection=self)
        return rows.order_by("collection_items__position", "collection_items__pk")


class CollectionItem(models.Model):
    """An article's place in a collection, and what its owner says of it there."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="collection_items")
    position = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True, max_length=2_000)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "article"], name="collected_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
