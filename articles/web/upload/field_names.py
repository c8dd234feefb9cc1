"""What the fields of a record are called on the upload pages."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

FIELDS: Final = {
    "title": gettext_lazy("العنوان"),
    "subtitle": gettext_lazy("العنوان الفرعيّ"),
    "text": gettext_lazy("النصّ"),
    "published": gettext_lazy("التاريخ"),
    "source": gettext_lazy("المصدر"),
    "authors": gettext_lazy("الكتّاب"),
    "tags": gettext_lazy("الوسوم"),
    "section": gettext_lazy("القسم"),
    "dateline": gettext_lazy("مكان الخبر"),
    "agency": gettext_lazy("الوكالة"),
    "language": gettext_lazy("اللغة"),
    "url": gettext_lazy("الرابط"),
}
