"""What a search computes: all that is shown, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.indexing import runtime
from articles.search.engines import registry
from articles.search.engines.whoosh.engine import WhooshEngine
from articles.searching.request import SearchRequest
from articles.searching.service import Detail, search

pytestmark = pytest.mark.django_db(transaction=True)

UNKNOWN = "زرافة فيل نمر أسد ببغاء غزال"


class CountingEngine(WhooshEngine):
    """The real engine, which writes down what it is asked."""

    calls: list[str] = []  # noqa: RUF012 - of all objects: the process makes its engine itself


def _counted(name: str) -> Any:
    def method(self: CountingEngine, *args: Any, **kwargs: Any) -> Any:
        self.calls.append(name)
        return getattr(WhooshEngine, name)(self, *args, **kwargs)

    return method


for _name in ("search", "scan", "suggest", "words", "words_of", "ids"):
    setattr(CountingEngine, _name, _counted(_name))


@pytest.fixture
def calls(settings, monkeypatch, make_article):
    """What the engine is asked from now on, in an archive of two articles."""
    monkeypatch.setitem(registry.ENGINES, "counting", f"{__name__}:CountingEngine")
    settings.SEARCH_ENGINE = "counting"
    runtime.reset()
    make_article("افتتاح الجسر الجديد", "عبر الجسر أوّل قطار.", tags=["نهر السرو"], authors=["ليلى القاسم"])
    make_article("موسم القطاف", "بدأ قطاف الزيتون في قرية عين الحور.", authors=["نادر البستاني"])
    CountingEngine.calls.clear()
    return CountingEngine.calls


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
@pytest.mark.parametrize(
    ("text", "maximum"),
    [
        (UNKNOWN, 4),
        ('"زرافة فيل" نمر أسد ببغاء غزال مها', 4),
        (f"{UNKNOWN} الجسر", 12),
        ("زرافة الجسر نمر قطاف ببغاء غزال", 12),
    ],
)
def test_unknown_words_cost_few_searches(client, calls, path, text, maximum):
    assert client.get(path, {"q": text}).status_code == 200
    assert 0 < len(calls) <= maximum, calls


def test_only_the_page_asks_why_nothing_is_found(calls):
    request = SearchRequest(text=UNKNOWN)
    assert search(request, detail=Detail.RESULTS).diagnosis is None
    assert [call for call in calls if call != "words"] == ["search"]
    answer = search(request)
    assert (answer.total, answer.diagnosis, answer.partial) == (0, None, None)
    calls.clear()
    page = search(request, detail=Detail.PAGE)
    assert page.diagnosis is not None
    assert page.diagnosis.hopeless
    # The query itself, whether any of its words is there, and at most one other that may have been meant.
    assert 2 <= calls.count("search") <= 3


def test_names_are_read_once_a_query(calls, django_assert_max_num_queries):
    text = " ".join(f"وسم:ا{n} كاتب:ب{n}" for n in range(20))
    with django_assert_max_num_queries(6):
        search(SearchRequest(text=text), detail=Detail.RESULTS)
    assert len(calls) == 2  # the authors' names, and the search


@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/feed"])
def test_more_results_take_no_more_queries(
    path: str, make_article: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    """What is shown of a result is read with its row, and not once more for each."""

    def queries() -> int:
        with django_assert_max_num_queries(30) as asked:
            assert "قطار" in client.get(path, {"q": "قطار"}).content.decode()
        return len(asked)

    make_article("قطار الساحل", "وصل القطار", source="الميناء", tags=["سفر"])
    one = queries()
    for number in range(4):
        make_article(f"قطار {number}", "وصل القطار", source="الميناء", tags=["سفر", "سكك"])
    assert queries() == one
