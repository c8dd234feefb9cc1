"""Shapes of files that producers really write, each in its own form, with what an archivist expects of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input
from tests.ingest.inputs import BODY, MORE, drafts, read


@pytest.mark.parametrize(
    ("name", "content", "held"),
    [
        ("a.csv", f"post_title,post_content,post_status\nجسر,{BODY.replace(',', '')},draft\n", "draft"),
        ("a.csv", f"العنوان,النص,الحالة\nجسر,{BODY.replace(',', '')},مسودة\n", "draft"),
        ("a.csv", f"title,text,status\nجسر,{BODY.replace(',', '')},published\n", "usable"),
        ("a.csv", f"title,text,status\nجسر,{BODY.replace(',', '')},ok\n", "usable"),
        ("a.json", [{"title": "جسر", "text": BODY, "is_published": False}], "draft"),
        ("a.json", [{"title": "جسر", "text": BODY, "draft": True}], "draft"),
        ("a.json", [{"title": "جسر", "text": BODY, "draft": False, "status": True}], "usable"),
        (
            "a.json",
            {"data": [{"attributes": {"title": "جسر", "status": False, "body": {"value": BODY}}}]},
            "draft",
        ),
        ("a.jsonl", {"title": "جسر", "body": BODY, "visibility": "private"}, "private"),
    ],
)
def test_a_status_in_a_table_or_record_holds_back(tmp_path, name, content, held):
    (found,) = drafts(tmp_path, name, content)
    assert (found.publication, found.body) == (held, BODY)


def test_ghost_exports_its_posts_with_their_status(tmp_path):
    posts = [
        {
            "title": "جسر",
            "html": f"<p>{BODY}</p>",
            "status": "published",
            "published_at": "2020-05-06T10:00:00Z",
        },
        {"title": "مرفأ", "html": f"<p>{MORE}</p>", "status": "draft"},
    ]
    first, second = drafts(tmp_path, "ghost.json", {"db": [{"data": {"posts": posts}}]})
    assert (first.publication, str(first.published), first.body) == ("usable", "2020-05-06", BODY)
    assert second.publication == "draft"


def test_the_actions_of_a_bulk_file_are_no_articles(tmp_path):
    rows = [
        {"index": {"_id": 1}},
        {"title": "جسر", "body": BODY},
        {"create": {"_index": "n"}},
        {"body": MORE},
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert [each.body for each in drafts(tmp_path, "bulk.jsonl", text)] == [BODY, MORE]


@pytest.mark.parametrize(
    "body",
    [
        {
            "blocks": [
                {"type": "paragraph", "data": {"text": BODY}},
                {"type": "paragraph", "data": {"text": MORE}},
            ]
        },
        {"blocks": [{"text": BODY, "type": "unstyled"}, {"text": MORE}], "entityMap": {}},
        {
            "type": "doc",
            "content": [{"type": "paragraph", "content": [{"text": text}]} for text in (BODY, MORE)],
        },
        {"nodeType": "document", "content": [{"content": [{"value": text}]} for text in (BODY, MORE)]},
        [
            {"_type": "block", "children": [{"text": BODY[:20]}, {"text": BODY[20:]}]},
            {"children": [{"text": MORE}]},
        ],
        {"type": "root", "children": [{"children": [{"text": BODY}]}, {"children": [{"text": MORE}]}]},
    ],
)
def test_texts_as_editors_in_a_browser_store_them(tmp_path, body):
    (found,) = drafts(tmp_path, "a.json", [{"title": "جسر السنديان", "body": body}])
    assert (found.title, found.body) == ("جسر السنديان", f"{BODY}\n\n{MORE}")


def test_edges_and_nodes_of_graphql(tmp_path):
    node = {"title": "جسر", "content": f"<p>{BODY}</p>", "author": {"node": {"name": "سلمى الراوي"}}}
    node["tags"] = {"nodes": [{"name": "جسور"}, {"name": "طرق"}]}
    (found,) = drafts(tmp_path, "a.json", {"data": {"posts": {"edges": [{"node": node}]}}})
    assert (found.authors, found.tags) == (("سلمى الراوي",), ("جسور", "طرق"))


def test_commas_in_a_text_without_quotes_do_not_cut_it(tmp_path):
    text = BODY.replace("،", ",")
    last, middle = (
        drafts(tmp_path, "a.csv", table)[0]
        for table in (f"title,text\nجسر,{text}\n", f"title,text,date\nجسر,{text},2020-05-06\n")
    )
    assert (last.body, "torn_row" in last.warnings) == (text, True)
    assert "torn_row" in middle.warnings
    assert drafts(tmp_path, "a.csv", f"title,text\nجسر,{MORE},,\n")[0].warnings == ()


def test_semicolons_of_arabic_between_columns(tmp_path):
    (found,) = drafts(tmp_path, "a.csv", f"العنوان؛النصّ؛التاريخ\nجسر؛{MORE}؛2020-05-06\n")
    assert (found.title, found.body, str(found.published)) == ("جسر", MORE, "2020-05-06")


@pytest.mark.parametrize(
    "text",
    [
        f"العنوان: جسر السنديان\nالتاريخ: 6/5/2020\nالكاتب: سلمى الراوي\nالنص: {BODY}\n\n{MORE}\n",
        f"Title: جسر السنديان\nDate: 2020-05-06\nAuthor: سلمى الراوي\n\n{BODY}\n\n{MORE}\n",
        f'---\ntitle: "جسر السنديان"\ndate: 2020-05-06\nauthor: سلمى الراوي\n---\n\n{BODY}\n\n{MORE}\n',
    ],
)
def test_fields_above_a_plain_text(tmp_path, text):
    (found,) = drafts(tmp_path, "a.txt", text)
    assert (found.title, str(found.published), found.authors) == (
        "جسر السنديان",
        "2020-05-06",
        ("سلمى الراوي",),
    )
    assert found.body == f"{BODY}\n\n{MORE}"


def test_a_text_with_a_colon_in_its_first_line_has_no_fields(tmp_path):
    (found,) = drafts(tmp_path, "a.txt", f"العنوان: سؤال بلا جواب\n\n{BODY}\n\n{MORE}\n")
    assert found.title == "العنوان: سؤال بلا جواب"


def test_letters_as_they_are_drawn_become_letters(tmp_path):
    (found,) = drafts(tmp_path, "a.txt", f"ﺟﺴﺮ ﺍﻟﺴﻨﺪﻳﺎﻥ\n\nقال ﷺ: ﻻ ﺿﺮﺭ. {BODY}\n")
    assert (found.title, found.body) == ("جسر السنديان", f"قال ﷺ: لا ضرر. {BODY}")


def test_a_saved_page_says_where_it_is_from(tmp_path):
    page = f"<article><h1>جسر السنديان</h1><time>قبل يومين</time><p>{BODY}</p><p>{MORE}</p></article>"
    saved = "<!-- saved from url=(0028)https://sahel.example/news/1 -->"
    (found,) = drafts(tmp_path, "a.html", f"<!doctype html>\n{saved}\n<html><body>{page}</body></html>")
    assert (found.url, found.body) == ("https://sahel.example/news/1", f"{BODY}\n\n{MORE}")


def test_a_mail_that_was_sent_on(tmp_path):
    head = "From: a@b.example\nSubject: Fwd: RE: جسر السنديان\nContent-Type: text/plain; charset=utf-8\n"
    sent = (
        "---------- Forwarded message ---------\nFrom: سلمى <s@b.example>\nDate: Wed, 6 May 2020\nTo: x\n\n"
    )
    (found,) = drafts(tmp_path, "a.eml", f"{head}\n{sent}{BODY}\n")
    assert (found.title, found.body) == ("جسر السنديان", BODY)


@pytest.mark.parametrize(
    ("date", "read_as"),
    [("17/02/1399", "None"), ("17-2-1399", "None"), ("1399/02/17", "None"), ("13/9/1441", "2020-05-06")],
)
def test_a_date_that_may_be_of_two_calendars_is_unknown(tmp_path, date, read_as):
    (found,) = drafts(tmp_path, "a.jsonl", {"title": "جسر", "body": BODY, "date": date})
    assert str(found.published) == read_as


def test_a_lunar_date_that_says_so_is_read(tmp_path):
    (found,) = drafts(tmp_path, "a.jsonl", {"title": "جسر", "body": BODY, "date": "17/02/1399 هـ"})
    assert str(found.published) == "1979-01-15"


def test_a_charset_that_is_no_name_costs_no_mail(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(f'From: a@b\nSubject: x\nContent-Type: text/plain; charset="a\0b"\n\n{BODY}\n'.encode())
    (found,) = read_here(Input(path, "a.eml"))
    assert isinstance(found, Draft)
    assert found.body == BODY


def test_entries_of_bibtex_that_are_never_closed(tmp_path):
    items = read(tmp_path, "a.bib", "@article{a, title = {" * 20_000)
    assert {item.code for item in items if isinstance(item, ImportProblem)} == {"citation"}
    assert len(items) == 1


TITLE = "إعادة فتح جسر السنديان أمام المشاة"
SOURCE = "جريدة الساحل"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", f"Headline;Full Text;News Source\n{TITLE};{BODY};{SOURCE}\n", {"source": SOURCE}),
        ("a.txt", f"| title | text |\n|---|:--|\n| {TITLE} | {BODY} |\n", {}),
        (
            "a.json",
            {"title": TITLE, "text": BODY, "source": "https://s.example/1", "source-hostname": SOURCE},
            {"source": SOURCE, "url": "https://s.example/1"},
        ),
        (
            "a.jsonld",
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "articleBody": BODY,
                "publisher": {"@type": "Organization", "name": SOURCE},
                "mainEntityOfPage": {"@id": "https://s.example/1"},
            },
            {"source": SOURCE, "url": "https://s.example/1"},
        ),
        (
            "a.json",
            {
                "data": [
                    {
                        "attributes": {
                            "title": TITLE,
                            "content": BODY,
                            "author": {"data": {"attributes": {"name": "سلمى الراوي"}}},
                        }
                    }
                ]
            },
            {"authors": ("سلمى الراوي",)},
        ),
        (
            "a.json",
            {
                "data": {
                    "children": [
                        {
                            "kind": "t3",
                            "data": {"title": TITLE, "selftext": BODY, "created_utc": 1588759200.0},
                        }
                    ]
                }
            },
            {"published": "2020-05-06"},
        ),
        (
            "a.rss",
            f"<rss><channel><title>خلاصة</title><item><title>{TITLE} - {SOURCE}</title>"
            f"<source>{SOURCE}</source><description>{BODY}</description></item></channel></rss>",
            {"source": SOURCE},
        ),
        (
            "a.txt",
            f"{SOURCE}\nالعدد 1245 - الأربعاء 6 أيّار 2020\n\n{TITLE}\n\n{BODY}\n\n{MORE}\n",
            {"published": "2020-05-06", "body": f"{BODY}\n\n{MORE}"},
        ),
        (
            "a.md",
            f"# {TITLE}\n\n*سلمى الراوي*\n\n**{BODY}**\n\n## تتمّة\n\n{MORE}\n",
            {"authors": ("سلمى الراوي",), "body": f"{BODY}\n\n## تتمّة\n\n{MORE}"},
        ),
        (
            "a.eml",
            f"From: نشرة الساحل <n@s.example>\nSubject: [news] {TITLE}\n"
            f"Content-Type: text/plain; charset=utf-8; format=flowed\n\n"
            f"{BODY[:50].strip()} \n{BODY[50:].strip()}\n\n-- \nنشرة الساحل\nهاتف 123\n",
            {"source": "نشرة الساحل", "body": " ".join(f"{BODY[:50]} {BODY[50:]}".split())},
        ),
    ],
)
def test_what_producers_put_around_an_article(tmp_path, name, content, expected):
    (found,) = drafts(tmp_path, name, content)
    assert found.title == TITLE
    told = {field: getattr(found, field) for field in expected}
    told |= {"published": str(found.published)} if "published" in expected else {}
    assert told == expected


def test_articles_that_are_known_by_their_addresses(tmp_path):
    pages = {f"https://s.example/{n}": {"title": f"{TITLE} {n}", "text": f"{BODY} {n}"} for n in range(2)}
    assert [each.url for each in drafts(tmp_path, "a.json", pages)] == [*pages]


def test_utf_7_is_read_as_what_it_is(tmp_path: Path) -> None:
    text = f"جسر السنديان\n\n{BODY}\n\n{MORE}\n"
    [draft] = drafts(tmp_path, "old.txt", text.encode("utf-7"))
    assert (draft.title, draft.body.split("\n\n"), draft.encoding) == ("جسر السنديان", [BODY, MORE], "UTF-7")
    [row] = drafts(tmp_path, "old.csv", f"title,text\nجسر,{BODY}\n".encode("utf-7"))
    assert (row.title, row.body) == ("جسر", BODY)


@pytest.mark.parametrize(
    "text", ["a+Bcdefgh12 and +B+Bcdefgh", "x" * 400 + "+BkEGKgYtAA", "1+B2 = +BAAAAAAA"]
)
def test_ascii_with_plus_signs_stays_as_it_is(tmp_path: Path, text: str) -> None:
    [draft] = drafts(tmp_path, "a.txt", f"Title\n\n{text}\n")
    assert text in draft.body
