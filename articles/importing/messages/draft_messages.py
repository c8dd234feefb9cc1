"""The sentences about a draft: why its lines were cut, and what an editor should look at."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_REASONS: Final = {
    "repeat": _("تكرار العنوان"),
    "dateline": _("المصدر ومكان الخبر"),
    "byline": _("الكاتب"),
    "date": _("تاريخ"),
    "section": _("القسم"),
    "tags": _("الوسوم"),
    "cross_link": _("إحالة إلى مقال آخر"),
    "boilerplate": _("خارج متن المقال"),
    "above_title": _("سطر فوق العنوان"),
    "below_title": _("سطر بين العنوان والنصّ"),
    "after_article": _("ما بعد المقال"),
    "menu": _("قائمة تحت المقال"),
    "no_words": _("علامات بلا كلمات"),
}
_WARNINGS: Final = {
    "no_title": _("لا عنوان في الأصل؛ أُخذ من أوّل النصّ."),
    "lost_characters": _("في الأصل محارف ضاعت قبل رفعه (�)."),
    "page_date": _("في إطار الصفحة تاريخ لم يُعتمد؛ تاريخ المقال غير معروف."),
    "undone_mojibake": _("كان النصّ محفوظًا بترميز خاطئ فأُعيد إلى أصله؛ راجعه."),
    "unescaped": _("كانت الحروف مكتوبة برموز برمجيّة (\\u0639) فأُعيدت حروفًا."),
    "mended_feed": _("ملفّ التغذية ليس XML سليمًا، فقُرئ بعد إصلاحه؛ راجع المقال."),
    "mended_row": _("في صفّ الجدول علامة اقتباس لم تُغلق، فأُغلقت عند آخر السطر؛ راجع المقال."),
    "torn_row": _("في صفّ الجدول خلايا أكثر من أعمدته: لعلّ فاصلًا في النصّ قطعه؛ راجع المقال."),
    "excerpt": _("مقتطف من رسالة، لا المقال كلّه؛ افتح رابطه واحفظ صفحته إن أردت نصّه."),
    "static_page": _("صفحة ثابتة من الموقع وليست منشورًا."),
    "not_public": _("لم يكن منشورًا في أصله، فلا يُنشر إلّا بقرارك."),
    "embargoed": _("محظور النشر حتّى موعده."),
    "canceled": _("ألغته الجهة التي أرسلته."),
    "no_archive": _("طلبت الصفحة الأصليّة ألّا تُحفظ منها نسخة (noarchive)."),
}


def cut_reason(reason: str) -> str:
    """Why a line was cut, in the active language: a code's sentence, or a rule's own words. The words of the
    shipped rules are in the catalogues, those of an editor's rules are shown as they are."""
    return str(_REASONS[reason]) if reason in _REASONS else gettext(reason) if reason else ""


def warning_text(code: str) -> str:
    """What an editor should look at, in the active language. Raises KeyError for a code that has none."""
    return str(_WARNINGS[code])
