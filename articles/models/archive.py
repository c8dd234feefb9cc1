"""The archive's own rows: sources, tags, articles, and what an article was read from.

These are plain rows. What changes an article goes through :mod:`articles.editing`, which lets the index know;
a row that is saved without it is not found until the index is made anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.models.audience import hidden
from articles.models.json_fields import NamedTextMapsField, TextMapsField, TextsField
from articles.models.lookups import CodeOrder
from articles.models.packing import decompressed

SLUG_LENGTH = 60
_SAFE = "!$&'()*+,;=/~:@"  # in a path, as ``reverse`` has it
_PLAIN_SLUG = re.compile(r"[\w-]*")  # as nearly all are: letters and digits of any script


def arabic_slug(text: str, *, fallback: str) -> str:
    """A slug that keeps Arabic letters, cut at a word; ``fallback`` when no letter is left."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or fallback


def free_slug(model: type[Any], text: str, *, fallback: str) -> str:
    """A slug that no row of ``model`` has or had: the text's own, else numbered."""
    slug = arabic_slug(text, fallback=fallback)
    rows = model._default_manager
    taken = set(rows.filter(slug__startswith=slug).values_list("slug", flat=True))
    taken |= set(rows.filter(former__slug__startswith=slug).values_list("former__slug", flat=True))
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


class Named(models.Model):
    """What sources and tags share: a unique name, and a slug made once."""

    name = models.CharField(_("الاسم"), max_length=200, unique=True)
    slug = models.SlugField(
        _("المعرّف في الروابط"), max_length=100, unique=True, allow_unicode=True, blank=True
    )
    # Tells every process when the names it keeps in memory are out of date.
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        abstract = True
        ordering = [CodeOrder("name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or free_slug(type(self), self.name, fallback=type(self).__name__.lower())
        super().save(*args, **kwargs)


class Source(Named):
    """A newspaper, an agency, a site: who published an article."""

    home_url = models.URLField(_("الموقع"), blank=True, max_length=500)
    note = models.TextField(_("ملاحظة"), blank=True)
    is_private = models.BooleanField(
        _("خاصّ"),
        default=False,
        help_text=_("لا يرى مقالاته إلّا المجموعات المذكورة أدناه ومن يحقّ له أن يقرأ كلّ مصدر خاصّ"),
    )
    readers = models.ManyToManyField(
        "auth.Group", verbose_name=_("من يقرؤه إن كان خاصًّا"), blank=True, related_name="+"
    )

    class Meta(Named.Meta):
        verbose_name = _("مصدر")
        verbose_name_plural = _("المصادر")
        permissions = [("read_private_source", _("يقرأ كلّ مصدر خاصّ"))]

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])


class Tag(Named):
    """A topic, a person, a place: a readable name that articles carry."""

    is_entity = models.BooleanField(
        _("يُتعرَّف عليه في النصوص"),
        default=True,
        help_text=_("تُذكر المقالات التي يرد فيها هذا الاسم وإن لم تحمله وسمًا"),
    )
    # Whether the whole archive has been looked through for the name (articles.editing.entity_mentions).
    scanned = models.BooleanField(default=False, editable=False)

    class Meta(Named.Meta):
        verbose_name = _("وسم")
        verbose_name_plural = _("الوسوم")

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class FormerName(models.Model):
    """A name and slug that a source or tag had before it was renamed, or one that was merged into it: links
    that carry the slug lead to the row, and an import that reads the name finds it."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.CharField(max_length=100, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class FormerSource(FormerName):
    row = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="former")


class FormerTag(FormerName):
    row = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former")


def is_published(prefix: str = "") -> Q:
    """The condition on which an article is published, and so in the index, whoever may read it."""
    return Q(**{f"{prefix}status": Article.Status.PUBLISHED})


def is_visible(prefix: str = "") -> Q:
    """The condition on which the present reader may know of an article, whatever its status."""
    ids = hidden().ids
    return ~Q(**{f"{prefix}source__in": ids}) if ids else Q()


def is_public(prefix: str = "") -> Q:
    """The condition on which the present reader sees an article, for a filter; with a prefix, over a relation
    to it (``Count("articles", filter=is_public("articles__"))``). :attr:`Article.is_public` says it of a
    row."""
    return is_published(prefix) & is_visible(prefix)


@cache
def _around_article(prefix: str) -> tuple[str, str]:
    """What stands around number and slug in the paths of articles, below a prefix: to make a path of these
    takes 2 µs, and ``reverse`` 14."""
    head, _, tail = reverse("article", args=[0, "-"]).partition("0/-")
    return head, tail


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Those that the present reader sees."""
        return self.filter(is_public())

    def withdrawn(self) -> ArticleQuerySet:
        """Those that the present reader is told were taken away."""
        return self.filter(is_visible(), status=Article.Status.WITHDRAWN)

    def in_index(self) -> ArticleQuerySet:
        """All that are published, whoever may read them: what the index is to hold."""
        return self.filter(is_published())

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by("-published", "-id")

    def in_batches(self, size: int) -> Iterator[list[Article]]:
        """All of them by id, so many at a time; rows may be changed meanwhile."""
        last = 0
        while batch := list(self.filter(pk__gt=last).order_by("pk")[:size]):
            yield batch
            last = batch[-1].pk


