"""What tells the event of an article: its weightiest stems, and how alike two articles are by them."""

from __future__ import annotations

import math
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

from articles.arabic.analysis.analyzer import Analyzer

MAX_READ: Final = 6_000  # characters: what an article tells stands at its beginning
STEMS: Final = 50  # the weightiest, which are compared
MAIN: Final = 12  # of these: what the article is about, and an article of the same event must speak of
MIN_STEMS: Final = 15  # fewer (a caption, a result) say too little
TITLE_WEIGHT: Final = 2  # times that a word of the title counts more than one of the text

ARTICLE_WORDS: Final = 250  # of a common article: by it, frequencies of words become those of articles
UNSEEN: Final = 300  # occurrences, in a thousand million, of a stem that nobody has counted
MIN_RARITY: Final = 2.0  # a stem that every eighth article has tells no event

_BITS: Final = 4096  # of the Bloom filter of all stems: an article of 300 has one by chance in 14
_BYTES: Final = _BITS // 8
_STEM: Final = struct.Struct("<If")


class EventSignature(NamedTuple):
    """``weights``: stem (its CRC) → weight, the heaviest first, of length 1; ``stems`` are the bits of all
    that the article has."""

    weights: Mapping[int, float]
    stems: int

    @property
    def is_telling(self) -> bool:
        return len(self.weights) >= MIN_STEMS

    def pack(self) -> bytes:
        """As it is stored: at most 912 bytes."""
        stems = b"".join(_STEM.pack(stem, weight) for stem, weight in self.weights.items())
        return self.stems.to_bytes(_BYTES, "little") + stems

    @classmethod
    def unpack(cls, data: bytes) -> EventSignature:
        return cls(dict(_STEM.iter_unpack(data[_BYTES:])), int.from_bytes(data[:_BYTES], "little"))


class EventWords(NamedTuple):
    """The signature of a text, and its weightiest stems as words, to look for others by."""

    signature: EventSignature
    main: list[str]


def read_event(title: str, body: str, analyzer: Analyzer) -> EventWords:
    """The stems of a text, weighed by how often they come in it and how rare they are in Arabic."""
    counts = Counter(token.stem for token in analyzer.analyze(f"{title}\n{body}"[:MAX_READ]))
    bits = _bits(_code(stem) for stem in counts)
    for token in analyzer.analyze(title):
        counts[token.stem] += TITLE_WEIGHT
    heaviest = _heaviest(counts, analyzer.occurrences)
    weights = {_code(stem): weight for stem, weight in heaviest}
    return EventWords(EventSignature(weights, bits), [stem for stem, _ in heaviest[:MAIN]])


def _heaviest(counts: Mapping[str, int], occurrences: Callable[[str], float]) -> list[tuple[str, float]]:
    words = (stem for stem in counts if len(stem) > 1 and not stem.isdecimal())
    rarity = ((stem, _rarity(occurrences(stem))) for stem in words)
    found = [(stem, (1 + math.log(counts[stem])) * rare) for stem, rare in rarity if rare > MIN_RARITY]
    found.sort(key=lambda each: (-each[1], each[0]))
    length = math.sqrt(sum(weight * weight for _, weight in found[:STEMS])) or 1.0
    return [(stem, weight / length) for stem, weight in found[:STEMS]]


def _rarity(occurrences: float) -> float:
    """The information in an article's having a stem, which stands so often in a thousand million words."""
    return -math.log(1 - (1 - (occurrences + UNSEEN) / 1e9) ** ARTICLE_WORDS)


def _code(stem: str) -> int:
    return zlib.crc32(stem.encode("utf-8", "replace"))


def _bits(codes: Iterable[int]) -> int:
    bits = 0
    for code in codes:
        bits |= 1 << code % _BITS
    return bits


def cosine(one: EventSignature, other: EventSignature) -> float:
    """From 0 to 1: how alike the weightiest stems are."""
    shared = one.weights.keys() & other.weights.keys()
    return sum(one.weights[stem] * other.weights[stem] for stem in shared)


def covered(one: EventSignature, other: EventSignature) -> float:
    """From 0 to 1: how much of what each article is about the other speaks of, on the average of the two.

    Two reports of an event go on to tell different things, so that their cosine is small, but name what it is
    about; reports by a form (telegrams, sentences, closings) share all but the names in them.
    """
    return (_covered(one, other) + _covered(other, one)) / 2


def _covered(one: EventSignature, other: EventSignature) -> float:
    main = list(islice(one.weights.items(), MAIN))
    whole = sum(weight * weight for _, weight in main)
    found = sum(weight * weight for stem, weight in main if other.stems >> stem % _BITS & 1)
    return found / whole if whole else 0.0
