"""Copies of one text: the same text twice, and syndicated copies with another headline and small edits.

Near copies are found by MinHash over runs of three words (Broder 1997). Articles that share a band are
candidates; :func:`similarity` of their signatures decides.

Telegrams and verdicts are written by a form: two of them share most of their words and are no copies. What
tells them apart is their subject, a name that is said again and again in one and never in the other. So a
signature also holds the words that its text repeats, and all its words as bits (a Bloom filter), both as
consonants alone, since copies spell أميركا and أمريكا as their editors like. Of 4,737 similar pairs among
19,763 newspaper articles the words repeated most part 45: 38 congratulations to different presidents, and 7
true copies. What a verdict repeats most is its formulas, and its names come after them: three such words that
are missing part 31 pairs more, 26 of them rightly; they had made one group of four verdicts.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from articles.ingest.text import NONE, Table, mapped, tokens, word_table

_VALUES: Final = 128
_BANDS: Final = 16
_ROWS: Final = 4  # a pair of similarity s shares a band with probability 1 − (1 − s⁴)¹⁶: 0.5: 64 %, 0.7: 99 %
_MIN_WORDS: Final = 25  # shorter texts (a caption, a result) look alike without being copies
# Runs of words taken at once: 256 KB of values, which stay in the processor's cache.
_AT_ONCE: Final = 512

Codes = npt.NDArray[np.uint32]

_MIN_CONSONANTS: Final = 2
_IS_LONG: Final = 1 << 31
_BITS: Final = 4096
_TOPICS: Final = 48
_MAIN_TOPICS: Final = 8  # of which one that is missing tells texts apart; of the others it takes several
_OTHERS: Final = 3
_SURE: Final = 0.7  # similarity above which texts are copies even when names in them differ
_ENDS: Final = (_VALUES * 2, _VALUES * 2 + _BITS // 8)  # of the parts of a signature

DUPLICATE_SIMILARITY: Final = 0.5


def content_fingerprint(title: str, body: str) -> str:
    """64 hex digits, equal for texts that differ in spelling of letters, marks and punctuation alone."""
    text = " ".join((*tokens(title), "\n", *tokens(body)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def signature(text: str) -> bytes:
    """What is compared of a text: 768 to 960 bytes, or none for a text too short to compare."""
    words = tokens(text)
    if len(words) < _MIN_WORDS:
        return b""
    codes = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint32)
    # Shingles of three words.
    runs = codes[:-2] * np.uint32(0x9E3779B1) + codes[1:-1] * np.uint32(0x85EBCA6B) + codes[2:]
    # 16 bits of each value are enough: others agree by chance once in 65,536.
    return (minhash(runs) & 0xFFFF).astype("<u2").tobytes() + _subject(text)


def minhash(codes: Codes) -> Codes:
    """For each of 128 permutations of the 32-bit numbers the smallest to which one of ``codes`` comes.

    The permutations are h → a·h + b (a odd) after MurmurHash3 has mixed h: those of the datasketch library's
    scheme «affine32» with seed 1, to the bit. Signatures that it made are in archives, and compare.
    """
    mixed = codes ^ (codes >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    factors, offsets = _permutations()
    smallest = np.full(_VALUES, 0xFFFFFFFF, dtype=np.uint32)
    for start in range(0, len(mixed), _AT_ONCE):
        values = np.multiply.outer(factors, mixed[start : start + _AT_ONCE])
        values += offsets[:, np.newaxis]
        np.minimum(smallest, values.min(axis=1), out=smallest)
    return smallest


def bands(signature: bytes) -> list[int]:
    """The places to look for copies: 16 integers of 64 bits with sign. Copies share at least one."""
    size = _ROWS * 2
    return [
        int.from_bytes(
            hashlib.blake2b(
                signature[band * size : (band + 1) * size], digest_size=8, salt=bytes([band])
            ).digest(),
            signed=True,
        )
        for band in range(_BANDS)
        if signature
    ]


def similarity(one: bytes, other: bytes) -> float:
    """The share of common runs of words in two texts (Jaccard), by their signatures: 0 to 1, ± 0.04.

    It is halved for texts of one form about different subjects.
    """
    if not one or not other:
        return 0.0
    values = np.frombuffer(one[: _ENDS[0]], "<u2") == np.frombuffer(other[: _ENDS[0]], "<u2")
    share = float(np.mean(values))
    if share < _SURE and _lacks_subject(one, other) and _lacks_subject(other, one):
        return share / 2
    return share


@cache
def _permutations() -> tuple[Codes, Codes]:
    chance = np.random.RandomState(1)  # its numbers are frozen by NumPy's compatibility policy
    factors = chance.randint(0, 1 << 31, _VALUES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 1 << 32, _VALUES, dtype=np.uint32)


def _subject(text: str) -> bytes:
    """All words as bits, then the codes of those that are repeated most."""
    counts: dict[int, int] = {}
    for word, count in Counter(mapped(text, _consonants()).split()).items():
        for code in _codes(word):
            counts[code] = counts.get(code, 0) + count
    bits = np.zeros(_BITS, dtype=np.uint8)
    bits[np.fromiter(counts, dtype=np.int64) % _BITS] = 1
    repeated = [(count, code) for code, count in counts.items() if count >= 2 and code & _IS_LONG]
    topics = [code for _, code in sorted(repeated, reverse=True)[:_TOPICS]]
    return np.packbits(bits, bitorder="little").tobytes() + np.array(topics, dtype="<u4").tobytes()


def _lacks_subject(one: bytes, other: bytes) -> bool:
    """Whether the words that ``other`` repeats most, or several that it repeats, are not in ``one``."""
    places = np.frombuffer(other[_ENDS[1] :], "<u4") % _BITS
    missing = (np.frombuffer(one[slice(*_ENDS)], np.uint8)[places // 8] >> (places % 8)) & 1 == 0
    return bool(missing[:_MAIN_TOPICS].any() or missing.sum() >= _OTHERS)


@cache
def _consonants() -> Table:
    """Folded letters without vowels, and those that loan words are spelt with in several ways as one."""
    table = word_table().copy()
    table[np.isin(table, [ord(vowel) for vowel in "اويهء"])] = NONE
    for other, letter in zip("غقگط", "جججت", strict=True):
        table[table == ord(other)] = ord(letter)
    return table


@lru_cache(maxsize=65_536)
def _codes(word: str) -> tuple[int, ...]:
    if word.startswith("عبدل"):
        return _code("عبد"), _code(word[4:])
    return (_code(_bare(word)),)


def _bare(word: str) -> str:
    """Consonants without the article and what stands before it: لل, بل, كل, ل."""
    if len(word) > 3 and word[1] == "ل" and word[0] in "بكل":
        return word[2:]
    return word[1:] if len(word) > 2 and word[0] == "ل" else word


def _code(word: str) -> int:
    """A number for a word; its highest bit tells a word long enough to be a subject."""
    code = zlib.crc32(word.encode("utf-8", "replace"))
    is_long = len(word) >= _MIN_CONSONANTS and not word[0].isdecimal()
    return code | _IS_LONG if is_long else code & ~_IS_LONG