class Article(models.Model):
    """One article as its source published it. Its permalink, ``/a/<id>/<slug>/``, never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("مسودّة")
        PUBLISHED = "published", _("منشور")
        SCHEDULED = "scheduled", _("ينتظر موعده")
        WITHDRAWN = "withdrawn", _("مسحوب")
        DELETED = "deleted", _("في السلّة")

    class HeldReason(models.TextChoices):
        """Why a draft is one: what whoever sent it said of its publication."""

        WITHHELD = "withheld", _("حجبته الجهة التي أرسلته")
        CANCELED = "canceled", _("ألغته الجهة التي أرسلته")
        DRAFT = "draft", _("مسودّة في أصله")
        PRIVATE = "private", _("خاصّ في أصله")
        SCHEDULED = "scheduled", _("مؤجَّل في أصله")
        PROTECTED = "protected", _("تحميه في أصله كلمة مرور")

    title = models.CharField(_("العنوان"), max_length=500)
    subtitle = models.CharField(_("العنوان الفرعيّ"), max_length=500, blank=True)
    body = models.TextField(
        _("النصّ"), help_text=_("فقرات تفصل بينها أسطر فارغة؛ والعنوان الداخليّ سطر يبدأ بـ ‎## ‎"), blank=True
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("المصدر"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    authors = TextsField(_("الكتّاب"), default=list, blank=True)
    published = models.CharField(
        _("تاريخ النشر"),
        max_length=10,
        blank=True,
        help_text=_("بالدقّة المعروفة: 2021-09-09 أو 2021-09 أو 2021، أو فارغًا إن لم يُعرف"),
        validators=[RegexValidator(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")],
    )
    published_evidence = models.CharField(_("دليل التاريخ"), max_length=200, blank=True)
    published_approximate = models.BooleanField(_("تاريخ تقريبيّ"), default=False)
    url = models.URLField(_("الرابط الأصليّ"), max_length=2000, blank=True)
    tags = models.ManyToManyField(Tag, verbose_name=_("الوسوم"), blank=True, related_name="articles")
    # Tags whose name stands in the text, found by the archive itself: apart from those that it carries.
    mentions = models.ManyToManyField(
        Tag, verbose_name=_("أسماء وردت فيه"), blank=True, editable=False, related_name="mentioned_in"
    )
    section = models.CharField(_("القسم"), max_length=100, blank=True)
    language = models.CharField(_("اللغة"), max_length=10, default="ar")
    dateline = models.CharField(_("مكان الخبر"), max_length=100, blank=True)
    agency = models.CharField(_("الوكالة"), max_length=100, blank=True)
    related_links = TextMapsField(_("روابط ذات صلة"), default=list, blank=True)
    evidence = NamedTextMapsField(_("أدلّة القراءة"), default=dict, blank=True)
    slug = models.CharField(max_length=100, editable=False)
    status = models.CharField(_("الحالة"), max_length=10, choices=Status, default=Status.PUBLISHED)
    # An embargo: one that is published earlier is scheduled, and the worker publishes it at its time.
    visible_from = models.DateTimeField(
        _("لا يُنشر قبل"),
        null=True,
        blank=True,
        help_text=_("لا يراه القرّاء قبل هذا الموعد، ثمّ يُنشر من تلقاء نفسه"),
    )
    held_reason = models.CharField(
        _("سبب حجبه"), max_length=10, choices=HeldReason, blank=True, editable=False
    )
    sample = models.BooleanField(_("من العيّنة"), default=False, editable=False)
    edited = models.BooleanField(_("حُرّر باليد"), default=False, editable=False)

    input_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    raw_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # An agency's item, and which version of it this is (articles.importing.items).
    item_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    item_version = models.CharField(max_length=40, blank=True, editable=False)
    duplicate_group = models.BigIntegerField(default=0, editable=False, db_index=True)
    imported_file = models.ForeignKey(
        "ImportedFile",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    # The event that it tells of, or the series that it is a part of; and when that was sought, None while it
    # still has to be (articles.stories).
    story = models.ForeignKey(
        "Story", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="articles"
    )
    story_sought = models.DateTimeField(null=True, editable=False)
    # A draft that awaits review in order to update this published article.
    replaces = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="replacements"
    )
    # Who wrote it by hand; of one that came of a file its batch tells.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(_("أُضيف في"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("عُدّل في"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("مقال")
        verbose_name_plural = _("المقالات")
        ordering = ["-id"]
        permissions = [("erase_article", _("يمحو بحكم القانون"))]
        indexes = [
            models.Index(fields=["status", "-published", "-id"], name="article_newest"),
            models.Index(fields=["source", "status", "-published", "-id"], name="article_by_source"),
            models.Index(fields=["published"], condition=Q(story_sought=None), name="article_without_story"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self._path(quote(self.slug, safe=_SAFE))

    @property
    def iri(self) -> str:
        """The same with the letters of the slug as they are, a third of the bytes: what pages link to, as
        browsers encode it themselves."""
        if _PLAIN_SLUG.fullmatch(self.slug):
            return self._path(self.slug)  # 1 µs, and 20 to encode it and take that back
        return uri_to_iri(self.get_absolute_url())

    def _path(self, slug: str) -> str:
        head, tail = _around_article(get_script_prefix())
        return f"{head}{self.pk}/{slug}{tail}"

    @property
    def paragraphs(self) -> list[str]:
        """The body's blocks, without blank ones; section headings begin with ``## ``."""
        return [block.strip() for block in self.body.split("\n\n") if block.strip()]

    @property
    def is_published(self) -> bool:
        """Whether it belongs into the index: what :func:`is_published` asks of rows."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_visible(self) -> bool:
        """Whether the present reader may know of it: what :func:`is_visible` asks of rows."""
        return self.source_id not in hidden().ids

    @property
    def is_public(self) -> bool:
        """Whether the present reader sees it: what :func:`is_public` asks of rows."""
        return self.is_published and self.is_visible

    @property
    def is_withdrawn(self) -> bool:
        """Whether the present reader is told that it was taken away."""
        return self.status == self.Status.WITHDRAWN and self.is_visible

    @property
    def is_scheduled(self) -> bool:
        """Whether it becomes public by itself at its time."""
        return self.status == self.Status.SCHEDULED

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or arabic_slug(self.title, fallback="article")
        super().save(*args, **kwargs)


class BinnedArticle(Article):
    """An article in the bin, for the administration."""

    class Meta:
        proxy = True
        verbose_name = _("مقال محذوف")
        verbose_name_plural = _("السلّة")


def visible_sources() -> models.QuerySet[Source]:
    """Those whose names the present reader may know."""
    return Source.objects.exclude(pk__in=hidden().ids)


def visible_tags() -> models.QuerySet[Tag]:
    """Those whose names the present reader may know: all, unless some articles are hidden."""
    return named_in_public(Tag) if hidden().ids else Tag.objects.all()


N = TypeVar("N", bound=Named)


def named_in_public(model: type[N]) -> models.QuerySet[N]:
    """The sources or the tags that a published article has: what only drafts carry is nobody's business."""
    articles: Any = model._meta.get_field("articles")
    published = Article.objects.published().filter(**{articles.field.name: OuterRef("pk")})
    return model._default_manager.filter(Exists(published))


