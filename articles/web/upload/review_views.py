"""Looking at a batch: its files, what came of each, and each article beside its raw text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.access.rights import for_archivists, may_correct, may_publish, may_undo, require
from articles.editing import publishing
from articles.editing.articles import lock
from articles.importing import columns, draft_messages, store, uploads
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.types import Draft
from articles.models import Article, Import, ImportedFile, ImportIssue, Original
from articles.models.archive import duplicate_group_members, visible_sources
from articles.web.preferences.preferences import Preferences
from articles.web.upload import extraction_preview
from articles.web.upload.forms import ReviewForm
from articles.web.upload.lookups import imported_article

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class FirstIssues(TypedDict):
        first_issues: list[ImportIssue]

    ListedFile = WithAnnotations[ImportedFile, FirstIssues]

FILES_PER_PAGE = 50
ARTICLES_PER_PAGE = 100
NO_ENCODING = {"docx", "xlsx", "pdf"}  # kinds of files whose text is encoded in one way
ISSUES_SHOWN = 3  # of a file, in the list of files


@dataclass
class FileRow:
    """A file in the list: its article when it has one alone, else how many, and what is wrong."""

    file: ImportedFile
    articles: int = 0
    drafts: int = 0
    undated: int = 0
    held: int = 0  # drafts that their sender holds back
    only: Article | None = None
    issues: list[ImportIssue] = field(default_factory=list)

    @property
    def more_issues(self) -> int:
        return self.file.refused + self.file.duplicates - len(self.issues)

    @property
    def asks_columns(self) -> bool:
        return any(issue.code == "no_columns" for issue in self.issues) and columns.is_table(self.file)

    @property
    def cut_off(self) -> bool:
        return any(issue.code == "cut_off" for issue in self.issues)

    @property
    def asks_encoding(self) -> bool:
        return any(issue.code in {"unknown_encoding", "bad_encoding"} for issue in self.issues)


@for_archivists
@require_safe
def batch_view(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(Import.objects.select_related("user"), pk=pk)
    require(may_correct(request, batch))
    issues = ImportIssue.objects.select_related("duplicate_of__source")[:ISSUES_SHOWN]
    files = batch.files.prefetch_related(Prefetch("issues", queryset=issues, to_attr="first_issues"))
    page = Paginator(files, FILES_PER_PAGE).get_page(request.GET.get("page"))
    state = uploads.state(batch)
    taking_back = batch.undone_at and (
        state.drafts or state.scheduled or state.published or batch.revisions().exists()
    )
    context = {
        "nav": "upload",
        "batch": batch,
        "may_undo": may_undo(request, batch),
        "state": state,
        "taking_back": taking_back,
        "working": state.unfinished or taking_back or batch.publishing,
        "all_articles": state.ready + state.published,
        "page": page,
        "rows": _rows(page),
        "encodings": uploads.ENCODINGS,
    }
    return render(request, "upload/batch.html", context)


def _rows(files: Iterable[ListedFile]) -> list[FileRow]:
    rows = {file.pk: FileRow(file, issues=file.first_issues) for file in files}
    draft = Q(status=Article.Status.DRAFT)
    counts = Article.objects.filter(imported_file__in=rows).values("imported_file").order_by()
    for count in counts.annotate(
        n=Count("pk"),
        drafts=Count("pk", filter=draft),
        undated=Count("pk", filter=draft & Q(published="")),
        held=Count("pk", filter=draft & ~Q(held_reason="")),
    ):
        row = rows[count["imported_file"]]
        row.articles, row.drafts = count["n"], count["drafts"]
        row.undated, row.held = count["undated"], count["held"]
    single = [pk for pk, row in rows.items() if row.articles == 1]
    for article in Article.objects.filter(imported_file__in=single).defer("body"):
        if article.imported_file_id in rows:
            rows[article.imported_file_id].only = article
    return list(rows.values())


@for_archivists
@require_safe
def file_view(request: HttpRequest, pk: int) -> HttpResponse:
    """All that came of one file: its articles, what was known already, what was refused."""
    file = get_object_or_404(ImportedFile.objects.select_related("batch"), pk=pk)
    require(may_correct(request, file.batch))
    articles = file.articles.select_related("source", "replaces").defer("body").order_by("pk")
    issues = file.issues.select_related("duplicate_of__source")
    context = {
        "nav": "upload",
        "file": file,
        "batch": file.batch,
        "articles": Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("page")),
        "refused": issues.exclude(code=ImportIssue.DUPLICATE),
        "known": issues.filter(code=ImportIssue.DUPLICATE),
        "max_listed": store.LISTED,
        "is_table": columns.is_table(file),
        "encodings": {} if kind_of_name(file.name) in NO_ENCODING else uploads.ENCODINGS,
    }
    return render(request, "upload/file.html", context)


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def article_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One article as it was understood, to be corrected and published; POST saves it."""
    if request.method == "POST":
        return _save(request, pk)
    article, file = imported_article(pk)
    require(may_correct(request, file.batch))
    return _article_page(request, file, ReviewForm(instance=article))


