"""The fingerprint of an analyzer: an index built with another one must be rebuilt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from articles.arabic.morphology.additions import Additions
from articles.arabic.morphology.lexicon import DATA, shipped

# The data that shape words; families and stopwords that only widen queries are read at query time.
_TEXTS = ("names", "protected", "forms", "nouns", "verbs", "stopwords")
_FILES = ("frequencies.tsv.xz", *(f"{name}.txt" for name in _TEXTS))
_EVERY = 150


def probes() -> list[str]:
    """Words of every kind and frequency: each 150th of the shipped list."""
    return sorted(shipped())[::_EVERY]


def fingerprint(
    layers: Callable[[str], Iterable[str]], vocabulary: Mapping[str, int], additions: Additions
) -> str:
    """Sixteen hexadecimal digits that move with the data files, an editor's words, the archive's frozen
    vocabulary, and whenever a probe word comes out differently (``layers``: surface word → its layers)."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((DATA / name).read_bytes())
    shaping = [f"{file} {line}" for file, line in additions.lines if file.removesuffix(".txt") in _TEXTS]
    digest.update("\n".join(shaping).encode())
    digest.update("\n".join(f"{word} {articles}" for word, articles in sorted(vocabulary.items())).encode())
    for word in probes():
        digest.update("\t".join(layers(word)).encode())
    return digest.hexdigest()[:16]
