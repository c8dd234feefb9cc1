"""The baseline of the relevance benchmark: Lucene's Arabic analyzer with BM25, written anew as a reference.

What it does is public: the analysis chain of ``org.apache.lucene.analysis.ar.ArabicAnalyzer`` (standard
tokenizer, lower case, decimal digits, stop words before normalization, ArabicNormalizationFilter, and the
light10 stemmer of Larkey, Ballesteros and Connell as ArabicStemmer has it), ``BM25Similarity`` with k1 1.2
and b 0.75, lengths rounded to one byte. The stop words are those of its list, by Jacques Savoy (BSD).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.arabic.dates.numerals import TO_WESTERN
from articles.search.ranking import bm25

_STOP_WORDS = """
    من ومن منها منه في وفي فيها فيه و ف ثم او أو ب بها به ا أ اى اي أي أى لا ولا الا ألا إلا لكن ما
    وما كما فما عن مع اذا إذا ان أن إن انها أنها إنها انه أنه إنه بان بأن فان فأن وان وأن وإن التى
    التي الذى الذي الذين الى الي إلى إلي على عليها عليه اما أما إما ايضا أيضا كل وكل لم ولم لن ولن
    هى هي هو وهى وهي وهو فهى فهي فهو انت أنت لك لها له هذه هذا تلك ذلك هناك كانت كان يكون تكون وكانت
    وكان غير بعض قد نحو بين بينما منذ ضمن حيث الان الآن خلال بعد قبل حتى عند عندما لدى جميع
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")

_MARKS = "\u0640\u064b-\u0652"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]+)*")
_NORMAL = str.maketrans("آأإىة", "ااايه", "".join(map(chr, [0x640, *range(0x64B, 0x653)])))

Array = npt.NDArray[Any]


def analyze(text: str) -> list[str]:
    """The terms of a text, stop words left out."""
    return [term for raw in _WORD.findall(text) if (term := _term(raw))]


@lru_cache(maxsize=500_000)
def _term(raw: str) -> str:
    word = raw.lower().translate(TO_WESTERN)
    return "" if word in STOP_WORDS else stem(word.translate(_NORMAL))


def stem(word: str) -> str:
    """light10: the first prefix that fits, then every suffix in turn; two letters always stay."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) >= max(len(prefix) + 2, 4):
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word


class Index:
    """One field of a collection, searched as an OR of terms."""

    def __init__(self, texts: Sequence[str]) -> None:
        postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        lengths = []
        for number, text in enumerate(texts):
            terms = analyze(text)
            lengths.append(bm25.rounded_length(len(terms)))
            for term, count in Counter(terms).items():
                postings[term][0].append(number)
                postings[term][1].append(count)
        self._postings = {
            term: (np.array(docs), np.array(counts)) for term, (docs, counts) in postings.items()
        }
        average = sum(lengths) / len(lengths)
        self._norms = bm25.K1 * (1 - bm25.B + bm25.B * np.array(lengths) / average)

    def scores(self, query: str) -> Array:
        """The score of every text; a term that the query has twice counts twice."""
        scores = np.zeros(len(self._norms))
        for term in analyze(query):
            if term in self._postings:
                docs, counts = self._postings[term]
                weight = bm25.idf(len(scores), len(docs))
                scores[docs] += weight * counts / (counts + self._norms[docs])
        return scores
