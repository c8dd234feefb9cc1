"""Rows and records: names of columns, in English and Arabic, and their values as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from articles.arabic.analysis.characters import FOLDED, NOISE
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.types import RawArticle, Role
from articles.ingest.values import value_text

# The field of an article, and what files call it (compared after :func:`_plain`).
_NAMES: Final[dict[str, str]] = {
    "text": "body text content article articlebody bodytext story maintext fulltext description"
    "|نص|متن|محتوي|نص الخبر|نص المقال|خبر|مقال|تفاصيل|محتوي الخبر|محتوي المقال",
    "title": "title headline heading header|عنوان|عنوان الخبر|عنوان المقال|عنوان رييسي",
    "subtitle": "subtitle subheadline deck standfirst|عنوان فرعي|عنوان ثانوي",
    "source": "source publisher newspaper site sitename outlet"
    "|مصدر|صحيفه|جريده|موقع|ناشر|اسم المصدر|وسيله الاعلام",
    "published": "published date pubdate publishedat publisheddate publicationdate publishdate datepublished"
    " dateextracted created createdat timestamp time|تاريخ|تاريخ النشر|نشر في|يوم|تاريخ الخبر|وقت النشر",
    "url": "url link href permalink uri originalurl|رابط|رابط الخبر|رابط المقال|عنوان الصفحه",
    "authors": "author authors byline writer creator reporter journalist"
    "|كاتب|كتاب|مولف|محرر|بقلم|اسم الكاتب|مراسل|صحفي",
    "tags": "tags tag keywords keyword labels topics hashtags"
    "|وسوم|وسم|كلمات مفتاحيه|كلمات دلاليه|مواضيع|تاغات|هاشتاغ",
    "section": "section category categories rubric|قسم|تصنيف|باب|فيه|اقسام",
    "language": "language lang|لغه",
    "dateline": "dateline city place location|مدينه|مكان|مكان الخبر|بلد",
    "agency": "agency wire newsagency|وكاله|وكاله الانباء",
}
_FOLDS: Final = FOLDED | NOISE | str.maketrans("", "", "_-")  # source_name and source-name are sourcename


def _plain(name: str) -> str:
    folded = " ".join(re.sub(r"\W+", " ", name.strip().casefold().translate(_FOLDS)).split())
    folded = re.sub(r"^ال(?=\w{2})", "", folded)
    folded = re.sub(r" ال(?=(?:مفتاحيه|دلاليه|فرعي|ثانوي|رييسي))", " ", folded)
    return folded.replace(" ", "") if folded.isascii() else folded


_FIELDS: Final = {
    _plain(name): field
    for field, names in _NAMES.items()
    for name in [*names.split("|")[0].split(), *names.split("|")[1:]]
}


@lru_cache(maxsize=1024)
def field_of(name: str) -> str | None:
    """The field of an article that a column called ``name`` holds, if any.

    >>> field_of("تاريخ النشر"), field_of("pub_date"), field_of("العنوان"), field_of("id")
    ('published', 'published', 'title', None)
    """
    return _FIELDS.get(_plain(name))


def record(row: Mapping[str, object], *, line: int | None = None, encoding: str = "") -> RawArticle:
    """A row or JSON object as an article. The first column of a field counts when two hold it."""
    stated: dict[str, str] = {}
    for name, value in row.items():
        field = field_of(str(name))
        text = value_text(value) if field else ""
        if field and text and (field != "text" or len(text) > len(stated.get(field, ""))):
            stated.setdefault(field, text)
            stated[field] = text if field == "text" else stated[field]
    text = stated.pop("text", "")
    marks: dict[int, Role] = {}
    if has_tags(text):
        text, marks = fragment(text)
    return RawArticle(text=text, stated_fields=stated, marks=marks, line=line, encoding=encoding)
