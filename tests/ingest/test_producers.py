"""What programs export: databases and their shells, search engines, blogs, spreadsheets saved as pages."""

from __future__ import annotations

import html
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.types import Draft, ImportProblem
from tests.ingest.inputs import BODY, MORE, drafts, read

ROWS: list[dict[str, Any]] = [
    {"title": "جسر السنديان", "content": BODY},
    {"title": "مرفأ السنديان", "content": MORE},
]
TITLES = ["جسر السنديان", "مرفأ السنديان"]


# ---- databases --------------------------------------------------------------------------------------------

MYSQL = f"""-- MySQL dump 10.13
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `posts`;
CREATE TABLE `posts` (
  `id` int NOT NULL AUTO_INCREMENT, `title` varchar(200) DEFAULT 'a,b)', `body` longtext,
  `created_at` datetime, `author` int, PRIMARY KEY (`id`), KEY `t` (`title`)
) ENGINE=InnoDB;
CREATE TABLE `visits` (`id` int, `text` text);
INSERT INTO `visits` VALUES (1,'زيارة'),(2,'زيارة');
INSERT INTO `posts` VALUES (1,'جسر \\'السنديان\\'','{BODY}\\n\\n{MORE}','2020-05-06 10:00:00',3),
(2,'مرفأ; (السنديان), وسوق','{MORE}',NULL,NULL);
"""
POSTGRES = f"""--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
CREATE TABLE public.news (id integer, title text, body text, published date);
COPY public.news (id, title, body, published) FROM stdin;
1\tجسر 'السنديان'\t{BODY}\\n\\n{MORE}\t2020-05-06
2\tمرفأ; (السنديان), وسوق\t{MORE}\t\\N
\\.
SELECT 1;
"""
SERVER = f"""USE [archive]
GO
SET IDENTITY_INSERT [dbo].[News] ON
INSERT [dbo].[News] ([Id], [Title], [Body], [PublishDate]) VALUES (1, N'جسر ''السنديان''', N'{BODY}

{MORE}', CAST(N'2020-05-06T10:00:00.000' AS DateTime))
GO
INSERT [dbo].[News] ([Id], [Title], [Body], [PublishDate])
VALUES (2, N'مرفأ; (السنديان), وسوق', N'{MORE}', NULL)
GO
"""
SQLITE = f"""PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "articles" ("id" integer PRIMARY KEY, "title" text, "body" text, "date" text);
INSERT INTO articles VALUES(1,'جسر ''السنديان''','{BODY}

{MORE}','2020-05-06');
INSERT INTO "articles" VALUES(2,'مرفأ; (السنديان), وسوق','{MORE}',NULL);
COMMIT;
"""


@pytest.mark.parametrize("dump", [MYSQL, POSTGRES, SERVER, SQLITE], ids=["mysql", "pg", "mssql", "sqlite"])
@pytest.mark.parametrize("name", ["dump.sql", "dump", "dump.txt"])
def test_a_dump_of_a_database(tmp_path: Path, dump: str, name: str) -> None:
    first, second = drafts(tmp_path, name, dump)
    assert (first.title, first.body, str(first.published)) == (
        "جسر 'السنديان'",
        f"{BODY}\n\n{MORE}",
        "2020-05-06",
    )
    assert (second.title, second.body, second.published) == ("مرفأ; (السنديان), وسوق", MORE, None)
    assert (first.authors, first.source) == ((), "")


def test_a_dump_of_wordpress_keeps_what_is_not_public(tmp_path: Path) -> None:
    columns = "ID,post_author,post_date,post_content,post_title,post_status,post_password,post_type"
    rows = ",".join(
        f"({n},1,'2020-05-06 10:00','{BODY} {n}[gallery ids=1]','خبر {n}','{status}','{password}','{kind}')"
        for n, (status, password, kind) in enumerate(
            [
                ("publish", "", "post"),
                ("draft", "", "post"),
                ("publish", "x", "post"),
                ("inherit", "", "attachment"),
                ("inherit", "", "revision"),
                ("trash", "", "post"),
                ("private", "", "page"),
            ]
        )
    )
    items = read(tmp_path, "wp.sql", f"INSERT INTO `wp_posts` ({columns}) VALUES {rows};\n")
    told = [item.publication if isinstance(item, Draft) else item.code for item in items]
    assert told == ["usable", "draft", "protected", "trashed", "private"]
    assert isinstance(items[0], Draft)
    assert "gallery" not in items[0].body


