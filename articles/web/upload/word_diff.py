"""What a text is before and after a change, word by word: the stretches that stay, go and come."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

_MAX_WORDS: Final = 60  # of a stretch; the middle of a longer one is left out
_AROUND: Final = 6  # words shown beside a change
_BREAK: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stay ("same"), go ("del") or come ("ins")."""

    kind: Literal["same", "del", "ins"]
    text: str


def word_diff(before: str, after: str) -> list[Stretch]:
    """The stretches of one line of text in order. What stays is shortened to the words beside the changes."""
    old, new = before.split(), after.split()
    stretches: list[Stretch] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for op, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if op == "equal":
            stretches.append(Stretch("same", _shortened(old[old_start:old_end], 2 * _AROUND)))
            continue
        if old_start < old_end:
            stretches.append(Stretch("del", _shortened(old[old_start:old_end], _MAX_WORDS)))
        if new_start < new_end:
            stretches.append(Stretch("ins", _shortened(new[new_start:new_end], _MAX_WORDS)))
    return stretches


def paragraph_diff(before: str, after: str) -> list[list[Stretch]]:
    """The paragraphs that differ, each word by word."""
    old, new = before.split(_BREAK), after.split(_BREAK)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        word_diff("\n".join(old[block[1] : block[2]]), "\n".join(new[block[3] : block[4]]))
        for block in matcher.get_opcodes()
        if block[0] != "equal"
    ]


def _shortened(words: list[str], limit: int) -> str:
    if len(words) <= limit:
        return " ".join(words)
    half = limit // 2
    return f"{' '.join(words[:half])} … {' '.join(words[-half:])}"
