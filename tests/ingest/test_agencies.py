"""Mails and mailboxes, saved pages, and what agencies send: old formats, kills and embargoes."""

from __future__ import annotations

import base64
import mailbox
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

BODY = "أعادت شركة الكهرباء التيّار إلى أحياء مدينة الصنوبر بعد انقطاع دام يومين بسبب الثلوج."


def read(path: Path, data: bytes | str | None = None) -> list[Draft | ImportProblem]:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_here(Input(path, path.name)))


def draft(items: list[Draft | ImportProblem]) -> Draft:
    (item,) = items
    assert isinstance(item, Draft), item
    return item


@pytest.mark.parametrize("encoding", ["cp1256", "utf-8"])
def test_bytes_of_another_encoding_in_a_subject(tmp_path: Path, encoding: str) -> None:
    head = (
        "From: وكالة الصنوبر <a@sanaubar.example>\nTo: b@c.example\nDate: Wed, 06 May 2020 10:00:00 +0300\n"
    )
    mail = f"{head}Subject: بيان صحفيّ عن الكهرباء\nContent-Type: text/plain; charset=us-ascii\n\n{BODY}\n"
    made = draft(read(tmp_path / "a.eml", mail.encode(encoding)))
    assert (made.title, made.source, made.body) == ("بيان صحفيّ عن الكهرباء", "وكالة الصنوبر", BODY)


def test_a_mailbox(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "news.mbox")
    for number in range(3):
        message = EmailMessage()
        message["Subject"], message["From"] = f"رسالة {number}", "a@b.example"
        message.set_content(f"From here on:\n\n{BODY} {number}" if number else "")
        box.add(message)
    box.close()
    empty, *others = read(tmp_path / "news.mbox")
    assert isinstance(empty, ImportProblem)
    assert (empty.code, empty.line, empty.whole_file) == ("no_text", 1, False)
    assert [item.title for item in others if isinstance(item, Draft)] == ["رسالة 1", "رسالة 2"]


def test_a_saved_page(tmp_path: Path) -> None:
    article = f"<article><h1>عودة التيّار</h1><p>{BODY}</p><p>{BODY}</p></article>"
    page = f"<html lang=ar><head><title>كهرباء</title></head><body>{article}"
    saved = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://sanaubar.example/news/1\r\n"
        "Subject: x\r\nDate: Sat, 9 Jan 2021 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Location: https://sanaubar.example/news/1\r\n\r\n"
        f"{base64.encodebytes(page.encode()).decode()}\r\n--B--\r\n"
    )
    for name in ("page.mhtml", "page.mht", "page.eml"):
        made = draft(read(tmp_path / name, saved))
        assert (made.title, made.url, made.published) == (
            "عودة التيّار",
            "https://sanaubar.example/news/1",
            None,
        )


NEWSML1 = """<?xml version="1.0" encoding="utf-8"?><NewsML Version="1.2"><NewsEnvelope/><NewsItem>
<Identification><NewsIdentifier><NewsItemId>17</NewsItemId><RevisionId>2</RevisionId>
<PublicIdentifier>urn:newsml:sanaubar.example:17</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20200506T100000+0000</FirstCreated>
<Status FormalName="{status}"/>{more}</NewsManagement>
<NewsComponent><NewsLines><HeadLine>عودة التيّار</HeadLine><ByLine>سلمى الراوي</ByLine>
<DateLine>الصنوبر، 6 أيّار (وفد)</DateLine><CreditLine>وكالة الصنوبر</CreditLine></NewsLines>
<NewsComponent><ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent></NewsComponent>
</NewsItem></NewsML>"""


NITF_BODY = f"<nitf><body><body.content><p>{BODY}</p></body.content></body></nitf>"


def newsml1(status: str = "Usable", more: str = "", content: str = f"<p>{BODY}</p>") -> str:
    return NEWSML1.format(status=status, more=more, content=content)


