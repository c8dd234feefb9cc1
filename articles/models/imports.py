"""The rows of imports: batches, their files, what was refused, and what articles were before an update."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, ArticleQuerySet
from articles.models.json_fields import KilledField, TextMapField


class Import(models.Model):
    """A batch of files brought in together: the unit that is watched, reviewed, published and undone."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("رفع")
        COMMAND = "command", _("سطر الأوامر")
        FOLDER = "folder", _("مجلّد مراقَب")

    created_at = models.DateTimeField(_("التاريخ"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("المستخدم"), null=True, blank=True, on_delete=models.SET_NULL
    )
    origin = models.CharField(_("المنشأ"), max_length=10, choices=Origin, default=Origin.UPLOAD)
    source_name = models.CharField(_("المصدر"), max_length=200, blank=True)
    publish_at_once = models.BooleanField(_("النشر دون مراجعة"), default=False)
    undone_at = models.DateTimeField(_("تُراجع عنها في"), null=True, blank=True)
    publishing = models.BooleanField(default=False, editable=False)  # the worker is at it

    class Meta:
        verbose_name = _("دفعة استيراد")
        verbose_name_plural = _("دفعات الاستيراد")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("upload-batch", args=[self.pk])

    def articles(self) -> ArticleQuerySet:
        """What the batch added: drafts that await review, and what was published of them."""
        return Article.objects.filter(imported_file__batch=self)

    def revisions(self) -> models.QuerySet[ArticleRevision]:
        """What it can bring back: articles that it updated and that nobody has edited since."""
        return ArticleRevision.objects.filter(file__batch=self, article__edited=False)


def upload_path(file: ImportedFile, name: str) -> str:
    """Where an uploaded file lies: under a name of our own, whatever the uploader called it."""
    return f"imports/{uuid.uuid4().hex}"


class ImportedFile(models.Model):
    """One file of a batch: where it lies, how far it is read, what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("ينتظر")
        READING = "reading", _("يُقرأ")
        DONE = "done", _("قُرئ")
        FAILED = "failed", _("تعذّر")
        DISCARDED = "discarded", _("مستبعَد")

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("اسم الملفّ"), max_length=300)  # as the uploader called it: never a path to open
    file = models.FileField(max_length=300, blank=True, upload_to=upload_path)
    size = models.BigIntegerField(_("الحجم"), default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)  # of an uploaded file, as it came in
    encoding = models.CharField(_("الترميز"), max_length=40, blank=True)  # a person's choice; else found out
    columns = TextMapField(default=dict, blank=True)  # of a table, as a person named them
    # Delimiter, order of dates and whether there is a header, as a person chose them
    # (articles.ingest.types.TableForm).
    table_choices = TextMapField(default=dict, blank=True)
    status = models.CharField(_("الحالة"), max_length=10, choices=Status, default=Status.WAITING)
    percent = models.PositiveSmallIntegerField(_("نسبة القراءة"), default=0)
    added = models.PositiveIntegerField(_("أُضيف"), default=0)
    updated = models.PositiveIntegerField(_("حُدّث"), default=0)
    duplicates = models.PositiveIntegerField(_("مكرّر"), default=0)
    refused = models.PositiveIntegerField(_("رُفض"), default=0)  # rows, or the file itself
    attempts = models.PositiveSmallIntegerField(default=0)  # readings begun; one may kill its reader
    reader = models.CharField(max_length=16, blank=True)  # the code that read it (importing.rereading)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)  # of a watched file

    class Meta:
        verbose_name = _("ملفّ مستورد")
        verbose_name_plural = _("ملفّات مستوردة")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def unfinished(self) -> bool:
        return self.status in {self.Status.WAITING, self.Status.READING}


class ImportIssue(models.Model):
    """A row or file that was refused, or that was in the archive already.

    ``code`` and ``values`` say why it was refused; they become words when they are shown. ``message`` is the
    title of what was known already, or the words themselves where an older version stored them.
    """

    DUPLICATE = "duplicate"

    file = models.ForeignKey(ImportedFile, on_delete=models.CASCADE, related_name="issues")
    name = models.CharField(_("الملفّ"), max_length=300, blank=True)  # of the member of a folder or an archive
    line = models.PositiveIntegerField(_("السطر"), null=True, blank=True)
    code = models.CharField(max_length=40)
    values = TextMapField(default=dict, blank=True)
    message = models.TextField(_("السبب"), blank=True)
    duplicate_of = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message or self.code


class ArticleRevision(models.Model):
    """What an article was before a file updated it, so that undoing the batch brings it back."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    file = models.ForeignKey(ImportedFile, on_delete=models.CASCADE, related_name="revisions")
    packed = models.BinaryField()  # JSON, as articles.importing.rows.store writes it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "file"], name="one_version_a_file")]

    def __str__(self) -> str:
        return f"{self.article_id}"


class ColumnNames(models.Model):
    """How the columns of a source's tables were named by hand, for its next file with the same header."""

    source_name = models.CharField(max_length=200, blank=True)
    header = models.CharField(max_length=64)  # the hash of its cells
    columns = TextMapField(default=dict)
    table_choices = TextMapField(default=dict)  # as those of an ImportedFile

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_name", "header"], name="one_naming_a_header")]

    def __str__(self) -> str:
        return self.source_name


class ItemKill(models.Model):
    """An item that its agency has withdrawn: what comes of it afterwards is not published by itself.

    ``articles`` says what the kill took and what that was before (articles.editing.publishing.Killed):
    undoing the batch of its file brings it back.
    """

    item_key = models.CharField(max_length=64, db_index=True)
    version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey(
        ImportedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="kills"
    )
    articles = KilledField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item_key", "file"], name="one_kill_a_file")]

    def __str__(self) -> str:
        return self.item_key
