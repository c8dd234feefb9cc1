"""The upload page: files in, and the history of what came in before."""

from __future__ import annotations

import logging

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from articles.access.middleware import takes_files
from articles.access.rights import for_archivists, may_publish, require
from articles.importing import uploads
from articles.importing.corrections import FIELDS
from articles.ingest.detect import formats
from articles.ingest.problems import megabytes
from articles.models import BulkCorrection, Import, ImportedFile
from articles.models.archive import visible_sources
from articles.web.i18n.formatting import comma, number
from articles.web.preferences.preferences import Preferences
from articles.web.upload.batch_forms import TogetherForm

log = logging.getLogger(__name__)

PER_PAGE = 20


class ToDisk(TemporaryFileUploadHandler):
    """Writes every file to disk as it comes in; one above the limit is dropped, and its name kept."""

    refused: list[str]

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refused = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.IMPORT_LIMITS["file_size"]:
            self.refused.append(self.file_name or "")
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


class UploadForm(forms.Form):
    """What is said of the files; the files themselves come beside it."""

    source_name = forms.CharField(label=gettext_lazy("المصدر"), max_length=200, required=False)
    publish_at_once = forms.BooleanField(label=gettext_lazy("انشر دون مراجعة"), required=False)
    batch = forms.ModelChoiceField(Import.objects.all(), required=False)  # to add more files to
    instead = forms.ModelChoiceField(ImportedFile.objects.all(), required=False)  # of one that failed there

    def save(self, request: HttpRequest) -> Import:
        data = self.cleaned_data
        batch: Import | None = data["batch"]
        if batch and uploads.may_add_to(batch, request.user.pk):
            return batch
        return Import.objects.create(
            user=request.user if request.user.is_authenticated else None,
            source_name=data["source_name"],
            publish_at_once=data["publish_at_once"],
        )


@takes_files
@csrf_exempt
@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def upload_view(request: HttpRequest) -> HttpResponse:
    """Exempt only until the files have a handler: it must be set before the token in the body is read."""
    request.upload_handlers = [ToDisk(request)]
    try:
        return _upload(request)
    except TooManyFilesSent:
        return _answer(request, UploadForm(), too_many(request), status=413)
    except UnreadablePostError:
        raise  # whoever sent it has gone
    except OSError as error:
        log.exception("uploaded files could not be kept")
        return _answer(request, UploadForm(), _("تعذّر حفظ الملفّات في الخادم: %s") % error.strerror, 507)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    return _receive(request) if request.method == "POST" else upload_page(request)


def _receive(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST)
    files = [*request.FILES.getlist("files"), *request.FILES.getlist("folder")]
    handler = request.upload_handlers[0]
    refused = handler.refused if isinstance(handler, ToDisk) else []
    if not files and not refused:
        return _answer(request, form, _("لم تختر ملفًّا بعد."))
    if not form.is_valid():
        return _answer(request, form, _("صحّح ما أُشير إليه، ثمّ اختر الملفّات من جديد."))
    require(may_publish(request) or not form.cleaned_data["publish_at_once"])
    with transaction.atomic():  # all of them or none, so that sending them again brings none twice
        batch = form.save(request)
        surplus = uploads.receive(batch, files)
        for name in refused:
            uploads.refuse_large(batch, name)
        instead = form.cleaned_data["instead"]
        if instead and instead.batch == batch and instead.status == ImportedFile.Status.FAILED:
            uploads.discard(instead)
    if surplus:
        messages.warning(request, too_many(request))
    if _by_script(request):
        return JsonResponse({"batch": batch.pk, "page": batch.get_absolute_url()})
    return redirect(batch)


def too_many(request: HttpRequest) -> str:
    limit = number(settings.DATA_UPLOAD_MAX_NUMBER_FILES, Preferences.of(request).interface_digits)
    sentence = _("عدد الملفّات أكبر من حدّ الدفعة {limit} (UPLOAD_MAX_FILES)؛ ارفع البقيّة في دفعة أخرى.")
    return sentence.format(limit=limit)


def _answer(request: HttpRequest, form: UploadForm, problem: str, status: int = 400) -> HttpResponse:
    """The page again with what was typed, and the problem; a script gets the problem alone."""
    if _by_script(request):
        return JsonResponse({"problem": problem}, status=status)
    return upload_page(request, form, problem, status=status)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _history(request: HttpRequest) -> QuerySet[Import]:
    """What came in before; who only uploads sees what they uploaded."""
    batches = uploads.history()
    return batches if may_publish(request) else batches.filter(user__username=request.user.get_username())


def _typed(request: HttpRequest) -> dict[str, object]:
    """A correction that somebody comes back from, as it was typed."""
    if "field" not in request.GET:
        return {"missing_only": True}
    return {name: request.GET.get(name, "") for name in FIELDS} | {
        "missing_only": "missing_only" in request.GET
    }


def upload_page(
    request: HttpRequest,
    form: UploadForm | None = None,
    problem: str = "",
    *,
    together: TogetherForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Files in, and what came in before; ``together`` is a correction of several batches, to be mended."""
    asked = request.POST if together and request.method == "POST" else request.GET
    together = together or TogetherForm(initial=_typed(request))
    context = {
        "nav": "upload",
        "form": form or UploadForm(),
        "together": together,
        "picked": set(asked.getlist("batch")),
        "problem": problem,
        "sources": visible_sources().values_list("name", flat=True),
        "formats": comma().join(
            extensions[0].lstrip(".").upper() for extensions in formats.EXTENSIONS.values()
        ),
        "max_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "max_bytes": settings.IMPORT_LIMITS["file_size"],
        "max_megabytes": megabytes(settings.IMPORT_LIMITS["file_size"]),
        "has_corrections": BulkCorrection.objects.exists(),
        "history": Paginator(_history(request), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "upload/upload.html", context, status=status)
