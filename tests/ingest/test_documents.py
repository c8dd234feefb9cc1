"""Word documents and PDF: what a reader sees of them, in the order of reading."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from articles.ingest.readers.documents._pdf_text import Glyph, _line
from articles.ingest.reading import read_here
from articles.ingest.types import Draft, Input

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
V = f'xmlns:v="urn:schemas-microsoft-com:vml" {MC}'
BODY = "أنهت فرق الصيانة في محطّة تلّ النخيل إصلاح المضخّات الثلاث قبل موعدها بأسبوعين كاملين."


def read(tmp_path: Path, *elements: str, titled: bool = True) -> Draft:
    """The draft of a document with these elements under its title."""
    document = docx.Document()
    if titled:
        document.add_paragraph("إصلاح مضخّات تلّ النخيل", style="Title")
    for element in elements:
        document.element.body.insert(-1, parse_xml(element))
    path = tmp_path / "a.docx"
    document.save(str(path))
    (item,) = read_here(Input(path, path.name))
    assert isinstance(item, Draft), item
    return item


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str) -> str:
    return f"<w:p {W} {V}>{inside}</w:p>"


BEFORE, WORD = run("أنهت "), run("فرق ")


def field(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:ins w:id='1'>{WORD}</w:ins><w:del w:id='2'><w:r><w:delText>حذف</w:delText></w:r></w:del>",
        f"<w:moveTo w:id='1'>{WORD}</w:moveTo><w:moveFrom w:id='2'>{run('نُقل')}</w:moveFrom>",
        f"<w:smartTag w:element='x'><w:smartTagPr/>{WORD}</w:smartTag>",
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{WORD}</w:sdtContent></w:sdt>",
        f"<w:fldSimple w:instr='AUTHOR'>{WORD}</w:fldSimple>",
        f"{field('begin')}<w:r><w:instrText>DATE</w:instrText></w:r>{field('separate')}{WORD}{field('end')}",
        f"<w:hyperlink>{WORD}</w:hyperlink>",
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>خفيّ</w:t></w:r>{WORD}",
    ],
)
def test_what_stands_in_a_paragraph(tmp_path: Path, inside: str) -> None:
    assert read(tmp_path, paragraph(BEFORE + inside + run(BODY.removeprefix("أنهت فرق ")))).body == BODY


def test_content_controls_and_text_boxes_around_paragraphs(tmp_path: Path) -> None:
    control = f"<w:sdt {W}><w:sdtContent>{paragraph(run(BODY))}</w:sdtContent></w:sdt>"
    box = f"<w:txbxContent>{paragraph(run('في مربّع: ' + BODY))}</w:txbxContent>"
    shape = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = read(tmp_path, control, paragraph(f"<w:r>{shape}</w:r>"), paragraph(run(f"ختام: {BODY}"))).body
    assert body.split("\n\n") == [BODY, f"في مربّع: {BODY}", f"ختام: {BODY}"]


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl {W}><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_tables_under_the_title_with_equal_cells(tmp_path: Path) -> None:
    made = read(tmp_path, table(["البئر"], ["الأوّل", "٤", "٤"], ["", ""]), paragraph(run(BODY)))
    assert made.body.split("\n\n") == ["البئر", "الأوّل | ٤ | ٤", BODY]


def test_a_table_for_the_layout_holds_the_article(tmp_path: Path) -> None:
    cell = "".join(paragraph(run(text)) for text in ("إصلاح مضخّات تلّ النخيل", BODY, f"ختام: {BODY}"))
    layout = f"<w:tbl {W}><w:tblPr/><w:tblGrid/><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    made = read(tmp_path, layout, titled=False)
    assert (made.title, made.body) == ("إصلاح مضخّات تلّ النخيل", f"{BODY}\n\nختام: {BODY}")


@pytest.mark.parametrize("order", ["word", "reading"])
def test_lam_and_alef_drawn_as_one_glyph(order: str) -> None:
    """Both letters have one place; Word names the alef first, others the lam."""
    pair = "إل" if order == "word" else "لإ"
    x, glyphs = 100.0, []
    for unit in ("ا", pair, "ع", pair.replace("إ", "ا"), "ن"):
        x -= 10
        glyphs += [Glyph(letter, x, x + 5, x, x + 10, 0, 10) for letter in unit]
    assert _line(glyphs).read() == "الإعلان"
