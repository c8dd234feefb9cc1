"""What newsrooms' own systems, sites and readers of feeds hand out as JSON, and whether it was public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input, TableForm
from tests.ingest.inputs import BODY, MORE, drafts, read

# ---- ANS, of Arc XP ---------------------------------------------------------------------------------------

STORY: dict[str, Any] = {
    "type": "story",
    "version": "0.10.9",
    "_id": "SNDYAN1",
    "canonical_url": "/local/2024/05/06/bridge/",
    "headlines": {"basic": "فتح جسر السنديان", "mobile": ""},
    "subheadlines": {"basic": "بعد سنتين من الأعمال"},
    "description": {"basic": "ملخّص"},
    "content_elements": [
        {"type": "text", "content": f"<b>{BODY}</b>"},
        {"type": "header", "level": 2, "content": "كلفة الأعمال"},
        {"type": "image", "caption": "صورة الجسر"},
        {"type": "interstitial_link", "content": "اقرأ خبرًا آخر", "url": "https://sahel.example/2"},
        {"type": "list", "items": [{"type": "text", "content": "أربعة ملايين للجسر & المرفأ"}]},
        {"type": "table", "header": [{"type": "text", "content": "السنة"}], "rows": [[{"content": "2024"}]]},
        {"type": "text", "content": MORE},
        "خطأ",
    ],
    "credits": {"by": [{"type": "author", "name": "سلمى الراوي"}]},
    "display_date": "2024-05-06T21:30:00+03:00",
    "taxonomy": {"tags": [{"text": "جسور", "slug": "j"}], "primary_section": {"_id": "/l", "name": "محلّيّات"}},
    "distributor": {"name": "جريدة الساحل", "category": "staff"},
    "revision": {"published": True},
    "content_restrictions": {"content_code": "free"},
}


def test_a_story_of_arc_has_its_text_and_all_that_stands_beside_it(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, "story.json", STORY)
    assert draft.body.split("\n\n") == [
        BODY,
        "## كلفة الأعمال",
        "أربعة ملايين للجسر & المرفأ",
        "السنة",
        "2024",
        MORE,
    ]
    assert (draft.title, draft.subtitle) == ("فتح جسر السنديان", "بعد سنتين من الأعمال")
    assert (str(draft.published), draft.authors, draft.tags) == ("2024-05-06", ("سلمى الراوي",), ("جسور",))
    assert (draft.source, draft.section, draft.item_id) == ("جريدة الساحل", "محلّيّات", "SNDYAN1")


@pytest.mark.parametrize(
    ("more", "held"),
    [
        ({}, ""),
        ({"revision": {"published": False}}, "draft"),
        ({"content_restrictions": {"content_code": "premium"}}, "protected"),
    ],
)
def test_a_story_of_arc_that_was_not_public_stays_in(tmp_path: Path, more: dict[str, Any], held: str) -> None:
    listed = {"type": "results", "content_elements": [STORY | more, STORY | {"_id": "SNDYAN2"}]}
    first, second = drafts(tmp_path, "results.json", listed)
    assert (first.held_reason, second.held_reason) == (held, "")


# ---- Ghost ------------------------------------------------------------------------------------------------

POST: dict[str, Any] = {"mobiledoc": None, "visibility": "public", "status": "published", "type": "post"}
LEXICAL = {"root": {"type": "root", "children": [{"type": "paragraph", "children": [{"text": MORE}]}]}}
GHOST = {
    "posts": [
        {
            **POST,
            "id": "1",
            "title": "جسر",
            "html": f"<p>{BODY}</p>",
            "published_at": "2024-05-06T21:30:00.000Z",
        },
        {**POST, "id": "2", "title": "مسودّة", "html": f"<p>{MORE}</p>", "status": "draft"},
        {
            **POST,
            "id": "3",
            "title": "للمشتركين",
            "html": None,
            "lexical": json.dumps(LEXICAL),
            "visibility": "paid",
        },
        {**POST, "id": "4", "title": "رسالة", "html": f"<p>{BODY} رسالة.</p>", "status": "sent"},
    ],
    "posts_authors": [
        {"post_id": "1", "author_id": "8", "sort_order": 1},
        {"post_id": "1", "author_id": "9", "sort_order": 0},
    ],
    "posts_tags": [
        {"post_id": "1", "tag_id": "t"},
        {"post_id": "1", "tag_id": "u"},
        {"post_id": [], "tag_id": 1},
    ],
    "tags": [{"id": "t", "name": "محلّيّات"}, {"id": "u", "name": "#داخلي", "visibility": "internal"}],
    "users": [{"id": "9", "name": "سلمى الراوي"}, {"id": "8", "name": "سامر الجبلي"}],
    "settings": [{"key": "title", "value": "جريدة الساحل"}],
}


def test_a_site_of_ghost_comes_with_authors_and_tags_from_their_own_tables(tmp_path: Path) -> None:
    found = drafts(tmp_path, "site.json", {"db": [{"meta": {"version": "5.8"}, "data": GHOST}]})
    assert [each.held_reason for each in found] == ["", "draft", "protected", "protected"]
    first = found[0]
    assert (first.authors, first.tags) == (("سلمى الراوي", "سامر الجبلي"), ("محلّيّات",))
    assert (str(first.published), first.source, first.body) == ("2024-05-06", "جريدة الساحل", BODY)
    assert found[2].body == MORE  # in the editor's own form


# ---- Drupal, Joomla, Contentful, the Guardian's envelope --------------------------------------------------


def field(value: Any) -> list[dict[str, Any]]:
    return [{"value": value}]


@pytest.mark.parametrize(("public", "held"), [(True, ""), (False, "draft"), ("0", "draft"), ("1", "")])
def test_nodes_of_drupal_say_whether_they_are_public(tmp_path: Path, public: object, held: str) -> None:
    node = {
        "nid": field(1),
        "type": [{"target_id": "article"}],
        "status": field(public),
        "title": field("جسر السنديان"),
        "created": field("2024-05-06T21:30:00+00:00"),
        "body": [{"value": f"<p>{BODY}</p>", "processed": f"<p>{BODY}</p>", "summary": ""}],
    }
    [draft] = drafts(tmp_path, "nodes.json", [node])
    assert (draft.held_reason, draft.body, str(draft.published)) == (held, BODY, "2024-05-06")


@pytest.mark.parametrize(("state", "held"), [(1, ""), (0, "draft"), (-2, "draft")])
def test_the_api_of_joomla_says_whether_an_article_is_public(tmp_path: Path, state: int, held: str) -> None:
    article = {"id": 1, "title": "جسر", "alias": "bridge", "state": state, "text": f"<p>{BODY}</p>"}
    answer = {
        "data": [
            {"type": "articles", "id": "1", "attributes": article | {"publish_up": "2024-05-06 21:30:00"}}
        ]
    }
    [draft] = drafts(tmp_path, "joomla.json", answer)
    assert (draft.held_reason, str(draft.published)) == (held, "2024-05-06")


@pytest.mark.parametrize(
    ("place", "held"),
    [
        ({"createdAt": "2024-05-06T21:30:00Z", "revision": 2}, ""),
        ({"createdAt": "2024-05-06T21:30:00Z", "version": 9, "publishedVersion": 8}, ""),
        ({"createdAt": "2024-05-06T21:30:00Z", "version": 9}, "draft"),
    ],
)
def test_an_entry_of_contentful_that_was_never_published_is_a_draft(
    tmp_path: Path, place: dict[str, Any], held: str
) -> None:
    fields = {"title": {"ar": "جسر السنديان"}, "body": {"ar": BODY}}
    [draft] = drafts(tmp_path, "space.json", {"entries": [{"sys": place, "fields": fields}]})
    assert (draft.title, draft.held_reason, str(draft.published)) == ("جسر السنديان", held, "2024-05-06")


def test_what_the_object_around_an_article_says_of_it_holds_too(tmp_path: Path) -> None:
    result = {
        "webTitle": "جسر",
        "webPublicationDate": "2024-05-06T21:30:00Z",
        "webUrl": "https://s.example/1",
    }
    answer = {
        "response": {"results": [result | {"fields": {"headline": "جسر السنديان", "body": f"<p>{BODY}</p>"}}]}
    }
    [draft] = drafts(tmp_path, "answer.json", answer)
    assert (draft.title, str(draft.published), draft.url) == (
        "جسر السنديان",
        "2024-05-06",
        "https://s.example/1",
    )
    [held] = drafts(tmp_path, "held.json", [{"status": "draft", "fields": {"title": "جسر", "body": BODY}}])
    assert held.held_reason == "draft"


# ---- readers of feeds, references -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        {"canonicalUrl": "https://sahel.example/1"},
        {"alternate": [{"href": "https://sahel.example/1", "type": "text/html"}]},
        {
            "canonical": [{"href": "https://sahel.example/1"}],
            "alternate": [{"href": "https://other.example/2"}],
        },
    ],
)
def test_entries_of_readers_of_feeds_have_their_text_inside_content(
    tmp_path: Path, address: dict[str, Any]
) -> None:
    entry = {
        "title": "فتح جسر السنديان",
        "summary": {"content": "<p>ملخّص</p>", "direction": "rtl"},
        "content": {"content": f"<p>{BODY}</p>", "direction": "rtl"},
        "author": "سلمى الراوي",
        "published": 1715031000000,
        "origin": {"title": "جريدة الساحل", "htmlUrl": "https://sahel.example"},
        "keywords": ["جسور"],
    }
    [draft] = drafts(tmp_path, "stream.json", {"id": "user/1/category/x", "items": [entry | address]})
    assert (draft.title, draft.body, draft.source) == ("فتح جسر السنديان", BODY, "جريدة الساحل")
    assert (draft.url, draft.authors, draft.tags) == ("https://sahel.example/1", ("سلمى الراوي",), ("جسور",))
    assert str(draft.published) == "2024-05-06"


def test_references_as_csl_json_are_articles_where_they_have_an_abstract(tmp_path: Path) -> None:
    item = {
        "type": "article-newspaper",
        "title": "فتح جسر السنديان",
        "container-title": "جريدة الساحل",
        "abstract": BODY,
        "author": [{"family": "الراوي", "given": "سلمى"}, {"literal": "هيئة التحرير"}],
        "issued": {"date-parts": [[2024, 5, 6]]},
    }
    bare = {"type": "article", "title": "مرجع", "issued": {"date-parts": [["2024"]]}}
    draft, refused = read(tmp_path, "library.json", [item, bare])
    assert not isinstance(draft, ImportProblem)
    assert (draft.authors, draft.source) == (("سلمى الراوي", "هيئة التحرير"), "جريدة الساحل")
    assert (str(draft.published), draft.body) == ("2024-05-06", BODY)
    assert isinstance(refused, ImportProblem)
    assert (refused.code, refused.line) == ("no_body", 2)


def test_a_table_of_zotero_has_its_abstract_as_text(tmp_path: Path) -> None:
    table = (
        '"Key","Item Type","Author","Title","Publication Title","Abstract Note","Date","Manual Tags"\n'
        f'"K1","newspaperArticle","الراوي, سلمى","فتح جسر السنديان","جريدة الساحل","{BODY}",'
        '"2024-05-06","جسور; بلدية"\n'
    )
    [draft] = drafts(tmp_path, "library.csv", table)
    assert (draft.title, draft.source, draft.tags) == ("فتح جسر السنديان", "جريدة الساحل", ("جسور", "بلدية"))


# ---- posts ------------------------------------------------------------------------------------------------


def test_posts_of_instagram_are_their_words_and_pictures_without_words_are_none(tmp_path: Path) -> None:
    def picture(words: str) -> dict[str, Any]:
        return {"uri": "media/1.jpg", "creation_timestamp": 1715031000, "title": words}

    misread = BODY.encode().decode("latin-1")  # as it writes what it hands out
    posts = [
        {"media": [picture(misread)]},
        {"media": [picture(""), picture("")]},
        {"media": [picture(""), picture("")], "title": MORE, "creation_timestamp": 1715031000},
    ]
    first, second = drafts(tmp_path, "posts_1.json", posts)
    assert (first.body, str(first.published)) == (BODY, "2024-05-06")
    assert second.body == MORE


# ---- flags ------------------------------------------------------------------------------------------------

TEXT = BODY.replace("،", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", [{"title": "جسر", "body": TEXT, "published": False}]),
        ("a.json", [{"title": "جسر", "body": TEXT, "published": 0, "date": "2024-05-06"}]),
        ("a.json", [{"title": "جسر", "body": TEXT, "is_draft": True}]),
        ("a.csv", f"title,body,draft\nجسر,{TEXT},true\n"),
        ("a.csv", f"title,body,date,published\nجسر,{TEXT},2024-05-06,0\n"),
        ("a.csv", f"العنوان,النص,مسوّدة\nجسر,{TEXT},نعم\n"),
        ("a.txt", f"---\ntitle: جسر: كما كان\ndate: 2024-05-06\ndraft: true\n---\n{TEXT}\n"),
    ],
)
def test_a_flag_that_an_article_is_not_public_holds_it_back(tmp_path: Path, name: str, content: Any) -> None:
    [draft] = drafts(tmp_path, name, content)
    assert draft.held_reason == "draft"


@pytest.mark.parametrize(
    "more",
    [
        {"published": True},
        {"published": "2024-05-06"},
        {"published": 1715031000},
        {"draft": False},
        {"draft": "0"},
        {"draft": None},
    ],
)
def test_a_flag_that_says_nothing_of_the_kind_does_not(tmp_path: Path, more: dict[str, Any]) -> None:
    [draft] = drafts(tmp_path, "a.json", [{"title": "جسر", "body": TEXT, **more}])
    assert draft.held_reason == ""


def test_columns_named_by_hand_leave_what_says_that_a_row_is_not_public(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"أ,ب,الحالة\nجسر,{TEXT},مسودة\nمرفأ,{TEXT} ثانيًا,منشور\n", "utf-8")
    form = TableForm(columns={"أ": "title", "ب": "text", "الحالة": "-"})
    first, second = read_here(Input(path, "a.csv", table=form))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.held_reason, second.held_reason) == ("draft", "")
