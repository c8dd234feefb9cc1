"""Feeds as sites really send them, and exports of WordPress with what is not public."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

BODY = "قرّر مجلس بلدة عين الدلب توسيع الحديقة العامّة وغرس ثلاثمئة شجرة سنديان قبل الشتاء."
NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:wp="http://wordpress.org/export/1.2/"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
)


def read(tmp_path: Path, data: str | bytes, name: str = "a.rss") -> list[Draft | ImportProblem]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_here(Input(path, name)))


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    channel = f"<title>جريدة الدلب</title><link>https://dulb.example</link>{''.join(items)}"
    return f'{head}<rss version="2.0" {NAMES}><channel>{channel}</channel></rss>'


def item(title: str, more: str = "", body: str = BODY) -> str:
    return f"<item><title>{title}</title>{more}<description>{body}</description></item>"


def titles(items: list[Draft | ImportProblem]) -> list[str]:
    return [item.title if isinstance(item, Draft) else item.code for item in items]


@pytest.mark.parametrize(
    "wrong",
    [
        "خبر &nbsp;فيه",
        "خبر &raquo; فيه",
        "زراعة & صيد",
        "أ&ب=ج",
        "خبر \x0b فيه",
        "خبر <br> فيه",
        "خبر &bogus; فيه",
    ],
)
def test_a_feed_that_is_no_xml_is_mended(tmp_path: Path, wrong: str) -> None:
    items = read(tmp_path, rss(item("أوّل"), item(wrong), item("ثالث")))
    assert titles(items)[::2] == ["أوّل", "ثالث"]
    assert len(items) == 3
    assert isinstance(items[2], Draft)
    assert "mended_feed" in items[2].warnings


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "cp1256"),
        ("UTF-8", "cp1256"),
        ("windows-1256", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1256"),
        ("windows-1256", "cp1256"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_that_lie(tmp_path: Path, declared: str, encoding: str) -> None:
    head = f'<?xml version="1.0"{f" encoding={chr(34)}{declared}{chr(34)}" if declared else ""}?>'
    (made,) = read(tmp_path, rss(item("حديقة البلدة"), head=head).encode(encoding))
    assert isinstance(made, Draft)
    assert (made.title, made.body, made.source) == ("حديقة البلدة", BODY, "جريدة الدلب")


def test_what_came_before_the_cut(tmp_path: Path) -> None:
    whole = rss(item("أوّل"), item("ثانٍ"), item("ثالث"))
    items = read(tmp_path, whole[: whole.index("ثالث") + 20])
    assert titles(items) == ["أوّل", "ثانٍ", "bad_xml"]
    broken = read(tmp_path, whole.replace("أوّل", "أ & ب")[: whole.index("ثالث") + 20])
    assert titles(broken) == ["أ & ب", "ثانٍ", "bad_xml"]


def test_names_are_kept_apart_by_their_namespace(tmp_path: Path) -> None:
    more = "<media:title>صورة</media:title><media:description>وصف الصورة الطويل جدًّا جدًّا</media:description>"
    rest = f"<excerpt:encoded>موجز</excerpt:encoded><description>{BODY}</description>"
    entry = f"<item>{more}<title>حديقة</title>{rest}</item>"
    (made,) = read(tmp_path, rss(entry))
    assert isinstance(made, Draft)
    assert (made.title, made.body) == ("حديقة", BODY)


def test_titles_are_without_tags(tmp_path: Path) -> None:
    (made,) = read(tmp_path, rss(item('<![CDATA[<span dir="rtl">حديقة <b>البلدة</b></span>]]>')))
    assert titles([made]) == ["حديقة البلدة"]


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/">
<author><name>هيئة التحرير</name></author>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">صدى <b>الدلب</b></div></title>
<entry xml:base="news/"><title type="html">قرار &lt;b&gt;جديد&lt;/b&gt; &amp;quot;عاجل&amp;quot;</title>
<id>urn:1</id>
<link href="a/b.html"/><updated>2020-05-06T10:00:00Z</updated>
<category term="s1" label="محلّيّات"/>{source}
<summary>موجز</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{body}</p></div></content>
</entry></feed>"""


