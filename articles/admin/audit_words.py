"""What an entry of the audit trail says, in words: its row, and the values that were noted with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.access import roles
from articles.admin.cells import plain_number
from articles.admin.changes import status_label
from articles.models import ApiKey, AuditEntry
from articles.web.i18n import formatting

KINDS: Final = {
    "article": gettext_lazy("مقال"),
    "source": gettext_lazy("مصدر"),
    "tag": gettext_lazy("وسم"),
    "collection": gettext_lazy("مجموعة"),
    "import": gettext_lazy("دفعة"),
    "user": gettext_lazy("مستخدم"),
    "api_key": gettext_lazy("مفتاح برمجة"),
}
LABELS: Final = {
    "articles": gettext_lazy("عدد المقالات"),
    "files": gettext_lazy("عدد الملفّات"),
    "to": gettext_lazy("إلى"),
    "into": gettext_lazy("في رقم"),
    "format": gettext_lazy("الصيغة"),
    "listed": gettext_lazy("في القائمة"),
    "add": gettext_lazy("أُعطي"),
    "remove": gettext_lazy("أُخذ منه"),
    "clear": gettext_lazy("أُخذ منه"),
    "permissions": gettext_lazy("صلاحيّات خاصّة"),
    "password": gettext_lazy("كلمة المرور"),
    "is_active": gettext_lazy("مفعّل"),
    "is_staff": gettext_lazy("يدخل الإدارة"),
    "is_superuser": gettext_lazy("له الصلاحيّات كلّها"),
    "second_step": gettext_lazy("الدخول بخطوتين"),
    "deleted": gettext_lazy("حُذف"),
    "key": gettext_lazy("الاسم"),
    "revoked": gettext_lazy("أُلغي"),
    "scopes": gettext_lazy("الصلاحيات"),
    "by": gettext_lazy("بواسطة"),
    "institution": gettext_lazy("المؤسّسة"),
}
VALUES: Final = {
    True: gettext_lazy("نعم"),
    False: gettext_lazy("لا"),
    "on": gettext_lazy("فُعّل"),
    "off": gettext_lazy("عُطّل"),
    "institution": gettext_lazy("المؤسّسة"),
}


def row_words(entry: AuditEntry) -> str:
    """What it was done to: its kind and number, where it has one."""
    kind = capfirst(str(KINDS.get(entry.kind, entry.kind)))
    return kind if entry.row_id is None else f"{kind} {plain_number(entry.row_id)}"


def value_words(values: Mapping[str, Any]) -> str:
    """The values, each with its name, in the order of the names, as PostgreSQL keeps none; the numbers of
    single articles are left out."""
    names = [*LABELS, *sorted(values.keys() - LABELS.keys())]
    shown = [(name, values[name]) for name in names if name in values and name != "ids"]
    return formatting.joined([f"{LABELS.get(name, name)}: {_value(name, value)}" for name, value in shown])


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return formatting.joined([_value(name, each) for each in value])
    if isinstance(value, dict):  # no key of the tables below
        return str(value)
    if name == "to":
        return status_label(str(value))
    if name == "scopes":
        return str(dict(ApiKey.Scope.choices).get(value, value))
    if name in {"add", "remove", "clear"}:
        return str(roles.NAMES.get(value, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return plain_number(value)
    if name == "password":
        return _("غُيّرت")
    return str(VALUES[value]) if isinstance(value, bool | str) and value in VALUES else str(value)
