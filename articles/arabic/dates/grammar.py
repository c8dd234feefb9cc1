"""What a date looks like in Arabic text: every place where one is written, in its own calendar.

A date has a year, so looking starts at each four-digit year and goes left (``9 أيلول 2021``) or right
(``2021-09-09``): an article without years costs one scan for digits.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Final, Literal
from unicodedata import normalize

from articles.arabic.dates.months import GREGORIAN, HIJRI, WEEKDAYS
from articles.arabic.dates.numerals import TO_WESTERN, day_ordinals
from articles.arabic.orthography.characters import FOLDED, NOISE

Calendar = Literal["gregorian", "hijri"]
# 1941 to 2041 of Iran's solar calendar. A date of numbers in these years may be one of them, and would be
# forty years off as a lunar one: it is read only where ه says that it is lunar.
PERSIAN_YEARS: Final = range(1320, 1421)
FIRST_GREGORIAN_YEAR: Final = 1600  # smaller years are Hijri: no article is from the Middle Ages


@dataclass(frozen=True, slots=True)
class Reading:
    """A date in plain text: ``start`` to ``end``, and its parts in its own calendar, not yet checked."""

    start: int
    end: int
    year: int
    month: int | None
    day: int | None
    calendar: Calendar


# ---- plain text: letters folded, noise dropped -----------------------------------------------------

# Hamza on و and ي stays: no name of a month or day has a spelling without it.
_FOLDS: Final = (
    {code: letter for code, letter in FOLDED.items() if chr(code) not in "ؤئ"}
    | TO_WESTERN
    | str.maketrans(ascii_uppercase, ascii_lowercase)
    | str.maketrans("éèêëàâîïôöûùüçÉÈÊÀÂÎÔÛÇ", "eeeeaaiioouuuceeeaaiouc")
    | str.maketrans("؍⁄\t\u00a0\u2007\u202f\u2009", "//     ")
)
_DROPPED: Final = re.compile(f"[{''.join(map(chr, NOISE))}]+")
_LIGATURES: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def plain(text: str) -> str:
    """The text as dates are looked for in it: letters and digits folded, marks and noise dropped."""
    if _LIGATURES.search(text):
        text = _LIGATURES.sub(lambda match: normalize("NFKC", match.group()), text)
    return _DROPPED.sub("", text).translate(_FOLDS)


def origins(text: str) -> list[int] | range:
    """For each character of ``plain(text)``, and for its end, the place in ``text`` that it came from."""
    if not _DROPPED.search(text) and not _LIGATURES.search(text):
        return range(len(text) + 1)
    return [*(place for place, letter in enumerate(text) for _ in plain(letter)), len(text)]


# ---- patterns --------------------------------------------------------------------------------------


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ORDINALS: Final = day_ordinals()
_NUMBERED: Final = GREGORIAN | HIJRI
_MONTH: Final = any_of(_NUMBERED)
_YEAR: Final = re.compile(r"(?<!\d)(?:1[3-9]|20)\d\d(?!\d)")
_ERA: Final = re.compile(r" ?(?:(?P<hijri>ه|هجري[ها]?|للهجره)|م|ميلادي[ها]?|للميلاد)(?!\w)")
_BRACKETS: Final = {"(": ")", "[": "]"}

_LOOK_BACK: Final = 70  # characters: الأربعاء الحادي والثلاثين من شهر كانون الأول / ديسمبر من العام
_BEFORE_YEAR: Final = re.compile(
    rf"""(?<!\w)(?<!\d[.:,])
    (?:(?:{any_of(WEEKDAYS)})\.?[ ،,:\-–]{{1,3}})?
    (?:
      (?P<name_first>{_MONTH})\.?[ ](?P<late_day>\d\d?)(?:st|nd|rd|th)?[ ]?[,،]?[ ]?
    |
      (?:(?:(?P<day>\d\d?)(?:st|nd|rd|th|er)?|(?P<ordinal>{any_of(_ORDINALS)}))
         [ \-/.,،]{{0,3}}(?:(?:من|of)[ ])?(?:شهر[ ])?
        |[وفبلك]{{0,2}})
      (?P<month>{_MONTH})
      (?:(?:[ ]?[/(\-–|][ ]?|[ ])(?P<second>{_MONTH})[ ]?\)?)?
      \.?[ ,،/.\-]{{0,3}}(?:(?:من|في|of)[ ])?(?:(?:ل|ال|لل)?(?:عام|سنه)[ ]?)?
    )$""",
    re.VERBOSE,
)
_NUMBERS_BEFORE_YEAR: Final = re.compile(r"(?<!\d)(?<!\d[./\-])(\d\d?) ?([./\-]) ?(\d\d?) ?\2 ?$")
_NUMBERS_AFTER_YEAR: Final = re.compile(r" ?([./\-]) ?(\d\d?) ?\1 ?(\d\d?)(?!\d)(?!\1\d)")
_YEAR_CUE: Final = re.compile(r"(?<!\w)[وفب]?(?:ل|ال|لل|بال)?(?:عام|سنه) ?\(?$")


def _calendar(year: int) -> Calendar:
    return "hijri" if year < FIRST_GREGORIAN_YEAR else "gregorian"


def _written(text: str, year: re.Match[str]) -> Reading | None:
    """``الخميس 9 أيلول / سبتمبر 2021``, ``September 9, 2021``, ``أيلول 2021``."""
    left = max(0, year.start() - _LOOK_BACK)
    found = _BEFORE_YEAR.search(text[left : year.start()].rpartition("\n")[2])
    if not found:
        return None
    group = "month" if found["month"] else "name_first"
    day = int(found["late_day"] or found["day"] or _ORDINALS.get(found["ordinal"] or "", 0))
    start = found.start()
    if found["second"] and _NUMBERED[found["second"]] != _NUMBERED[found["month"]]:
        group, day, start = "second", 0, found.start("second")  # آب/أيلول 2021 are two months
    name, number = found[group], int(year.group())
    if not _has_day(name, number, day):
        day, start = 0, found.start(group)
    if (name in HIJRI) != (number < FIRST_GREGORIAN_YEAR):
        return None  # رمضان 2021: the calendars contradict each other
    offset = year.start() - len(found.string)
    return Reading(offset + start, year.end(), number, _NUMBERED[name], day or None, _calendar(number))


def _has_day(month_name: str, year: int, day: int) -> bool:
    return day <= (30 if month_name in HIJRI else monthrange(year, GREGORIAN[month_name])[1])


def _numeric(text: str, year: re.Match[str]) -> Reading | None:
    """``9/9/2021`` (day first, unless only the other order is a date) and ``2021-09-09``."""
    if after := _NUMBERS_AFTER_YEAR.match(text, year.end()):
        start, end, month, day = year.start(), after.end(), int(after[2]), int(after[3])
        era = _ERA.match(text, end)
    else:
        left = max(0, year.start() - 12)
        before = _NUMBERS_BEFORE_YEAR.search(text[left : year.start()])
        if not before:
            return None
        start, end, day, month = left + before.start(), year.end(), int(before[1]), int(before[3])
        if month > 12 >= day:
            day, month = month, day
        era = _ERA.match(text, end)
    if int(year.group()) in PERSIAN_YEARS and not (era and era["hijri"]):
        return None
    return Reading(start, end, int(year.group()), month, day, _calendar(int(year.group())))


def _year_alone(text: str, year: re.Match[str]) -> Reading | None:
    """``عام 2021``: a number is a year only when the text says so."""
    cue = _YEAR_CUE.search(text[max(0, year.start() - 12) : year.start()])
    if not cue or int(year.group()) < FIRST_GREGORIAN_YEAR:
        return None
    return Reading(year.start() - len(cue.group()), year.end(), int(year.group()), None, None, "gregorian")


_READERS: Final[tuple[Callable[[str, re.Match[str]], Reading | None], ...]] = (
    _numeric,
    _written,
    _year_alone,
)


def readings(text: str) -> Iterator[Reading]:
    """Every reading in plain text, in order, none overlapping."""
    reached = 0
    for year in _YEAR.finditer(text):
        reading = next((found for reader in _READERS if (found := reader(text, year))), None)
        if reading and reading.start >= reached and _era_agrees(text, reading):
            reached = reading.end
            yield reading


def _era_agrees(text: str, reading: Reading) -> bool:
    """False for 1999هـ and 1443م."""
    era = _ERA.match(text, reading.end)
    return not era or bool(era["hijri"]) == (reading.calendar == "hijri")


def extent(text: str, reading: Reading) -> tuple[int, int]:
    """Where the evidence lies in plain text: with the era, and brackets that enclose nothing else."""
    era = _ERA.match(text, reading.end)
    start, end = reading.start, era.end() if era else reading.end
    if start and _BRACKETS.get(text[start - 1], "") == text[end : end + 1] != "":
        return start - 1, end + 1
    return start, end


# ---- a text that is one date and nothing else ------------------------------------------------------

_WEEKDAY_BEFORE: Final = re.compile(rf"(?:يوم )?(?:(?:{any_of(WEEKDAYS)})\.?)?[ ،,]*")
_TIME_AFTER: Final = re.compile(
    r"[ ،,t|\-–]*(?:\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)? ?(?:z|gmt|utc|am|pm|ص|م)? ?(?:[+\-]\d\d:?\d\d)? ?"
)
_LONE_YEAR: Final = re.compile(r"(?:(?:ال)?(?:عام|سنه) )?((?:1[3-9]|20)\d\d)")
_YEAR_MONTH: Final = re.compile(r"((?:1[3-9]|20)\d\d)[/\-.](\d\d?)|(\d\d?)[/\-.]((?:1[3-9]|20)\d\d)")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def only_reading(simple: str) -> Reading | None:
    """The one reading that all of a plain, stripped text is; None when it says anything else.

    Beyond :func:`readings`: ``2021``, ``2021-09``, ``09/2021``, ``20210909``, a time of day afterwards.
    """
    if match := _LONE_YEAR.match(simple):
        year = int(match[1])
        alone = Reading(0, match.end(), year, None, None, _calendar(year))
        if extent(simple, alone)[1] == len(simple):
            return alone if _era_agrees(simple, alone) else None
    if match := _YEAR_MONTH.fullmatch(simple):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
        return Reading(0, len(simple), year, month, None, _calendar(year))
    if match := _COMPACT.fullmatch(simple):
        return Reading(0, len(simple), int(match[1]), int(match[2]), int(match[3]), "gregorian")
    found = list(readings(simple))
    if len(found) != 1:
        return None
    start, end = extent(simple, found[0])
    around = _WEEKDAY_BEFORE.fullmatch(simple[:start]) and _TIME_AFTER.fullmatch(simple[end:])
    return found[0] if around else None
