"""Looking at what came of a file, and at each article beside its raw text: the editor of all articles."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.access.rights import for_archivists, may_correct, may_publish, require
from articles.editing import publishing
from articles.editing.articles import lock
from articles.importing import columns, uploads
from articles.importing.messages import draft_messages
from articles.importing.rereading import may_come_out_otherwise
from articles.importing.rows import store
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.types import Draft
from articles.models import Article, Import, ImportedFile, ImportIssue, Original
from articles.models.archive import duplicate_group_members, visible_sources
from articles.web.preferences.preferences import Preferences
from articles.web.upload import extraction_preview
from articles.web.upload.forms import ReviewForm
from articles.web.upload.lookups import reviewed_article

ARTICLES_PER_PAGE = 100
ACTS = ("publish", "withdraw", "reinstate")  # buttons that do more than save
NO_ENCODING = {"docx", "rtf", "xlsx", "pdf"}  # kinds of files whose text is encoded in one way


@for_archivists
@require_safe
def file_view(request: HttpRequest, pk: int) -> HttpResponse:
    """All that came of one file: its articles, what was known already, what was refused."""
    file = get_object_or_404(ImportedFile.objects.select_related("batch"), pk=pk)
    require(may_correct(request, file.batch))
    articles = file.articles.select_related("source", "replaces").defer("body").order_by("pk")
    issues = file.issues.select_related("duplicate_of__source")
    encodings = {} if kind_of_name(file.name) in NO_ENCODING else uploads.ENCODINGS
    context = {
        "nav": "upload",
        "file": file,
        "batch": file.batch,
        "articles": Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("page")),
        "refused": issues.exclude(code=ImportIssue.DUPLICATE),
        "known": issues.filter(code=ImportIssue.DUPLICATE),
        "max_listed": store.LISTED,
        "is_table": columns.is_table(file),
        "may_be_table": columns.may_be_table(file),
        "encodings": encodings,
        "may_replace": uploads.may_add_to(file.batch, request.user.pk),
        "may_help": encodings or file.status != file.Status.FAILED or may_come_out_otherwise(file),
    }
    return render(request, "upload/file.html", context)


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def article_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One article beside what it was read from, to be corrected and published; POST saves it."""
    if request.method == "POST":
        return _save(request, pk)
    article = reviewed_article(request, pk)
    return _article_page(request, ReviewForm(instance=article))


@transaction.atomic
def _save(request: HttpRequest, pk: int) -> HttpResponse:
    lock([pk])
    article = reviewed_article(request, pk)
    act = next((each for each in ACTS if each in request.POST), "")
    require(may_publish(request) or (article.status == Article.Status.DRAFT and not act))
    form = ReviewForm(request.POST, instance=article)
    if not form.is_valid():
        return _article_page(request, form, status=422)
    form.save()
    if act in ("withdraw", "reinstate"):
        _change_status(request, article, act)
    elif act != "publish":
        messages.success(request, _("حُفظ التعديل."))
    if act != "publish":
        return redirect("upload-article", pk)
    return _publish(request, article)


def _change_status(request: HttpRequest, article: Article, act: str) -> None:
    rows = Article.objects.filter(pk=article.pk)
    if act == "withdraw":
        publishing.withdraw(rows)
        messages.success(request, _("حُفظ التعديل، وسُحب المقال من القرّاء."))
    else:
        publishing.reinstate(rows)
        messages.success(request, _("حُفظ التعديل، وعاد المقال إلى القرّاء."))


def _publish(request: HttpRequest, article: Article) -> HttpResponse:
    """Then on with the next draft of its batch."""
    file = article.imported_file
    is_draft = article.status == Article.Status.DRAFT
    following = _drafts_beside(file.batch, article).after if file and is_draft else None
    shown = publishing.publish_one(article)
    done = _("يُنشر في موعده: %s") if shown.is_scheduled else _("نُشر: %s")
    messages.success(request, done % shown.title)
    if following:
        return redirect("upload-article", following)
    return redirect(file.batch) if file else redirect("upload-article", shown.pk)


def _article_page(request: HttpRequest, form: ReviewForm, status: int = 200) -> HttpResponse:
    article = form.instance
    file = article.imported_file
    draft, warnings = _understood(article)
    form.say_where_read(extraction_preview.hints(article, Preferences.of(request).interface_digits))
    context = {
        "nav": "upload" if file else "",
        "article": article,
        "file": file,
        "batch": file.batch if file else None,
        "form": form,
        "row": Original.objects.filter(article=article).values_list("line", flat=True).first(),
        "stated": extraction_preview.stated(draft) if draft else [],
        "lines": extraction_preview.lines(draft) if draft else [],
        "rules_url": reverse("upload-propose-rule", args=[article.pk])
        if article.source and may_publish(request)
        else "",
        "warnings": warnings,
        "copies": duplicate_group_members(article.duplicate_group).exclude(pk=article.pk)
        if article.duplicate_group
        else (),
        "sources": visible_sources().values_list("name", flat=True),
        "beside": _drafts_beside(file.batch, article) if file else None,
    }
    return render(request, "upload/article.html", context, status=status)


def _understood(article: Article) -> tuple[Draft | None, list[str]]:
    """The raw text as it is understood, and what to look at; without it when the rules cannot be read."""
    try:
        draft = extraction_preview.understood(article)
    except ImproperlyConfigured as error:
        return None, [_("لا تُقرأ قواعد التنظيف التي أضفتها، فلا يُعرض الأصل: %s") % f"\u2068{error}\u2069"]
    if draft is None and Original.objects.filter(article=article).exists():
        return None, [_("الأصل المحفوظ تالف، فلا يُعرض. أعده من نسخة احتياطيّة.")]
    return draft, [draft_messages.warning_text(warning) for warning in draft.warnings] if draft else []


class Beside(NamedTuple):
    """The drafts of a batch before and after an article, its place among them (0 when it is none), and how
    many there are."""

    before: int | None
    after: int | None
    number: int
    total: int


def _drafts_beside(batch: Import, article: Article) -> Beside:
    drafts = batch.articles().filter(status=Article.Status.DRAFT)
    earlier, later = drafts.filter(pk__lt=article.pk), drafts.filter(pk__gt=article.pk)
    own = article.status == Article.Status.DRAFT
    count = earlier.count()
    return Beside(
        before=earlier.order_by("-pk").values_list("pk", flat=True).first(),
        after=later.order_by("pk").values_list("pk", flat=True).first(),
        number=count + 1 if own else 0,
        total=count + own + later.count(),
    )
