"""Requests that may be sent twice: what was done for an ``Idempotency-Key`` is told again and not done again.

Work and record are one transaction. A request that fails leaves no record, and one that comes while the first
is under way waits for it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.access.api_keys import key_of
from articles.api.problems import BAD_PARAMETER, KEY_REUSED, ProblemRaised
from articles.models import ApiKey, IdempotentRequest

LASTS: Final = timedelta(days=1)
MAX_NAME: Final = 200
_NAME: Final = re.compile(rf"[!-~]{{1,{MAX_NAME}}}")
HEADER: Final = "Idempotency-Key"
IDEMPOTENT: Final = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_NAME, "pattern": "^[!-~]+$"},
            "description": "a text of your own; sent again within a day, the first answer is given again",
        }
    ]
}


def once(request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of ``write``; of a request that was answered already, that answer."""
    name, key = request.headers.get(HEADER), key_of(request)
    if name is None or key is None:
        with transaction.atomic():
            return write()
    if not _NAME.fullmatch(name):
        raise ProblemRaised(
            BAD_PARAMETER,
            f"{HEADER}: up to {MAX_NAME} printable characters of ASCII, no blanks",
            parameter=HEADER,
            value=name[:40],
            accepted=f"up to {MAX_NAME} printable characters of ASCII, no blanks",
        )
    digest = _digest(request)
    IdempotentRequest.objects.filter(created_at__lt=timezone.now() - LASTS).delete()
    if earlier := _earlier(key, name, digest):
        return earlier
    try:
        with transaction.atomic():
            record = IdempotentRequest.objects.create(key=key, name=name, request=digest)
            response = write()
            record.status, record.body = response.status_code, response.content.decode()
            record.location = response.get("Location", "")
            record.save()
        return response
    except IntegrityError:
        if earlier := _earlier(key, name, digest):
            return earlier
        raise


def _earlier(key: ApiKey, name: str, digest: str) -> HttpResponse | None:
    record = IdempotentRequest.objects.filter(key=key, name=name).first()
    if record is None:
        return None
    if record.request != digest:
        raise ProblemRaised(KEY_REUSED, f"another request came with this {HEADER}")
    response = HttpResponse(record.body, status=record.status, content_type="application/json")
    response["Idempotency-Replayed"] = "true"
    if record.location:
        response["Location"] = record.location
    return response


def _digest(request: HttpRequest) -> str:
    whole = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if not request.FILES:
        whole.update(request.body)
        return whole.hexdigest()
    whole.update(repr(sorted(request.POST.lists())).encode("utf-8", "replace"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            whole.update(f"{name} {file.name} {file.size}\n".encode("utf-8", "replace"))
            for chunk in file.chunks():
                whole.update(chunk)
            file.seek(0)
    return whole.hexdigest()
