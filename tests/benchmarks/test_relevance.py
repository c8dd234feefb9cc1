"""The relevance benchmark itself: its reference analyzer, and the places it counts."""

from __future__ import annotations

import pytest

from articles.search.types import Doc
from tests.benchmarks import lucene
from tests.benchmarks.relevance import Asked, by_lucene, measure


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("الحسن والحسن بالحسن كالحسن فالحسن للاخر وحسن", ["حسن", "حسن", "حسن", "حسن", "حسن", "اخر", "حسن"]),
        ("زوجها ساهدان ساهدات ساهدون ساهدين ساهديه ساهده", ["زوج", *["ساهد"] * 6]),
        ("وساهدون ساهدهات", ["ساهد", "ساهد"]),
        ("ال و في من", ["ال"]),
        ("الوَلَد ٢٠٢١ NATO", ["ولد", "2021", "nato"]),
    ],
)
def test_the_reference_analyzer(text: str, terms: list[str]) -> None:
    assert lucene.analyze(text) == terms


def test_measures_by_the_rank_of_the_text_that_was_meant() -> None:
    docs = [Doc(0, "", "جسر النخيل جسر"), Doc(1, "", "جسر المدينة القديم الطويل"), Doc(2, "", "نفق")]
    asked = [Asked("جسر", 0), Asked("جسر", 1), Asked("نفق", 0), Asked("نفق", 2)]
    found = measure(asked, by_lucene(docs))
    assert (found.mrr, found.first, found.found) == ((1 + 0.5 + 0 + 1) / 4, 0.5, 0.75)
