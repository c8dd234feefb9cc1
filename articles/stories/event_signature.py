"""What tells the event of an article, as it is stored and compared with others."""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, islice
from typing import Final, NamedTuple

MAIN: Final = 12  # of the weightiest stems: what the article is about, and one of its event must speak of
MIN_STEMS: Final = 15  # fewer (a caption, a result) say too little

_FORMAT: Final = 2  # another one is read as no signature
_BITS: Final = 4096  # of the Bloom filter of all stems: an article of 300 has one by chance in 50
_BYTES: Final = _BITS // 8
_COUNTS: Final = struct.Struct("<8B")
_STEM: Final = struct.Struct("<Ie")
_STEMS: Final = 255  # of each kind, at most

Stems = Mapping[int, float]  # a stem's CRC → its weight


class EventSignature(NamedTuple):
    """``weights``: the weightiest stems, the heaviest first, of length 1. ``title`` and ``lead``, of
    which the title is a part: stem → its rarity. ``names``: stems of the title that may be names.
    ``figures``: of the lead. ``stems``: the Bloom filter of all that the article has."""

    weights: Stems
    title: Stems
    lead: Stems
    names: frozenset[int]
    figures: tuple[float, ...]
    title_figures: tuple[float, ...]
    ordinals: frozenset[int]
    stems: bytes

    @property
    def is_telling(self) -> bool:
        return len(self.weights) >= MIN_STEMS

    def pack(self) -> bytes:
        """As it is stored: some 1,200 bytes."""
        names = {stem: rarity for stem, rarity in self.title.items() if stem in self.names}
        others = {stem: rarity for stem, rarity in self.title.items() if stem not in self.names}
        rest = {stem: rarity for stem, rarity in self.lead.items() if stem not in self.title}
        parts = [list(islice(part.items(), _STEMS)) for part in (self.weights, names, others, rest)]
        stems = b"".join(_STEM.pack(stem, weight) for stem, weight in chain(*parts))
        figures = array("f", (*self.figures, *self.title_figures)).tobytes()
        counts = (*map(len, parts), len(self.figures), len(self.title_figures), len(self.ordinals))
        return _COUNTS.pack(_FORMAT, *counts) + self.stems + bytes(sorted(self.ordinals)) + stems + figures

    @classmethod
    def unpack(cls, data: bytes) -> EventSignature | None:
        """None of what another version stored."""
        if not data or data[0] != _FORMAT:
            return None
        _, *counts, figures, title_figures, ordinals = _COUNTS.unpack_from(data)
        at = _COUNTS.size + _BYTES
        numbers = array("f", data[len(data) - 4 * (figures + title_figures) :])
        end = len(data) - 4 * len(numbers)
        stems = _STEM.iter_unpack(data[at + ordinals : end])
        weights, names, others, rest = (dict(islice(stems, count)) for count in counts)
        title = names | others
        return cls(
            weights=weights,
            title=title,
            lead=title | rest,
            names=frozenset(names),
            figures=tuple(numbers[:figures]),
            title_figures=tuple(numbers[figures:]),
            ordinals=frozenset(data[at : at + ordinals]),
            stems=data[_COUNTS.size : at],
        )


def code(stem: str) -> int:
    return zlib.crc32(stem.encode("utf-8", "replace"))


def bloom(codes: Iterable[int]) -> bytes:
    bits = bytearray(_BYTES)
    for each in codes:
        for bit in _bits(each):
            bits[bit >> 3] |= 1 << (bit & 7)
    return bytes(bits)


def _bits(stem: int) -> tuple[int, int]:
    return stem % _BITS, (stem >> 12) % _BITS


def cosine(one: EventSignature, other: EventSignature) -> float:
    """From 0 to 1: how alike the weightiest stems are."""
    shared = one.weights.keys() & other.weights.keys()
    return sum(one.weights[stem] * other.weights[stem] for stem in shared)


def main(signatures: Collection[EventSignature]) -> Stems:
    """What articles together are about: their weightiest stems."""
    sums: dict[int, float] = {}
    for stem, weight in chain.from_iterable(each.weights.items() for each in signatures):
        sums[stem] = sums.get(stem, 0.0) + weight
    return dict(sorted(sums.items(), key=lambda each: (-each[1], each[0]))[:MAIN])


def spoken_of(stems: Iterable[tuple[int, float]], signature: EventSignature) -> float:
    """From 0 to 1: how much of these weighed stems an article has, by the squares of their weights."""
    bits = signature.stems
    whole = found = 0.0
    for stem, weight in stems:
        whole += weight * weight
        one, other = _bits(stem)
        if bits[one >> 3] >> (one & 7) & 1 and bits[other >> 3] >> (other & 7) & 1:
            found += weight * weight
    return found / whole if whole else 0.0


def covered(one: EventSignature, other: EventSignature) -> float:
    """How much of what the one is about the other speaks of."""
    return spoken_of(islice(one.weights.items(), MAIN), other)