def test_a_dump_without_articles_is_refused_by_name(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "users.sql", "INSERT INTO `users` (`id`,`name`) VALUES (1,'سامر');\n")
    assert isinstance(item, ImportProblem)
    assert (item.code, item.values["names"]) == ("sql_tables", "users")


def test_a_dump_that_is_cut_keeps_what_came_before(tmp_path: Path) -> None:
    items = read(tmp_path, "dump.sql", MYSQL[: MYSQL.index("(2,'مرفأ") + 30])
    assert isinstance(items[0], Draft)


def test_joomla_parts_its_texts(tmp_path: Path) -> None:
    columns = "`id`, `title`, `introtext`, `fulltext`, `state`, `created`"
    rows = (
        f"(1,'جسر','<p>{BODY}</p>','<p>{MORE}</p>',1,'2020-05-06'),"
        f"(2,'مرفأ','<p>{MORE}</p>','',0,'2020-05-06')"
    )
    first, second = drafts(tmp_path, "joomla.sql", f"INSERT INTO `jos_content` ({columns}) VALUES {rows};")
    assert (first.body, first.publication) == (f"{BODY}\n\n{MORE}", "usable")
    assert (second.body, second.publication) == (MORE, "draft")


SHELL = f"""[
  {{
    _id: ObjectId('5eb2'), // من الصدفة
    title: 'جسر \\'السنديان\\'',
    content: '{BODY[:30]}' +
      '{BODY[30:]}',
    date: ISODate('2020-05-06T10:00:00.000Z'), views: NumberLong('12'), raw: BinData(0, 'AA=='),
  }},
  {{ _id: ObjectId('5eb3'), title: "مرفأ", content: "{MORE}", date: new Date(1588759200000),
     tags: ['بحر', 'سفن',], x: undefined }}
]
"""
OLD_SHELL = "\n".join(
    f'{{ "_id" : ObjectId("5eb{n}"), "title" : "{row["title"]}", "content" : "{row["content"]}",'
    f' "date" : ISODate("2020-05-06T10:00:00Z"), "n" : NumberLong(3) }}'
    for n, row in enumerate(ROWS)
)


def test_what_mongodbs_shell_prints(tmp_path: Path) -> None:
    first, second = drafts(tmp_path, "posts.json", SHELL)
    assert (first.title, first.body, str(first.published)) == ("جسر 'السنديان'", BODY, "2020-05-06")
    assert (second.body, second.tags, str(second.published)) == (MORE, ("بحر", "سفن"), "2020-05-06")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt", "a"])
@pytest.mark.parametrize("text", [OLD_SHELL, OLD_SHELL.replace(" }", "\n}").replace(', "', ',\n "')])
def test_what_the_old_shell_prints(tmp_path: Path, name: str, text: str) -> None:
    if name == "a.jsonl" and text != OLD_SHELL:
        text = OLD_SHELL
    found = drafts(tmp_path, name, text)
    assert [(each.title, str(each.published)) for each in found] == [
        (title, "2020-05-06") for title in TITLES
    ]


def test_a_long_list_from_a_shell_is_read_piece_by_piece(tmp_path: Path) -> None:
    rows = ",\n".join(
        f"{{_id: ObjectId('{n}'), title: 'خبر {n}', content: '{BODY} {n}'}}" for n in range(900)
    )
    assert len(drafts(tmp_path, "a.json", f"[{rows}]")) == 900


# ---- search engines, GraphQL -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson", "a.txt"])
@pytest.mark.parametrize(
    "action",
    [
        {"index": {"_index": "news", "_id": "1", "routing": "x", "version": 3}},
        {"create": {}},
        {"index": {"_index": "news", "_type": "_doc", "pipeline": "p"}},
        {"update": {"_id": "1", "retry_on_conflict": 3}},
    ],
)
def test_actions_and_sources_in_turn(tmp_path: Path, name: str, action: dict[str, Any]) -> None:
    inner = [{"doc": row, "doc_as_upsert": True} if "update" in action else row for row in ROWS]
    lines = [line for row in inner for line in (action, row)] + [{"delete": {"_id": "7"}}]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
    assert [each.title for each in drafts(tmp_path, name, text)] == TITLES


