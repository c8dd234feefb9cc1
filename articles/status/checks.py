"""System checks of the archive, which ``manage.py check`` runs and the administration's home shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.backup import daily, record
from articles.importing.rules.cleaning_rules import file_rules
from articles.indexing import active_engine
from articles.models import Article
from articles.status.overview import CHECKS
from articles.status.private_files import open_to_others

# Articles up to which an engine is recommended, and the one for more. Memory decides: a web process, with
# 240 to 290 MB of its own at 20,000 articles, grows with Whoosh's cache of 1 KB an article; Tantivy needs
# none. Speed would allow more: at 200,000 a new query takes Whoosh 5 to 6 ms (95th percentile 15 ms),
# Tantivy 2 ms (4 ms).
ROOM = {"whoosh": (100_000, "tantivy")}


@register(CHECKS)
def outgrown_engine(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Tells an archive that has more articles than its engine is recommended for."""
    room, larger = ROOM.get(active_engine.name(), (0, ""))
    articles = _articles() if larger else 0
    if articles <= room:
        return []
    return [
        Warning(
            _("ضاق محرّك البحث {engine} بالأرشيف: عدد المقالات {articles:,}، ويُنصح به حتى {room:,}.").format(
                engine=active_engine.name(), articles=articles, room=room
            ),
            hint=_("انتقل إلى محرّك أوسع بالأمر: manage.py switch_engine {engine}").format(engine=larger),
            id="articles.W001",
        )
    ]


@register(CHECKS)
def moved_engine(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Tells when SEARCH_ENGINE names an engine that the archive has moved away from: it means the present one
    until somebody decides."""
    if not active_engine.is_moved():
        return []
    names = {"named": settings.SEARCH_ENGINE, "engine": active_engine.name()}
    hint = _("اكتب SEARCH_ENGINE={engine} في الإعدادات؛ وللعودة إلى الأوّل: manage.py switch_engine {named}")
    return [
        Warning(
            _("يبحث الأرشيف بالمحرّك {engine}، والإعداد SEARCH_ENGINE ما زال يسمّي {named}.").format(**names),
            hint=hint.format(**names),
            id="articles.W006",
        )
    ]


@register(CHECKS)
def rule_files(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Tells when a rule file of an editor cannot be used: nothing is imported until it is mended."""
    try:
        file_rules()
    except ImproperlyConfigured as error:
        hint = _("صحّح الملفّ؛ فلا يُستورد شيء قبل ذلك.")
        return [Warning(str(error), hint=hint, id="articles.W002")]
    return []


@register(CHECKS)
def daily_backup(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Tells when the last backup failed, or when daily ones are wanted and the last is old."""
    last = record.last()
    hint = _("جرّب: manage.py backup FILE، ثمّ: manage.py verify FILE")
    if last.error:
        message = _("تعذّرت النسخة الاحتياطيّة: {error}").format(error=last.error)
        return [Warning(message, hint=hint, id="articles.W003")]
    if settings.BACKUP_DIR and last.made and timezone.now() - last.made > daily.OVERDUE:
        return [Warning(_("مضى أكثر من يومين على آخر نسخة احتياطيّة."), hint=hint, id="articles.W004")]
    return []


@register(CHECKS)
def private_files(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Tells when other users of the machine may read what the archive keeps: drafts, accounts, the key."""
    found = open_to_others(settings.DATA_DIR)
    if not found:
        return []
    names = ", ".join(path.name for path in found)
    return [
        Warning(
            _("يقرأ مستخدمو الخادم الآخرون ما في مجلّد البيانات: {names}").format(
                names=f"\u2068{names}\u2069"
            ),
            hint=_("اقصره على صاحبه بالأمر: chmod -R go= {folder}").format(folder=settings.DATA_DIR),
            id="articles.W005",
        )
    ]


def _articles() -> int:
    """How many are published; 0 when there is no database to ask yet."""
    try:
        return Article.objects.in_index().count()
    except DatabaseError:
        return 0
