"""The worker's part: large exports are made one after the other, mailed about, and deleted after some days.

| crash or race                           | what happens                                                    |
| the worker is killed in an export       | it is made from the beginning; after three deaths it has failed |
| an article of it is withdrawn meanwhile | the file is not given; it is made anew                          |
| its owner deletes it meanwhile          | what was written goes with it                                   |
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError
from django.db.models import F
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.access.audience import audience_for
from articles.access.own_address import own_address
from articles.indexing.locks import lock
from articles.logs.measure import measured
from articles.models import Export
from articles.models.actor import Actor, acting
from articles.models.audience import reading
from articles.models.exports import EXPIRES, all_public
from articles.models.packing import packed_ids
from articles.search.errors import IndexBusy, SearchError
from articles.searching.request import SearchRequest
from articles.web.exports.formats import FORMATS
from articles.web.exports.stream import found_ids, parts
from articles.web.search.titles import search_title

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
SHOWN_EVERY: Final = 1_000  # articles between two notes of how far it is
PART: Final = ".part"  # of a file that is not whole


class Stopped(Exception):
    """The worker ends: the export waits for the next one."""


def make_waiting(stopped: Callable[[], bool] = lambda: False) -> None:
    """Make the exports that wait, unless another worker is at it. Raises SearchError, DatabaseError: they are
    made later."""
    with suppress(IndexBusy, Stopped), lock("exports.lock"):
        while not stopped() and (export := _next()):
            _make(export, stopped)


def _next() -> Export | None:
    waiting = Export.objects.filter(status=Export.Status.WAITING).select_related("user")
    return waiting.order_by("attempts", "pk").first()


def _make(export: Export, stopped: Callable[[], bool]) -> None:
    row = Export.objects.filter(pk=export.pk)
    if export.attempts >= MAX_ATTEMPTS or not export.user.is_active:
        row.update(status=Export.Status.FAILED)
        return
    row.update(attempts=F("attempts") + 1)  # before: what kills this process must not do so for ever
    try:
        who = acting(Actor(lambda: export.user))
        with reading(audience_for(export.user)), who, override(export.language):
            _write(export, stopped)
    except (Stopped, SearchError, DatabaseError):
        with suppress(DatabaseError):
            row.update(attempts=export.attempts)
        raise
    except Exception:
        log.exception("export %d: it could not be made", export.pk)
        row.update(status=Export.Status.FAILED)


def _write(export: Export, stopped: Callable[[], bool]) -> None:
    part = export.path.with_suffix(PART)
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with measured(log, "export", id=export.pk, format=export.format) as fields:
            ids = _fill(export, part, stopped)
            fields["articles"] = len(ids)
        size = part.stat().st_size
        part.replace(export.path)
    finally:
        part.unlink(missing_ok=True)
    row = Export.objects.filter(pk=export.pk)
    done = {"finished_at": timezone.now(), "articles": len(ids), "size": size, "packed_ids": packed_ids(ids)}
    if not row.update(status=Export.Status.READY, **done):
        export.path.unlink(missing_ok=True)
    elif all_public(ids):  # looked at last: from now on the sweep after an erasure finds the file
        _mail(export)
    else:
        log.info("export %d: something in it was taken from the readers; it is made anew", export.pk)
        export.discard()
        row.update(status=Export.Status.WAITING)


def _fill(export: Export, part: Path, stopped: Callable[[], bool]) -> array[int]:
    """Write the articles; their numbers."""
    asked = SearchRequest.from_params(QueryDict(export.query))
    ids, shown = array("q"), 0
    with part.open("w", encoding="utf-8", newline="") as file:
        for some, text in parts(found_ids(asked), FORMATS[export.format], export.site):
            if stopped():
                raise Stopped
            file.write(text)
            ids.extend(some)
            if len(ids) - shown >= SHOWN_EVERY:
                shown = len(ids)
                Export.objects.filter(pk=export.pk).update(articles=shown)
    return ids


def _mail(export: Export) -> None:
    """Tell its owner; the page tells, too, so that a mail that does not go costs no more than itself."""
    if not (settings.EMAIL_URL and export.user.email):
        return
    title = search_title(SearchRequest.from_params(QueryDict(export.query)))
    context = {"title": title, "address": own_address() + reverse("exports")}
    subject = " ".join((_("ملفّك جاهز: %(title)s") % {"title": title}).split())[:150]
    try:
        send_mail(subject, render_to_string("exports/ready_mail.txt", context), None, [export.user.email])
    except Exception:
        log.exception("export %d: the mail about it could not be sent", export.pk)


def tidy() -> None:
    """Delete exports whose days are over, and files that no export has."""
    Export.objects.filter(created_at__lt=timezone.now() - 2 * EXPIRES).delete()
    Export.objects.filter(finished_at__lt=timezone.now() - EXPIRES).delete()
    folder = settings.EXPORT_DIR
    if not folder.is_dir():
        return
    with suppress(IndexBusy), lock("exports.lock"):  # so that nobody is writing one
        keys = set(Export.objects.values_list("key", flat=True))
        for file in folder.iterdir():
            if file.name not in keys:
                file.unlink(missing_ok=True)
