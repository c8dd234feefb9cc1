"""Another query that may have been meant: a slip of the pen, the wrong keyboard, Latin letters.

An offer is never forced: the caller counts what it finds and shows it beside the results of the query as
typed. Only words that the archive does not have are replaced, so quotes, operators and fields stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, NamedTuple

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.input import keyboard
from articles.arabic.input.english import is_common_english
from articles.arabic.input.exonyms import exonym, of_some_words
from articles.arabic.input.transliteration import romanized
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS, is_stopword
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize
from articles.search.query.lexer import MAX_CHARACTERS, MAX_WORDS, clean
from articles.search.query.parse import parse
from articles.search.ranking.bm25 import scoring_words
from articles.search.suggest.candidate import Candidate
from articles.search.suggest.latin_names import SOME_ARTICLES
from articles.search.suggest.spellchecker import Speller

MAX_NAMES: Final = 3  # Arabic names that one Latin name may stand for
MAX_SPELLINGS: Final = 3  # words that may stand for a mistyped one
MAX_READINGS: Final = 6  # of one query and kind, each of which is counted
OTHER_KEYBOARD: Final = 1.0  # powers of ten, as of a Candidate
COMMON_WORD: Final = 1.0  # the same for a word that is mostly no name
OTHER_SCRIPT: Final = 1.0  # the same for an Arabic word that is sought in Latin letters

_NO_WORD: Final = re.compile("[ىة][ء-ي]")  # letters that only end words: لشىفئ is not gantz
_CHUNK: Final = re.compile(r"\S+")
_ARABIC: Final = re.compile("[ء-ي]{3,}")
_LETTER: Final = "A-Za-z\u00c0-\u024f"
_WORD: Final = f"(?:[ae]l )?[{_LETTER}2356789][{_LETTER}2356789'’-]*"
_LATIN: Final = re.compile(rf"(?<![^\s\"«“(:-])(?:{of_some_words()}|{_WORD})(?![^\s\"»”)،,])", re.IGNORECASE)
_GOD: Final = re.compile(f"([{_LETTER}]{{3,}}?)[aeiou]?ll?ah", re.IGNORECASE)
_OPERATORS: Final = frozenset(("AND", "OR", "NOT"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` is a whole query; ``cost`` and ``articles`` are those of its words, as of a Candidate."""

    kind: Literal["spelling", "keyboard", "transliteration"]
    text: str
    cost: float
    articles: int
    total: int = 0  # articles that it finds, once they were counted
    beside: int = 0  # articles that have what it replaces beside the word next to it, once they were counted


class _Choice(NamedTuple):
    """What may stand between two places of the text, the likeliest first."""

    start: int
    end: int
    candidates: Sequence[Candidate]


def suggestions(
    text: str, speller: Speller, analyzer: Analyzer, *, found: bool = True
) -> Iterator[Suggestion]:
    """What the query may have meant; nothing for a pasted page. ``found``: the query finds something, so its
    rare words are no slips."""
    typed = clean(text)
    if len(typed) > MAX_CHARACTERS or typed.count(" ") >= MAX_WORDS:
        return
    for arabic in _readings(typed, _in_arabic(typed, speller, analyzer)):
        yield Suggestion("transliteration", *arabic)
    if other := other_keyboard(typed, speller, analyzer):
        yield Suggestion("keyboard", *other)
    for corrected in _readings(typed, _corrected(typed, speller, analyzer, found=found)):
        yield Suggestion("spelling", *corrected)
    for latin in _readings(typed, _in_latin(typed, speller, analyzer)):
        yield Suggestion("transliteration", *latin)


def _readings(text: str, choices: Sequence[_Choice]) -> Iterator[Candidate]:
    """The whole text with a candidate in each place: first the likeliest of each, then one of them exchanged
    at a time."""
    if not choices:
        return
    best = [choice.candidates[0] for choice in choices]
    yield _with(text, choices, best)
    exchanged = (
        [*best[:place], candidate, *best[place + 1 :]]
        for place, choice in enumerate(choices)
        for candidate in choice.candidates[1:]
    )
    for candidates in islice(exchanged, MAX_READINGS - 1):
        yield _with(text, choices, candidates)


def _with(text: str, choices: Sequence[_Choice], candidates: Sequence[Candidate]) -> Candidate:
    parts, end = [], 0
    for choice, candidate in zip(choices, candidates, strict=True):
        parts += [text[end : choice.start], candidate.text]
        end = choice.end
    cost, articles = sum(each.cost for each in candidates), min(each.articles for each in candidates)
    return Candidate("".join((*parts, text[end:])), cost, articles)


def _corrected(text: str, speller: Speller, analyzer: Analyzer, *, found: bool) -> list[_Choice]:
    """The words that the archive does not have, or seldom, and those of its words that are near. A word of
    its own is rare, not wrong (ثوم is not يوم), unless the words beside it make the query find nothing."""
    asked = {word.text for word in scoring_words(parse(text, analyzer=analyzer).node)}
    are_right = found or len(asked) == 1
    choices: list[_Choice] = []
    for token in analyzer.analyze(text):
        word = token.surface
        if word not in asked or is_stopword(word) or word.isascii():
            continue
        if choices and token.start < choices[-1].end:
            continue
        foreign = analyzer.is_foreign(normalize(word))
        if are_right and speller.count(word) and not foreign:
            continue
        stands = _in_archive(word, speller, analyzer)
        if others := speller.corrections(word, foreign=foreign, stands=stands)[:MAX_SPELLINGS]:
            choices.append(_Choice(token.start, token.end, others))
    return choices


