"""Names of columns, in English and Arabic, and the fields of an article that they hold."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from articles.arabic.orthography.characters import FOLDED, NOISE

# The field of an article, and what files call it (compared after :func:`_plain`).
_NAMES: Final[dict[str, str]] = {
    "text": "body text content article articlebody articletext bodytext story maintext maincontent fulltext"
    " fullarticle description post postcontent posttext message newstext newscontent contenttext"
    " contenthtml textcontent abstractnote"
    " html contentrendered bodyhtml bodyplain rawtext cleantext plaintext paragraphs paragraph selftext"
    "|نص|متن|محتوي|نص الخبر|نص المقال|نص الماده|نص التقرير|نص المنشور|نص البيان|خبر|مقال|مقاله|ماده"
    "|تقرير|منشور|تفاصيل|تفاصيل الخبر|محتوي الخبر|محتوي المقال|متن الخبر|متن المقال|نص كامل|نص"
    " الكامل|مضمون|فحوي",
    "title": "title headline heading header articletitle posttitle newstitle pagetitle titlerendered"
    " subject h1 webtitle|عنوان|عنوان الخبر|عنوان المقال|عنوان الماده|عنوان المنشور|عنوان التقرير|عنوان"
    " رييسي|عنوان رييس|مانشيت"
    "|اسم المقال|ترويسه",
    "subtitle": "subtitle subheadline subheading deck standfirst kicker|عنوان فرعي|عنوان ثانوي|عنوان تمهيدي",
    "source": "source sourcename newssource sourcehostname"
    " publisher publicationtitle newspaper site sitename website outlet publication journal media"
    " channel domain|مصدر|صحيفه|جريده|مجله|موقع|موقع الالكتروني|ناشر|اسم المصدر|اسم الصحيفه|اسم الجريده"
    "|اسم الموقع|وسيله الاعلام|وسيله|جهه النشر|قناه",
    "published": "published date pubdate publishedat publishedon publisheddate publicationdate publishdate"
    " publicationdatetime webpublicationdate publishup"
    " publishtime datepublished datetime dateextracted dategmt postdate posteddate postedat posted newsdate"
    " articledate created createdat createdtime createddate createdutc issued timestamp time day dateposted"
    "|تاريخ|تاريخ النشر|تاريخ الاصدار|نشر في|نشر بتاريخ|يوم|يوم النشر|تاريخ الخبر|تاريخ المقال|تاريخ الماده"
    "|وقت النشر|وقت|تاريخ ووقت|زمن النشر",
    "url": "url link href permalink uri originalurl weburl sourceurl articleurl newsurl pageurl"
    " canonicalurl mainentityofpage"
    " address|رابط|رابط الخبر|رابط المقال|رابط الماده|رابط الصفحه|رابط الاصلي|عنوان الصفحه|وصله",
    "authors": "author authors authorname byline writer creator reporter journalist postauthor writtenby by"
    "|كاتب|كتاب|كاتب المقال|مولف|مولفون|محرر|بقلم|اسم الكاتب|اسم المحرر|اسم المولف|مراسل|صحفي|اعداد|كاتبه",
    "tags": "tags tag keywords keyword labels label topics topic hashtags hashtag subjects manualtags"
    "|وسوم|وسم|كلمات مفتاحيه|كلمات دلاليه|كلمات المفتاحيه|مواضيع|موضوعات|تاغات|تاجات|هاشتاغ|هاشتاقات",
    "section": "section category categories rubric desk sectionname categoryname"
    "|قسم|تصنيف|باب|فيه|اقسام|تصنيفات|تبويب|اسم القسم|زاويه",
    "language": "language lang|لغه",
    "publication": "status poststatus publicationstatus pubstatus articlestatus poststate ispublished"
    " ispublic visibility|حاله|حاله النشر|حاله المقال|حاله الخبر",
    "draft": "draft isdraft|مسوده",  # whether it is one, where publication says what it is
    "dateline": "dateline city place location|مدينه|مكان|مكان الخبر|مكان الحدث|بلد|دوله",
    "agency": "agency wire newsagency|وكاله|وكاله الانباء|اسم الوكاله",
}
# Names that mean one thing beside some columns and another beside others: الموضوع is the headline in a
# register of press cuttings, and the topic where another column is the headline. First choice first.
_BY_COMPANY: Final = {
    **dict.fromkeys(("subject", "موضوع"), ("title", "tags")),
    **dict.fromkeys(("جهه", "جهه اعلاميه"), ("source", "agency")),
}
# A date in three columns.
_PARTS: Final = {
    **dict.fromkeys(("year", "سنه", "عام"), "year"),
    **dict.fromkeys(("month", "شهر"), "month"),
    **dict.fromkeys(("day", "يوم"), "day"),
}
# The type of a field, as Solr's dynamic fields and tables in several languages say it: title_s, body_txt_ar.
_SUFFIX: Final = re.compile(r"_(?:s|ss|t|txt|dt|dts|tdt|pdt|str|text|sort|ar|ara|arabic)(?:_ar)?$", re.I)
# Dublin Core, as repositories and libraries export it: dc.date.issued, Dublin Core:Title, dc.subject[ar].
_DUBLIN_CORE: Final = re.compile(r"(?:Dublin Core|dc|dcterms) ?[.:] ?([\w.]+?)(?:\[\w*\])?", re.IGNORECASE)
_ELEMENTS: Final = {
    "title": "title",
    "title.alternative": "subtitle",
    "description": "text",
    "description.abstract": "text",
    "abstract": "text",
    "date": "published",
    "date.issued": "published",
    "issued": "published",
    "publisher": "source",
    "creator": "authors",
    "contributor.author": "authors",
    "subject": "tags",
    "identifier.uri": "url",
    "language": "language",
    "language.iso": "language",
}
_FOLDS: Final = FOLDED | NOISE | str.maketrans("_-", "  ")  # نص_الخبر is نص الخبر


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
    if element := _DUBLIN_CORE.fullmatch(name.strip()):
        return _ELEMENTS.get(element[1].lower())
    return _FIELDS.get(_plain(name)) or _FIELDS.get(_plain(_SUFFIX.sub("", name)))


@lru_cache(maxsize=1024)
def fields_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the columns of one table hold, "" for one that holds none. A date in columns of its
    parts is ``year``, ``month`` and ``day``.

    >>> fields_of(("الموضوع", "النص")), fields_of(("الموضوع", "العنوان", "النص"))
    (('title', 'text'), ('tags', 'title', 'text'))
    >>> fields_of(("سنة", "شهر", "يوم", "نص"))
    ('year', 'month', 'day', 'text')
    """
    plain = [_plain(name) for name in names]
    fields = [field_of(name) or "" for name in names]
    for place, name in enumerate(plain):
        if name in _BY_COMPANY:
            others = {*fields[:place], *fields[place + 1 :]}
            fields[place] = next((each for each in _BY_COMPANY[name] if each not in others), "")
    parts = [_PARTS.get(name, "") for name in plain]
    if "year" not in parts:
        return tuple(fields)
    is_dated = any(field == "published" and not part for field, part in zip(fields, parts, strict=True))
    return tuple(
        "" if is_dated and part else part or field for field, part in zip(fields, parts, strict=True)
    )
