"""What the libraries that read files say in English of a bad one, in the language of the interface."""

from __future__ import annotations

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# How a message begins or what it has, and its sentence: the first that is found counts.
_SENTENCES: Final[list[tuple[re.Pattern[str], str | Promise]]] = [
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"is not a zip file", _("ليس ملفّ zip")),
        (r"not a gzip", _("ليس ملفّ gz")),
        (r"bad magic number", _("أوّله ليس أوّل ملفّ من نوعه")),
        (r"bad crc|crc check failed|incorrect data check", _("محتواه لا يطابق رقم التحقّق الذي فيه")),
        (r"error -?\d+ while decompressing|invalid (?:block|stored|distance|code|bit)", _("ضغطه تالف")),
        (
            r"truncated|unexpected end|ended before|ended unexpectedly|eof marker|end of (?:data|file)",
            _("انقطع قبل آخره"),
        ),
        (
            r"invalid pdf header|no /root|not a pdf|startxref|xref|pdfium: (?:data format|file access) error",
            _("بنية PDF فيه تالفة"),
        ),
        (r"there is no item named|keyerror", _("ينقصه جزء من أجزائه")),
        (r"unterminated string", _("نصّ فُتحت علامته ولم تُغلق")),
        (r"expecting ',' delimiter|expecting ':' delimiter", _("تنقصه فاصلة أو نقطتان")),
        (r"expecting property name", _("ينقصه اسم حقل بين علامتي اقتباس")),
        (r"expecting value", _("تنقصه قيمة")),
        (r"extra data", _("بعد آخره زيادة")),
        (r"invalid control character", _("فيه محرف تحكّم لا يُقبل")),
        (r"mismatched tag|tag mismatch", _("وسم أُغلق بغير اسمه")),
        (r"undefined entity", _("فيه كيان لم يُعرَّف")),
        (r"not well-formed|invalid token|unclosed token|syntax error", _("بنيته غير سليمة")),
        (r"no element found|document is empty|no elements|no entries", _("لا عناصر فيه")),
        (r"nul\b", _("فيه محرف لا يُقبل (NUL)")),
        (r"permission denied", _("لا إذن بقراءته")),
        (r"no such file", _("ليس في مكانه")),
        (r"is a directory", _("هو مجلّد وليس ملفًّا")),
    )
]
_LINE: Final = re.compile(r"\bline (\d+)", re.IGNORECASE)


def in_words(message: str) -> str:
    """The message in the active language, with the line that it names; one that is not known as it is."""
    for pattern, sentence in _SENTENCES:
        if pattern.search(message):
            line = _LINE.search(message)
            if line is None or line[1] == "1":  # of JSON lines each is the first of its own
                return str(sentence)
            return _("%(what)s، في السطر %(line)s") % {"what": sentence, "line": line[1]}
    return message