def other_keyboard(text: str, speller: Speller, analyzer: Analyzer) -> Candidate | None:
    """The query as the same keys make it on the other layout, where all its unknown words become known."""
    failed = False

    def swapped(match: re.Match[str]) -> str:
        nonlocal failed
        chunk = match.group()
        if all(_in_archive(word, speller, analyzer) for word in analyzer.words(chunk)):
            return chunk
        readings = [each for each in keyboard.swap(chunk) if _all_in_archive(each, speller, analyzer)]
        failed |= not readings
        return max(readings, key=lambda each: _commonness(each, speller, analyzer), default=chunk)

    other = _CHUNK.sub(swapped, text)
    if failed or other == text:
        return None
    return Candidate(other, OTHER_KEYBOARD, _commonness(other, speller, analyzer))


def _in_arabic(text: str, speller: Speller, analyzer: Analyzer) -> list[_Choice]:
    """The Latin names of the query, and the Arabic ones that they may stand for."""
    named = ((match, _arabic_names(match.group(), speller, analyzer)) for match in _LATIN.finditer(text))
    return [_Choice(*match.span(), names) for match, names in named if names]


def _arabic_names(latin: str, speller: Speller, analyzer: Analyzer) -> list[Candidate]:
    """Arabic names for a Latin one, the likeliest first."""
    if latin in _OPERATORS:
        return []
    known = exonym(latin)
    if known and (articles := _commonness(known, speller, analyzer)):
        return [Candidate(known, 0.0, articles)]
    sounding = speller.latin_names.arabic(latin)
    names = [name for each in sounding if (name := _as_name(latin, each, analyzer))]
    names = sorted(names, key=lambda name: -name.likelihood)[:MAX_NAMES]
    if compound := _GOD.fullmatch(latin):  # ramallah: "رام الله"
        firsts = speller.latin_names.arabic(compound[1])[:MAX_READINGS]
        names += [each._replace(text=f'"{each.text} الله"') for each in firsts]
    return names


def _as_name(latin: str, found: Candidate, analyzer: Analyzer) -> Candidate | None:
    """What sounds like a Latin word as the name that it may be; None for a form of another word (الماكرين),
    unless it is written just as it sounds, for a word behind a clitic (سيفيد), and for a common word unless
    it is very near; for a common English word but a name that is written just as it sounds (bush, بوش). The ي
    of a nisba is part of a name, الحوثي."""
    layers = analyzer.layers(found.text)
    bare = layers.folded.removeprefix(ARTICLE)
    is_name, sounds = analyzer.may_be_name(bare), romanized(latin)
    if not sounds or not bare.startswith(layers.stem) or (layers.stem in FOLDED_STOPWORDS and not is_name):
        return None
    is_form = len(bare) - len(layers.stem) > 1 or layers.lemma != layers.stem or layers.stem + "ا" == bare
    is_same = sounds.is_same(found.cost)
    if is_form and not is_same:
        return None
    if is_common_english(latin):
        is_sure = found.articles >= SOME_ARTICLES and (is_name or analyzer.is_foreign(bare))
        return found if is_same and is_sure and not is_form else None
    if not is_name:
        return (
            found._replace(cost=found.cost + COMMON_WORD) if sounds.is_near(found.cost, common=True) else None
        )
    return found


def _in_latin(text: str, speller: Speller, analyzer: Analyzer) -> list[_Choice]:
    """The foreign Arabic words of the query, and the Latin words of the archive that sound alike."""
    found = []
    for match in _ARABIC.finditer(text):
        folded = normalize(match.group())
        if is_stopword(match.group()) or not analyzer.is_foreign(folded.removeprefix(ARTICLE)):
            continue
        if latin := speller.latin_names.latin(speller.spelling(folded)):
            found.append(_Choice(*match.span(), [latin._replace(cost=latin.cost + OTHER_SCRIPT)]))
    return found


def _in_archive(surface: str, speller: Speller, analyzer: Analyzer) -> bool:
    """Whether the archive has the word, or its stem, which is mostly a word too."""
    return speller.knows(surface) or speller.knows(analyzer.layers(surface).stem)


def _all_in_archive(text: str, speller: Speller, analyzer: Analyzer) -> bool:
    """Whether the text is words of the archive; a letter between signs is none (``;v;.;`` for كركزك)."""
    words = analyzer.words(text)
    if _NO_WORD.search(text):
        return False
    return any(len(word) > 1 for word in words) and all(
        _in_archive(word, speller, analyzer) for word in words
    )


def _commonness(text: str, speller: Speller, analyzer: Analyzer) -> int:
    """How many articles have the rarest word of the text."""
    return min(map(speller.count, analyzer.words(text)), default=0)
