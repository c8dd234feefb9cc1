"""Books and notebooks: what their contents name is an article each (EPUB, Evernote)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import ImportProblem, Input, Limits
from tests.ingest.inputs import BODY, MORE, drafts, read

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
TITLES = ["فتح جسر السنديان", "عودة السفن إلى المرفأ"]


def package(pages: list[str], more: str = "", contents: str = "nav") -> str:
    kind, properties = ("application/xhtml+xml", 'properties="nav"') if contents == "nav" else ("x", "")
    items = f'<item id="toc" href="{contents}.xml" media-type="{kind}" {properties}/>' if contents else ""
    items = items.replace('"x"', '"application/x-dtbncx+xml"')
    items += "".join(
        f'<item id="{page}" href="{page}.xhtml" media-type="application/xhtml+xml"/>' for page in pages
    )
    order = "".join(f'<itemref idref="{page}"/>' for page in pages)
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>مجلّة الساحل، العدد 12</dc:title>'
        f"<dc:date>2024-05-06</dc:date><dc:language>ar</dc:language>{more}</metadata>"
        f'<manifest>{items}</manifest><spine toc="toc">{order}</spine></package>'
    )


def nav(*entries: tuple[str, str]) -> str:
    links = "".join(f'<li><a href="{address}">{title}</a></li>' for title, address in entries)
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        f'<nav epub:type="toc"><ol>{links}</ol></nav></body></html>'
    )


def page(body: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>مجلّة</title></head><body>{body}</body></html>'


def book(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        for name, text in files.items():
            archive.writestr(name if "/" in name else f"OEBPS/{name}", text)
    return out.getvalue()


ISSUE = {
    "content.opf": package(["cover", "a", "a2", "b"], "<dc:publisher>دار الساحل</dc:publisher>"),
    "nav.xml": nav((TITLES[0], "a.xhtml"), (TITLES[1], "b.xhtml#second")),
    "cover.xhtml": page('<img src="cover.png"/>'),
    "a.xhtml": page(f"<h1>{TITLES[0]}</h1><p>{BODY}</p>"),
    "a2.xhtml": page(f"<h2>كلفة الأعمال</h2><p>{MORE}</p>"),  # a page of the first article
    "b.xhtml": page(f'<p>{BODY} تتمّة.</p><h1><a id="second"></a>{TITLES[1]}</h1><p>{MORE}</p>'),
}


@pytest.mark.parametrize("name", ["issue.epub", "issue.zip", "issue"])
def test_an_issue_is_the_articles_that_its_contents_name(tmp_path: Path, name: str) -> None:
    first, second = drafts(tmp_path, name, book(ISSUE))
    assert [first.title, second.title] == TITLES
    assert first.body.split("\n\n") == [BODY, "## كلفة الأعمال", MORE, f"{BODY} تتمّة."]
    assert second.body == MORE
    assert (first.source, str(first.published)) == ("دار الساحل", "2024-05-06")


def test_several_articles_of_one_page_are_parted_by_the_older_form_of_contents(tmp_path: Path) -> None:
    def point(title: str, address: str, below: str = "") -> str:
        return (
            f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{address}"/>{below}</navPoint>'
        )

    inner = point(TITLES[0], "all.xhtml#one") + point(TITLES[1], "all.xhtml#two")
    ncx = (
        '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "ncx.dtd">'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        f"{point('محلّيّات', 'all.xhtml', inner)}</navMap></ncx>"
    )
    listed = f"<h1>محلّيّات</h1><ul><li>{TITLES[0]}</li><li>{TITLES[1]}</li></ul>"
    one = f'<h2 id="one">{TITLES[0]}</h2><p>{BODY}</p>'
    text = f'{listed}{one}<div id="two"><h2>{TITLES[1]}</h2><p>{MORE}</p></div>'
    files = {"content.opf": package(["all"], contents="toc"), "toc.xml": ncx, "all.xhtml": page(text)}
    first, second = drafts(tmp_path, "a.epub", book(files))
    assert [(each.title, each.body) for each in (first, second)] == [(TITLES[0], BODY), (TITLES[1], MORE)]
    assert (first.section, first.source) == ("محلّيّات", "مجلّة الساحل")


def test_a_book_without_contents_is_an_article_for_each_page(tmp_path: Path) -> None:
    files = {
        "content.opf": package(["a", "b"], contents=""),
        "a.xhtml": page(f"<h1>{TITLES[0]}</h1><p>{BODY}</p>"),
        "b.xhtml": page(f"<h1>{TITLES[1]}</h1><p>{MORE}</p>"),
    }
    assert [(each.title, each.body) for each in drafts(tmp_path, "a.epub", book(files))] == [
        (TITLES[0], BODY),
        (TITLES[1], MORE),
    ]


def test_a_page_that_is_missing_costs_itself(tmp_path: Path) -> None:
    without = {name: text for name, text in ISSUE.items() if name != "a2.xhtml"}
    items = read(tmp_path, "a.epub", book(without))
    assert [getattr(item, "code", "") for item in items] == ["bad_record", "", ""]
    assert not items[0].whole_file  # type: ignore[union-attr]


AES = '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (ISSUE | {"META-INF/encryption.xml": f"<encryption>{AES}</encryption>"}, "encrypted"),
        ({"content.opf": "<package"}, "damaged"),
        ({}, "damaged"),
        ({"content.opf": '<!DOCTYPE a [<!ENTITY b "c">]><package>&b;</package>'}, "entities"),
        (ISSUE | {"a.xhtml": page("<p>ا</p>" * 300_000)}, "too_much"),
    ],
)
def test_a_book_that_cannot_be_read_is_refused_by_name(
    tmp_path: Path, files: dict[str, str], code: str
) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book(files))
    limits = Limits(unpacked_size=1 << 20, ratio=10_000)
    codes = [
        item.code for item in read_here(Input(path, "a.epub", limits)) if isinstance(item, ImportProblem)
    ]
    assert codes == [code]


def test_every_note_of_a_notebook_is_an_article_with_its_date(tmp_path: Path) -> None:
    def note(title: str, text: str, more: str = "") -> str:
        inside = f'<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "e.dtd"><en-note><div>{text}</div></en-note>'
        return f"<note><title>{title}</title><content><![CDATA[{inside}]]></content>{more}</note>"

    more = (
        "<created>20240506T213000Z</created><tag>جسور</tag><tag>محلّيّات</tag><note-attributes>"
        "<author>سلمى الراوي</author><source-url>https://sahel.example/1</source-url></note-attributes>"
        "<resource><data>aGVsbG8=</data></resource>"
    )
    notebook = (
        '<?xml version="1.0"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">'
        f"<en-export>{note(TITLES[0], BODY, more)}{note(TITLES[1], MORE)}</en-export>"
    )
    for name in ("a.enex", "a.xml"):
        first, second = drafts(tmp_path, name, notebook)
        assert (first.title, str(first.published), first.authors) == (
            TITLES[0],
            "2024-05-06",
            ("سلمى الراوي",),
        )
        assert (first.tags, first.url, first.body) == (("جسور", "محلّيّات"), "https://sahel.example/1", BODY)
        assert (second.title, second.body) == (TITLES[1], MORE)
    *_, cut = read(tmp_path, "cut.enex", notebook[:-40])
    assert isinstance(cut, ImportProblem)
    assert cut.code == "bad_xml"
