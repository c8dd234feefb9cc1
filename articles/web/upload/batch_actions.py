"""The buttons of a batch: publish, discard, read again, undo. Each is a POST that leads back to the batch."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.access.rights import for_archivists, may_correct, may_publish, may_undo, require
from articles.editing import articles, history
from articles.importing import uploads
from articles.importing.pipeline import UNFINISHED
from articles.importing.rereading import worth_reading
from articles.importing.rows import kills
from articles.models import Article, Import, ImportedFile
from articles.web.i18n.formatting import counted
from articles.web.preferences.preferences import Preferences
from articles.web.upload.extraction_preview import understood
from articles.web.upload.lookups import imported_article


@for_archivists
@require_POST
def publish_view(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(Import, pk=pk)
    require(may_publish(request))
    count = uploads.publish(batch)
    if count is None:  # the page shows how far it is
        return redirect(batch)
    messages.success(request, _("نُشر: %s") % _articles(request, count))
    drafts = batch.articles().filter(status=Article.Status.DRAFT)
    if held := drafts.exclude(held_reason="").count():
        text = _("لم يُنشر ما حُجب في أصله (%s)؛ راجعه وانشر منه ما تريد واحدًا واحدًا.")
        messages.warning(request, text % _articles(request, held))
    if left := drafts.filter(held_reason="").count():
        messages.warning(
            request,
            _("بقيت تحديثات لما حُرّر باليد أو سُحب (%s)؛ راجعها وانشرها واحدًا واحدًا.")
            % _articles(request, left),
        )
    return redirect(batch)


def _articles(request: HttpRequest, count: int) -> str:
    return counted(count, "article", digits=Preferences.of(request).interface_digits)


@for_archivists
@require_POST
def discard_article_view(request: HttpRequest, pk: int) -> HttpResponse:
    article, file = imported_article(pk, status=Article.Status.DRAFT)
    require(may_correct(request, file.batch))
    batch = file.batch
    after = batch.articles().filter(status=Article.Status.DRAFT, pk__gt=pk).order_by("pk").first()
    articles.delete(Article.objects.filter(pk=pk))
    messages.success(request, _("استُبعد: %s") % article.title)
    return redirect("upload-article", after.pk) if after else redirect(batch)


@for_archivists
@require_POST
def restore_article_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill a draft once more with what is understood automatically."""
    article, file = imported_article(pk, status=Article.Status.DRAFT)
    require(may_correct(request, file.batch))
    with suppress(ImproperlyConfigured):  # rules that cannot be read: the page says so
        if draft := understood(article):
            uploads.apply_reading(article, draft)
            messages.success(request, _("عاد المقال إلى ما فُهم آليًّا."))
    return redirect("upload-article", pk)


@for_archivists
@require_POST
def discard_file_view(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(ImportedFile, pk=pk)
    require(may_correct(request, file.batch))
    uploads.discard(file)
    messages.success(request, _("استُبعد الملفّ: %s") % file.name)
    return redirect(file.batch)


@for_archivists
@require_POST
def retry_file_view(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(ImportedFile.objects.exclude(file=""), pk=pk)
    require_reading(request, file.batch)
    encoding = request.POST.get("encoding", "")
    if not file.unfinished:
        uploads.retry(file, encoding if encoding in uploads.ENCODINGS else "")
    return redirect(file.batch)


@for_archivists
@require_POST
def retry_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Read all files again that failed and may come out otherwise, or all of an undone batch."""
    batch = get_object_or_404(Import, pk=pk)
    require_reading(request, batch)
    again = ~Q(status__in=UNFINISHED) if batch.undone_at else worth_reading()
    for file in batch.files.filter(again).exclude(file=""):
        uploads.retry(file, file.encoding)
    return redirect(batch)


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says what will happen."""
    batch = get_object_or_404(Import, pk=pk)
    require(may_undo(request, batch))
    if request.method == "POST":
        if not batch.undone_at:
            uploads.undo(batch)
        return redirect(batch)
    context = {
        "nav": "upload",
        "batch": batch,
        "state": uploads.state(batch),
        "edited": history.edited_when_published(
            batch.articles().exclude(status=Article.Status.DRAFT)
        ).count(),
        "returning": batch.revisions().count(),
        "revived": kills.taken_by(batch),
    }
    return render(request, "upload/undo.html", context)


@for_archivists
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the files of an undone batch, and its place in the history."""
    batch = get_object_or_404(Import.objects.exclude(undone_at=None), pk=pk)
    require(may_undo(request, batch))
    uploads.forget(batch)
    messages.success(request, _("حُذفت ملفّات الدفعة."))
    return redirect("upload")


def require_reading(request: HttpRequest, batch: Import) -> None:
    """Raises PermissionDenied. What is read again is published again where the batch says so."""
    require(may_publish(request) if batch.publish_at_once else may_correct(request, batch))
