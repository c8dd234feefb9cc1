"""JSON as programs write it: lines, lists, envelopes, and the exports of well-known services."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input, Limits

BODY = "بدأت فرق الإطفاء في تلّ الزعتر إخماد حريق الأعشاب عند الطريق القديم بعد ظهر الجمعة."


def read(tmp_path: Path, text: str, name: str = "a.json", **options) -> list[Draft | ImportProblem]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_here(Input(path, name, **options)))


def drafts(tmp_path: Path, value: Any, name: str = "a.json") -> list[Draft]:
    items = read(tmp_path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), name)
    assert all(isinstance(item, Draft) for item in items), items
    return [item for item in items if isinstance(item, Draft)]


def row(n: int, **more: Any) -> dict[str, Any]:
    return {"title": f"خبر {n}", "content": f"{BODY} رقم {n}", **more}


TWO = [row(1), row(2)]
TEXTS = [json.dumps(each, ensure_ascii=False) for each in TWO]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TEXTS),
        "\r\n".join(TEXTS) + "\r\n",
        "".join(TEXTS),
        ",\n".join(TEXTS) + ",",
        "\x1e" + "\n\x1e".join(TEXTS),
        "\n".join(json.dumps(each, indent=2) for each in TWO),
        f"[{','.join(TEXTS)}]",
        f"\ufeff[{TEXTS[0]}]\n[{TEXTS[1]}]",
        f"window.YTD.posts.part0 = [{','.join(TEXTS)}]",
        f'{{"status": "ok", "articles": [{",".join(TEXTS)}]}}',
        f'{{"description": "أخبار التلّ", "items": [{",".join(TEXTS)}]}}',
        f'{{"response": {{"numFound": 2, "docs": [{",".join(TEXTS)}]}}}}',
        f'{{"hits": {{"hits": [{{"_id": 1, "_source": {TEXTS[0]}}}, {{"_id": 2, "_source": {TEXTS[1]}}}]}}}}',
        f'{{"nodes": [{{"node": {TEXTS[0]}}}, {{"node": {TEXTS[1]}}}]}}',
        f'{{"data": [{{"id": 1, "attributes": {TEXTS[0]}}}, {{"id": 2, "attributes": {TEXTS[1]}}}]}}',
        f'{{"0": {TEXTS[0]}, "1": {TEXTS[1]}}}',
        f'{{"schema": {{"fields": []}}, "data": [{",".join(TEXTS)}]}}',
        json.dumps({key: {str(n): each[key] for n, each in enumerate(TWO)} for key in ("title", "content")}),
        json.dumps({"columns": ["title", "content"], "data": [[*each.values()] for each in TWO]}),
        json.dumps([["title", "content"], *([*each.values()] for each in TWO)]),
    ],
)
def test_two_articles_however_they_are_put_together(tmp_path: Path, text: str) -> None:
    assert [draft.title for draft in drafts(tmp_path, text)] == ["خبر 1", "خبر 2"]


def test_a_bad_object_costs_itself(tmp_path: Path) -> None:
    lines = read(tmp_path, f'{TEXTS[0]}\n{{"title": خطأ}}\n{TEXTS[1]}')
    assert [getattr(item, "code", "in") for item in lines] == ["in", "bad_json", "in"]
    listed = read(tmp_path, f'[{TEXTS[0]}, {{"title": خطأ}}, {TEXTS[1]}]')
    assert [getattr(item, "code", "in") for item in listed] == ["in", "bad_json", "in"]
    cut = read(tmp_path, f'[{TEXTS[0]}, {{"title": "خب')
    assert [getattr(item, "code", "in") for item in cut] == ["in", "bad_json_file"]


def test_a_list_in_an_object_larger_than_a_document_is_read_all_the_same(tmp_path: Path) -> None:
    rows = [row(n, more="و" * 5000) for n in range(60)]
    text = json.dumps({"name": "قناة", "messages": rows}, ensure_ascii=False)
    items = read(tmp_path, text, limits=Limits(document_size=100_000))
    assert [type(item) for item in items] == [Draft] * 60


def test_json_feed(tmp_path: Path) -> None:
    item = {"id": "1", "url": "https://tall.example/1", "title": "حريق", "content_html": f"<p>{BODY}</p>"}
    item |= {
        "date_published": "2020-05-06T10:00:00+03:00",
        "authors": [{"name": "ليلى منصور"}],
        "tags": ["زراعة"],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "مغذّي التلّ", "items": [item]}
    (draft,) = drafts(tmp_path, feed)
    assert (draft.source, draft.url, draft.authors, draft.tags, draft.body) == (
        "مغذّي التلّ",
        "https://tall.example/1",
        ("ليلى منصور",),
        ("زراعة",),
        BODY,
    )
    assert str(draft.published) == "2020-05-06"


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "date": "2020-05-06T10:00:00",
        "link": "https://wp.example/?p=7",
        "title": {"rendered": "حريق &#8211; تحديث"},
        "content": {"rendered": f"<p>{BODY}</p>", "protected": False},
        "author": 3,
        "categories": [4],
        "tags": [9],
    } | more


def test_wordpress_rest(tmp_path: Path) -> None:
    embedded = {
        "author": [{"id": 3, "name": "سلمى الراوي"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "محلّيّات"}],
            [{"taxonomy": "post_tag", "name": "حرائق"}],
        ],
    }
    plain, full, page, hidden, locked = drafts(
        tmp_path,
        [
            post(),
            post(_embedded=embedded),
            post(type="page"),
            post(status="private"),
            post(content={"rendered": f"<p>{BODY}</p>", "protected": True}),
        ],
    )
    assert (plain.title, plain.authors, plain.tags, plain.section) == ("حريق – تحديث", (), (), "")
    assert (full.authors, full.tags, full.section) == (("سلمى الراوي",), ("حرائق",), "محلّيّات")
    assert (plain.publication, page.warnings) == ("usable", ("static_page",))
    assert (hidden.publication, locked.publication) == ("private", "protected")


def test_telegram(tmp_path: Path) -> None:
    text = [
        "قال المدير ",
        {"type": "bold", "text": "سامر"},
        " إنّ الحريق أُخمد ",
        {"type": "hashtag", "text": "#تلّ_الزعتر"},
    ]
    messages = [
        {"id": 1, "type": "service", "date": "2024-02-01T08:00:00", "action": "create_channel", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2024-02-01T09:15:00",
            "from": "قناة التلّ",
            "text": [*text, " كلّه."],
        },
        {"id": 3, "type": "message", "date": "2024-02-01T09:20:00", "photo": "x.jpg", "text": ""},
        {"id": 4, "type": "message", "date": "2024-02-01T09:30:00", "text": BODY},
    ]
    export = {"name": "قناة التلّ", "type": "public_channel", "id": 1234, "messages": messages}
    first, second = drafts(tmp_path, export)
    assert first.body == "قال المدير سامر إنّ الحريق أُخمد #تلّ_الزعتر كلّه."
    assert (first.tags, first.source, first.url) == (("تلّ الزعتر",), "قناة التلّ", "https://t.me/c/1234/2")
    assert (second.source, second.url, str(second.published)) == (
        "قناة التلّ",
        "https://t.me/c/1234/4",
        "2024-02-01",
    )


def test_facebook(tmp_path: Path) -> None:
    spoilt = BODY.encode().decode("latin-1")
    posts = [{"timestamp": 1646127000, "data": [{"post": spoilt}], "title": "Tell updated his status."}]
    (draft,) = drafts(tmp_path, posts)
    assert (draft.body, str(draft.published)) == (BODY, "2022-03-01")


def test_values_of_mongodb_and_words_for_nothing(tmp_path: Path) -> None:
    text = json.dumps(
        [row(1, date={"$date": "2020-05-06T10:00:00Z"}, _id={"$oid": "5"}, author=float("nan"))]
    )
    (draft,) = drafts(tmp_path, text)
    assert (str(draft.published), draft.authors) == ("2020-05-06", ())
    (numbered,) = drafts(tmp_path, [row(1, date={"$date": {"$numberLong": "1588759200000"}})])
    assert str(numbered.published) == "2020-05-06"


def test_the_archives_own_export(tmp_path: Path) -> None:
    body = "اقرأ أيضًا\n\n## تتمّة\n\nفقرة قصيرة\n\nتابعونا على فيسبوك"
    export = {
        "id": 7,
        "title": "حريق التلّ",
        "url": "/a/7/x/",
        "original_url": "https://tall.example/1",
        "source": {"name": "جريدة التلّ", "slug": "x"},
        "published": "2020-05",
        "authors": ["سلمى الراوي"],
        "tags": [{"name": "حرائق", "slug": "x"}],
        "permalink": "https://archive.example/a/7/x/",
        "subtitle": "فرعيّ",
        "section": "محلّيّات",
        "language": "ar",
        "body": body,
    }
    with_url, without_url = drafts(
        tmp_path, [export, export | {"original_url": None}], "a.jsonl".replace("l", "")
    )
    assert (with_url.body, with_url.url, with_url.source) == (body, "https://tall.example/1", "جريدة التلّ")
    assert (with_url.subtitle, with_url.section, str(with_url.published)) == ("فرعيّ", "محلّيّات", "2020-05")
    assert (with_url.authors, with_url.tags, without_url.url) == (("سلمى الراوي",), ("حرائق",), "")


def test_ninjs_says_what_must_not_be_public(tmp_path: Path) -> None:
    item = {"type": "text", "headline": "جسر", "body_text": BODY, "versioncreated": "2024-03-01T08:00:00Z"}
    usable, held, killed, empty = drafts(
        tmp_path,
        [
            item | {"uri": "urn:1", "pubstatus": "usable", "version": 2},
            item | {"uri": "urn:2", "pubstatus": "withheld", "embargoed": "2099-01-01T00:00:00Z"},
            item | {"uri": "urn:3", "pubstatus": "canceled"},
            {"uri": "urn:4", "pubstatus": "canceled", "version": "3"},
        ],
    )
    assert (usable.publication, usable.item_id, usable.version, usable.kills) == ("usable", "urn:1", "2", "")
    assert (held.publication, held.embargo_until) == ("withheld", datetime(2099, 1, 1, tzinfo=UTC))
    assert (killed.publication, killed.kills) == ("canceled", "urn:3")
    assert (empty.kills, empty.version, empty.body) == ("urn:4", "3", "")


def test_an_assignment_before_the_first_value_is_no_part_of_a_text(tmp_path):
    body = "قال المدير: النتيجة = {نجاح} وليست = [فشلًا]، ثمّ فُتح الرصيف للسفن الصغيرة صباح الخميس."
    path = tmp_path / "posts.json"
    path.write_text(
        "window.posts = " + json.dumps([{"title": "نتيجة = {نجاح}", "text": body}], ensure_ascii=False),
        encoding="utf-8",
    )
    (draft,) = read_here(Input(path, path.name))
    assert (draft.title, draft.body) == ("نتيجة = {نجاح}", body)
