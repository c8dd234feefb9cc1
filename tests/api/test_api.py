"""The JSON API: the object that interface documents promise, and errors that programs can read."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.core.management import call_command

from articles.editing import publishing
from articles.models import ApiKey, Article

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "عبرت أولى الحافلات الجسر المعلّق فوق نهر السرو صباح أمس، وقال رئيس البلديّة إنّ العمل انتهى في موعده."


@pytest.fixture
def bridge(make_article):
    return make_article(
        "افتتاح الجسر المعلّق",
        BODY,
        source="جريدة الميناء",
        tags=["نهر السرو"],
        published="2021-09",
        authors=["ليلى القاسم"],
        url="https://mina.example/1",
    )


def ask(client, **params):
    return client.get("/api/v1/search", params)


def test_a_result_has_all_that_is_promised(client, bridge):
    answer = ask(client, q="جسر").json()
    assert answer["query"]["text"] == "جسر"
    assert answer["query"]["mode"] == "normal"
    assert "جسر" in answer["query"]["read_as"]
    assert answer["total"] == 1
    assert answer["partial"] is None
    assert answer["next"] is None
    (result,) = answer["results"]
    assert result["id"] == bridge.pk
    assert result["url"] == bridge.get_absolute_url()
    assert result["original_url"] == "https://mina.example/1"
    assert result["source"] == {"name": "جريدة الميناء", "slug": "جريدة-الميناء"}
    assert result["published"] == "2021-09"
    assert result["authors"] == ["ليلى القاسم"]
    assert [tag["name"] for tag in result["tags"]] == ["نهر السرو"]
    assert result["copies"] == 0
    assert "الجسر" in [piece["text"] for piece in result["snippet"] if piece["mark"]]
    assert answer["facets"]["source"] == [{"value": "جريدة-الميناء", "label": "جريدة الميناء", "count": 1}]
    assert answer["facets"]["month"] == [{"value": "2021-09", "label": "2021-09", "count": 1}]


def test_all_words_are_required_unless_any_is_asked(client, bridge, make_article):
    make_article("قطار", "وصل القطار متأخرًا")
    assert ask(client, q="الحافلات القطار").json()["total"] == 0
    assert ask(client, q="الحافلات القطار", match="any").json()["total"] == 2


def test_articles_with_most_words_follow_apart(client, bridge):
    answer = ask(client, q="الحافلات الجسر البلدية القطارات").json()
    assert (answer["total"], answer["results"]) == (0, [])
    assert answer["partial"]["total"] == 1
    assert answer["partial"]["results"][0]["id"] == bridge.pk


@pytest.mark.parametrize(
    ("params", "total"),
    [
        ({"source": "جريدة-الميناء"}, 1),
        ({"source": "-جريدة-الميناء"}, 0),
        ({"tag": "نهر-السرو"}, 1),
        ({"author": "ليلى القاسم"}, 1),
        ({"author": "-ليلى القاسم"}, 0),
        ({"from": "2021-09"}, 1),
        ({"from": "2021-09-01", "to": "2021-09-30"}, 1),
        ({"from": "2021-10"}, 0),
        ({"to": "2021-08"}, 0),
        ({"from": "أيلول 2021", "to": "سبتمبر 2021"}, 1),
        ({"from": "2021", "to": "2021"}, 1),
        ({"q": "مصدر:الميناء"}, 1),
        ({"q": "تاريخ:2021-09 الجسر"}, 1),
    ],
)
def test_filters(client, bridge, params, total):
    assert ask(client, **({"q": "الجسر"} | params)).json()["total"] == total


@pytest.mark.parametrize(
    ("name", "value"),
    [("mode", "fuzzy"), ("match", "some"), ("sort", "best"), ("limit", "0"), ("limit", "101"), ("page", "x"),
     ("from", "أمس"), ("copies", "none")],
)  # fmt: skip
def test_a_bad_parameter_is_named_with_what_is_accepted(client, name, value):
    answer = ask(client, q="الجسر", **{name: value})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert (answer.json()["parameter"], answer.json()["value"]) == (name, value)
    assert answer.json()["accepted"]


def test_pages_follow_each_other_without_gaps_or_repeats(client, make_article):
    made = {make_article(f"الجسر {n}", f"نصّ الخبر {n}").pk for n in range(7)}
    url, seen = "/api/v1/search?q=الجسر&limit=3&sort=newest", []
    while url:
        answer = client.get(url).json()
        assert answer["total"] == 7
        seen += [result["id"] for result in answer["results"]]
        url = answer["next"]
    assert len(seen) == 7
    assert set(seen) == made


def test_unknown_years_sort_last_both_ways(client, make_article):
    old = make_article("الجسر", published="1999")
    new = make_article("الجسر", published="2021-09-09")
    none = make_article("الجسر")
    newest = [r["id"] for r in ask(client, q="الجسر", sort="newest").json()["results"]]
    oldest = [r["id"] for r in ask(client, q="الجسر", sort="oldest").json()["results"]]
    assert newest == [new.pk, old.pk, none.pk]
    assert oldest == [old.pk, new.pk, none.pk]


def test_copies_are_counted_and_can_be_folded(client, make_article):
    first = make_article("الجسر", BODY, source="أ", duplicate_group=1)
    make_article("الجسر", BODY, source="ب", duplicate_group=1)
    unfolded, folded = ask(client, q="الجسر").json(), ask(client, q="الجسر", copies="fold").json()
    assert (unfolded["total"], len(unfolded["results"])) == (2, 2)
    assert (folded["total"], len(folded["results"])) == (2, 1)
    assert [result["copies"] for result in unfolded["results"]] == [1, 1]
    assert folded["results"][0]["copies"] == 1
    assert first.pk in {r["id"] for r in unfolded["results"]}


def test_the_command_prints_the_same_object(client, bridge, capsys):
    call_command("search", "الجسر", json=True)
    printed = json.loads(capsys.readouterr().out)
    answered = ask(client, q="الجسر").json()
    for answer in (printed, answered):
        answer.pop("took_ms")
        answer["facets"].pop("section", None)
    assert printed == answered


def test_the_command_shapes_arabic_for_terminals(bridge, capsys):
    call_command("search", "الجسر", shape=True)
    shaped = capsys.readouterr().out
    assert "الجسر" not in shaped
    assert "ﺮﺴﺠﻟﺍ" in shaped  # joined forms, in visual order
    call_command("search", "الجسر", shape=False)
    assert "الجسر" in capsys.readouterr().out


def test_articles_sources_tags_and_analysis(client, bridge):
    article = client.get(f"/api/v1/articles/{bridge.pk}").json()
    assert article["body"] == BODY
    assert client.get("/api/v1/articles/999").status_code == 404
    assert client.get("/api/v1/sources").json()["sources"][0]["name"] == "جريدة الميناء"
    assert client.get("/api/v1/tags").json()["tags"][0]["name"] == "نهر السرو"
    publishing.withdraw(Article.objects.filter(pk=bridge.pk))
    assert client.get(f"/api/v1/articles/{bridge.pk}").status_code == 410
    assert client.get("/api/v1/sources").json() == {"sources": []}
    (token,) = client.get("/api/v1/analyze", {"text": "«للقوّات»"}).json()["tokens"]
    assert (token["original"], token["surface"]) == ("للقوّات", "للقوات")


def test_suggestions_complete_words_and_names(client, bridge):
    found = client.get("/api/v1/suggest", {"q": "الحاف"}).json()["suggestions"]
    assert {"text": "الحافلات", "kind": "word"} in found
    names = client.get("/api/v1/suggest", {"q": "المين"}).json()["suggestions"]
    assert {"text": "جريدة الميناء", "kind": "source"} in names
    assert client.get("/api/v1/suggest", {"q": ""}).json() == {"suggestions": []}


def test_too_many_requests_are_told_when_to_come_back(client, settings, db):
    settings.API_RATE_LIMIT = 2
    codes = [client.get("/api/v1/sources", REMOTE_ADDR="10.1.2.3").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


@pytest.mark.parametrize(
    "text", ['"', "((((", "أو أو", "*", "؟", "\x00\x01", "a" * 10_000, "-", "عنوان:", "~5", "'%s"]
)
def test_no_text_breaks_the_search(client, bridge, text):
    assert ask(client, q=text).status_code == 200
    assert client.get("/search", {"q": text}).status_code == 200


def test_the_page_for_people_says_how_each_path_is_asked(client, db):
    page = client.get("/api/v1/docs").content.decode()
    document = client.get("/api/v1/openapi.json").json()
    for methods in document["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    for name, schema in document["components"]["schemas"].items():
        section = page.partition(f'<section class="stack gap-3" id="{name}">')[2].partition("</section>")[0]
        assert all(f'<code dir="ltr">{field}</code>' in section for field in schema["properties"])
    assert set(re.findall(r'href="#(\w+)"', page)) - {"main"} <= set(document["components"]["schemas"])
    assert "-G --data-urlencode &#x27;q=الجسر&#x27; http://testserver/api/v1/search" in page
    assert "-F file=@news.jsonl http://testserver/api/v1/uploads" in page
    assert page.count("يُطلب له مفتاح.") == 6


def test_its_examples_of_bodies_are_accepted(client, db, django_user_model):
    key = ApiKey(name="reader of the page", user=django_user_model.objects.create_superuser("x"))
    key.scopes = list(ApiKey.Scope.values)
    headers = {"Authorization": f"Bearer {key.renew()}"}
    key.save()
    page = html.unescape(client.get("/api/v1/docs").content.decode())
    bodies = re.findall(r"-d '(.*)' http://testserver(/\S+)</code>", page)
    assert len(bodies) == 4
    made = [each for each in bodies if "/1" not in each[1]]
    assert len(made) == 2
    for body, path in made:
        answer = client.post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code in (200, 201)
