"""What differs between two copies of one text, sentence by sentence and word by word.

Words count as the same when search folds them alike: hamza, harakat and punctuation are no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from rapidfuzz.distance import Indel

from articles.arabic.analysis.analyzer import Analyzer, Token

Kind = Literal["same", "changed", "dropped", "added"]

MAX_SENTENCES: Final = 400  # of each text; a long report has about a hundred
MAX_COMPARED: Final = 60_000  # characters of each text: ten times a long report
ALIKE: Final = 0.5  # share of common words above which one sentence is another one, changed
# After a full stop, though not that of an initial (د. سالم), and at the end of a line.
_END: Final = re.compile(r"(?<=[.!?؟…])(?<!\s\w\.)\s+|(?<=[.!?؟…][\"»”)])\s+|\s*\n\s*")


class Run(NamedTuple):
    text: str
    differs: bool


Sentence = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences that belong together: a run of the ``same`` ones, or a single one. ``old`` is empty when it
    was ``added``, ``new`` when it was ``dropped``."""

    kind: Kind
    old: tuple[Sentence, ...] = ()
    new: tuple[Sentence, ...] = ()


class _Read(NamedTuple):
    text: str
    tokens: list[Token]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as it is compared with others: read once, however many there are."""

    words: list[str]  # folded
    sentences: list[_Read]


def read(text: str, analyzer: Analyzer, limit: int = MAX_COMPARED) -> ReadText:
    """The first ``limit`` characters of a text, and of them the first ``MAX_SENTENCES`` sentences."""
    sentences = [_sentence(part.removeprefix("## "), analyzer) for part in _END.split(text[:limit])]
    with_words = [sentence for sentence in sentences if sentence.words]
    return ReadText([word for each in with_words for word in each.words], with_words[:MAX_SENTENCES])


def likeness(old: ReadText, new: ReadText) -> float:
    """The share of words, from 0 to 1, that both texts have in the same order."""
    return Indel.normalized_similarity(old.words, new.words)


def differences(old: ReadText, new: ReadText) -> list[Row]:
    """The rows that lead from one text to the other, in their order."""
    before, after = old.sentences, new.sentences
    matcher = SequenceMatcher(None, [s.words for s in before], [s.words for s in after], autojunk=False)
    rows: list[Row] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            rows.append(Row("same", _plain(before[i:i_end]), _plain(after[j:j_end])))
        else:
            rows += _aligned(before[i:i_end], after[j:j_end])
    return rows


def compare_lines(old: str, new: str, analyzer: Analyzer) -> tuple[Sentence, Sentence]:
    """Two headlines, with the words marked that one has and the other lacks; plain when they have little in
    common."""
    left, right = _sentence(old, analyzer), _sentence(new, analyzer)
    if _alike(left, right):
        return _marked(left, right)
    return _plain([left])[0], _plain([right])[0]


def _sentence(text: str, analyzer: Analyzer) -> _Read:
    tokens = analyzer.analyze(text)
    return _Read(text, tokens, tuple(token.folded for token in tokens))


def _plain(sentences: Iterable[_Read]) -> tuple[Sentence, ...]:
    return tuple((Run(sentence.text, False),) for sentence in sentences)


def _aligned(before: Sequence[_Read], after: Sequence[_Read]) -> Iterator[Row]:
    """Each old sentence beside the first new one that is like it; the others were dropped or added."""
    done = 0
    for old in before:
        found = next((at for at in range(done, len(after)) if _alike(old, after[at])), None)
        if found is None:
            yield Row("dropped", old=_plain([old]))
            continue
        yield from (Row("added", new=_plain([new])) for new in after[done:found])
        left, right = _marked(old, after[found])
        yield Row("changed", (left,), (right,))
        done = found + 1
    yield from (Row("added", new=_plain([new])) for new in after[done:])


def _alike(old: _Read, new: _Read) -> bool:
    return Indel.normalized_similarity(old.words, new.words, score_cutoff=ALIKE) > 0


def _marked(old: _Read, new: _Read) -> tuple[Sentence, Sentence]:
    codes = SequenceMatcher(None, old.words, new.words, autojunk=False).get_opcodes()
    return (
        tuple(_runs(old, [(tag != "equal", i, end) for tag, i, end, _, _ in codes])),
        tuple(_runs(new, [(tag != "equal", j, end) for tag, _, _, j, end in codes])),
    )


def _runs(sentence: _Read, parts: Iterable[tuple[bool, int, int]]) -> Iterator[Run]:
    """The sentence cut between the words; what stands between two parts belongs to neither."""
    done = 0
    for differs, first, end in parts:
        if first == end:
            continue
        start, stop = sentence.tokens[first].start, sentence.tokens[end - 1].end
        if differs:
            yield Run(sentence.text[done:start], False)
            yield Run(sentence.text[start:stop], True)
            done = stop
    yield Run(sentence.text[done:], False)
