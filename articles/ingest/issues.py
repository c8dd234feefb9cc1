"""The words for what can go wrong with a file: the reason and the cure, in Arabic."""

from __future__ import annotations

from typing import Final

from articles.ingest.types import Input, Issue

# code: (what is wrong, what to do); {…} is filled by the reader
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("الملفّ فارغ.", "تحقّق من الأصل ثمّ أعد رفعه."),
    "missing": ("تعذّر فتح الملفّ: {why}.", "تحقّق من وجوده ومن أذون قراءته."),
    "too_large": (
        "حجم الملفّ {size} م.ب. أكبر من الحدّ {limit} م.ب. ({name}).",
        "قسّمه أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "unknown_format": (
        "نوع الملفّ غير معروف.",
        "الأنواع المقبولة: {formats}.",
    ),
    "unknown_encoding": ("لم يتّضح ترميز النصّ.", "اختر الترميز بنفسك أو احفظ الملفّ بترميز UTF-8."),
    "bad_encoding": (
        "في السطر حروف لا تُقرأ بترميز {encoding}.",
        "صحّح السطر أو اختر ترميزًا آخر للملفّ.",
    ),
    "binary": ("الملفّ ليس نصًّا: فيه بيانات ثنائيّة.", "تحقّق من أنّ امتداد الملفّ يطابق نوعه."),
    "long_line": ("السطر أطول من الحدّ {limit} م.ب. (line_size).", "اجعل كلّ مقال في سطر مستقلّ."),
    "long_text": (
        "نصّ المقال {count} حرفًا، والحدّ {limit} (characters).",
        "قسّمه إلى مقالات أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "bad_json": ("السطر ليس JSON صحيحًا: {why}.", "صحّح السطر، فبقيّة الملفّ تُقرأ دونه."),
    "bad_json_file": ("الملفّ ليس JSON صحيحًا: {why}.", "صحّحه أو صدّره من جديد."),
    "not_object": ("السجلّ ليس كائن JSON له حقول.", "اكتب كلّ مقال كائنًا فيه الحقل body على الأقلّ."),
    "no_body": ("السجلّ بلا نصّ (الحقل body فارغ أو غائب).", "أضف النصّ ثمّ أعد استيراد السجلّ."),
    "no_text": ("لم يُعثر في الملفّ على نصّ مقال.", "تحقّق من الأصل، أو انسخ النصّ إلى ملفّ txt."),
    "damaged": ("الملفّ تالف أو مبتور: {why}.", "حمّله من مصدره مرّة أخرى ثمّ أعد رفعه."),
}


def issue(source: Input, code: str, line: int | None = None, **values: object) -> Issue:
    """An :class:`Issue` of ``source`` in the words for ``code``; about one row when ``line`` is given."""
    reason, cure = (words.format(**values) for words in _WORDS[code])
    return Issue(source.name, code, reason, cure, line=line, whole_file=line is None)


def megabytes(size: float) -> str:
    """A number of bytes for a message: ``12`` or ``0.5``."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
