"""Tables as people have them: rows above the header, quotes never closed, delimiters of every kind."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest.detect.columns import field_of, fields_of
from articles.ingest.readers.tables._csv_rows import Rows
from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input, TableForm

BODY = "قالت بلديّة وادي اللوز إنّ الجسر الخشبيّ سيُفتح للمشاة بعد أسبوعين من العمل المتواصل."


def read(path: Path, data: str | bytes, **options) -> list[Draft | ImportProblem]:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read_here(Input(path, path.name, table=TableForm(**options))))


def titles(items: list[Draft | ImportProblem]) -> list[str]:
    return [item.title if isinstance(item, Draft) else f"{item.line}:{item.code}" for item in items]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("above", ["", "أرشيف السنة\n\n", "sep={}\n", "تقرير؛ خبر ونصّ{0}{0}\nالخبر{0}{0}\n"])
def test_delimiters_and_lines_above_the_header(tmp_path: Path, delimiter: str, above: str) -> None:
    lines = [["العنوان", "نص_الخبر", "تاريخ_النشر"], ["جسر الوادي", f'"{BODY}\n\n{BODY}"', "06/05/2020"]]
    text = above.format(delimiter) + "\n".join(delimiter.join(cells) for cells in lines)
    (item,) = read(tmp_path / "a.csv", text)
    assert isinstance(item, Draft)
    assert (item.title, item.body, str(item.published)) == ("جسر الوادي", f"{BODY}\n\n{BODY}", "2020-05-06")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending(tmp_path: Path, ending: str) -> None:
    text = ending.join(["title,text", f"أوّل,{BODY}", f"ثانٍ,{BODY}"])
    assert titles(read(tmp_path / "a.csv", text)) == ["أوّل", "ثانٍ"]


def test_a_table_saved_as_unicode_text(tmp_path: Path) -> None:
    text = f"العنوان\tالنص\tالتاريخ\nجسر الوادي\t{BODY}\t06/05/2020\n"
    (item,) = read(tmp_path / "a.txt", text.encode("utf-16"))
    assert isinstance(item, Draft)
    assert (item.title, item.body, item.encoding) == ("جسر الوادي", BODY, "UTF-16")


def test_a_header_whose_names_are_broken_over_lines(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", f'"عنوان\nالخبر","نصّ\nالخبر"\nجسر,"{BODY}"\n')
    assert isinstance(item, Draft)
    assert (item.title, item.body) == ("جسر", BODY)


@pytest.mark.parametrize(
    "later", [f"تالٍ {{}},{BODY},2020", f'تالٍ {{}},"{BODY}",2020', f'"تالٍ {{}}","{BODY}","2020"']
)
def test_a_quote_that_is_never_closed_costs_no_other_row(tmp_path: Path, later: str) -> None:
    rows = ["title,text,date", f'مفتوح,"{BODY},2020', *(later.format(n) for n in range(4))]
    items = read(tmp_path / "a.csv", "\n".join(rows))
    assert titles(items) == ["مفتوح", "تالٍ 0", "تالٍ 1", "تالٍ 2", "تالٍ 3"]
    assert isinstance(items[0], Draft)
    assert (items[0].body, items[0].warnings) == (BODY, ("mended_row",))


def test_a_row_that_cannot_be_mended_is_refused_by_its_line(tmp_path: Path) -> None:
    text = f'title,text,date\nمفتوح,"{BODY}, ثمّ, عاد,2020\nتالٍ,{BODY},2020\n'
    assert titles(read(tmp_path / "a.csv", text)) == ["2:open_quote", "تالٍ"]


def test_quotes_escaped_with_a_backslash_or_not_at_all(tmp_path: Path) -> None:
    rows = [
        "title,text,date",
        '"هروب","قال المدير \\"سنعود\\", ثمّ أضاف \\"غدًا\\" كلامًا كثيرًا عن الجسر.",2020',
        '"عارية","قال المدير "سنعود" ثمّ أضاف كلامًا كثيرًا عن الجسر.",2020',
        'بوصة,شاشة 24" عُرضت في سوق الوادي وبيعت في اليوم نفسه لأحد التجّار.,2020',
        '"مضاعفة","قال المدير ""سنعود"" ثمّ أضاف كلامًا كثيرًا عن ""الجسر""",2020',
    ]
    bodies = [item.body for item in read(tmp_path / "a.csv", "\n".join(rows)) if isinstance(item, Draft)]
    assert bodies == [
        'قال المدير "سنعود", ثمّ أضاف "غدًا" كلامًا كثيرًا عن الجسر.',
        'قال المدير "سنعود" ثمّ أضاف كلامًا كثيرًا عن الجسر.',
        'شاشة 24" عُرضت في سوق الوادي وبيعت في اليوم نفسه لأحد التجّار.',
        'قال المدير "سنعود" ثمّ أضاف كلامًا كثيرًا عن "الجسر"',
    ]


