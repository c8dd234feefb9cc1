"""What differs from language to language and is no sentence, from the language's own file and the CLDR.

A language of the interface is a folder of ``LOCALE_PATHS`` with a catalogue of sentences and a file
``language.toml``: its ``name``, the CLDR's ``locale`` that it follows and, where the CLDR will not do, its
twelve ``months``. The settings list every language that has the file.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale

NUMBERING = ("arab", "latn")  # systems of digits that the interface can write


class Language:
    """``months`` from January, ``weekdays`` from Monday with their one-letter signs in ``weekday_signs``;
    ``first_weekday`` counts from Monday, which is 0; ``digits`` is one of ``NUMBERING``."""

    def __init__(self, locale: str, months: list[str] | None = None, name: str = "") -> None:
        self.name = name
        self.locale = Locale.parse(locale)
        names = self.locale.months
        self.months = months or [names["format"]["wide"][number] for number in range(1, 13)]
        self.short_months = [names["stand-alone"]["abbreviated"][number] for number in range(1, 13)]
        days = self.locale.days["stand-alone"]
        self.weekdays = [days["wide"][number] for number in range(7)]
        self.weekday_signs = [days["narrow"][number] for number in range(7)]
        self.first_weekday = self.locale.first_week_day
        numbering = self.locale.default_numbering_system
        self.digits = numbering if numbering in NUMBERING else "latn"


def current_language() -> Language:
    """The language that is active: of the request, or of ``translation.override``."""
    return _language(get_language() or settings.LANGUAGE_CODE, tuple(map(Path, settings.LOCALE_PATHS)))


@lru_cache(maxsize=32)
def _language(code: str, folders: tuple[Path, ...]) -> Language:
    """The language of the first folder that has its file; without one, what the CLDR says of its code."""
    files = (folder / to_locale(code) / "language.toml" for folder in folders)
    file = next((file for file in files if file.is_file()), None)
    return Language(**tomllib.loads(file.read_text("utf-8"))) if file else Language(to_locale(code))