def test_atom(tmp_path: Path) -> None:
    source = "<source><id>x</id><title>صحيفة المنارة</title><updated>2020-05-06T10:00:00Z</updated></source>"
    (made,) = read(tmp_path, ATOM.format(body=BODY, source=source), "a.atom")
    assert isinstance(made, Draft)
    assert (made.title, made.source, made.authors) == ('قرار جديد "عاجل"', "صحيفة المنارة", ("هيئة التحرير",))
    assert (made.url, made.tags, made.body) == ("https://base.example/news/a/b.html", ("محلّيّات",), BODY)
    (own,) = read(tmp_path, ATOM.format(body=BODY, source=""), "a.atom")
    assert isinstance(own, Draft)
    assert own.source == "صدى الدلب"


@pytest.mark.parametrize(
    "tail",
    [
        "The post <a>حديقة البلدة</a> appeared first on <a>جريدة الدلب</a>.",
        "ظهرت المقالة <a>حديقة البلدة</a> أولاً على <a>جريدة الدلب</a>.",
        "التدوينة <a>حديقة البلدة</a> ظهرت أولاً على <a>جريدة الدلب</a>.",
        "قراءة المزيد »",
        "Continue reading →",
    ],
)
def test_tails_of_aggregators_are_cut(tmp_path: Path, tail: str) -> None:
    body = f"<![CDATA[<p>{BODY}</p><p>{BODY} ثمّ عاد.</p><p>{tail}</p>]]>"
    (made,) = read(tmp_path, rss(item("حديقة البلدة", body=body)))
    assert isinstance(made, Draft)
    assert made.body == f"{BODY}\n\n{BODY} ثمّ عاد."


def post(
    title: str, status: str = "publish", kind: str = "post", more: str = "", body: str = f"<p>{BODY}</p>"
) -> str:
    return (
        f"<item><title>{title}</title><pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>"
        f"<dc:creator>salma</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
        "<wp:post_date>2019-03-22 13:00:00</wp:post_date>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


def test_a_wordpress_export(tmp_path: Path) -> None:
    author = (
        "<wp:author><wp:author_login>salma</wp:author_login>"
        "<wp:author_display_name>سلمى الراوي</wp:author_display_name></wp:author>"
    )
    later = "<wp:post_date_gmt>2099-01-01 10:00:00</wp:post_date_gmt>"
    terms = '<category domain="category">محلّيّات</category><category domain="post_tag">حدائق</category>'
    caption = f'[caption id="x" width="3"]<img src="a.jpg"/> صورة الحديقة[/caption]<p>{BODY}</p>'
    items = read(
        tmp_path,
        rss(
            author,
            post("عامّ", more=terms, body=caption),
            post("صفحة", kind="page"),
            post("مسوّدة", "draft"),
            post("خاصّ", "private"),
            post("لاحق", "future", more=later),
            post("سرّيّ", more="<wp:post_password>x</wp:post_password>"),
            post("محذوف", "trash"),
            post("صورة", "inherit", "attachment", body=""),
            post("قائمة", kind="nav_menu_item"),
            post("نمط", kind="wp_global_styles"),
        ),
        "export.xml",
    )
    assert titles(items) == ["عامّ", "صفحة", "مسوّدة", "خاصّ", "لاحق", "سرّيّ", "trashed"]
    drafts = [item for item in items if isinstance(item, Draft)]
    statuses = ["usable", "usable", "draft", "private", "scheduled", "protected"]
    assert [draft.publication for draft in drafts] == statuses
    assert [not (draft.held_reason or draft.is_embargoed) for draft in drafts] == [
        status == "usable" for status in statuses
    ]
    first, page, *_ = drafts
    assert (first.authors, first.section, first.tags) == (("سلمى الراوي",), "محلّيّات", ("حدائق",))
    assert first.body == f"صورة الحديقة\n\n{BODY}"
    assert (page.warnings, str(page.published)) == (("static_page",), "2019-03-22")
    assert drafts[4].embargo_until == datetime(2099, 1, 1, 10, tzinfo=UTC)
    assert "not_public" in drafts[3].warnings