@pytest.mark.parametrize("by", ["number", "name"])
def test_columns_named_by_hand(tmp_path: Path, by: str) -> None:
    text = f"a;b;c\nجسر الوادي;{BODY};06/05/2020\n"
    names = ("1", "2", "3") if by == "number" else ("a", "b", "c")
    columns = dict(zip(names, ("title", "text", "published"), strict=True))
    (item,) = read(tmp_path / "a.csv", text, columns=columns)
    assert isinstance(item, Draft)
    assert (item.title, item.body, str(item.published)) == ("جسر الوادي", BODY, "2020-05-06")


def test_columns_named_by_hand_in_a_table_without_a_header(tmp_path: Path) -> None:
    text = "\n".join(f"{n}|جسر {n}|{BODY}" for n in range(3))
    items = read(tmp_path / "a.csv", text, columns={"2": "title", "3": "text"}, delimiter="|")
    assert titles(items) == ["جسر 0", "جسر 1", "جسر 2"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("نص_الخبر", "text"),
        ("نَصّ الخبر:", "text"),
        ("تاريخ-النشر", "published"),
        ("اسم_الكاتب", "authors"),
        ("Article_Body", "text"),
        ("publishedAt", "published"),
        ("title.rendered", "title"),
        ("عنوان\nالخبر", "title"),
        ("المعرّف", None),
    ],
)
def test_names_of_columns(name: str, field: str | None) -> None:
    assert field_of(name) == field


@pytest.mark.parametrize(
    ("header", "row", "title", "published"),
    [
        ("السنة,الشهر,اليوم,العنوان,النص", f"2020,5,6,جسر,{BODY}", "جسر", "2020-05-06"),
        ("اليوم,الشهر,العام,العنوان,النص", f"٦,أيار,٢٠٢٠,جسر,{BODY}", "جسر", "2020-05-06"),
        ("title,text,year,month,day", f"جسر,{BODY},2020,05,06", "جسر", "2020-05-06"),
        ("title,text,year,month", f"جسر,{BODY},2020,5", "جسر", "2020-05"),
        ("title,text,year", f"جسر,{BODY},2020", "جسر", "2020"),
        ("title,text,year,month,day,date", f"جسر,{BODY},1999,1,1,2020-05-06", "جسر", "2020-05-06"),
        ("title,text,day", f"جسر,{BODY},2020-05-06", "جسر", "2020-05-06"),
        ("الموضوع,النص,اليوم", f"جسر,{BODY},2020-05-06", "جسر", "2020-05-06"),
    ],
)
def test_columns_that_are_told_by_the_others(
    tmp_path: Path, header: str, row: str, title: str, published: str
) -> None:
    (item,) = read(tmp_path / "a.csv", f"{header}\n{row}\n")
    assert isinstance(item, Draft)
    assert (item.title, str(item.published)) == (title, published)


