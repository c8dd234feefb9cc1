"""The page of a batch: its files, what came of each, what they lack, and one correction for many of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.access.rights import for_archivists, may_correct, may_publish, may_undo, require
from articles.importing import batch_files, uploads
from articles.importing.corrections import correct
from articles.models import Article, Import, ImportedFile, ImportIssue
from articles.models.archive import visible_sources
from articles.web.i18n.formatting import counted
from articles.web.preferences.preferences import Preferences
from articles.web.upload.batch_forms import TogetherForm

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class FirstIssues(TypedDict):
        first_issues: list[ImportIssue]

    ListedFile = WithAnnotations[ImportedFile, FirstIssues]

FILES_PER_PAGE = 50
ISSUES_SHOWN = 3  # of a file, in the list of files
SHOWS = {
    "": gettext_lazy("الكلّ"),
    "ready": gettext_lazy("جاهز"),
    "undated": gettext_lazy("بلا تاريخ"),
    "sourceless": gettext_lazy("بلا مصدر"),
    "doubtful": gettext_lazy("مشكوك فيه"),
    "duplicate": gettext_lazy("مكرَّر"),
    "failed": gettext_lazy("تعذّر"),
    "unread": gettext_lazy("لم يُقرأ بعد"),
}
MAX_CHOSEN = 10_000  # files that are ticked one by one
MIN_READ = 3  # files, before the time that the others take is guessed


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
        return any(issue.code == "no_columns" and not issue.name for issue in self.issues)

    @property
    def cut_off(self) -> bool:
        return any(issue.code == "cut_off" for issue in self.issues)

    @property
    def asks_encoding(self) -> bool:
        return any(issue.code in {"unknown_encoding", "bad_encoding"} for issue in self.issues)


@for_archivists
@require_safe
def batch_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a batch, those that ``?show=`` chooses, and what can be done with them."""
    batch = get_object_or_404(Import.objects.select_related("user"), pk=pk)
    require(may_correct(request, batch))
    return _batch_page(request, batch, TogetherForm(initial={"missing_only": True}))


@for_archivists
@require_POST
def together_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a field of all articles that came of the chosen files."""
    batch = get_object_or_404(Import.objects.select_related("user"), pk=pk)
    require(may_correct(request, batch))
    form = TogetherForm(request.POST)
    chosen = _chosen(request, batch)
    if not form.is_valid() or not chosen.exists():
        if not form.errors:
            form.add_error(None, _("اختر ملفّات أوّلًا."))
        return _batch_page(request, batch, form, status=422)
    count = correct(_correctable(request).filter(imported_file__in=chosen), form.correction)
    digits = Preferences.of(request).interface_digits
    messages.success(request, _("ضُبط في: %s") % counted(count, "article", digits=digits))
    show = _shown(request)
    return redirect(batch.get_absolute_url() + (f"?show={show}" if show else ""))


def _chosen(request: HttpRequest, batch: Import) -> QuerySet[ImportedFile]:
    """The ticked files, or with ``all`` those that are shown, on the other pages too."""
    if request.POST.get("all"):
        return batch_files.shown(batch, _shown(request))
    ids = [
        int(each) for each in request.POST.getlist("file")[:MAX_CHOSEN] if each.isdecimal() and len(each) < 19
    ]
    return batch.files.filter(pk__in=ids)


def _correctable(request: HttpRequest) -> QuerySet[Article]:
    """Who decides what readers see corrects what they see, too."""
    rows = Article.objects.exclude(status=Article.Status.DELETED)
    return rows if may_publish(request) else rows.filter(status=Article.Status.DRAFT)


def _shown(request: HttpRequest) -> str:
    asked = request.POST.get("show", "") if request.method == "POST" else request.GET.get("show", "")
    return asked if asked in batch_files.SHOWN else ""


def _batch_page(request: HttpRequest, batch: Import, form: TogetherForm, status: int = 200) -> HttpResponse:
    show = _shown(request)
    page = Paginator(batch_files.in_order(batch_files.shown(batch, show)), FILES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    state = uploads.state(batch)
    taking_back = batch.undone_at and (
        state.drafts or state.scheduled or state.published or batch.revisions().exists()
    )
    rows = _rows(_listed(list(page.object_list)))
    context = {
        "nav": "upload",
        "batch": batch,
        "may_undo": may_undo(request, batch),
        "state": state,
        "read": state.files - state.unfinished,
        "seconds_left": _seconds_left(batch, state),
        "taking_back": taking_back,
        "working": state.unfinished or taking_back or batch.publishing,
        "all_articles": state.ready + state.published,
        "page": page,
        "show": show,
        "shows": SHOWS,
        "counts": batch_files.counts(batch),
        "form": form,
        # Where nothing came of the files there is nothing to set.
        "can_set": show not in {"failed", "duplicate", "unread"} and (state.drafts or may_publish(request)),
        "picked": set(request.POST.getlist("file")),
        "rows": rows,
        "sources": visible_sources().values_list("name", flat=True),
        "encodings": uploads.ENCODINGS,
    }
    return render(request, "upload/batch.html", context, status=status)


def _seconds_left(batch: Import, state: uploads.State) -> int:
    """A guess by the files that were read so far; 0 when there is nothing to guess by."""
    read = state.files - state.unfinished
    if not state.unfinished or read < MIN_READ:
        return 0
    return round((timezone.now() - batch.created_at).total_seconds() / read * state.unfinished)


def _listed(ids: list[int]) -> list[ListedFile]:
    """The files in the order of their ids, with their first issues."""
    issues = ImportIssue.objects.select_related("duplicate_of__source")[:ISSUES_SHOWN]
    files = ImportedFile.objects.prefetch_related(Prefetch("issues", queryset=issues, to_attr="first_issues"))
    found = files.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


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
    singles = Article.objects.filter(imported_file__in=single).select_related("source")
    for article in singles.defer("body"):
        if article.imported_file_id in rows:
            rows[article.imported_file_id].only = article
    return list(rows.values())