@transaction.atomic
def _save(request: HttpRequest, pk: int) -> HttpResponse:
    lock([pk])
    article, file = imported_article(pk)
    require(may_correct(request, file.batch))
    require(
        may_publish(request) or (article.status == Article.Status.DRAFT and "publish" not in request.POST)
    )
    form = ReviewForm(request.POST, instance=article)
    if not form.is_valid():
        return _article_page(request, file, form, status=422)
    form.save()
    if "publish" not in request.POST:
        messages.success(request, _("حُفظ التعديل."))
        return redirect("upload-article", pk)
    following = _drafts_beside(file.batch, article)[1] if article.status == Article.Status.DRAFT else None
    shown = publishing.publish_one(article)
    done = _("يُنشر في موعده: %s") if shown.is_scheduled else _("نُشر: %s")
    messages.success(request, done % shown.title)
    return redirect("upload-article", following) if following else redirect(file.batch)


def _article_page(
    request: HttpRequest, file: ImportedFile, form: ReviewForm, status: int = 200
) -> HttpResponse:
    article = form.instance
    draft, warnings = _understood(article)
    before, after = _drafts_beside(file.batch, article)
    context = {
        "nav": "upload",
        "article": article,
        "file": file,
        "batch": file.batch,
        "form": form,
        "row": Original.objects.filter(article=article).values_list("line", flat=True).first(),
        "stated": extraction_preview.stated(draft) if draft else [],
        "lines": extraction_preview.lines(draft) if draft else [],
        "hints": extraction_preview.hints(article, Preferences.of(request).interface_digits),
        "warnings": warnings,
        "copies": duplicate_group_members(article.duplicate_group).exclude(pk=article.pk)
        if article.duplicate_group
        else (),
        "sources": visible_sources().values_list("name", flat=True),
        "before": before,
        "after": after,
    }
    return render(request, "upload/article.html", context, status=status)


def _understood(article: Article) -> tuple[Draft | None, list[str]]:
    """The raw text as it is understood, and what to look at; without it when the rules cannot be read."""
    try:
        draft = extraction_preview.understood(article)
    except ImproperlyConfigured as error:
        return None, [_("لا تُقرأ قواعد التنظيف التي أضفتها، فلا يُعرض الأصل: %s") % f"\u2068{error}\u2069"]
    return draft, [draft_messages.warning_text(warning) for warning in draft.warnings] if draft else []


def _drafts_beside(batch: Import, article: Article) -> tuple[int | None, int | None]:
    """The drafts before and after this article in its batch."""
    drafts = batch.articles().filter(status=Article.Status.DRAFT)
    before = drafts.filter(pk__lt=article.pk).order_by("-pk").values_list("pk", flat=True).first()
    return before, drafts.filter(pk__gt=article.pk).order_by("pk").values_list("pk", flat=True).first()
