"""What the words of a query stand for beyond themselves: one look for the spelling, the stem and the root."""

from __future__ import annotations

from dataclasses import dataclass

from articles.search.ranking.bm25 import scoring_words
from articles.search.types import LAYERS, Query


@dataclass(frozen=True, slots=True)
class Folding:
    """What a typed word stands for in each layer, beyond itself; empty where nothing was folded."""

    word: str
    folded: tuple[str, ...] = ()
    stem: tuple[str, ...] = ()
    lemma: tuple[str, ...] = ()
    root: tuple[str, ...] = ()


def foldings(query: Query) -> list[Folding]:
    """The foldings of every word that scores, in the order of the query; words as typed are left out, and
    layers wider than the one that decides the match (the stem of a quoted word only ranks)."""
    found: dict[str, Folding] = {}
    for word in scoring_words(query.node):
        counting = LAYERS[: LAYERS.index(word.forms[-1].layer) + 1]
        terms = {form.layer: form.terms for form in word.forms if form.layer in counting}
        others = (tuple(t for t in terms.get(layer, ()) if t != word.text) for layer in LAYERS[1:])
        folding = Folding(word.text, *others)
        if any((folding.folded, folding.stem, folding.lemma, folding.root)):
            found.setdefault(word.text, folding)
    return list(found.values())
