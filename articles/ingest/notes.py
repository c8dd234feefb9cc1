"""What an editor should look at in an article that went in: codes, and their words."""

from __future__ import annotations

from typing import Final

NOTES: Final[dict[str, str]] = {
    "no_title": "لا عنوان في الأصل؛ أُخذ من أوّل النصّ.",
    "lost_characters": "في الأصل محارف ضاعت قبل رفعه (�).",
    "page_date": "في إطار الصفحة تاريخ لم يُعتمد؛ تاريخ المقال غير معروف.",
    "undone_mojibake": "كان النصّ محفوظًا بترميز خاطئ فأُعيد إلى أصله؛ راجعه.",
    "unescaped": "كانت الحروف مكتوبة برموز برمجيّة (\\u0639) فأُعيدت حروفًا.",
    "mended_feed": "ملفّ التغذية ليس XML سليمًا، فقُرئ بعد إصلاحه؛ راجع المقال.",
    "mended_row": "في صفّ الجدول علامة اقتباس لم تُغلق، فأُغلقت عند آخر السطر؛ راجع المقال.",
    "static_page": "صفحة ثابتة من الموقع وليست منشورًا.",
    "not_public": "لم يكن منشورًا في أصله، فلا يُنشر إلّا بقرارك.",
    "embargoed": "محظور النشر حتّى موعده.",
    "canceled": "ألغته الجهة التي أرسلته.",
    "no_archive": "طلبت الصفحة الأصليّة ألّا تُحفظ منها نسخة (noarchive).",
}
