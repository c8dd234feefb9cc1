"""The words for what can go wrong with a file: the reason and the cure, in Arabic.

They are templates, filled with the issue's values and translated on the way to whoever reads them.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Final

from articles.ingest.types import ImportProblem, Input, RawArticle

_TRACEBACK: Final = 8_000  # characters

# code: (what is wrong, what to do)
WORDS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("الملفّ فارغ.", "تحقّق من الأصل ثمّ أعد رفعه."),
    "missing": ("تعذّر فتح الملفّ: {why}.", "تحقّق من وجوده ومن أذون قراءته."),
    "too_large": (
        "الملفّ أكبر من الحدّ {limit} م.ب. ({name}).",
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
    "bad_bytes": (
        "في السطر {at} حروف لا تُقرأ بترميز {encoding}.",
        "صحّح الملفّ أو اختر ترميزًا آخر.",
    ),
    "binary": ("الملفّ ليس نصًّا: فيه بيانات ثنائيّة.", "تحقّق من أنّ امتداد الملفّ يطابق نوعه."),
    "long_line": ("السطر أطول من الحدّ {limit} م.ب. (IMPORT_LINE_SIZE_MB).", "اجعل كلّ مقال في سطر مستقلّ."),
    "long_text": (
        "نصّ المقال {count} حرفًا، والحدّ {limit} (IMPORT_CHARACTERS).",
        "قسّمه إلى مقالات أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "bad_json": ("السطر ليس JSON صحيحًا: {why}.", "صحّح السطر، فبقيّة الملفّ تُقرأ دونه."),
    "bad_json_file": ("الملفّ ليس JSON صحيحًا: {why}.", "صحّحه أو صدّره من جديد."),
    "not_object": ("السجلّ ليس كائن JSON له حقول.", "اكتب كلّ مقال كائنًا فيه الحقل body على الأقلّ."),
    "no_body": ("السجلّ بلا نصّ (الحقل body فارغ أو غائب).", "أضف النصّ ثمّ أعد استيراد السجلّ."),
    "no_text": ("لم يُعثر في الملفّ على نصّ مقال.", "تحقّق من الأصل، أو انسخ النصّ إلى ملفّ txt."),
    "damaged": ("الملفّ تالف أو مبتور: {why}.", "حمّله من مصدره مرّة أخرى ثمّ أعد رفعه."),
    "failed": (
        "تعثّر البرنامج في قراءة هذا العنصر: {why}.",
        "قُرئ ما عداه. التفاصيل في سجلّ الخادم؛ أرسلها مع العنصر إلى من يصون البرنامج.",
    ),
    "mojibake": (
        "حُفظ النصّ بترميز خاطئ ضاع به بعض حروفه.",
        "خذه من مصدره مرّة أخرى واحفظه بترميز UTF-8.",
    ),
    "question_marks": (
        "في النصّ علامات استفهام مكان الحروف.",
        "ضاعت حروفه عند حفظه؛ خذه من مصدره مرّة أخرى واحفظه بترميز UTF-8.",
    ),
    "lost_letters": ("ضاعت حروف النصّ قبل رفعه.", "خذه من مصدره مرّة أخرى واحفظه بترميز UTF-8."),
    "not_as_named": (
        "محتوى الملفّ لا يطابق امتداد اسمه.",
        "تحقّق من نوعه الصحيح، وصحّح امتداده أو حمّله من جديد.",
    ),
    "image": ("الملفّ صورة بلا نصّ.", "مرّره على برنامج يتعرّف الحروف، ثمّ ارفع النسخة التي فيها نصّ."),
    "scan": (
        "صفحات الملفّ ({pages}) صور بلا نصّ.",
        "مرّره على برنامج يتعرّف الحروف، ثمّ ارفع النسخة التي فيها نصّ.",
    ),
    "old_office": ("الملفّ بصيغة أوفيس القديمة (doc أو xls).", "احفظه بصيغة docx أو xlsx ثمّ ارفعه."),
    "rtf": ("الملفّ بصيغة RTF.", "احفظه بصيغة docx ثمّ ارفعه."),
    "other_archive": ("الحزمة بصيغة RAR أو 7z.", "أعد ضغطها بصيغة zip ثمّ ارفعها."),
    "packed": ("نوع الملفّ المضغوط غير مقبول بصيغة gz.", "فكّ ضغطه أو ضعه في حزمة zip ثمّ ارفعه."),
    "unknown_xml": (
        "ملفّ XML من نوع غير معروف.",
        "الأنواع المقبولة: RSS وAtom وNewsML-G2 وNITF وXHTML.",
    ),
    "bad_xml": ("الملفّ ليس XML صحيحًا: {why}.", "صحّحه أو صدّره من جديد."),
    "entities": (
        "في الملفّ كيانات XML قد تستنفد الذاكرة، فلم يُقرأ.",
        "احذف تعريفات ENTITY منه ثمّ أعد رفعه.",
    ),
    "encrypted": ("الملفّ محميّ بكلمة سرّ.", "أزل الحماية واحفظه من جديد ثمّ ارفعه."),
    "too_deep": ("حزم داخل حزم أعمق من الحدّ {limit} (IMPORT_DEPTH).", "فكّ الحزم الداخليّة ثمّ ارفع ما فيها."),
    "too_many": (
        "عناصر الحزمة أكثر من الحدّ {limit} (IMPORT_MEMBERS).",
        "قسّمها أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "too_much": (
        "حجم الحزمة بعد فكّها أكبر من الحدّ {limit} م.ب. (IMPORT_UNPACKED_SIZE_MB).",
        "قسّمها أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "too_many_pages": (
        "صفحات الملفّ {count}، والحدّ {limit} (IMPORT_PAGES).",
        "قسّمه أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "bomb": (
        "الملفّ مضغوط أكثر من {limit} ضعفًا، وهذا شأن الملفّات الضارّة.",
        "فكّ ضغطه بنفسك إن كنت تثق بمصدره، ثمّ ارفعه.",
    ),
    "unsafe_name": ("اسم الملفّ يشير إلى خارج الحزمة، فلم يُقرأ.", "أعد تسميته داخل الحزمة ثمّ أعد رفعها."),
    "link": ("العنصر رابط أو ملفّ خاصّ وليس ملفًّا عاديًّا.", "ضع الملفّ نفسه في الحزمة مكان الرابط."),
    "no_columns": (
        "لم يُعرف أيّ عمود فيه نصّ المقال.",
        "سمِّ الأعمدة في السطر الأوّل: العنوان، النصّ، المصدر، التاريخ، الرابط، الكاتب.",
    ),
    "bad_row": ("تعذّرت قراءة الصفّ: {why}.", "صحّح علامات الاقتباس في الصفّ أو صدّر الجدول من جديد."),
    "too_slow": (
        "استغرقت القراءة أكثر من الحدّ {limit} ثانية (IMPORT_SECONDS).",
        "قسّم الملفّ أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "too_heavy": (
        "احتاجت القراءة ذاكرة أكثر من الحدّ {limit} م.ب. (IMPORT_MEMORY_MB).",
        "قسّم الملفّ أو ارفع هذا الحدّ في الإعدادات.",
    ),
    "interrupted": (
        "انقطعت قراءة الملفّ ثلاث مرّات قبل تمامها، وبقي ما قُرئ منه.",
        "قسّم الملفّ أو زِد ذاكرة الخادم، ثمّ أعد القراءة.",
    ),
    "cut_off": ("انقطع الاستيراد قبل تمامه.", "أعد الأمر نفسه، فلا يُضاف إلّا ما ينقص."),
    "bad_rules": ("قواعد التنظيف التي أضفتها لا تُقرأ: {why}.", "صحّح ملفّ القواعد ثمّ أعد القراءة."),
    "crashed": ("توقّف قارئ الملفّ فجأة ({why}).", "احفظ الملفّ من جديد ببرنامج آخر ثمّ أعد رفعه."),
}


def problem(source: Input, code: str, line: int | None = None, **values: object) -> ImportProblem:
    """A problem of ``source``; about one row when ``line`` is given. ``values`` fill its words."""
    return ImportProblem(source.name, code, filling(**values), line=line, whole_file=line is None)


def failure(source: Input, error: Exception, line: int | None = None) -> ImportProblem:
    """A problem for which the reader is to blame, with the traceback for the log."""
    values = filling(why=f"{type(error).__name__}: {error}")
    told = "".join(traceback.format_exception(error))
    return ImportProblem(
        source.name, "failed", values, line=line, whole_file=line is None, traceback=told[-_TRACEBACK:]
    )


def guarded(
    source: Input, line: int | None, make: Callable[..., RawArticle | ImportProblem], *args: object
) -> RawArticle | ImportProblem:
    """What ``make(*args)`` returns; a problem of this one row when it fails, so that the others go in."""
    try:
        return make(*args)
    except MemoryError:
        raise
    except Exception as error:
        return failure(source, error, line)


def too_large(source: Input, limit: str, line: int | None = None) -> ImportProblem:
    """An :class:`ImportProblem` of a file, or of a part of it, above one of its limits on sizes in bytes."""
    maximum = megabytes(getattr(source.limits, limit))
    return problem(source, "too_large", line, limit=maximum, name=f"IMPORT_{limit.upper()}_MB")


def filling(**values: object) -> dict[str, str]:
    """The values of an issue as texts; ``why`` quotes a library and is cut to one short line."""
    texts = {name: str(value) for name, value in values.items()}
    if "why" in texts:
        texts["why"] = " ".join(texts["why"].split())[:200].rstrip(". ")
    return texts


def message(code: str, values: Mapping[str, str], translate: Callable[[str], str] = str) -> str:
    """Reason and cure in one text: in Arabic, unless ``translate`` puts their templates in other words."""
    return " ".join(translate(words).format(**values) for words in WORDS[code])


def megabytes(size: float) -> str:
    """A number of bytes for a message: ``12`` or ``0.5``."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
