"""The input that an article was read from, as it came."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Original
from articles.models.archive import is_public

log = logging.getLogger(__name__)


@require_safe
def original_view(request: HttpRequest, pk: int) -> FileResponse:
    """The original's text to download; plain text, so that no markup in it ever runs here."""
    original = get_object_or_404(Original, is_public("article__"), article_id=pk)
    name = f"{PurePath(original.name).stem or pk}.txt"
    try:
        content = original.text.encode("utf-8", "surrogatepass")
    except ValueError as error:
        log.exception("the original of article %d cannot be read", pk)
        raise Http404 from error
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type="text/plain; charset=utf-8"
    )
