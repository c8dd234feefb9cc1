"""What differs from language to language and is no sentence, from the language's own file and the CLDR.

A language of the interface is a folder of ``LOCALE_PATHS`` with a catalogue of sentences and a file
``language.toml``: its ``name``, the CLDR's ``locale`` that it follows and, where the CLDR will not do, its
twelve ``months``. The settings list every language that has the file.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale

_PART = re.compile(r"'([^']*)'|y|MMMM|LLLL|M|d")  # of a pattern of the CLDR: quoted text, or a part of a date
NUMBERING = ("arab", "latn")  # systems of digits that the interface can write


class Language:
    """``months`` from January, and short ones; ``weekdays`` from Monday, with their
    one-letter signs in ``weekday_signs``; ``first_weekday`` counts from Monday, which is 0; ``digits`` is one
    of ``NUMBERING``; ``separators`` of Western digits, of thousands and of decimals."""

    def __init__(self, locale: str, months: list[str] | None = None, name: str = "") -> None:
        self.name = name
        self.locale = Locale.parse(locale)
        names = self.locale.months
        self.months = months or [names["stand-alone"]["wide"][number] for number in range(1, 13)]
        self._months_of_dates = months or [names["format"]["wide"][number] for number in range(1, 13)]
        skeletons = self.locale.datetime_skeletons
        self._day = self.locale.date_formats["long"].pattern
        self._month = skeletons["yMMMM"].pattern
        self._day_of_year = skeletons["MMMMd"].pattern
        days = self.locale.days["stand-alone"]
        self.weekdays = [days["wide"][number] for number in range(7)]
        self.weekday_signs = [days["narrow"][number] for number in range(7)]
        self.first_weekday = self.locale.first_week_day
        symbols = self.locale.number_symbols["latn"]
        self.separators = symbols["group"], symbols["decimal"]
        numbering = self.locale.default_numbering_system
        self.digits = numbering if numbering in NUMBERING else "latn"

    def date(self, year: int, month: int = 0, day: int = 0) -> str:
        """A day, a month or a year in words, in Western digits: 14 أيلول/سبتمبر 2021. Without its year (0), a
        day is one of every year. What is unknown is 0."""
        if not month:
            return str(year or "")
        pattern = self._month if not day else self._day if year else self._day_of_year
        parts = {
            "y": str(year),
            "MMMM": self._months_of_dates[month - 1],
            "LLLL": self.months[month - 1],
            "M": str(month),
            "d": str(day),
        }
        return _PART.sub(lambda part: part[1] or parts[part[0]], pattern)


def current_language() -> Language:
    """The language that is active: of the request, or of ``translation.override``."""
    return _language(get_language() or settings.LANGUAGE_CODE, tuple(settings.LOCALE_PATHS))


@lru_cache(maxsize=32)
def _language(code: str, folders: tuple[Path, ...]) -> Language:
    """The language of the first folder that has its file; without one, what the CLDR says of its code."""
    files = (Path(folder, to_locale(code), "language.toml") for folder in folders)
    file = next((file for file in files if file.is_file()), None)
    return Language(**tomllib.loads(file.read_text("utf-8"))) if file else Language(to_locale(code))
