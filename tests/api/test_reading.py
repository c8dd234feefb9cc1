"""Reading by program: pages that follow each other, fields, problems, the document."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.core.cache import caches
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from articles.access import rate_limit
from articles.api.problems import KINDS
from articles.editing import publishing
from articles.editing.articles import delete
from articles.models import Article, Story
from articles.searching import cursors
from articles.searching.cursors import After, BadCursor, Shown, Within
from articles.searching.request import SearchRequest
from tests.web.test_translations import catalogue

pytestmark = pytest.mark.django_db(transaction=True)

SEARCH = "/api/v1/search"


def pages(client, address):
    """The ids of each page, one page at a time."""
    while address:
        answer = client.get(address).json()
        yield [result["id"] for result in answer["results"]]
        address = answer["next"]


@pytest.fixture
def bridges(make_article):
    days = ("2021-09-01", "2021-09-02", "2021-09-03", "2021-10", "2020", "")
    return [make_article(f"الجسر {n}", f"خبر عن الجسر رقم {n}", published=days[n % 6]).pk for n in range(24)]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_what_was_there_throughout_comes_exactly_once(client, bridges, make_article, sort):
    gone, seen = bridges[5:20:7], []
    walk = pages(client, f"{SEARCH}?q=الجسر&sort={sort}&limit=5")
    seen += next(walk)
    delete(Article.objects.filter(pk__in=[*gone, seen[-1]]))
    stays = set(bridges) - {*gone, seen[-1]}
    for published in ("2021-09-02", "2021-09-03", "2020", ""):
        make_article("الجسر الجديد", "خبر جديد عن الجسر", published=published)
    for page in walk:
        seen += page
    assert len(seen) == len(set(seen))
    assert stays <= set(seen)


def test_by_relevance_the_order_of_the_second_page_is_kept(client, bridges, make_article):
    walk = pages(client, f"{SEARCH}?q=الجسر&limit=5")
    seen = next(walk) + next(walk)
    for n in range(8):
        make_article("الجسر الجسر الجسر", f"الجسر {n}")
    delete(Article.objects.filter(pk=seen[0]))
    for page in walk:
        seen += page
    assert sorted(seen) == sorted(bridges)


def test_what_was_withdrawn_meanwhile_is_left_out_of_a_kept_order(client, bridges):
    walk = pages(client, f"{SEARCH}?q=الجسر&limit=5")
    seen = next(walk) + next(walk)
    left = sorted(set(bridges) - set(seen))
    publishing.withdraw(Article.objects.filter(pk=left[0]))
    assert sorted(pk for page in walk for pk in page) == left[1:]


def test_an_order_that_is_forgotten_says_how_to_go_on(client, bridges):
    first = client.get(f"{SEARCH}?q=الجسر&limit=5").json()
    second = client.get(first["next"]).json()
    caches["rankings"].clear()
    answer = client.get(second["next"])
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (410, "/api/v1/problems/cursor-expired")
    assert client.get(problem["restart"]).json()["results"] == first["results"]
    assert sorted(pk for page in pages(client, problem["exact"]) for pk in page) == sorted(bridges)


def test_copies_are_folded_on_every_page(client, make_article):
    body = "عبرت أولى الحافلات الجسر المعلّق فوق نهر السرو صباح أمس"
    for n in range(12):
        make_article("الجسر", body, source=f"جريدة {n}", duplicate_group=1 + n // 2)
    for sort in ("relevance", "newest"):
        address = f"{SEARCH}?q=الجسر&copies=fold&limit=2&sort={sort}"
        found = [pk for page in pages(client, address) for pk in page]
        groups = Article.objects.filter(pk__in=found).values_list("duplicate_group", flat=True)
        assert sorted(groups) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "A" * 2_000])
def test_a_cursor_that_is_none_is_refused(client, bridges, cursor):
    answer = client.get(SEARCH, {"q": "الجسر", "cursor": cursor})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "cursor")


def test_a_cursor_of_another_search_is_refused(client, bridges):
    following = client.get(f"{SEARCH}?q=الجسر&limit=5&sort=newest").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert client.get(f"{SEARCH}?q=نهر&sort=newest&cursor={cursor}").status_code == 422


PLACES = st.one_of(
    st.builds(After, st.integers(0, 9999_12_31), st.integers(0, 2**63 - 1)),
    st.builds(Shown, st.lists(st.integers(0, 2**63 - 1), max_size=100).map(tuple)),
    st.builds(Within, st.text("0123456789abcdef", min_size=16, max_size=16), st.integers(0, 2**40)),
)


@given(place=PLACES)
def test_a_cursor_leads_to_its_place(place):
    request = SearchRequest(text="الجسر", sort="newest")
    text = cursors.encoded(place, request)
    assert len(text) <= cursors.MAX_CURSOR
    assert cursors.decoded(text, request) == place


@given(text=st.text(max_size=60) | st.text("ABCDabcd0123_-", max_size=60))
def test_any_text_is_a_cursor_or_none(text):
    try:
        cursors.decoded(text, SearchRequest())
    except BadCursor:
        return


def test_only_the_fields_asked_for(client, bridges):
    (result,) = client.get(SEARCH, {"q": "الجسر", "limit": 1, "fields": "title, url"}).json()["results"]
    assert set(result) == {"id", "title", "url"}
    article = client.get(f"/api/v1/articles/{bridges[0]}", {"fields": "body"}).json()
    assert set(article) == {"id", "body"}
    refused = client.get(SEARCH, {"q": "الجسر", "fields": "title,colour"})
    assert (refused.status_code, refused.json()["parameter"]) == (422, "fields")


def test_highlights_are_places_in_title_and_body(client, make_article):
    article = make_article("افتتاح الجسر", "عبر الناس والجسر جديد، ثم عادوا من جسور أخرى.")
    (result,) = client.get(SEARCH, {"q": "جسر", "highlights": "on"}).json()["results"]
    words = [article.body[span["start"] : span["end"]] for span in result["highlights"]["body"]]
    assert words[:1] == ["والجسر"]
    assert [article.title[s["start"] : s["end"]] for s in result["highlights"]["title"]] == ["الجسر"]
    assert client.get(SEARCH, {"q": "جسر", "highlights": "yes"}).status_code == 422


def test_what_has_not_changed_is_not_sent_again(client, bridges):
    for address in (f"{SEARCH}?q=الجسر", f"/api/v1/articles/{bridges[0]}", "/api/v1/sources"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    article = client.get(f"/api/v1/articles/{bridges[0]}")
    since = client.get(article.request["PATH_INFO"], headers={"If-Modified-Since": article["Last-Modified"]})
    assert since.status_code == 304
    publishing.withdraw(Article.objects.filter(pk=bridges[1]))
    assert client.get(f"{SEARCH}?q=الجسر", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_who_takes_gzip_gets_it(client, bridges):
    answer = client.get(f"{SEARCH}?q=الجسر", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["total"] == len(bridges)


def test_head_answers_as_get_without_the_body(client, bridges):
    head = client.head(f"{SEARCH}?q=الجسر")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(f"{SEARCH}?q=الجسر")["ETag"]


def test_what_stands_beside_an_article(client, make_article):
    body = "عبرت أولى الحافلات الجسر المعلّق فوق نهر السرو صباح أمس"
    one = make_article("افتتاح الجسر", body, source="أ", duplicate_group=3)
    other = make_article("افتتاح الجسر", body, source="ب", duplicate_group=3)
    copies = client.get(f"/api/v1/articles/{one.pk}/copies").json()["results"]
    assert [each["id"] for each in copies] == [other.pk]
    assert client.get(f"/api/v1/articles/{one.pk}/related").json() == {"results": []}
    assert client.get(f"/api/v1/articles/{one.pk}/story").json() == {"story": None, "results": []}
    for kind in ("related", "copies", "story"):
        assert client.get(f"/api/v1/articles/999/{kind}").status_code == 404


def test_a_story_is_its_articles_in_order_of_time(client, make_article):
    rows = [make_article(f"الجسر {day}", f"خبر {day}", published=f"2021-09-0{day}") for day in (3, 1, 2)]
    story = Story.objects.create(lead=rows[0], size=3)
    Article.objects.filter(pk__in=[row.pk for row in rows]).update(story=story)
    answer = client.get(f"/api/v1/articles/{rows[0].pk}/story").json()
    assert answer["story"] == {
        "id": story.pk, "title": "الجسر 3", "url": story.get_absolute_url(), "kind": "event"
    }  # fmt: skip
    assert [each["id"] for each in answer["results"]] == [rows[1].pk, rows[2].pk, rows[0].pk]
    assert client.get(f"/api/v1/stories/{story.pk}").json() == answer
    publishing.withdraw(Article.objects.filter(pk__in=[rows[0].pk, rows[1].pk]))
    assert client.get(f"/api/v1/stories/{story.pk}").status_code == 404


def test_authors_are_counted(client, make_article):
    for n in range(2):
        make_article(f"خبر {n}", f"نصّ {n}", authors=["ليلى القاسم"])
    assert client.get("/api/v1/authors").json() == {"authors": [{"name": "ليلى القاسم", "count": 2}]}


@pytest.mark.parametrize("path", ["nothing", "search/more", "articles/x", "articles/1/2"])
def test_a_path_that_is_not_there_is_a_problem(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_is_not_taken_is_a_problem(client):
    answer = client.post(SEARCH)
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["type"] == "/api/v1/problems/method-not-allowed"


def test_every_problem_leads_to_a_page_that_explains_it(client):
    for kind in KINDS.values():
        page = client.get(f"/api/v1/problems/{kind.slug}")
        assert page.status_code == 200
        assert str(kind.cure) in page.content.decode()


def test_the_document_names_every_path_and_the_page_shows_it(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    page = client.get("/api/v1/docs").content.decode()
    for path in document["paths"]:
        assert path in page
    names = {each["name"] for each in document["paths"][SEARCH]["get"]["parameters"]}
    assert {"q", "source", "cursor", "fields", "highlights", "without"} <= names


@override_settings(API_RATE_LIMIT=3)
def test_answers_say_how_many_requests_are_left(client, bridges, monkeypatch):
    monkeypatch.setattr(rate_limit, "MINUTE", 10**9)  # no test runs over the end of a minute
    left = []
    for _ in range(4):
        answer = client.get("/api/v1/suggest?q=ا", REMOTE_ADDR="192.0.2.77")
        left.append(answer["RateLimit"].partition(";t=")[0])
    assert left == ['"minute";r=2', '"minute";r=1', '"minute";r=0', '"minute";r=0']
    assert answer["RateLimit-Policy"].startswith('"minute";q=3;w=')
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_pages_of_other_sites_may_read(client, bridges):
    answer = client.get(f"{SEARCH}?q=الجسر", headers={"Origin": "https://lab.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": "https://lab.example"})


@override_settings(CORS_ALLOW_ALL_ORIGINS=False, CORS_ALLOWED_ORIGINS=["https://lab.example"])
def test_only_the_named_sites_may_read(client, bridges):
    for origin, allowed in (("https://lab.example", "https://lab.example"), ("https://other.example", None)):
        answer = client.get(f"{SEARCH}?q=الجسر", headers={"Origin": origin})
        assert answer.get("Access-Control-Allow-Origin") == allowed


def _sentences(part) -> set[str]:
    """The summaries and descriptions of the document, on one line each."""
    if isinstance(part, list):
        return set().union(*map(_sentences, part))
    if not isinstance(part, dict):
        return set()
    own = {part[name] for name in ("summary", "description") if isinstance(part.get(name), str)}
    return {" ".join(each.split()) for each in own}.union(*map(_sentences, part.values()))


def test_every_sentence_of_the_document_has_its_arabic_and_no_other_sentence_has(client):
    asked = _sentences(client.get("/api/v1/openapi.json").json())
    arabic = {message.id: message.string for message in catalogue("ar") if message.context == "api"}
    assert asked - arabic.keys() == set()
    assert arabic.keys() - asked == set()
    quoted = {each: sorted(re.findall(r"`[^`]*`", each)) for each in asked}
    assert {each for each in asked if sorted(re.findall(r"`[^`]*`", arabic[each])) != quoted[each]} == set()


def test_the_page_of_the_document_speaks_the_language_of_the_interface(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "المقالات التي يجدها البحث ومرشّحاته" in page
    assert "Search the archive" not in page
    assert 'باتّباع <code dir="ltr">next</code>' in page
    client.cookies["django_language"] = "en"
    page = client.get("/api/v1/docs").content.decode()
    assert "Search the archive" in page
    assert "Needs a key." in page
    assert "string[]" in page
