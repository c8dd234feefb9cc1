"""The comparison page, its files, and its endpoints."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest
from PIL import Image

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _archive(make_article):
    make_article("افتتاح الجسر", published="2019-03-01")
    make_article("الجسر والقطار", published="2020-05-20")
    make_article("القطار يصل", published="2021-01")


def address(*queries: str, path: str = "/compare", **params: str) -> str:
    return f"{path}?{urlencode([*(('q', query) for query in queries), *params.items()])}"


def html(client, *queries: str, **params: str) -> str:
    answer = client.get(address(*queries, **params))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_queries_the_form_alone(client):
    page = html(client)
    assert page.count('name="q"') == 2
    assert "<table" not in page


def test_two_queries_on_one_chart_with_a_table_of_links(client):
    page = html(client, "الجسر", "القطار", unit="count", by="year")
    assert page.count('name="q"') == 3  # and room for another
    assert "عدد المقالات في السنة، من ٢٠١٩ إلى ٢٠٢١" in page
    assert 'href="/search?q=الجسر&amp;from=2019&amp;to=2019">١</a>' in page
    assert "لا فرق" in page
    assert "المقالات التي تجمعها كلّها" in page
    assert "مقال واحد" in page


def test_shares_of_a_thousand_are_the_default(client):
    page = html(client, "الجسر", by="year")
    assert "المقالات من كلّ ألف مقال في السنة" in page
    assert "١٬٠٠٠" in page


def test_the_drawing_is_described_in_words(client):
    page = html(client, "الجسر", "ديناصور", unit="count", by="year")
    assert "الجسر: أعلاه ١ في ٢٠١٩. ديناصور: لا شيء. الأرقام كلّها في الجدول." in page


def test_queries_that_find_nothing(client):
    assert client.get(address("ديناصور", **{"from": "1990", "to": "1980"})).status_code == 200
    assert "لا مقالات مؤرّخة" in html(client, "ديناصور", **{"from": "1990", "to": "1980"})


def test_more_queries_than_the_chart_holds(client):
    page = html(client, *(f"كلمة{n}" for n in range(10)))
    assert "تُركت البقيّة" in page
    assert page.count('name="q"') == 6


def test_hostile_and_odd_input(client):
    page = html(client, '<script>alert(1)</script>"', "«(((", by="eon", unit="x", **{"from": "zzz"})
    assert "<script>alert" not in page
    assert client.get(address("ا" * 5000, "\x00")).status_code == 200


def test_in_english_time_runs_from_the_left(client):
    client.cookies["django_language"] = "en"
    page = html(client, "الجسر", by="year", unit="count")
    assert '<html lang="en" dir="ltr">' in page
    assert page.index("<span>2019</span>") < page.index("2020</span>")
    svg = client.get(address("الجسر", path="/compare.svg")).content.decode()
    assert 'direction="ltr"' in svg


def test_the_table_as_csv(client):
    answer = client.get(address("=الجسر", "القطار", path="/compare.csv", by="year"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "السنة"
    assert head[2] == "'=الجسر"
    assert [row[0] for row in rows] == ["2019", "2020", "2021"]
    assert rows[1][1:] == ["1", "1", "1000.0", "1", "1000.0"]


def test_the_chart_as_svg(client):
    answer = client.get(address("الجسر", "القطار", path="/compare.svg", by="year", unit="count"))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    root = ET.fromstring(answer.content)
    assert "٢٠١٩ ١" in "".join(root.itertext())


def test_the_chart_as_png(client):
    answer = client.get(address("«الجسر» $42", "القطار", path="/compare.png", by="year"))
    assert answer.headers["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (1200, 630)
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 20


@pytest.mark.parametrize("path", ["/compare.svg", "/compare.csv"])
def test_files_without_queries(client, path):
    assert client.get(path).status_code == 200


def test_the_compare_endpoint(client):
    found = client.get(address("الجسر", "القطار", path="/api/v1/compare", by="year")).json()
    assert found["periods"] == ["2019", "2020", "2021"]
    assert found["articles"] == [1, 1, 1]
    assert [query["counts"] for query in found["queries"]] == [[1, 1, 0], [0, 1, 1]]
    assert found["queries"][0]["per_thousand"] == [1000.0, 1000.0, 0.0]
    assert found["queries"][0]["text"] == "الجسر"


@pytest.mark.parametrize(
    ("params", "name"),
    [([], "q"), ([("q", str(n)) for n in range(7)], "q"), ([("q", "ا"), ("by", "eon")], "by")],
)
def test_the_compare_endpoint_refuses(client, params, name):
    answer = client.get(f"/api/v1/compare?{urlencode(params)}")
    assert answer.status_code == 422
    assert answer.json()["parameter"] == name


def test_the_timeline_endpoint(client):
    found = client.get(address("الجسر", path="/api/v1/timeline", by="month")).json()
    assert found["by"] == "month"
    assert found["total"] == 2
    assert found["periods"][0] == {"value": "2019-03", "count": 1} or found["periods"][0]["count"] == 0
    assert client.get("/api/v1/timeline?by=day&from=2019-03&to=2019-03").json()["periods"][0] == {
        "value": "2019-03-01",
        "count": 1,
    }
    assert client.get("/api/v1/timeline?from=zzz").status_code == 422


def test_a_week_leads_to_its_seven_days(client):
    page = html(client, "الجسر", by="week", unit="count", **{"from": "2019-02", "to": "2019-03"})
    assert "عدد المقالات في الأسبوع" in page
    assert "أسبوع ٢٥ شباط/فبراير ٢٠١٩" in page
    assert 'href="/search?q=الجسر&amp;from=2019-02-25&amp;to=2019-03-03">١</a>' in page


@pytest.mark.parametrize("by", ["week", "day"])
def test_units_stay_chosen_and_come_in_files_too(client, by):
    page = html(client, "الجسر", by=by, **{"from": "2019-03", "to": "2019-03"})
    assert f'value="{by}" checked' in page
    path = address("الجسر", path="/compare.csv", by=by, **{"from": "2019-03", "to": "2019-03"})
    assert client.get(path).status_code == 200