def nodes(rows: list[dict[str, Any]]) -> dict[str, Any]:
    edges = [{"cursor": str(n), "node": {"__typename": "Post", **row}} for n, row in enumerate(rows)]
    return {"edges": edges, "pageInfo": {"hasNextPage": False}, "totalCount": len(rows)}


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"posts": nodes(ROWS)}, "extensions": {"cost": {"requested": 3}}},
        {"data": {"site": {"name": "جريدة السنديان", "news": {"articles": nodes(ROWS)}}}},
        {"data": {"featured": nodes(ROWS[:1]), "latest": nodes(ROWS[1:])}},
        {"data": {"posts": {"nodes": ROWS, "pageInfo": {}}}},
        [{"data": {"post": row}} for row in ROWS],
        [{"data": {"posts": nodes(ROWS[:1])}}, {"data": {"posts": nodes(ROWS[1:])}}],
        {"data": {"posts": nodes(ROWS), "users": [{"name": "سامر", "description": "محرّر"}]}},
        {
            "took": 3,
            "hits": {
                "total": {"value": 2},
                "hits": [{"_id": "1", "_score": 1, "_source": row} for row in ROWS],
            },
        },
        {
            "responseHeader": {"status": 0},
            "response": {
                "numFound": 2,
                "docs": [
                    {"id": "1", "title_s": row["title"], "body_txt_ar": [row["content"]]} for row in ROWS
                ],
            },
            "highlighting": {"1": {"body": ["x"]}},
        },
        {"results": [{"hits": [{"objectID": "1", **row} for row in ROWS], "nbHits": 2}]},
        {
            "feed": {
                "entry": [{"title": {"$t": row["title"]}, "content": {"$t": row["content"]}} for row in ROWS]
            }
        },
        [
            {
                "title": [{"value": row["title"]}],
                "body": [{"value": f"<p>{row['content']}</p>"}],
                "status": [{"value": True}],
            }
            for row in ROWS
        ],
    ],
)
def test_envelopes_of_servers(tmp_path: Path, value: Any) -> None:
    assert [each.title for each in drafts(tmp_path, "a.json", value)] == TITLES


def test_xml_of_databases_and_of_solr(tmp_path: Path) -> None:
    for tag in ("field", "column", "str"):
        rows = "".join(
            f"<doc><int name='id'>1</int><{tag} name='title'>{row['title']}</{tag}>"
            f"<{tag} name='body'>{row['content']}</{tag}>"
            f"<arr name='tags'><str>بحر</str><str>سفن</str></arr></doc>"
            for row in ROWS
        )
        found = drafts(tmp_path, "a.xml", f'<?xml version="1.0"?><result>{rows}</result>')
        assert [(each.title, each.tags) for each in found] == [(title, ("بحر", "سفن")) for title in TITLES]


# ---- spreadsheets ----------------------------------------------------------------------------------------

CELLS = "".join(
    f"<tr><td>{row['title']}</td><td>{row['content']}</td><td>2020-05-06</td></tr>" for row in ROWS
)
SHEET = f"<table><tr><td>العنوان</td><td>النص</td><td>التاريخ</td></tr>{CELLS}</table>"
BOOK = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
    f"<style>td{{}}</style></head><body>{SHEET}</body></html>"
)


@pytest.mark.parametrize("name", ["a.xls", "a.html", "a.htm", "a"])
def test_a_sheet_that_was_saved_as_a_page(tmp_path: Path, name: str) -> None:
    found = drafts(tmp_path, name, BOOK)
    assert [(each.title, str(each.published), each.line) for each in found] == [
        (TITLES[0], "2020-05-06", 2),
        (TITLES[1], "2020-05-06", 3),
    ]


def test_a_workbook_that_was_saved_as_a_web_archive(tmp_path: Path) -> None:
    book = EmailMessage()
    book["Subject"], book["MIME-Version"] = "book", "1.0"
    book.make_related()
    for name, page in (("book.htm", "<html><frameset></frameset></html>"), ("sheet001.htm", BOOK)):
        part = EmailMessage()
        part.set_content(page, subtype="html", charset="utf-8")
        part["Content-Location"] = f"file:///C:/0E8D/{name}"
        book.attach(part)
    head = b"X-Document-Type: Workbook\n"
    for name in ("a.mht", "a.mhtml"):
        assert [each.title for each in drafts(tmp_path, name, head + book.as_bytes())] == TITLES