def test_a_topic_beside_a_headline_is_a_tag() -> None:
    assert fields_of(("الموضوع", "العنوان", "الجهة", "النص")) == ("tags", "title", "source", "text")
    assert fields_of(("الجهة", "المصدر", "subject", "النص")) == ("agency", "source", "title", "text")


def test_a_date_in_parts_of_a_json_record(tmp_path: Path) -> None:
    (item,) = read(
        tmp_path / "a.json", json.dumps({"title": "جسر", "text": BODY, "year": 2020, "month": 5, "day": 6})
    )
    assert isinstance(item, Draft)
    assert str(item.published) == "2020-05-06"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_that_lies_about_its_size_and_begins_late(tmp_path: Path) -> None:
    above = [["تقرير"], [], *([f"سطر {n}"] for n in range(14))]
    path = workbook(
        tmp_path / "a.xlsx",
        [
            *above,
            ["العنوان", "النص", "التاريخ"],
            ["جسر", BODY, datetime.date(2020, 5, 6)],
            ["سوق", BODY, 43957],
        ],
    )
    changed = tmp_path / "b.xlsx"
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)
            new.writestr(name, data)
    items = list(read_here(Input(changed, changed.name)))
    assert [(item.title, str(item.published)) for item in items] == [
        ("جسر", "2020-05-06"),
        ("سوق", "2020-05-06"),
    ]


def test_cells_of_every_kind(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["title", "text", "date", "author"],
            [
                2020,
                f"{BODY}_x000D_\n_x000D_\n{BODY}",
                datetime.datetime(2020, 5, 6, 10),  # noqa: DTZ001  cells have no zone
                True,
            ],
            ["سطر", BODY, datetime.time(10), 5.0],
            ["خطأ", BODY, "#REF!", None],
            [None, None, None, None],
        ],
    )
    items = [item for item in read_here(Input(path, path.name)) if isinstance(item, Draft)]
    assert [item.title for item in items] == ["2020", "سطر", "خطأ"]
    assert items[0].body == f"{BODY}\n\n{BODY}"
    assert [str(item.published or "") for item in items] == ["2020-05-06", "", ""]


CELL = st.text(st.sampled_from('ab "\\,;\n'), max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_what_csv_writes_comes_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [[cell.replace("\\", "").replace('"', "") for cell in row] for row in rows]
    )
    lines = iter(enumerate(out.getvalue().split("\n")[:-1], start=1))
    table = Rows(lines, ",", 10_000)
    table.width = 3
    assert [row.cells for row in table] == [
        [cell.replace("\\", "").replace('"', "") for cell in row] for row in rows
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab",\n\\ '), max_size=60))
def test_no_line_is_swallowed_in_silence(text: str) -> None:
    lines = text.split("\n")
    rows = Rows(iter(enumerate(lines, start=1)), ",", 1000)
    rows.width = 2
    text_read = "".join("".join(row.cells) for row in rows)
    assert (
        sorted(text_read.replace('"', "").replace("\\", "").replace("\n", "").replace(" ", ""))
        == sorted(text.replace('"', "").replace("\\", "").replace("\n", "").replace(",", "").replace(" ", ""))
        or "," in text_read
    )


def test_a_character_that_is_none_costs_no_row_of_a_wide_file(tmp_path):
    body = "عادت السفن إلى مرفأ السنديان بعد العاصفة، وقال المدير إنّ الرافعات تعمل كلّها."
    text = f"العنوان\tالنصّ\nالأوّل\t{body}\nالثاني\t{body} انتهى.\n"
    data = bytearray(text.encode("utf-16"))
    place = data.index("انتهى".encode("utf-16-le"))
    data[place : place + 2] = b"\x00\xd8"  # half of a pair
    path = tmp_path / "a.txt"
    path.write_bytes(data[:-1])  # cut within the last character
    first, second = read_here(Input(path, "a.txt"))
    assert (first.title, first.body, second.title) == ("الأوّل", body, "الثاني")
    assert "lost_characters" in second.warnings
