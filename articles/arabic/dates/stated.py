"""Dates as programs write them into a field that holds a date and nothing else.

What :func:`articles.arabic.dates.parser.find_dates` finds in any text is not repeated here; these forms would
be mistaken in running text: bare numbers, years of two digits, the Libyan months (الماء is May, and water).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from articles.arabic.dates.grammar import any_of, plain
from articles.arabic.dates.months import EUROPEAN, GREGORIAN, LIBYAN
from articles.arabic.dates.parser import PartialDate

_FIRST: Final = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
_LAST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_SERIAL_ZERO: Final = date(1899, 12, 30)  # of spreadsheets
_SERIALS: Final = range(20_000, 80_000)  # 1954 to 2119
_PIVOT: Final = 70  # years of two digits from here on are of the 20th century

_MONTH: Final = any_of({**GREGORIAN, **LIBYAN})
_TIME: Final = r"\d\d?:\d\d(?::\d\d(?:\.\d+)?)?"
_ZONE: Final = r"(?:[a-z]{1,5}|[+\-]\d\d:?\d\d)"
_AFTER: Final = rf"(?:[ ,،t\-]*{_TIME}(?: ?(?:am|pm|ص|م|صباحا|مساء))?)?(?: ?{_ZONE})?"
_WEEKDAY: Final = r"(?:[^\W\d]{2,10}\.?[ ,،]+)?"
_EPOCH: Final = re.compile(r"(?:/date\()?(-?\d{9,19})(?:\.\d+)?(?:[+\-]\d{4})?(?:\)/)?")
_DIGITS: Final = re.compile(
    r"((?:19|20)\d\d)(\d\d)(\d\d)(?:t?\d{4}(?:\d\d)?(?:\.\d+)?)?z?(?:[+\-]\d\d:?\d\d)?"
)
_WEEK: Final = re.compile(r"((?:19|20)\d\d)-?w(\d\d)(?:-?([1-7]))?")
_DAY_OF_YEAR: Final = re.compile(r"((?:19|20)\d\d)-(\d{3})")
_UNIX: Final = re.compile(rf"{_WEEKDAY}({_MONTH}) +(\d\d?) +{_TIME} +(?:{_ZONE} +)?((?:19|20)\d\d)")
_SHORT_YEAR: Final = re.compile(rf"{_WEEKDAY}(\d\d?)[ \-]({_MONTH})\.?[ \-,]+'?(\d\d){_AFTER}")
_SHORT_NUMBERS: Final = re.compile(rf"(\d\d?)([/.\-])(\d\d?)\2(\d\d){_AFTER}")
_YEAR_FIRST: Final = re.compile(
    rf"((?:19|20)\d\d)[ ,،\-/]+({_MONTH})[ ,،\-/]+(\d\d?)(?:st|nd|rd|th)?{_AFTER}"
)
_LIBYAN: Final = re.compile(
    rf"{_WEEKDAY}(\d\d?)[ \-/]+({any_of(LIBYAN)})[ ,،\-/]+((?:19|20)\d\d) ?م?{_AFTER}"
)
_EAST_ASIAN: Final = re.compile(
    r"((?:19|20)\d\d) ?[年년] ?(\d\d?) ?[月월] ?(\d\d?) ?[日일号]?"
    rf"(?: ?[^\W\d_]{{1,3}})?(?: ?[(（][^()（）]{{1,4}}[)）])?{_AFTER}"
)
_EUROPEAN: Final = re.compile(
    rf"{_WEEKDAY}(\d\d?)(?:º|°|\.)?[ \-](?:de )?({any_of(EUROPEAN)})\.?,?[ \-](?:del? )?((?:19|20)\d\d)"
    rf"(?:[ ,]+[^\W\d]{{3,12}}|г\.?| ?г\.)?{_AFTER}"
)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")


def parse_stated(text: str) -> PartialDate | None:
    """The date that a field states in one of these forms: seconds, milliseconds (and so on) since 1970,
    ``20200506100000``, ``2020-W19-3``, ``Wed May 06 10:00:00 +0000 2020``, ``06 May 20 10:00 GMT``,
    ``6/5/20``, ``2020 مايو 6``, ``6 الماء 2020``, ``2020年5月6日``, ``6 Mayıs 2020``, a spreadsheet's serial
    number; None when it is none. Points in time are read in UTC.
    """
    simple = plain(text).strip()
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(simple):
            try:
                return read(found)
            except (ValueError, OverflowError):
                return None
    return None


def _exact(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _checked(year: int, month: int, day: int) -> PartialDate:
    """Raises ValueError when there is no such day."""
    return _exact(date(year, month, day))


def _epoch(found: re.Match[str]) -> PartialDate:
    moment = float(found[1])
    while moment > _LAST:  # milli-, micro-, nanoseconds
        moment /= 1000
    if moment < _FIRST:
        raise ValueError(found[1])
    return _exact(datetime.fromtimestamp(moment, tz=UTC).date())


def _week(found: re.Match[str]) -> PartialDate:
    day = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 4))
    return _exact(day) if found[3] else PartialDate(day.year, day.month)


def _day_of_year(found: re.Match[str]) -> PartialDate:
    day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    if day.year != int(found[1]):
        raise ValueError(found[2])
    return _exact(day)


def _unix(found: re.Match[str]) -> PartialDate:
    return _checked(int(found[3]), _month(found[1]), int(found[2]))


def _short_year(found: re.Match[str]) -> PartialDate:
    return _checked(_century(found[3]), _month(found[2]), int(found[1]))


def _short_numbers(found: re.Match[str]) -> PartialDate:
    """Day first, unless only the other order is a date."""
    day, month = int(found[1]), int(found[3])
    if month > 12 >= day:
        day, month = month, day
    return _checked(_century(found[4]), month, day)


def _year_first(found: re.Match[str]) -> PartialDate:
    return _checked(int(found[1]), _month(found[2]), int(found[3]))


def _numbers(found: re.Match[str]) -> PartialDate:
    return _checked(int(found[1]), int(found[2]), int(found[3]))


def _european(found: re.Match[str]) -> PartialDate:
    return _checked(int(found[3]), EUROPEAN[found[2]], int(found[1]))


def _libyan(found: re.Match[str]) -> PartialDate:
    return _checked(int(found[3]), LIBYAN[found[2]], int(found[1]))


def _serial(found: re.Match[str]) -> PartialDate:
    if int(found[1]) not in _SERIALS:
        raise ValueError(found[1])
    return _exact(_SERIAL_ZERO + timedelta(days=int(found[1])))


def _month(name: str) -> int:
    return GREGORIAN.get(name) or LIBYAN[name]


def _century(two_digits: str) -> int:
    return int(two_digits) + (1900 if int(two_digits) >= _PIVOT else 2000)


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PartialDate]], ...]] = (
    (_DIGITS, _numbers),
    (_EPOCH, _epoch),
    (_WEEK, _week),
    (_DAY_OF_YEAR, _day_of_year),
    (_UNIX, _unix),
    (_SHORT_YEAR, _short_year),
    (_SHORT_NUMBERS, _short_numbers),
    (_YEAR_FIRST, _year_first),
    (_LIBYAN, _libyan),
    (_EAST_ASIAN, _numbers),
    (_EUROPEAN, _european),
    (_SERIAL, _serial),
)