@pytest.mark.parametrize(
    "content",
    [
        BODY,
        f"<p>{BODY}</p>",
        f"<html><body><p>{BODY}</p></body></html>",
        NITF_BODY,
    ],
)
def test_newsml_1(tmp_path: Path, content: str) -> None:
    made = draft(read(tmp_path / "a.xml", newsml1(content=content)))
    assert (made.title, made.authors, made.dateline) == ("عودة التيّار", ("سلمى الراوي",), "الصنوبر")
    assert (made.body, str(made.published)) == (BODY, "2020-05-06")
    assert (made.item_id, made.version) == ("urn:newsml:sanaubar.example:17", "2")


def test_statuses_of_newsml_1(tmp_path: Path) -> None:
    change = (
        '<StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20990101T000000Z</DateAndTime>'
        "</StatusWillChange>"
    )
    held = draft(read(tmp_path / "a.xml", newsml1("Embargoed", change)))
    assert (held.publication, held.embargo_until) == ("withheld", datetime(2099, 1, 1, tzinfo=UTC))
    killed = draft(read(tmp_path / "a.xml", newsml1("Canceled", content="")))
    assert (killed.publication, killed.kills) == ("canceled", "urn:newsml:sanaubar.example:17")


NEWSML2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:1" version="{version}">
<itemMeta><provider literal="وكالة الصنوبر"/>
<versionCreated>2024-03-05T01:00:00Z</versionCreated>{status}</itemMeta>
<contentMeta><headline>عودة التيّار</headline></contentMeta>{content}</newsItem></itemSet></newsMessage>"""
PAGE = f"<html><body><p>{BODY}</p></body></html>"
CONTENT = f'<contentSet><inlineXML contenttype="application/xhtml+xml">{PAGE}</inlineXML></contentSet>'


@pytest.mark.parametrize(
    ("status", "content", "publication", "kills"),
    [
        ('<pubStatus qcode="stat:usable"/>', CONTENT, "usable", ""),
        ('<pubStatus qcode="stat:withheld"/>', CONTENT, "withheld", ""),
        (
            '<embargoed>2099-01-01T00:00:00Z</embargoed><pubStatus qcode="stat:usable"/>',
            CONTENT,
            "usable",
            "",
        ),
        ('<pubStatus qcode="stat:canceled"/>', CONTENT, "canceled", "urn:1"),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "", "canceled", "urn:1"),
    ],
)
def test_statuses_of_newsml_g2(
    tmp_path: Path, status: str, content: str, publication: str, kills: str
) -> None:
    made = draft(read(tmp_path / "a.xml", NEWSML2.format(version=3, status=status, content=content)))
    assert (made.publication, made.kills, made.item_id, made.version) == (publication, kills, "urn:1", "3")
    may_be_public = not (made.held_reason or made.is_embargoed)
    assert may_be_public == (publication == "usable" and "embargoed" not in status)


def test_statuses_of_nitf(tmp_path: Path) -> None:
    nitf = (
        "<nitf><head><docdata {}><doc-id id-string='n7'/>"
        "<date.release norm='20990101T000000Z'/></docdata></head>"
        "<body><body.head><hedline><hl1>عودة</hl1></hedline></body.head>"
        "<body.content><p>{}</p></body.content></body></nitf>"
    )
    held = draft(read(tmp_path / "a.xml", nitf.format("management-status='embargoed'", BODY)))
    assert (held.publication, held.embargo_until) == ("withheld", datetime(2099, 1, 1, tzinfo=UTC))
    killed = draft(
        read(tmp_path / "a.xml", nitf.format("management-status='canceled' management-doc-idref='n5'", ""))
    )
    assert (killed.publication, killed.kills, killed.item_id) == ("canceled", "n5", "n7")
    assert draft(read(tmp_path / "a.xml", nitf.format("", BODY))).publication == "usable"


def test_a_collection_as_sgml(tmp_path: Path) -> None:
    doc = (
        '<DOC id="SNB_ARB_20200506.000{0}" type="story">\n<HEADLINE>\nخبر {0}\n</HEADLINE>\n'
        "<TEXT>\n<P>\n{1}\n</P>\n</TEXT>\n</DOC>\n"
    )
    items = read(tmp_path / "a.sgml", doc.format(1, BODY) + doc.format(2, BODY) + '<DOC id="x">\n<TEXT>')
    assert [getattr(item, "title", "") or item.code for item in items] == ["خبر 1", "خبر 2", "cut_item"]
    assert [str(item.published) for item in items if isinstance(item, Draft)] == ["2020-05-06"] * 2
    assert items[2].line == 21


def test_a_text_export_of_factiva(tmp_path: Path) -> None:
    first = (
        f"HD  عودة الصيّادين\nBY\nليلى المرساوي\nWC\n80 words\nPD\n6 May 2020\nET\n10:15\nSN\nالضفاف\n"
        f"LA\nArabic\nLP\n{BODY}\nTD\nAN official spoke.\n{BODY}\n"
        "NS\ngfish : Fishing | gcat : General News\nAN\nDocument DAFF0001\n\n"
    )
    second = f"SE\nاقتصاد\nHD\nسوق السمك\nPD\n7 May 2020\nSN\nالضفاف\nTD\n{BODY}\n"
    one, two = read(tmp_path / "a.txt", first + second)
    assert isinstance(one, Draft)
    assert (one.title, one.source, one.authors, str(one.published)) == (
        "عودة الصيّادين",
        "الضفاف",
        ("ليلى المرساوي",),
        "2020-05-06",
    )
    assert (one.body, one.tags) == (f"{BODY}\n\nAN official spoke.\n\n{BODY}", ("Fishing", "General News"))
    assert isinstance(two, Draft)
    assert (two.title, two.section, str(two.published)) == ("سوق السمك", "اقتصاد", "2020-05-07")


def test_xml_of_records_and_of_wikis(tmp_path: Path) -> None:
    fields = f"<ID>1</ID><Headline>عودة</Headline><Dateline>2009-01-02</Dateline><Text>{BODY}</Text>"
    record = f"<Paper><A1>{fields}</A1></Paper>"
    made = draft(read(tmp_path / "a.xml", record))
    assert (made.title, made.body, str(made.published)) == ("عودة", BODY, "2009-01-02")
    (wiki,) = read(
        tmp_path / "b.xml", '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/"><page/></mediawiki>'
    )
    assert wiki.code == "mediawiki"
    (other,) = read(tmp_path / "c.xml", "<a><b>1</b></a>")
    assert other.code == "unknown_xml"


def test_long_paths_and_names_that_are_no_utf8_in_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "/".join(["مجلّد طويل الاسم جدًّا"] * 14) + "/خبر.txt", f"عودة التيّار إلى الصنوبر\n\n{BODY}"
        )
        archive.writestr(
            "خبر".encode("cp1256").decode("cp437") + ".txt", f"انقطاع التيّار في الصنوبر\n\n{BODY}"
        )
    items = read(path)
    assert [type(item) for item in items] == [Draft, Draft]
    assert items[0].file.endswith("خبر.txt")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sgml", '<DOC id="1">\n' + "<TEXT>" * 50_000 + "\n</DOC>\n"),
        ("a.rss", "<rss>&<channel>" + "<![CDATA[" * 50_000 + "</channel></rss>"),
        ("a.rss", "<rss>&<channel>" + "<!DOCTYPE [" * 50_000 + "</channel></rss>"),
        ("a.bib", "@article{a, title={x\n" * 2_000),
    ],
)
def test_what_is_opened_and_never_closed_is_looked_for_once(tmp_path: Path, name: str, text: str) -> None:
    """Each of these took minutes, when the end was looked for from every beginning."""
    assert read(tmp_path / name, text)
