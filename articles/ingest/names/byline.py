"""Bylines and datelines: who wrote, where, and which agency or newspaper.

They come in many forms (``الرياض: ناصر الراوي``, ``(رويترز) – عدن``, ``الضفاف نيوز_ رويترز``): the text is
split at its marks, and each part is told by what it is, not by where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from articles.arabic.dates.parser import PartialDate, find_dates
from articles.ingest.names.gazetteers import agency_named, countries, given_names, places, sections
from articles.ingest.text import fold

_MARKS: Final = re.compile(r"\s*(?:\n|[|:/•،؛,+\[\]()]|[-–—]+|(?<=\s)ـ+(?=\s)|_(?=\s)|(?<=\s)_)\s*")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_QUOTED: Final = re.compile(r"[«“\"{]([^«»“”\"{}]{2,40})[»”\"}]")
_TIME: Final = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:am|pm|ص|م|صباحا|مساء))?|الموافق|\b(?:mon|tue|wed|thu|fri|sat|sun)\b",
    re.I,
)
_FROM: Final = re.compile(r"(?:^|\s+)(?:من|في)\s+(?=\S+(?:\s\S+)?$)")
# Words beside a name that are no name themselves; alone they say nothing.
_LABELS: Final = frozenset(
    fold(
        "كتب كتبت كتبه بقلم إعداد وإعداد أعد أعده أعدته تحرير حرره ترجمة وترجمة تصوير وتصوير تقرير تحقيق حوار"
        " حاوره حاورها بواسطة المحرر الكاتب الكاتبة خاص خاصة متابعة متابعات مراسلنا مراسل التقرير أجرى الحوار"
        " عواصم العواصم الترجمة المصدر عن نقلا by author reporting editor"
    ).split()
)
# A word that tells the name of a newspaper, a site or a channel.
_PRESS: Final = re.compile(
    r"(?:^|\s)(?:نيوز|نت|برس|بوست|تايمز|سبورت|اونلاين|ميديا|تي في|تلفزيون|التلفزيون|قناه|شبكه|صحيفه|جريده"
    r"|مجله|مكتب|الالكترونيه|يوميه|اسبوعيه|موقع|وكاله|راديو|اذاعه|الاخباريه|الاخباري|الاخبار|الاعلاميه"
    r"|للاعلام|للانباء|برنامج|ديجيتال|عربيه|العربيه|عربي|عربي21|فرانس24|news|times|post|press|media|tv)(?:$|\s)"
    r"|\S اليوم$|\S\.(?:نت|كوم|com|net|org)$"
)
_NAME: Final = re.compile(r"(?=[^\W\d_])(?:[^\W_]+\.?['’ʿ]?(?:\s+|$)){1,7}")
_LEADING: Final = frozenset(
    {"في", "من", "على", "إلى", "الى", "عن", "مع", "بعد", "قبل", "أن", "إن", "لا", "لم", "هذا"}
)
_COUNT: Final = re.compile(r"\d+ (?:تعليق|تعليقات|مشاهده|مشاهدات|قراءه|دقيقه|دقايق|views?|comments?)")
_AND: Final = re.compile(r"\sو(?=\S)")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\ufeff]")
_MARKED: Final = re.compile("[\u064b-\u0652\u0670]")
_TITLES: Final = re.compile(
    r"^(?:[أا]\s?\.\s?)?[دم]\s?\.\s?|^(?:الدكتور|الدكتورة|المهندس|الأستاذ|الشيخ|اللواء|العميد)\s"
)
_FIRST: Final = re.compile("عبد|أبو|ابو|أبا|بن$|آل$")  # first words of personal names
_NISBA: Final = re.compile("ال.{3,}ي")  # and their last: الراوي


@dataclass(frozen=True, slots=True)
class Byline:
    """The parts of a byline; ``unknown`` is what could not be told."""

    dateline: str = ""
    agency: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    unknown: tuple[str, ...] = ()
    sure: bool = False  # a list, a word of the press or كتب tells at least one part, and none is unknown


def parse(text: str, source: str = "") -> Byline:
    """The parts of ``text``, a byline or dateline; ``source`` is the article's, when it is known."""
    text = _BLANKS.sub(" ", text)  # the pattern of marks looks through a run of blanks from each of them anew
    published = _date(text)
    text = without_dates(text)
    quoted = _QUOTED.findall(text)  # «الضفاف»: newspapers stand in quotes
    parts = _parts(_QUOTED.sub("|", text))
    kinds = [(_kind(part, source), part) for part in parts]
    signed = any(kind == "person" for kind, _ in kinds) and fold(text).split()[0].rstrip(":") in _LABELS
    sure = signed or any(kind in {"press", "agency", "place"} for kind, _ in kinds)
    kinds = _guess_by_context([*(("press", name) for name in quoted[:1]), *kinds])
    of: dict[_Kind, list[str]] = {}
    for kind, part in kinds:
        of.setdefault(kind, []).append(part)
    press, agency = of.get("press", []), [agency_named(part) for part in of.get("agency", [])]
    if len(press) > 1 and not agency and fold(press[-1]).startswith("وكاله "):
        agency = [press.pop()]  # ساحل نت_ وكالة الضفاف: a newspaper, and the agency it quotes
    return Byline(
        dateline="، ".join(dict.fromkeys(of.get("place", []))),
        agency=agency[0] if agency else "",
        source=press[0] if press else "",
        authors=tuple(dict.fromkeys(of.get("person", []))),
        published=published,
        unknown=tuple(of.get("unknown", [])),
        sure=sure and "unknown" not in of,
    )


