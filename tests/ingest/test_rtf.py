"""RTF as Word, WordPad, TextEdit and newsroom systems write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

TITLE = "افتتاح مكتبة الرملتين"
TEXT = "افتتح رئيس البلديّة مروان الشطّي أمس مكتبة الرملتين بعد ترميم دام سنتين، وفيها ستّون ألف كتاب."


def read(path: Path, content: bytes) -> list[Draft | ImportProblem]:
    path.write_bytes(content)
    return list(read_here(Input(path, path.name)))


def hexes(text: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in text.encode("cp1256"))


def escapes(text: str) -> bytes:
    return b"".join(b"\\u%d?" % ord(letter) for letter in text)


def document(
    body: bytes, head: bytes = b"\\ansicpg1256", fonts: bytes = b"{\\f0\\fcharset178 Arial;}"
) -> bytes:
    return b"{\\rtf1\\ansi" + head + b"\\deff0{\\fonttbl" + fonts + b"}\r\n" + body + b"}"


def paragraphs(*parts: bytes) -> bytes:
    return b"".join(b"\\pard\\rtlpar\\qr\\f0 " + part + b"\\par\r\n" for part in parts)


@pytest.mark.parametrize(
    "content",
    [
        document(paragraphs(hexes(TITLE), hexes(TEXT))),
        document(paragraphs(escapes(TITLE), escapes(TEXT)), b"\\ansicpg1252", b"{\\f0\\fcharset0 Arial;}"),
        document(paragraphs(hexes(TITLE), hexes(TEXT)), fonts=b"{\\f0\\fcharset1 Arial;}"),
        document(paragraphs(hexes(TITLE), hexes(TEXT)), head=b"", fonts=b"{\\f0\\fnil Arial;}"),
        document(paragraphs(TITLE.encode("cp1256"), TEXT.encode("cp1256"))),
        document(paragraphs(hexes(TITLE), hexes(TEXT)), fonts=b"{\\f0\\fcharset0 Arial;}"),
    ],
    ids=["code page", "unicode", "font without charset", "nothing declared", "bare bytes", "western font"],
)
def test_letters_are_read_however_they_are_written(tmp_path: Path, content: bytes) -> None:
    [draft] = read(tmp_path / "a.rtf", content)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body) == (TITLE, TEXT)


def test_what_nobody_sees_stays_out_and_links_stay_in(tmp_path: Path) -> None:
    link = (
        b'{\\field{\\*\\fldinst{HYPERLINK "https://example.org/x"}}{\\fldrslt{\\ul '
        + hexes("الموقع")
        + b"}}}"
    )
    info = b"{\\info{\\title Untitled}{\\author Admin}}{\\*\\generator Msftedit 5.41;}"
    picture = b"{\\pict\\pngblip 89504e470d0a1a0a}"
    body = info + paragraphs(hexes(TITLE), hexes(TEXT) + picture, hexes("للمزيد انظر ") + link)
    [draft] = read(tmp_path / "a.doc", document(body))  # its name does not matter
    assert isinstance(draft, Draft)
    assert draft.body == f"{TEXT}\n\nللمزيد انظر الموقع"


@pytest.mark.parametrize("word", [b"\\uc ", b"\\u9999999999?"])
def test_a_damaged_one_is_told(tmp_path: Path, word: bytes) -> None:
    [told] = read(tmp_path / "a.rtf", document(paragraphs(hexes(TITLE), word)))
    assert isinstance(told, ImportProblem)
    assert told.code == "damaged"


def test_one_without_words_is_told(tmp_path: Path) -> None:
    [told] = read(tmp_path / "a.rtf", document(b"{\\pict 89504e47}"))
    assert isinstance(told, ImportProblem)
    assert told.code == "no_text"


@pytest.mark.parametrize(
    "piece", [b'{\\field{\\*\\fldinst{HYPERLINK "', b"{\\fonttbl", b"\\u1234?", b"{{{{", b"\\pict\\bin9"]
)
def test_a_long_hostile_one_is_read_to_its_end(tmp_path: Path, piece: bytes) -> None:
    found = read(tmp_path / "a.rtf", b"{\\rtf1 " + piece * (1_000_000 // len(piece)))
    assert len(found) == 1
