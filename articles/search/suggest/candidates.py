"""Another query that may have been meant: a slip of the pen, the wrong keyboard, Latin letters.

An offer is never forced: the caller counts what it finds and shows it beside the results of the query as
typed. Only words that the archive does not have are replaced, so quotes, operators and fields stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.input import keyboard
from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize
from articles.search.query.lexer import MAX_CHARACTERS, MAX_WORDS, clean
from articles.search.query.parse import parse
from articles.search.ranking.bm25 import scoring_words
from articles.search.suggest.spellchecker import Speller

_CHUNK: Final = re.compile(r"\S+")
_ARABIC: Final = re.compile("[ء-ي]{3,}")
_LETTER: Final = "A-Za-z\u00c0-\u024f"
_LATIN: Final = re.compile(rf"(?<![^\s\"«“(:-])[{_LETTER}2356789][{_LETTER}2356789'’-]*(?![^\s\"»”)،,])")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` is a whole query."""

    kind: Literal["spelling", "keyboard", "transliteration"]
    text: str
    total: int = 0  # articles that it finds, once they were counted


def suggestions(text: str, speller: Speller, analyzer: Analyzer) -> Iterator[Suggestion]:
    """What the query may have meant, the likeliest first; nothing for a pasted page."""
    typed = clean(text)
    if len(typed) > MAX_CHARACTERS or typed.count(" ") >= MAX_WORDS:
        return
    if other := other_keyboard(typed, speller, analyzer):
        yield Suggestion("keyboard", other)
    if arabic := in_arabic(typed, speller, analyzer):
        yield Suggestion("transliteration", arabic)
    if latin := in_latin(typed, speller, analyzer):
        yield Suggestion("transliteration", latin)
    if corrected := did_you_mean(typed, speller, analyzer):
        yield Suggestion("spelling", corrected)


def did_you_mean(text: str, speller: Speller, analyzer: Analyzer) -> str | None:
    """The query with its unknown words corrected from the archive's words; None when there is nothing to
    correct or no correction."""
    asked = {word.text for word in scoring_words(parse(text, analyzer=analyzer).node)}

    def corrected(surface: str) -> str | None:
        if surface not in asked or is_stopword(surface) or surface.isascii():
            return None
        if _in_archive(surface, speller, analyzer) and not speller.count(surface):
            return None  # another form of the word is there, so it was found
        other = speller.respelled(surface) if analyzer.is_foreign(normalize(surface)) else None
        return other or next(iter(speller.correct(surface, limit=1)), None)

    parts, end = [], 0
    for token in analyzer.analyze(text):
        better = corrected(token.surface)
        if better and token.start >= end:
            parts += [text[end : token.start], better]
            end = token.end
    return "".join((*parts, text[end:])) if parts else None


def other_keyboard(text: str, speller: Speller, analyzer: Analyzer) -> str | None:
    """The query as the same keys make it on the other layout, where all its unknown words become known."""
    failed = False

    def swapped(chunk: str) -> str | None:
        nonlocal failed
        if all(_in_archive(word, speller, analyzer) for word in analyzer.words(chunk)):
            return None
        readings = [
            reading for reading in keyboard.swap(chunk) if _all_in_archive(reading, speller, analyzer)
        ]
        failed |= not readings
        return max(readings, key=lambda reading: _commonness(reading, speller, analyzer), default=None)

    other = _replaced(_CHUNK, text, swapped)
    return None if failed else other


def in_arabic(text: str, speller: Speller, analyzer: Analyzer) -> str | None:
    """The query with its Latin words as the Arabic names that they may stand for."""

    def name(latin: str) -> str | None:
        return next(iter(speller.romanized(latin, limit=1)), None)

    return _replaced(_LATIN, text, name)


def in_latin(text: str, speller: Speller, analyzer: Analyzer) -> str | None:
    """The query with its foreign Arabic words as the Latin words of the archive that sound alike."""

    def name(arabic: str) -> str | None:
        foreign = analyzer.is_foreign(normalize(arabic).removeprefix(ARTICLE))
        return speller.latin(arabic) if foreign and not is_stopword(arabic) else None

    return _replaced(_ARABIC, text, name)


def _replaced(pattern: re.Pattern[str], text: str, replace: Callable[[str], str | None]) -> str | None:
    other = pattern.sub(lambda match: replace(match.group()) or match.group(), text)
    return other if other != text else None


def _in_archive(surface: str, speller: Speller, analyzer: Analyzer) -> bool:
    """Whether the archive has the word, or its stem, which is mostly a word too."""
    return speller.knows(surface) or speller.knows(analyzer.layers(surface).stem)


def _all_in_archive(text: str, speller: Speller, analyzer: Analyzer) -> bool:
    words = analyzer.words(text)
    return bool(words) and all(_in_archive(word, speller, analyzer) for word in words)


def _commonness(text: str, speller: Speller, analyzer: Analyzer) -> int:
    return min(speller.count(word) for word in analyzer.words(text))
