"""Texts that agencies send over a wire: frames, header lines, and the encodings of their time."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

TITLE = "عودة السفن إلى مرفأ السنديان بعد العاصفة"
FIRST = (
    "السنديان (رويترز) - أعلنت إدارة مرفأ السنديان اليوم الأربعاء عودة السفن إلى الرسو بعد عاصفة دامت يومين."
)
SECOND = "وقال المدير سامر الجبلي إن الرافعات تعمل كلها منذ الصباح."


def wrapped(text: str, width: int = 64) -> str:
    """As a wire breaks lines, each paragraph set in."""
    lines, line = [], "  "
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = ""
        line += word + " "
    return "\r\n".join([*lines, line.rstrip()])


def message(number: int = 123, title: str = TITLE, slug: str = "السنديان/مرفأ/") -> str:
    head = f"\x01\r\nRTR{number:04} 4 ECO 0210 :ARA\r\n\x02\r\n"
    body = f"{slug}\r\n{title}\r\n\r\n{wrapped(FIRST)}\r\n{wrapped(SECOND)}\r\n"
    return f"{head}{body}\x03\r\n061030 GMT MAY 20\r\n\x04"


def read(folder: Path, data: bytes, name: str = "wire.txt") -> list[Draft | ImportProblem]:
    path = folder / "input"
    path.write_bytes(data)
    return list(read_here(Input(path, name)))


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6", "utf-8"])
@pytest.mark.parametrize("name", ["wire.txt", "wire", "wire.iptc"])
def test_a_message_of_an_agency(tmp_path: Path, encoding: str, name: str) -> None:
    (draft,) = read(tmp_path, message().encode(encoding), name)
    assert isinstance(draft, Draft), draft
    assert (draft.title, draft.body) == (TITLE, f"{FIRST}\n\n{SECOND}")
    assert (str(draft.published), draft.agency, draft.source, draft.section, draft.dateline) == (
        "2020-05-06",
        "رويترز",
        "رويترز",
        "اقتصاد",
        "السنديان",
    )
    assert draft.tags == ("السنديان", "مرفأ")


def test_several_messages_in_one_file(tmp_path: Path) -> None:
    data = f"\x16\x16{message()}\r\n\x16\x16{message(124, 'افتتاح سوق السمك الجديدة في السنديان', '')}"
    first, second = read(tmp_path, data.encode("cp1256"))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.title, first.line, second.title, second.line) == (
        TITLE,
        1,
        "افتتاح سوق السمك الجديدة في السنديان",
        2,
    )


@pytest.mark.parametrize(
    "text",
    [
        f"ZCZC\nRTR0123 4 ECO 0210\n{TITLE}\n\n{FIRST}\n{SECOND}\nRTR 061030 GMT MAY 2020\nNNNN\n",
        f"ZCZC SND0012\n{TITLE}\n\n{FIRST}\n{SECOND}\n061030 MAY 20\nNNNN\n",
        f"RTR0123 4 ECO 0210\n{TITLE}\n\n{FIRST}\n{SECOND}\nRTR 061030 GMT MAY 20\n",
    ],
)
def test_telex_and_messages_without_their_frames(tmp_path: Path, text: str) -> None:
    (draft,) = read(tmp_path, text.encode())
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body, str(draft.published)) == (TITLE, f"{FIRST}\n\n{SECOND}", "2020-05-06")


def test_a_text_that_only_begins_with_numbers_is_no_message(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, f"ABC1 2 3\n{TITLE}\n\n{FIRST}\n".encode())
    assert isinstance(draft, Draft)
    assert draft.section == ""
