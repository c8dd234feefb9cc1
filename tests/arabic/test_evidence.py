"""The archive's own words are evidence beside the shipped list, and part of the fingerprint."""

from __future__ import annotations

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.stemmer import Stemmer

plain = Analyzer()


def test_archive_teaches_a_name() -> None:
    assert plain.layers("للورناس").stem == plain.layers("ورناس").stem
    taught = Analyzer({"بورناس": 40, "ببورناس": 9, "البورناس": 8, "ورناس": 400})
    assert taught.layers("بورناس").stem == "بورناس"
    unknowing = Analyzer({"ورناس": 400, "الورناس": 90})
    assert unknowing.layers("بورناس").stem == "ورناس"


def test_fingerprint_moves_with_the_vocabulary() -> None:
    assert plain.fingerprint() == Analyzer().fingerprint()
    assert plain.fingerprint() != Analyzer({"قارب": 12}).fingerprint()


def test_fingerprint_moves_when_a_word_comes_out_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stemmer, "stem", lambda self, word, surface: word)
    assert Analyzer().fingerprint() != plain.fingerprint()


def test_caches_are_bounded() -> None:
    assert plain.layers.cache_info().maxsize
