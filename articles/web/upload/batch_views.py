"""The page of a batch: its files, what came of each, what they lack, and one correction for many of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.access.rights import for_archivists, may_correct, may_publish, may_undo, require
from articles.importing import batch_files, uploads
from articles.importing.bulk_corrections import correctable
from articles.importing.corrections import correct
from articles.importing.rereading import worth_reading
from articles.models import Article, Import, ImportedFile
from articles.models.archive import visible_sources
from articles.web.i18n.formatting import counted
from articles.web.preferences.preferences import Preferences
from articles.web.upload import batch_rows
from articles.web.upload.batch_forms import TogetherForm

FILES_PER_PAGE = 30
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
    articles = Article.objects.filter(imported_file__in=chosen)
    count = correct(correctable(articles, drafts_only=not may_publish(request)), form.correction)
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
    rows = batch_rows.of(list(page.object_list))
    context = {
        "nav": "upload",
        "batch": batch,
        "may_undo": may_undo(request, batch),
        "state": state,
        "read": state.files - state.unfinished,
        "seconds_left": _seconds_left(batch, state),
        "taking_back": taking_back,
        "may_replace": uploads.may_add_to(batch, request.user.pk),
        "worth_reading": state.failed and batch.files.filter(worth_reading()).exclude(file="").exists(),
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