def test_a_page_with_a_small_table_stays_a_page(tmp_path: Path) -> None:
    table = "<table><tr><th>اليوم</th><th>النص</th></tr><tr><td>الأحد</td><td>مطر</td></tr></table>"
    page = (
        f"<html><body><article><h1>جسر السنديان</h1><p>{BODY}</p>{table}<p>{MORE}</p></article></body></html>"
    )
    (draft,) = drafts(tmp_path, "a.html", page)
    assert draft.title == "جسر السنديان"
    assert MORE in draft.body


def test_a_workbook_in_xml(tmp_path: Path) -> None:
    def cells(*values: str) -> str:
        return "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in values)

    rows = "".join(
        f'<Row>{cells(row["title"])}<Cell ss:Index="3"><Data>{row["content"]}</Data></Cell></Row>'
        for row in ROWS
    )
    book = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="1"><Table>'
        f"<Row>{cells('العنوان', 'ملاحظة', 'النص')}</Row>{rows}</Table></Worksheet></Workbook>"
    )
    for name in ("a.xls", "a.xml"):
        assert [each.title for each in drafts(tmp_path, name, book)] == TITLES


# ---- blogs and feeds -------------------------------------------------------------------------------------

KIND = "http://schemas.google.com/g/2005#kind"


def entry(kind: str, title: str, more: str = "") -> str:
    return (
        f"<entry><id>tag:{title}</id><published>2020-05-06T10:00:00Z</published>"
        f'<category scheme="{KIND}" term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
        f'<category scheme="http://www.blogger.com/atom/ns#" term="بحر"/><title>{title}</title>'
        f'<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content>{more}</entry>'
    )


def test_an_export_of_blogger(tmp_path: Path) -> None:
    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    entries = [
        entry("settings", "إعداد"),
        entry("template", "قالب"),
        entry("post", "جسر"),
        entry("post", "مسودّة", draft),
        entry("comment", "تعليق"),
        entry("page", "عن المدوّنة"),
    ]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>مدوّنة السنديان</title>{"".join(entries)}</feed>'
    found = drafts(tmp_path, "blog.xml", feed)
    assert [(each.title, each.publication) for each in found] == [
        ("جسر", "usable"),
        ("مسودّة", "draft"),
        ("عن المدوّنة", "usable"),
    ]
    assert (found[0].tags, found[0].source, found[2].warnings) == (
        ("بحر",),
        "مدوّنة السنديان",
        ("static_page",),
    )


def test_a_takeout_of_blogger(tmp_path: Path) -> None:
    entries = "".join(
        f"<entry><id>{n}</id><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status>"
        f'<title>خبر {n}</title><content type="html">&lt;p&gt;{BODY} {n}&lt;/p&gt;</content></entry>'
        for n, (kind, status) in enumerate([("POST", "LIVE"), ("COMMENT", "LIVE"), ("POST", "DRAFT")])
    )
    names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018"'
    found = drafts(tmp_path, "feed.atom", f"<feed {names}><title>مدوّنة</title>{entries}</feed>")
    assert [(each.title, each.publication) for each in found] == [("خبر 0", "usable"), ("خبر 2", "draft")]


def test_a_note_of_keep(tmp_path: Path) -> None:
    note = {
        "title": "جسر",
        "textContent": BODY,
        "isTrashed": False,
        "userEditedTimestampUsec": 1588759200000000,
    }
    (draft,) = drafts(tmp_path, "note.json", note)
    assert draft.body == BODY


@pytest.mark.parametrize("times", [1, 2, 3])
def test_html_of_a_feed_that_was_escaped_several_times(tmp_path: Path, times: int) -> None:
    content = f"<p>{BODY}</p><p>قال&nbsp;«نعم» &amp; سكت، {MORE}</p>"
    for _ in range(times - 1):
        content = html.escape(content)
    feed = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>جسر</title>'
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    )
    (draft,) = drafts(tmp_path, "a.rss", feed)
    assert draft.body.replace("\u00a0", " ") == f"{BODY}\n\nقال «نعم» & سكت، {MORE}"


@pytest.mark.parametrize(
    "text",
    [
        '<urlset xmlns:news="x"><url><loc>https://a.example/1</loc><news:title>جسر</news:title></url></urlset>',
        "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>",
        '<opml version="2.0"><body><outline text="جريدة" xmlUrl="https://a.example/rss"/></body></opml>',
    ],
)
def test_lists_of_addresses_in_xml_are_refused_by_name(tmp_path: Path, text: str) -> None:
    (item,) = read(tmp_path, "sitemap.xml", f'<?xml version="1.0"?>{text}')
    assert isinstance(item, ImportProblem)
    assert item.code == "only_links"


