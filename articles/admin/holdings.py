"""The holdings at a glance: how much there is, what is missing, how it fares."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.cells import LACKING
from articles.backup import record
from articles.indexing.health import index_state
from articles.models import Article, ImportedFile, Original, Seal, Source
from articles.status.heartbeat import worker_state
from articles.status.overview import MIN_FREE
from articles.web.browse.sources import gaps
from articles.web.i18n import formatting
from articles.web.preferences.preferences import Preferences

MAX_SOURCES: Final = 50  # the largest
OLD: Final = timedelta(days=2)  # of a backup or a seal


@dataclass(frozen=True)
class Size:
    label: str
    bytes: int


@dataclass(frozen=True)
class Holding:
    """What the archive has of a source; ``gaps`` are the first and last months of each stretch without an
    article."""

    source: Source
    articles: int
    first: str
    last: str
    gaps: list[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """``is_well`` or not, in a sentence."""

    text: str
    is_well: bool


@dataclass(frozen=True)
class Lack:
    label: str
    name: str
    articles: int


@staff_member_required
@permission_required("articles.change_article", raise_exception=True)
@require_safe
def holdings_view(request: HttpRequest) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": _("حال المقتنيات"),
        "sizes": list(_sizes()),
        "lacks": list(_lacks()),
        "sources": _sources(),
        "findings": list(_findings()),
    }
    return render(request, "admin/holdings.html", context)


def _sizes() -> Iterator[Size]:
    yield Size(_("قاعدة البيانات"), _database_size())
    yield Size(_("فهرس البحث"), _folder_size(Path(settings.INDEX_DIR)))
    yield Size(_("الملفّات المرفوعة"), _uploads_size())
    if settings.BACKUP_DIR:
        yield Size(_("النسخ الاحتياطيّة اليوميّة"), _folder_size(settings.BACKUP_DIR))
    yield Size(_("المتاح على القرص"), shutil.disk_usage(settings.DATA_DIR).free)


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _uploads_size() -> int:
    """As they came in, wherever they lie."""
    return ImportedFile.objects.exclude(file="").aggregate(bytes=Sum("size"))["bytes"] or 0


def _folder_size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # taken away meanwhile
            continue
    return total


def _lacks() -> Iterator[Lack]:
    articles = Article.objects.published()
    for name, (label, condition) in LACKING.items():
        yield Lack(str(label), name, articles.filter(condition).count())
    without = articles.filter(original__isnull=True).count()
    yield Lack(_("الأصل"), "", without)


def _sources() -> list[Holding]:
    held = (
        Article.objects.published()
        .exclude(source=None)
        .values("source")
        .annotate(n=Count("pk"), first=Min("published", filter=~Q(published="")), last=Max("published"))
        .order_by("-n")[:MAX_SOURCES]
    )
    rows = {row["source"]: row for row in held}
    months: dict[int, dict[str, int]] = defaultdict(dict)
    dated = Article.objects.published().filter(source__in=rows).exclude(published="")
    counted = dated.annotate(month=Substr("published", 1, 7)).values_list("source", "month")
    for source, month, n in counted.annotate(n=Count("pk")).order_by():
        if source and len(month) == 7:
            months[source][month] = n
    sources = Source.objects.in_bulk(list(rows))
    return [
        Holding(sources[pk], row["n"], row["first"] or "", row["last"] or "", gaps(months[pk]))
        for pk, row in rows.items()
    ]


def _findings() -> Iterator[Finding]:
    state = index_state()
    yield Finding(_("فهرس البحث سليم.") if state == "ok" else _("فهرس البحث يحتاج إلى عناية."), state == "ok")
    worker = worker_state()
    yield Finding(_("العامل يعمل.") if worker == "ok" else _("العامل متوقّف أو متأخّر."), worker == "ok")
    backup = record.last()
    yield _recent(backup.made, _("آخر نسخة احتياطيّة: {time}"), _("لا نسخة احتياطيّة بعد."))
    yield _recent(backup.verified, _("آخر نسخة فُحصت وسلمت: {time}"), _("لم تُفحص نسخة احتياطيّة بعد."))
    seal = Seal.objects.order_by("-day").first()
    yield _recent(seal.at if seal else None, _("آخر ختم على الأصول: {time}"), _("لم تُختم الأصول بعد."))
    unhashed = ImportedFile.objects.exclude(file="").filter(sha256="").count()
    originals = Original.objects.filter(article__raw_hash="").count()
    if unhashed or originals:
        text = _("بلا بصمة: {files} من الملفّات المرفوعة و{originals} من الأصول.")
        yield Finding(text.format(files=unhashed, originals=originals), False)
    if shutil.disk_usage(settings.DATA_DIR).free < MIN_FREE:
        yield Finding(_("يكاد القرص يمتلئ."), False)


def _recent(time: datetime | None, text: str, never: str) -> Finding:
    if time is None:
        return Finding(never, False)
    said = formatting.moment(time, digits=Preferences().interface_digits)
    return Finding(format_html(text, time=said), timezone.now() - time < OLD)
