"""Makes the binary sample files of ``tests/data``: python -m tests.ingest.make_samples

The text is invented. ``browser.pdf`` is not made here: a browser printed it (Chromium stores the letters of
each word in an order of its own).
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import arabic_reshaper
import docx
import fontpkg
import openpyxl
from bidi import get_display
from fpdf import FPDF
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATA = Path(__file__).parents[1] / "data"
FORMATS, BROKEN = DATA / "formats", DATA / "broken"
TITLE = "رصيف جديد للصيّادين"
PARAGRAPHS = (
    "افتتح رئيس بلدية المرسى (أمس) رصيفًا جديدًا للصيّادين، طوله 120 مترًا، بعد أعمال دامت سنتين (2017-2019).",
    "وقال إنّ «القوارب الصغيرة لن تنتظر بعد اليوم»، وإنّ شركة Blue Pier Works ستتولّى الصيانة.",
)


def make_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(PARAGRAPHS[0])
    document.add_heading("كلفة الأعمال", 2)
    document.add_paragraph(PARAGRAPHS[1])
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "الكلفة", "أربعة ملايين"
    document.core_properties.keywords = "ميناء، صيد"
    whole = io.BytesIO()
    document.save(whole)
    with (
        zipfile.ZipFile(whole) as template,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as small,
    ):
        for name in template.namelist():
            small.writestr(name, template.read(name))


def make_xlsx(path: Path) -> None:
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["جدول المقالات"])
    sheet.append(["عنوان الخبر", "نص الخبر", "التاريخ", "المصدر"])
    sheet.append([TITLE, PARAGRAPHS[0], datetime.date(2019, 6, 5), "الضفاف"])
    sheet.append(["بلا نصّ", None, None, None])
    sheet.append(["سوق السمك", PARAGRAPHS[1], "2019", "الضفاف"])
    book.save(path)


def make_pdf(path: Path, order: str, *, password: str = "", scan: bool = False) -> None:
    """``order``: shaped (as it is read), visual (presentation forms from left to right), mirrored."""
    pdf = FPDF()
    pdf.add_font("Amiri", "", str(fontpkg.path("Amiri", 400)))
    for _ in range(2 if scan else 1):
        pdf.add_page()
    for size, paragraph in () if scan else ((20, TITLE), (13, PARAGRAPHS[0]), (13, PARAGRAPHS[1])):
        pdf.set_font("Amiri", size=size)
        pdf.set_text_shaping(order == "shaped")
        for line in _lines(paragraph):
            shown = get_display(arabic_reshaper.reshape(line)) if order == "visual" else line
            pdf.cell(0, 8, shown, align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    if password:
        pdf.set_encryption("owner", user_password=password)
    pdf.output(str(path))


def _lines(paragraph: str) -> list[str]:
    words = paragraph.split()
    return [" ".join(words[start : start + 8]) for start in range(0, len(words), 8)]


def make_archives() -> None:
    pages = ("page.html", "table.csv", "feed.rss")
    with zipfile.ZipFile(FORMATS / "several.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in pages:
            archive.write(FORMATS / name, f"أخبار/{name}")
        archive.writestr("__MACOSX/._page.html", b"\0\1")
    with tarfile.open(FORMATS / "several.tar.gz", "w:gz") as archive:
        for name in pages:
            archive.add(FORMATS / name, name)


def make_warc(path: Path) -> None:
    page = (FORMATS / "page.html").read_bytes()
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for address, status, kind, body in (
            ("https://sahel.example/culture/old-books?x=1", "200 OK", "text/html; charset=utf-8", page),
            ("https://sahel.example/gone", "404 Not Found", "text/html", b"<p>gone</p>"),
            ("https://sahel.example/logo.png", "200 OK", "image/png", b"\x89PNG"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                address, "response", payload=io.BytesIO(body), http_headers=headers
            )
            writer.write_record(record)


def main() -> None:
    BROKEN.mkdir(exist_ok=True)
    make_docx(FORMATS / "document.docx")
    make_xlsx(FORMATS / "workbook.xlsx")
    for order in ("shaped", "visual", "mirrored"):
        make_pdf(FORMATS / f"{order}.pdf", order)
    make_archives()
    make_warc(FORMATS / "pages.warc.gz")
    make_pdf(BROKEN / "locked.pdf", "shaped", password="1234")
    make_pdf(BROKEN / "scan.pdf", "shaped", scan=True)
    for name in ("document.docx", "workbook.xlsx", "shaped.pdf", "several.zip", "pages.warc.gz"):
        whole = (FORMATS / name).read_bytes()
        (BROKEN / f"cut-{name}").write_bytes(whole[: len(whole) * 2 // 3])


if __name__ == "__main__":
    main()
