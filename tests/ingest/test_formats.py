"""Every format gives its articles, and says what is wrong with what it cannot read."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.importing.messages.problem_messages import message
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.sandbox import read
from articles.ingest.types import Draft, ImportProblem, Limits

DATA = Path(__file__).parents[1] / "data"
PIER = "رصيف جديد للصيّادين"
MARKET = "سوق الكتب القديمة يعود إلى ساحة المنارة"


def drafts(name: str) -> list[Draft]:
    return [item for item in read(DATA / "formats" / name) if isinstance(item, Draft)]


def codes(path: Path, limits: Limits | None = None) -> list[str]:
    return [item.code for item in read(path, limits) if isinstance(item, ImportProblem)]


def paragraphs(draft: Draft) -> list[str]:
    return draft.body.split("\n\n")


@pytest.mark.parametrize("name", ["page.html", "pages.warc.gz"])
def test_a_web_page_is_told_from_its_boilerplate(name: str) -> None:
    [draft] = drafts(name)
    assert (draft.title, draft.source, draft.section) == (MARKET, "جريدة الساحل", "ثقافة")
    assert (str(draft.published), draft.authors) == ("2020-02-14", ("هدى المرزوقي",))
    assert (draft.tags, draft.url) == (("كتب", "المنارة"), "https://sahel.example/culture/old-books")
    assert [text[:14] for text in paragraphs(draft)] == [
        "عاد باعة الكتب",
        "وقال البائع نع",
        "## كتاب بسعر ر",
        "وتراوحت الأسعا",
        "وطالب الباعة ب",
    ]
    cut = {line.text: line.reason for line in draft.lines if not line.in_article}
    assert cut["الأكثر قراءة"] == "boilerplate"
    assert cut[MARKET] == "repeat"


@pytest.mark.parametrize(
    ("name", "title", "second"),
    [
        ("shaped.pdf", PIER, "وقال إنّ «القوارب الصغيرة"),
        ("mirrored.pdf", PIER, "وقال إنّ «القوارب الصغيرة"),
        ("visual.pdf", "رصيف جديد للصيادين", "وقال إن «القوارب الصغيرة"),
    ],
)
def test_arabic_in_pdf_is_put_right(name: str, title: str, second: str) -> None:
    """Also when it is stored from left to right, as presentation forms, or shown mirrored."""
    [draft] = drafts(name)
    assert draft.title == title
    first, last = paragraphs(draft)
    assert first.startswith("افتتح رئيس بلدية المرسى (أمس)")
    assert first.endswith("(2017-2019).")
    assert last.startswith(second)
    assert "شركة Blue Pier Works " in last


def test_letters_in_the_order_of_a_browser_are_put_right() -> None:
    [draft] = drafts("browser.pdf")
    assert (draft.title, draft.body) == ("رصيف جديد", "افتتح رئيس البلدية (أمس) الرصيف.")


def test_word_styles_are_title_and_headings() -> None:
    [draft] = drafts("document.docx")
    assert (draft.title, draft.tags) == (PIER, ("ميناء", "صيد"))
    assert paragraphs(draft)[1:] == [
        "## كلفة الأعمال",
        "وقال إنّ «القوارب الصغيرة لن تنتظر بعد اليوم»، وإنّ شركة Blue Pier Works ستتولّى الصيانة.",
        "الكلفة | أربعة ملايين",
    ]


def test_rows_of_a_workbook() -> None:
    first, second = drafts("workbook.xlsx")
    assert (first.title, str(first.published), first.source, first.line) == (PIER, "2019-06-05", "الضفاف", 3)
    assert (second.title, str(second.published)) == ("سوق السمك", "2019")
    assert codes(DATA / "formats" / "workbook.xlsx") == ["no_body"]


def test_rows_of_a_table_may_have_several_lines() -> None:
    first, second = drafts("table.csv")
    assert (first.line, second.line) == (2, 5)
    assert len(paragraphs(first)) == 2
    assert (first.authors, str(second.published)) == (("رامي الخطيب",), "2018-09-12")


def test_feeds() -> None:
    olive, water = drafts("feed.rss")
    assert (olive.title, olive.authors, olive.tags) == (
        "مهرجان الزيتون في موعده",
        ("ليلى منصور",),
        ("ثقافة", "زيتون"),
    )
    assert "## معاصر مفتوحة" in olive.body
    assert (water.url, water.source) == ("https://sahel.example/water", "جريدة الساحل")
    [bridge] = drafts("feed.atom")
    assert (bridge.title, bridge.authors, str(bridge.published)) == (
        "جسر للمشاة فوق السرو",
        ("سعاد الهاشم",),
        "2019-05-20",
    )
    assert len(paragraphs(bridge)) == 2


@pytest.mark.parametrize(
    ("name", "title", "who", "when_and_where"),
    [
        (
            "item.newsml.xml",
            "موسم المشمش يبدأ في السهل الأدنى",
            ("وكالة الضفاف", "نور العبد", "الضفاف"),
            ("2019-06-11", "المرسى"),
        ),
        (
            "item.nitf.xml",
            "ثلاثة عدّائين يتقاسمون ذهب الميناء",
            ("جريدة الساحل", "مازن القاسم", "وكالة الضفاف"),
            ("2019-08-03", "المرسى"),
        ),
        (
            "item.ninjs",
            "ورشة لترميم القوارب الخشبيّة",
            ("", "هالة سليم", "الضفاف"),
            ("2021-04-02", "رأس الفنار"),
        ),
    ],
)
def test_newsroom_standards(
    name: str, title: str, who: tuple[str, ...], when_and_where: tuple[str, ...]
) -> None:
    [draft] = drafts(name)
    assert draft.title == title
    assert (draft.source, *draft.authors, draft.agency) == who
    assert (str(draft.published), draft.dateline) == when_and_where
    assert len(paragraphs(draft)) >= 2
    assert draft.language == "ar"


def test_a_mail() -> None:
    [draft] = drafts("mail.eml")
    assert (draft.title, draft.source, str(draft.published)) == (
        "بيان عن أعمال الرصيف",
        "بلدية المرسى",
        "2020-03-03",
    )
    assert len(paragraphs(draft)) == 2


def test_rows_of_a_known_corpus() -> None:
    [draft] = drafts("rows.json")
    assert (draft.source, draft.dateline, draft.authors) == ("sahel", "جدة", ("جمال حداد",))
    assert str(draft.published) == "2015-08-01"


@pytest.mark.parametrize(("name", "folder"), [("several.zip", "أخبار/"), ("several.tar.gz", "")])
def test_archives_are_read_member_by_member(name: str, folder: str) -> None:
    items = list(read(DATA / "formats" / name))
    assert [item.file for item in items] == [
        f"{name}/{folder}{member}"
        for member in ("page.html", "table.csv", "table.csv", "table.csv", "feed.rss", "feed.rss")
    ]
    assert [item.code for item in items if isinstance(item, ImportProblem)] == ["no_body"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cut-document.docx", "damaged"),
        ("cut-workbook.xlsx", "damaged"),
        ("cut-shaped.pdf", "damaged"),
        ("cut-several.zip", "damaged"),
        ("cut-pages.warc.gz", "damaged"),
        ("locked.pdf", "encrypted"),
        ("scan.pdf", "scan"),
    ],
)
def test_broken_files_say_why(name: str, code: str) -> None:
    [issue] = read(DATA / "broken" / name)
    assert isinstance(issue, ImportProblem)
    assert (issue.code, issue.whole_file, issue.file) == (code, True, name)
    assert message(issue.code, issue.values)


@pytest.mark.parametrize("file", sorted((DATA / "formats").iterdir()), ids=lambda file: file.name)
def test_a_file_is_read_under_the_name_that_a_store_gives_it(file: Path, tmp_path: Path) -> None:
    stored = tmp_path / "c0ffee"
    shutil.copy(file, stored)
    assert [*read(stored, name=file.name)] == [*read(file)]


def test_the_content_counts_more_than_the_name(tmp_path: Path) -> None:
    for source, target in (
        ("page.html", "page.pdf"),
        ("shaped.pdf", "page.txt"),
        ("document.docx", "page.html"),
    ):
        shutil.copy(DATA / "formats" / source, tmp_path / target)
        [draft] = read(tmp_path / target)
        assert isinstance(draft, Draft)
    (tmp_path / "page.docx").write_text("نصّ لا غير", encoding="utf-8")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    (tmp_path / "notes.log").write_text("نصّ لا غير", encoding="utf-8")
    (tmp_path / "map.xml").write_text("<map><a/></map>", encoding="utf-8")
    assert codes(tmp_path / "page.docx") == ["not_as_named"]
    assert codes(tmp_path / "old.doc") == ["old_office"]
    assert codes(tmp_path / "notes.log") == ["unknown_format"]
    assert codes(tmp_path / "map.xml") == ["unknown_xml"]


@pytest.mark.parametrize(("writer", "held"), [("المنار", False), ("ليلى حدّاد", True)])
def test_pages_of_telegrams_export_are_read_by_message(tmp_path: Path, writer: str, held: bool) -> None:
    texts = (
        "افتتح رئيس البلديّة مكتبة الرملتين بعد ترميم دام سنتين.",
        "أغرقت أمطار غزيرة سوق النحّاسين وجرفت<br>عربات الباعة إلى جسر الطواحين.",
    )
    written = "".join(
        f'<div class="message default clearfix" id="message{day}"><div class="body">'
        f'<div class="pull_right date details" title="0{day}.03.2021 23:30:01 UTC+03:00">23:30</div>'
        f'<div class="from_name">{writer}</div>'
        f'<div class="text">{text}</div></div></div>'
        for day, text in enumerate(texts, start=2)
    )
    service = '<div class="message service" id="message-1"><div class="body details">2 March 2021</div></div>'
    (tmp_path / "messages.html").write_text(
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Exported Data</title></head><body>'
        '<div class="page_wrap"><div class="page_header"><div class="text bold">المنار</div></div>'
        '<div class="page_body chat_page"><div class="history">'
        f"{service}{written}</div></div></div></body></html>",
        encoding="utf-8",
    )
    drafts = [item for item in read(tmp_path / "messages.html") if isinstance(item, Draft)]
    found = zip(texts, drafts, strict=True)
    assert all(text.split("<br>")[0] in f"{draft.title}\n{draft.body}" for text, draft in found)
    assert [(draft.source, str(draft.published)) for draft in drafts] == [
        ("المنار", "2021-03-02"),
        ("المنار", "2021-03-03"),
    ]
    assert {draft.publication == "private" for draft in drafts} == {held}


def test_open_documents_are_refused_whole(tmp_path: Path) -> None:
    for kind in ("text", "spreadsheet"):
        with zipfile.ZipFile(tmp_path / f"{kind}.zip", "w") as archive:
            archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
            archive.writestr("content.xml", "<office:document-content/>")
        assert codes(tmp_path / f"{kind}.zip") == ["open_document"]


def test_a_list_without_entries_is_told(tmp_path: Path) -> None:
    (tmp_path / "library.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a rdf:about="x"/></rdf:RDF>'
    )
    (tmp_path / "empty.rss").write_text("<rss version='2.0'><channel><title>المنار</title></channel></rss>")
    assert codes(tmp_path / "library.rdf") == codes(tmp_path / "empty.rss") == ["no_text"]


@pytest.mark.parametrize(
    "header",
    [
        "id,dc.title[ar],dc.description.abstract[ar],dc.date.accessioned,dc.date.issued,dc.publisher,"
        "dc.contributor.author[],dc.subject[ar]",
        "Item Id,Dublin Core:Title,Dublin Core:Description,x,Dublin Core:Date,Dublin Core:Publisher,"
        "Dublin Core:Creator,Dublin Core:Subject",
    ],
    ids=["DSpace", "Omeka"],
)
def test_tables_of_repositories_are_read(tmp_path: Path, header: str) -> None:
    text = "افتتح رئيس البلديّة مكتبة الرملتين بعد ترميم دام سنتين."
    row = f"7,افتتاح مكتبة الرملتين,{text},2020-01-01,2021-03-02,المنار,ليلى حدّاد||سلمى الخطيب,ثقافة||كتب"
    (tmp_path / "export.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    [draft] = read(tmp_path / "export.csv")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body, draft.source) == ("افتتاح مكتبة الرملتين", text, "المنار")
    assert str(draft.published) == "2021-03-02"
    assert draft.authors == ("ليلى حدّاد", "سلمى الخطيب")
    assert draft.tags == ("ثقافة", "كتب")


def test_columns_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    assert codes(tmp_path / "a.csv") == ["no_columns"]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16"])
def test_tables_come_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = (DATA / "formats" / "table.csv").read_text("utf-8")
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert [item.title for item in read(tmp_path / "a.csv") if isinstance(item, Draft)] == [
        draft.title for draft in drafts("table.csv")
    ]


def test_pages_declare_their_encoding(tmp_path: Path) -> None:
    page = (
        (DATA / "formats" / "page.html")
        .read_text("utf-8")
        .replace('charset="utf-8"', 'charset="windows-1256"')
    )
    (tmp_path / "a.html").write_bytes(page.encode("cp1256"))
    [draft] = read(tmp_path / "a.html")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.encoding) == (MARKET, "windows-1256")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.TXT", "txt"), ("a.tar.gz", "tar"), ("a.jsonl.gz", "jsonl"), ("a.warc.gz", "warc"), ("a.png", None)],
)
def test_names_promise_a_kind(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize("name", sorted(path.name for path in (DATA / "formats").iterdir()))
@pytest.mark.parametrize("harm", [lambda data: data[: len(data) // 2], lambda data: data[:40] + data[60:]])
def test_any_damage_is_a_value(tmp_path: Path, name: str, harm: Callable[[bytes], bytes]) -> None:
    (tmp_path / name).write_bytes(harm((DATA / "formats" / name).read_bytes()))
    assert all(isinstance(item, Draft | ImportProblem) for item in read(tmp_path / name))
