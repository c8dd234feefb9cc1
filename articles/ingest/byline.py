"""Bylines and datelines: who wrote, where, and which agency or newspaper.

They come in many forms (``الرياض: ناصر الراوي``, ``(رويترز) – عدن``, ``الضفاف نيوز_ رويترز``): the text is
split at its marks, and each part is told by what it is, not by where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from articles.arabic.dates import PartialDate, find_dates
from articles.ingest.text import fold, words
from articles.ingest.vocabulary import agencies, places

_MARKS: Final = re.compile(r"\s*(?:\n|[|:/•،؛,\[\]()]|[-–—]+|(?<=\s)ـ+(?=\s)|_(?=\s)|(?<=\s)_)\s*")
_QUOTED: Final = re.compile(r"[«“\"{]([^«»“”\"{}]{2,40})[»”\"}]")
_TIME: Final = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:am|pm|ص|م|صباحا|مساء))?|الموافق|\b(?:mon|tue|wed|thu|fri|sat|sun)\b",
    re.I,
)
_FROM: Final = re.compile(r"(?:^|\s+)(?:من|في)\s+(?=\S+(?:\s\S+)?$)")
# Words beside a name that are no name themselves; alone they say nothing.
_LABELS: Final = frozenset(
    fold(
        "كتب كتبت كتبه بقلم إعداد وإعداد أعد أعده أعدته تحرير حرره ترجمة وترجمة تصوير وتصوير تقرير تحقيق"
        " حوار حاوره"
        " حاورها بواسطة المحرر الكاتب الكاتبة خاص خاصة متابعة متابعات مراسلنا مراسل التقرير أجرى الحوار عواصم"
        " العواصم الترجمة المصدر by author reporting عن نقلا editor"
    ).split()
)
# A word that tells the name of a newspaper, a site or a channel.
_PRESS: Final = re.compile(
    r"(?:^|\s)(?:نيوز|نت|نتـ|برس|بوست|تايمز|تي في|اونلاين|ميديا|تلفزيون|التلفزيون|قناه|شبكه|صحيفه|جريده"
    r"|مجله|موقع"
    r"|وكاله|راديو|اذاعه|الاخباريه|الاخباري|الاخبار|الاعلاميه|للاعلام|للانباء|برنامج|news|times|post"
    r"|press|media|tv"
    r"|عربيه|العربيه|عربي)(?:$|\s)"
)
_NAME: Final = re.compile(r"(?:[^\W\d_]+\.?['’ʿ]?(?:\s+|$)){1,6}")
_LEADING: Final = frozenset(
    [
        "في",
        "من",
        "على",
        "إلى",
        "الى",
        "عن",
        "مع",
        "بعد",
        "قبل",
        "أن",
        "إن",
        "ان",
        "قال",
        "أكد",
        "أعلن",
        "هذا",
        "هذه",
        "لا",
        "لم",
        "لن",
    ]
)


@dataclass(frozen=True, slots=True)
class Byline:
    """The parts of a byline. ``sure`` when at least one part is known: a city, an agency, a press word."""

    dateline: str = ""
    agency: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    unknown: tuple[str, ...] = ()
    sure: bool = False


def parse(text: str, source: str = "") -> Byline:
    """The parts of ``text``, a byline or dateline; ``source`` is the article's, when it is known."""
    text, published = _without_date(text)
    press = "".join(_QUOTED.findall(text)[:1])  # «الضفاف»: newspapers stand in quotes
    text = _QUOTED.sub("|", text)
    cities: list[str] = []
    agency = ""
    authors: list[str] = []
    unknown: list[str] = []
    for part in _parts(text):
        folded = fold(part)
        if folded in agencies():
            agency = agency or agencies()[folded]
        elif folded in places() and folded != fold(source):
            cities.append(part)
        elif _PRESS.search(folded) or (source and folded == fold(source)):
            press = press or part
        elif _is_name(part):
            authors.append(part)
        else:
            unknown.append(part)
    if len(unknown) == 1 and not press and (cities or authors or agency) and _NAME.fullmatch(unknown[0]):
        press = unknown.pop()  # الوئام - جدة: a newspaper of one word, beside a known part
    return Byline(
        dateline="، ".join(dict.fromkeys(cities)),
        agency=agency,
        source=press,
        authors=tuple(dict.fromkeys(authors)),
        published=published,
        unknown=tuple(unknown),
        sure=bool(cities or agency or press),
    )


def _without_date(text: str) -> tuple[str, PartialDate | None]:
    found = find_dates(text)
    for date in reversed(found):
        text = f"{text[: date.start]}|{text[date.end :]}"
    days = [date.date for date in found if date.calendar == "gregorian"] or [date.date for date in found]
    return (_TIME.sub("|", text) if found else text), days[0] if days else None


def _parts(text: str) -> list[str]:
    parts = (piece for part in _MARKS.split(text) for piece in _split_from(part))
    return [name for name in map(_unlabelled, parts) if name]


def _split_from(part: str) -> list[str]:
    """``سلمى الراوي من الرياض`` is a name and a city."""
    name, _, city = part.partition(found.group()) if (found := _FROM.search(part)) else (part, "", "")
    return [name, city] if fold(city) in places() else [part]


def _unlabelled(part: str) -> str:
    tokens = part.replace("ـ", "").strip(" .*").split()
    while tokens and fold(tokens[0]) in _LABELS:
        tokens.pop(0)
    return " ".join(tokens)


def _is_name(part: str) -> bool:
    return 2 <= len(words(part)) <= 5 and part.split()[0] not in _LEADING and bool(_NAME.fullmatch(part))
