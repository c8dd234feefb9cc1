"""Copies of one text: the same text twice, and syndicated copies with another headline and small edits.

Near copies are found by MinHash over runs of three words (Broder 1997, by the datasketch library). Articles
that share a band are candidates; :func:`similarity` of their signatures decides.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Final

import numpy as np
from datasketch import MinHash

from articles.ingest.text import fold, words

_SHINGLE: Final = 3  # words
_VALUES: Final = 128
_BANDS: Final = 16
_ROWS: Final = 4  # a pair of similarity s shares a band with probability 1 − (1 − s⁴)¹⁶: 0.5: 64 %, 0.7: 99 %
_LEAST_WORDS: Final = 25  # shorter texts (a caption, a result) look alike without being copies
_SCHEME: Final = "affine32"
_PERMUTATIONS: Final = MinHash(num_perm=_VALUES, seed=1, scheme=_SCHEME).permutations

COPY_SIMILARITY: Final = 0.5


def content_fingerprint(title: str, body: str) -> str:
    """64 hex digits, equal for texts that differ in spelling of letters, marks and punctuation alone."""
    text = " ".join((*words(fold(title)), "\n", *words(fold(body))))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def signature(text: str) -> bytes:
    """The MinHash signature of a text: 512 bytes, or none for a text too short to compare."""
    tokens = words(fold(text))
    if len(tokens) < _LEAST_WORDS:
        return b""
    codes = np.array(
        [zlib.crc32(token.encode("utf-8", "surrogatepass")) for token in tokens], dtype=np.uint32
    )
    runs = codes[:-2] * np.uint32(0x9E3779B1) + codes[1:-1] * np.uint32(0x85EBCA6B) + codes[2:]
    minhash = MinHash(num_perm=_VALUES, scheme=_SCHEME, permutations=_PERMUTATIONS, hashfunc=int)
    minhash.update_batch(runs)
    return np.asarray(minhash.hashvalues, dtype="<u4").tobytes()


def bands(signature: bytes) -> list[int]:
    """The places to look for copies: 16 integers of 64 bits with sign. Copies share at least one."""
    size = _ROWS * 4
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
    """The share of common runs of words in two texts (Jaccard), by their signatures: 0 to 1, ± 0.04."""
    if not one or not other:
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))