class Original(models.Model):
    """The input an article was read from, as it came: cleaning and extraction can be run again."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="original"
    )
    name = models.CharField(max_length=300, blank=True)  # of the file, for display and download only
    encoding = models.CharField(max_length=40, blank=True)
    line = models.PositiveIntegerField(null=True)  # or row of the file, from 1
    packed = models.BinaryField()
    captured_at = models.DateTimeField(null=True, default=timezone.now)  # unknown of those of older versions

    @property
    def text(self) -> str:
        """Raises ValueError when it is damaged."""
        return decompressed(self.packed).decode("utf-8")


class DuplicateBand(models.Model):
    """A MinHash band of an article: two articles that share one may be copies of one text."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bands")
    band = models.BigIntegerField(db_index=True)


class DuplicateSignature(models.Model):
    """The MinHash signature that confirms or refutes what a shared band suggests."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="signature"
    )
    data = models.BinaryField()


def input_key(*, source_name: str, url: str, raw_hash: str) -> str:
    """What an input is known by: (source, URL), else the hash of its raw text under the declared source."""
    key = f"url\0{source_name}\0{url}" if url else f"raw\0{source_name}\0{raw_hash}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def item_key(item_id: str, source_name: str) -> str:
    """What an agency's item is known by. An id with a colon is a URI, and names one item in the whole world;
    any other names one of its source."""
    scope = "" if ":" in item_id else source_name
    return hashlib.sha256(f"item\0{scope}\0{item_id}".encode("utf-8", "surrogatepass")).hexdigest()


def duplicate_group_members(group: int) -> ArticleQuerySet:
    """The published copies of one text, oldest first."""
    return (
        Article.objects.published()
        .filter(~Q(duplicate_group=0), duplicate_group=group)
        .order_by("published", "id")
    )