def names_press(name: str) -> bool:
    """Whether a word in it tells that it is the name of a newspaper, a site or a channel."""
    return bool(_PRESS.search(fold(name)))


def names_person(name: str) -> bool:
    """Whether it is the name of a person beyond doubt: by a first name, a title, a nisba."""
    return _kind(name, "") == "person"


def without_dates(text: str) -> str:
    """The text with a bar in place of dates and times."""
    found = find_dates(text)
    for date in reversed(found):
        text = f"{text[: date.start]}|{text[date.end :]}"
    return _TIME.sub("|", text) if found else text


def _date(text: str) -> PartialDate | None:
    found = find_dates(text)
    return next((each.date for each in found if not each.approximate), found[0].date if found else None)


_Kind = Literal["press", "agency", "place", "label", "person", "name", "unknown"]


def _kind(part: str, source: str) -> _Kind:
    folded = fold(part)
    if agency_named(part):
        return "agency"
    if source and folded == fold(source):
        return "press"
    if folded in places() or folded in countries():
        return "place"
    if _PRESS.search(folded):
        return "press"
    if folded in sections() or set(folded.split()) <= _LABELS or _COUNT.fullmatch(folded):
        return "label"
    if not _NAME.fullmatch(_bare(part)):
        return "unknown"
    return "person" if _is_person(part) else "name"


def _bare(name: str) -> str:
    """A name without harakat and titles: ``أ.د. سلمى الراوي``."""
    return _TITLES.sub("", _MARKED.sub("", name)).strip()


def _is_person(part: str) -> bool:
    tokens = _bare(part).split()
    if len(tokens) < 2:
        return False
    titled = _bare(part) != _MARKED.sub("", part).strip()
    named = titled or fold(tokens[0]) in given_names() or bool(_NISBA.fullmatch(tokens[-1]))
    return named or bool(_FIRST.match(tokens[0]))


def _guess_by_context(kinds: list[tuple[_Kind, str]]) -> list[tuple[_Kind, str]]:
    """A name of unknown kind: beside a newspaper it is a place, beside a place it is who reports."""
    guessed = list(kinds)
    count = Counter(kind for kind, _ in kinds)
    # Names of several words first: they tell those of one word.
    for index, (kind, part) in sorted(enumerate(kinds), key=lambda each: " " not in each[1][1]):
        if kind == "name":
            count[kind] -= 1
            kind = _guess(part, {other for other in count if count[other]})
            count[kind] += 1
            guessed[index] = (kind, part)
    return guessed


def _guess(name: str, others: set[_Kind]) -> _Kind:
    several = " " in name and name.split()[0] not in _LEADING
    if "press" in others:
        return "unknown" if "place" in others else "place"
    if several and "person" not in others:
        return "person"
    return "press" if others & {"place", "person", "agency", "label"} else "unknown"


def _parts(text: str) -> list[str]:
    parts = (piece for part in _MARKS.split(_INVISIBLE.sub("", text)) for piece in _split(part))
    return [name for name in map(_unlabelled, parts) if name]


def _split(part: str) -> list[str]:
    """``سلمى الراوي من الرياض`` is a name and a city, ``سلمى الراوي وعلي الهاشم`` are two names."""
    if found := _FROM.search(part):
        name, _, city = part.partition(found.group())
        if fold(city) in places():
            return [name, city]
    for found in _AND.finditer(part):
        names = [part[: found.start()], part[found.end() :]]
        if all(map(_is_person, names)):
            return names
    return [part]


def _unlabelled(part: str) -> str:
    """A part without the words before a name (بقلم); of such words alone the part is left as it is."""
    tokens = part.replace("ـ", "").strip(" .*").split()
    names = tokens[:]
    while names and fold(names[0]) in _LABELS:
        names.pop(0)
    return " ".join(names or tokens)
