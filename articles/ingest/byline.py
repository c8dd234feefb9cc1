"""Bylines and datelines: who wrote, where, and which agency or newspaper.

They come in many forms (``الرياض: ناصر الراوي``, ``(رويترز) – عدن``, ``الضفاف نيوز_ رويترز``): the text is
split at its marks, and each part is told by what it is, not by where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from articles.arabic.dates import PartialDate, find_dates
from articles.ingest.text import fold
from articles.ingest.vocabulary import agencies, given_names, places

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
        "كتب كتبت كتبه بقلم إعداد وإعداد أعد أعده أعدته تحرير حرره ترجمة وترجمة تصوير وتصوير تقرير تحقيق حوار"
        " حاوره حاورها بواسطة المحرر الكاتب الكاتبة خاص خاصة متابعة متابعات مراسلنا مراسل التقرير أجرى الحوار"
        " عواصم العواصم الترجمة المصدر عن نقلا by author reporting editor"
    ).split()
)
# A word that tells the name of a newspaper, a site or a channel.
_PRESS: Final = re.compile(
    r"(?:^|\s)(?:نيوز|نت|برس|بوست|تايمز|سبورت|اونلاين|ميديا|تي في|تلفزيون|التلفزيون|قناه|شبكه|صحيفه|جريده"
    r"|مجله|مكتب|الالكترونيه|يوميه|اسبوعيه|موقع|وكاله|راديو|اذاعه|الاخباريه|الاخباري|الاخبار|الاعلاميه|للاعلام|للانباء|برنامج"
    r"|news|times|post|press|media|tv|عربيه|العربيه|عربي)(?:$|\s)|\S اليوم$"
)
_NAME: Final = re.compile(r"(?:[^\W\d_]+\.?['’ʿ]?(?:\s+|$)){1,6}")
_LEADING: Final = frozenset(
    {"في", "من", "على", "إلى", "الى", "عن", "مع", "بعد", "قبل", "أن", "إن", "لا", "لم", "هذا"}
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
    sure: bool = False  # a list or a word of the press tells at least one part, and no part is unknown


def parse(text: str, source: str = "") -> Byline:
    """The parts of ``text``, a byline or dateline; ``source`` is the article's, when it is known."""
    published = _date(text)
    text = without_dates(text)
    quoted = _QUOTED.findall(text)  # «الضفاف»: newspapers stand in quotes
    parts = _parts(_QUOTED.sub("|", text))
    kinds = [(_kind(part, source), part) for part in parts]
    sure = any(kind in {"press", "agency", "place"} for kind, _ in kinds)
    kinds = _told_by_neighbours([*(("press", name) for name in quoted[:1]), *kinds])
    of = {kind: [part for own, part in kinds if own == kind] for kind, _ in kinds}
    press, agency = of.get("press", []), [agencies()[fold(part)] for part in of.get("agency", [])]
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


def without_dates(text: str) -> str:
    """The text with a bar in place of dates and times."""
    found = find_dates(text)
    for date in reversed(found):
        text = f"{text[: date.start]}|{text[date.end :]}"
    return _TIME.sub("|", text) if found else text


def _date(text: str) -> PartialDate | None:
    found = find_dates(text)
    return next((each.date for each in found if not each.approximate), found[0].date if found else None)


_Kind = Literal["press", "agency", "place", "person", "name", "unknown"]


def _kind(part: str, source: str) -> _Kind:
    folded = fold(part)
    if folded in agencies():
        return "agency"
    if source and folded == fold(source):
        return "press"
    if folded in places():
        return "place"
    if _PRESS.search(folded):
        return "press"
    if not _NAME.fullmatch(part) or not 1 <= len(part.split()) <= 5:
        return "unknown"
    return "person" if _is_person(part) else "name"


def _is_person(part: str) -> bool:
    tokens = [token for token in part.split() if len(token.strip(".")) > 1]
    known = fold(tokens[0]) in given_names() if tokens else False
    family = bool(tokens) and bool(_NISBA.fullmatch(tokens[-1]))
    return len(tokens) >= 2 and (known or family or bool(_FIRST.match(tokens[0])))


def _told_by_neighbours(kinds: list[tuple[_Kind, str]]) -> list[tuple[_Kind, str]]:
    """A name of unknown kind: beside a newspaper it is a place, beside a place it is who reports."""
    told: list[tuple[_Kind, str]] = []
    for index, (kind, part) in enumerate(kinds):
        others = {other for place, (other, _) in enumerate(kinds) if place != index}
        told.append((_guess(part, others) if kind == "name" else kind, part))
    return told


def _guess(name: str, others: set[_Kind]) -> _Kind:
    several = " " in name and name.split()[0] not in _LEADING
    if "press" in others:
        return "unknown" if "place" in others else "place"
    if several and "person" not in others:
        return "person"
    return "press" if others & {"place", "person", "agency"} else "unknown"


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
