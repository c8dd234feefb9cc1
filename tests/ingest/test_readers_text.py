"""Text and JSON files become drafts; what is wrong with them becomes an Issue."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from articles.ingest.sandbox import read
from articles.ingest.types import Draft, ImportProblem, Limits

PAGE = "افتتاح مكتبة الميناء الجديدة\n\nافتتح رئيس البلدية صباح أمس مكتبة الميناء بعد ترميم دام عامين.\n"
ROW = {
    "title": "حصاد القمح يبدأ باكرًا",
    "body": "بدأ المزارعون في سهل الريحان حصاد القمح قبل موعده بأسبوعين.",
}


def drafts(path: Path, **options: object) -> list[Draft]:
    items = list(read(path, **options))  # type: ignore[arg-type]
    assert all(isinstance(item, Draft) for item in items), items
    return items  # type: ignore[return-value]


def issues(path: Path, limits: Limits | None = None) -> list[ImportProblem]:
    return [item for item in read(path, limits) if isinstance(item, ImportProblem)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_text_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes((PAGE * 3).encode(encoding))
    [draft] = drafts(file)
    assert draft.title == "افتتاح مكتبة الميناء الجديدة"
    assert "بعد ترميم دام عامين." in draft.body
    assert "\ufffd" not in draft.body


def test_rows_of_jsonl_are_articles_and_bad_ones_are_issues(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    good = json.dumps(ROW | {"published": "2019-03-05 10:20:30", "author": "سلمى الراوي"}, ensure_ascii=False)
    rows = [good, "{broken", "[1]", "", json.dumps({"title": "بلا نصّ"}), good]
    file.write_bytes(gzip.compress("\n".join(rows).encode()))
    items = list(read(file))
    assert [item.line for item in items] == [1, 2, 3, 5, 6]
    first = items[0]
    assert isinstance(first, Draft)
    assert (first.title, str(first.published), first.authors) == (
        ROW["title"],
        "2019-03-05",
        ("سلمى الراوي",),
    )
    assert [(item.code, item.whole_file) for item in items if isinstance(item, ImportProblem)] == [
        ("bad_json", False),
        ("not_object", False),
        ("no_body", False),
    ]


def test_a_json_list_is_read_piece_by_piece(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([ROW] * 2000, ensure_ascii=False), encoding="utf-8")
    assert len(drafts(file)) == 2000


def test_a_json_list_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([ROW] * 5, ensure_ascii=False)[:-30], encoding="utf-8")
    *before, last = read(file)
    assert len(before) == 4
    assert isinstance(last, ImportProblem)
    assert (last.code, last.whole_file) == ("bad_json_file", True)


@pytest.mark.parametrize("value", [ROW, {"articles": [ROW]}, {"status": "ok", "data": [ROW]}])
def test_a_json_object_is_an_article_or_holds_them(tmp_path: Path, value: object) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    assert [draft.title for draft in drafts(file)] == [ROW["title"]]


def test_columns_are_known_by_arabic_names(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    row = {
        "العنوان": "عنوان الخبر",
        "النصّ": "نصّ الخبر كاملًا هنا.",
        "تاريخ النشر": "5 آذار 2019",
        "المصدر": "الضفاف",
    }
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    [draft] = drafts(file)
    assert (draft.title, draft.source, str(draft.published)) == ("عنوان الخبر", "الضفاف", "2019-03-05")


def test_lines_over_the_limit_are_refused_and_the_rest_goes_in(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    good = json.dumps(ROW)
    file.write_text("\n".join([good, json.dumps({"body": "س" * 9000}), good]), encoding="utf-8")
    items = list(read(file, Limits(line_size=4096)))
    assert [type(item) for item in items] == [Draft, ImportProblem, Draft]
    assert [item.code for item in items if isinstance(item, ImportProblem)] == ["long_line"]


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "photo.xyz").write_bytes(b"\x01\x02\x03")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "long.txt").write_text(PAGE + "س" * 200, encoding="utf-8")
    limits = Limits(characters=200)
    codes = {path.name: issues(path, limits)[0].code for path in tmp_path.iterdir()}
    assert codes == {
        "empty.txt": "empty",
        "photo.xyz": "unknown_format",
        "binary.txt": "binary",
        "long.txt": "long_text",
    }
    assert issues(tmp_path / "nothing.txt")[0].code == "missing"


def test_a_heading_that_is_marked_as_one_is_not_marked_again(tmp_path):
    body = f"{ROW['body']}\n\n## لجنة ومحطّات\n\nواجتمعت اللجنة في المساء، وقرّرت أن تزور المحطّات كلّها."
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([{**ROW, "body": body}]), encoding="utf-8")
    (draft,) = drafts(file)
    assert draft.body == body


def test_a_bad_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    """UTF-8 with one bad line is not read as windows-1256: the line is refused, the others are right."""
    rows = [json.dumps(ROW, ensure_ascii=False).encode() for _ in range(6)]
    rows[2] = rows[2].replace("القمح".encode(), "القمح".encode("cp1256"))
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\n".join(rows))
    items = list(read(file))
    assert [item.title for item in items if isinstance(item, Draft)] == [ROW["title"]] * 5
    assert [(item.code, item.line) for item in items if isinstance(item, ImportProblem)] == [
        ("bad_encoding", 3)
    ]


def test_a_page_with_a_bad_byte_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes((PAGE * 4).encode() + b"\xd8\n" + PAGE.encode())
    [issue] = issues(file)
    assert (issue.code, issue.values) == ("bad_bytes", {"at": "13", "encoding": "UTF-8"})


def test_an_encoding_that_is_not_found_out_can_be_chosen(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(PAGE.encode("cp720"))
    assert [issue.code for issue in issues(file)] == ["unknown_encoding"]
    [draft] = drafts(file, encoding="cp720")
    assert (draft.title, draft.encoding) == ("افتتاح مكتبة الميناء الجديدة", "cp720")


def test_a_person_may_choose_the_encoding(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(PAGE.encode("cp1256"))
    [draft] = drafts(file, encoding="windows-1256")
    assert (draft.title, draft.encoding) == ("افتتاح مكتبة الميناء الجديدة", "windows-1256")
    assert [item.code for item in read(file, encoding="UTF-8") if isinstance(item, ImportProblem)] == [
        "bad_bytes"
    ]
    assert [item.code for item in read(file, encoding="no such") if isinstance(item, ImportProblem)] == [
        "unknown_encoding"
    ]


def test_a_packed_text_is_read_up_to_the_limit_of_a_document(tmp_path: Path) -> None:
    file = tmp_path / "page.txt.gz"
    file.write_bytes(gzip.compress(PAGE.encode("cp1256", "replace")))
    (draft,) = read(file)
    assert isinstance(draft, Draft)
    assert draft.title == "افتتاح مكتبة الميناء الجديدة"
    file.write_bytes(gzip.compress(PAGE.encode() * 1000))
    (refused,) = read(file, Limits(document_size=1000, file_size=10**6))
    assert isinstance(refused, ImportProblem)
    assert refused.code == "too_large"
