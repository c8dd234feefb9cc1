"""Files handed in by program: the worker reads them as it reads those of the upload page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Router, UploadedFile

from articles.access.middleware import takes_files
from articles.access.rights import may_publish
from articles.api import schemas
from articles.api.answers import answer
from articles.api.articles import Id
from articles.api.bodies import OfUpload
from articles.api.idempotency import IDEMPOTENT, once
from articles.api.keys import BearerKey, require
from articles.api.problems import (
    BAD_BODY,
    FORBIDDEN,
    NOT_FOUND,
    TOO_LARGE,
    UNSUPPORTED,
    NotKept,
    ProblemRaised,
    problem,
)
from articles.importing import uploads
from articles.importing.messages.problem_messages import message
from articles.importing.pipeline import UNFINISHED
from articles.models import Import, ImportIssue

MAX_PROBLEMS: Final = 500  # that are listed of an upload
FORM: Final = "multipart/form-data"
ROOM: Final = 64 * 1024  # bytes of a form beside its file

View = Callable[..., HttpResponse]

router = Router(tags=["writing"], auth=BearerKey())


def before_reading(view: View) -> View:
    """Refuse a form that is too large, or none, by what its headers say: nothing of it is read. What comes
    beyond its Content-Length is not read either."""

    @takes_files
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            length = int(request.META.get("CONTENT_LENGTH") or 0)
            if length > settings.IMPORT_LIMITS["file_size"] + ROOM:
                return problem(TOO_LARGE, "the file is larger than IMPORT_FILE_SIZE_MB")
            if length and request.content_type != FORM:
                return problem(UNSUPPORTED, f"the body is to be {FORM}", accepted=FORM)
        return view(request, *args, **kwargs)

    return wrapped


@router.post(
    "/uploads",
    response={202: schemas.Upload},
    operation_id="upload",
    summary="Hand in a file",
    url_name="api-uploads",
    openapi_extra=IDEMPOTENT,
)
def upload_view(request: HttpRequest, file: File[UploadedFile], said: Form[OfUpload]) -> HttpResponse:
    """Hand in a file of any format that the upload page takes. The worker reads it: ask for the upload by its
    id how far that is."""
    require(request, BearerKey.Scope.UPLOAD, "articles.add_article")
    sent: dict[str, MultiValueDict[str, Any]] = {"file": request.FILES}
    sent |= dict.fromkeys(OfUpload.model_fields, request.POST)
    if several := [name for name, fields in sent.items() if len(fields.getlist(name)) > 1]:
        raise ProblemRaised(BAD_BODY, f"each field is sent once; several times came: {', '.join(several)}")
    if said.is_published and not may_publish(request):
        raise ProblemRaised(FORBIDDEN, "the user of this key may only hand in drafts")
    if (file.size or 0) > settings.IMPORT_LIMITS["file_size"]:
        raise ProblemRaised(TOO_LARGE, "the file is larger than IMPORT_FILE_SIZE_MB")

    def write() -> HttpResponse:
        batch = Import.objects.create(
            user_id=request.user.pk, source_name=said.source.strip(), publish_at_once=said.is_published
        )
        uploads.receive(batch, [file])
        if not batch.files.exists():
            raise ProblemRaised(BAD_BODY, "files of systems, such as .DS_Store, are not kept")
        response = answer(request, _upload(batch), status=202)
        response["Location"] = f"/api/v1/uploads/{batch.pk}"
        return response

    try:
        return once(request, write)
    except OSError as error:
        raise NotKept from error


@router.get(
    "/uploads/{id:upload_id}",
    response=schemas.Upload,
    operation_id="getUpload",
    summary="What became of a file",
    url_name="api-upload",
)
def upload_state_view(request: HttpRequest, upload_id: Id) -> HttpResponse:
    """How far the worker is with an upload, and what was refused of it."""
    require(request, BearerKey.Scope.UPLOAD, "articles.add_article")
    batch = Import.objects.filter(pk=upload_id, user=request.user.pk).first()
    if batch is None:
        raise ProblemRaised(NOT_FOUND, "no such upload of this user")
    return answer(request, _upload(batch))


def _upload(batch: Import) -> schemas.Upload:
    files = list(batch.files.order_by("pk"))
    issues = ImportIssue.objects.filter(file__batch=batch).exclude(code=ImportIssue.DUPLICATE).order_by("pk")
    return {
        "id": batch.pk,
        "finished": all(file.status not in UNFINISHED for file in files),
        "added": sum(file.added for file in files),
        "updated": sum(file.updated for file in files),
        "duplicates": sum(file.duplicates for file in files),
        "refused": sum(file.refused for file in files),
        "problems": [
            {"line": issue.line, "detail": message(issue.code, issue.values)}
            for issue in issues[:MAX_PROBLEMS]
        ],
    }
