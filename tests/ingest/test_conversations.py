"""Exports of conversations: every message with words, without what the program itself wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, Input

NEWS = "أعلنت بلديّة السنديان إغلاق الجسر القديم بسبب السيول."
ANDROID = f"""\
06/05/2020, 09:00 - الرسائل والمكالمات مشفّرة تمامًا بين الطرفين. انقر لمعرفة المزيد.
06/05/2020, 09:01 - أنشأت سلمى الراوي المجموعة "غرفة المراسلين: السنديان"
06/05/2020, 09:02 - سلمى الراوي: {NEWS}
06/05/2020, 09:03 - سلمى الراوي: <تم استبعاد الوسائط>
13/05/2020, 21:04 - +961 70 000 000: عاجل من المرفأ

عادت السفن إلى الرسو بعد العاصفة، وقال المدير: «الرافعات تعمل كلّها».
14/05/2020, 21:05 - علي الهاشم: IMG-20200514-WA0001.jpg (الملف مرفق)
الجسر بعد إعادة فتحه أمام المشاة صباح الخميس
14/05/2020, 21:06 - علي الهاشم: تم حذف هذه الرسالة
14/05/2020, 21:07 - علي الهاشم: {NEWS} <تم تعديل هذه الرسالة>
"""
EASTERN = f"""\
٠٦‏/٠٥‏/٢٠٢٠، ٩:٠٢ ص - سلمى الراوي: {NEWS}
٦‏/٥‏/٢٠٢٠، ١٠:٠٢ م - سلمى الراوي: عاد ٣٠٠ عامل إلى المرفأ.
"""
IOS = f"""\
[06‏/05‏/2020، 10:00:15 ص] سلمى الراوي: ‏الرسائل والمكالمات مشفّرة تمامًا بين الطرفين.
[06‏/05‏/2020، 10:01:15 ص] سلمى الراوي: {NEWS}
وتبدأ أعمال الصيانة غدًا.
\u200e[06‏/05‏/2020، 10:02:15 ص] سلمى الراوي: \u200e<مرفق: 00000001-PHOTO.jpg>
[06‏/05‏/2020، 10:03:15 م] ~ علي الهاشم: \u200eقام علي الهاشم بتغيير موضوع المجموعة
"""
AMERICAN = f"""\
[5/6/20, 10:00:15\u202fAM] Salma: {NEWS}
[5/13/20, 10:00:15\u202fPM] Salma: \u200eimage omitted
[5/13/20, 10:00:16\u202fPM] Salma: {NEWS} انتهى.
"""


def drafts(folder: Path, name: str, text: str, encoding: str = "utf-8") -> list[Draft]:
    path = folder / "input"
    path.write_text(text, encoding=encoding)
    items = list(read_here(Input(path, name)))
    assert all(isinstance(item, Draft) for item in items), items
    return items  # type: ignore[return-value]


def test_android(tmp_path):
    found = drafts(tmp_path, "محادثة واتساب مع غرفة المراسلين.txt", ANDROID)
    assert [(each.line, str(each.published), each.authors) for each in found] == [
        (3, "2020-05-06", ("سلمى الراوي",)),
        (5, "2020-05-13", ()),
        (8, "2020-05-14", ("علي الهاشم",)),
        (11, "2020-05-14", ("علي الهاشم",)),
    ]
    assert [each.body for each in found[::3]] == [NEWS, NEWS]
    assert found[1].body.endswith("وقال المدير: «الرافعات تعمل كلّها».")
    assert found[2].body == "الجسر بعد إعادة فتحه أمام المشاة صباح الخميس"
    assert {each.source for each in found} == {"غرفة المراسلين"}
    assert {each.publication for each in found} == {"private"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_eastern_digits_stay_in_the_text(tmp_path, encoding):
    first, second = drafts(tmp_path, "a.txt", EASTERN, encoding)
    assert (first.body, str(first.published)) == (NEWS, "2020-05-06")
    assert (second.body, str(second.published)) == ("عاد ٣٠٠ عامل إلى المرفأ.", "2020-05-06")


def test_ios(tmp_path):
    (found,) = drafts(tmp_path, "_chat.txt", IOS)
    assert (found.line, str(found.published), found.authors) == (2, "2020-05-06", ("سلمى الراوي",))
    assert f"{found.title} {found.body}" == f"{NEWS} وتبدأ أعمال الصيانة غدًا."


def test_months_before_days_where_no_other_order_is_possible(tmp_path):
    found = drafts(tmp_path, "a.txt", AMERICAN)
    assert [str(each.published) for each in found] == ["2020-05-06", "2020-05-13"]


def test_an_article_that_begins_with_a_clock_is_none(tmp_path):
    text = f"06/05/2020, 09:02 - إغلاق الجسر القديم\n\n{NEWS} {NEWS} وتبدأ أعمال الصيانة غدًا.\n"
    (found,) = drafts(tmp_path, "a.txt", text)
    assert (found.publication, found.body.count(NEWS)) == ("usable", 2)


@pytest.mark.parametrize(
    ("kind", "publication"),
    [("public_channel", "usable"), ("personal_chat", "private"), ("private_group", "private")],
)
def test_private_conversations_of_telegram_are_held_back(tmp_path, kind, publication):
    message = {"id": 2, "type": "message", "date": "2020-05-06T09:00:00", "from": "سلمى الراوي", "text": NEWS}
    chat = {"name": "سلمى الراوي", "type": kind, "id": 7, "messages": [message]}
    (found,) = drafts(tmp_path, "result.json", json.dumps(chat, ensure_ascii=False))
    assert found.publication == publication