# ---- mails that were sent on -----------------------------------------------------------------------------

HEAD = "To: x@b.example\nDate: Thu, 7 May 2020 09:00:00 +0300\nContent-Type: text/plain; charset=utf-8\n"
INNER = (
    "From: وكالة الضفاف للأنباء <n@difaf.example>\nDate: Wed, 6 May 2020 10:00\nSubject: جسر السنديان\n"
    "To: s@b.example\n"
)


@pytest.mark.parametrize(
    "above",
    [
        "---------- Forwarded message ---------\n",
        "السلام عليكم، للنشر رجاءً.\nسامر\n\n---------- Forwarded message ---------\n",
        "Begin forwarded message:\n\n",
        "________________________________\n",
        "-----Original Message-----\n",
        "",
    ],
)
def test_a_mail_that_was_sent_on_is_the_agencys(tmp_path: Path, above: str) -> None:
    mail = f"From: صحيفة الساحل <s@b.example>\nSubject: Fwd: جسر السنديان\n{HEAD}\n{above}{INNER}\n{BODY}\n"
    (draft,) = drafts(tmp_path, "a.eml", mail)
    assert (draft.source, draft.title, draft.body, str(draft.published)) == (
        "وكالة الضفاف للأنباء",
        "جسر السنديان",
        BODY,
        "2020-05-06",
    )


def test_a_person_who_sends_a_mail_is_no_source(tmp_path: Path) -> None:
    text = f"السنديان (رويترز) - {BODY}"
    mail = f"From: سامر الجبلي <s@b.example>\nSubject: جسر السنديان\n{HEAD}\n{text}\n"
    (draft,) = drafts(tmp_path, "a.eml", mail)
    assert (draft.source, draft.agency, draft.dateline) == ("", "رويترز", "السنديان")


def test_a_mail_that_was_sent_on_as_an_attachment(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "وكالة الضفاف <n@difaf.example>", "جسر السنديان"
    inner.set_content(BODY)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "سامر الجبلي <s@b.example>", "للنشر"
    mail.set_content("")
    mail.add_attachment(inner)
    (draft,) = drafts(tmp_path, "a.eml", mail.as_bytes())
    assert (draft.source, draft.title, draft.body) == ("وكالة الضفاف", "جسر السنديان", BODY)


# ---- dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date",
    [
        "2020年5月6日",
        "2020年05月06日 10:30",
        "2020年5月6日（水）",
        "2020년 5월 6일",
        "2020년 5월 6일 수요일",
        "6. Mai 2020",
        "Mittwoch, 6. Mai 2020",
        "6 de mayo de 2020",
        "6 maggio 2020",
        "6 de maio de 2020",
        "6 Mayıs 2020 Çarşamba",
        "6 мая 2020 г.",
    ],
)
def test_dates_of_other_languages(tmp_path: Path, date: str) -> None:
    (draft,) = drafts(tmp_path, "a.jsonl", {"title": "جسر", "body": BODY, "date": date})
    assert str(draft.published) == "2020-05-06"


GDELT = "\t".join(["1165555", "20240506", *[""] * 55, "20240506", "https://sahel.example/1"]) + "\n"
POCKET = (
    "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><ul><li>"
    '<a href="https://sahel.example/1" time_added="1715031000">فتح جسر السنديان</a></li></ul></body></html>'
)
BOOKMARKS = '<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://sahel.example/1">جسر</A></DL>'


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("events.csv", GDELT * 3, "only_links"),
        ("export.CSV", GDELT * 3, "only_links"),
        (
            "saved.csv",
            "title,url,time_added,tags,status\nجسر,https://s.example/1,1715031000,,unread\n",
            "only_links",
        ),
        (
            "stories.csv",
            "id,media_name,publish_date,title,url\n1,s,2024-05-06,جسر,https://s.example\n",
            "only_links",
        ),
        ("people.csv", "name,age\nسلمى,30\n", "no_columns"),
        ("ril_export.html", POCKET, "only_links"),
        ("bookmarks.html", BOOKMARKS, "only_links"),
        (
            "library.rdf",
            '<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#"></rdf:RDF>',
            "zotero_rdf",
        ),
    ],
)
def test_lists_of_addresses_without_texts_are_refused_by_name(
    tmp_path: Path, name: str, text: str, code: str
) -> None:
    (item,) = read(tmp_path, name, text)
    assert isinstance(item, ImportProblem)
    assert item.code == code
