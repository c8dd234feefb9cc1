"""Mails that hold several articles are parted; those that hold one stay whole."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from articles.ingest.types import Draft
from tests.ingest.inputs import BODY, MORE, drafts

FIRST, SECOND = "فتح جسر السنديان أمام المشاة", "عودة السفن إلى المرفأ"
FOOTER = (
    "<p>تصلك هذه الرسالة لأنّك مشترك في نشرتنا اليوميّة من بريدنا.</p>"
    "<p><a href='https://m.example/x'>إلغاء الاشتراك</a></p>"
)


def mail(
    folder: Path, text: str = "", page: str = "", sender: str = "نشرة المنارة <n@manara.example>"
) -> list[Draft]:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "النشرة الصباحيّة"
    message["Date"] = "Mon, 06 May 2024 23:30:00 +0300"
    if text:
        message.set_content(text)
    if page:
        add = message.add_alternative if text else message.set_content
        add(f"<html><body>{page}</body></html>", subtype="html")
    return drafts(folder, "a.eml", message.as_bytes())


@pytest.mark.parametrize("stub", ["لا يعرض برنامجك هذه الرسالة. افتحها في المتصفّح.", "\n"])
def test_a_stub_of_a_text_does_not_stand_for_its_page(tmp_path: Path, stub: str) -> None:
    (found,) = mail(tmp_path, stub, f"<h1>{FIRST}</h1><p>{BODY}</p><p>{MORE}</p>")
    assert BODY in found.body
    assert MORE in found.body


def test_a_page_with_a_menu_does_not_stand_for_its_text(tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='/{n}'>القسم {n}</a></li>" for n in range(9))
    (found,) = mail(tmp_path, f"{BODY}\n\n{MORE}", f"<ul>{menu}</ul><p>{BODY}</p><p>{MORE}</p>")
    assert found.body == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    "said",
    [
        "On Mon, 6 May 2024 at 09:00, أمل <a@manara.example> wrote:",
        "في الاثنين، ٦ أيّار ٢٠٢٤ كتب أمل <a@manara.example>:",
        "On Mon, 6 May 2024 at 09:00, أمل\n<a@manara.example> wrote:",
    ],
)
def test_a_mail_that_is_answered_is_no_part_of_the_answer(tmp_path: Path, said: str) -> None:
    (found,) = mail(tmp_path, f"{BODY}\n\n{MORE}\n\n{said}\n> أرسلوا البيان من فضلكم.\n>\n> شكرًا\n")
    assert found.body == f"{BODY}\n\n{MORE}"


def test_a_quote_below_a_word_or_two_is_what_is_meant(tmp_path: Path) -> None:
    (found,) = mail(
        tmp_path, f"للنشر.\n\nOn Mon, 6 May 2024, <a@manara.example> wrote:\n> {BODY}\n> {MORE}\n"
    )
    assert MORE in found.body


def seen(found: list[Draft]) -> list[tuple[str, str, str]]:
    return [(each.title, each.body, each.url) for each in found]


def result(title: str, publisher: str, url: str, text: str) -> str:
    where = f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={url}&amp;ct=ga&amp;cd=CAEY"
    return (
        '<tr itemprop="articles" itemscope itemtype="http://schema.org/Article"><td>'
        f'<a itemprop="url" href="{where}"><span itemprop="name">{title}</span></a>'
        f'<div itemprop="publisher"><a><span itemprop="name">{publisher}</span></a></div>'
        f'<div itemprop="description">{text}</div></td></tr>'
    )


def test_results_of_an_alert_are_excerpts_of_their_own_newspapers(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>السنديان</td></tr>"
        + result(
            "فتح جسر <b>السنديان</b>",
            "جريدة الساحل",
            "https://sahel.example/1",
            "أعلنت بلديّة <b>السنديان</b> فتح الجسر ...",
        )
        + result(SECOND, "صحيفة المنارة", "https://manara.example/2?a%3Db", MORE)
        + "<tr><td><a href='https://www.google.com/alerts/remove'>إلغاء الاشتراك</a></td></tr></table>"
    )
    first, second = mail(tmp_path, "نتيجتان", page, "Google Alerts <googlealerts-noreply@google.com>")
    assert (first.title, first.source, first.url) == (
        "فتح جسر السنديان",
        "جريدة الساحل",
        "https://sahel.example/1",
    )
    assert ("excerpt" in first.warnings, "excerpt" in second.warnings) == (True, False)
    assert (second.source, second.body, str(second.published)) == ("صحيفة المنارة", MORE, "2024-05-06")


HEADED = (
    f'<h1>النشرة الصباحيّة</h1><table><tr><td><h2><a href="https://m.example/1">{FIRST}</a></h2><p>{BODY}</p>'
    '<a href="https://m.example/1">اقرأ المزيد</a></td></tr><tr><td><a href="https://m.example/2">'
    f"<h2>{SECOND}</h2></a><p>{MORE}</p></td></tr></table>{FOOTER}"
)
LINKED = (
    f'<table><tr><td><a href="https://m.example/1"><b>{FIRST}</b></a></td></tr><tr><td>{BODY}</td></tr>'
    f'<tr><td><a href="https://m.example/2">{SECOND}</a></td></tr><tr><td>{MORE}</td></tr></table>{FOOTER}'
)
DRAWN = (
    f"{FIRST}\n{BODY}\nhttps://m.example/1\n\n--------------------\n\n{SECOND}\n{MORE}\n<https://m.example/2>\n\n"
    "- - - - - - - - - -\nلإلغاء الاشتراك: https://m.example/x\n"
)


@pytest.mark.parametrize(("text", "page"), [("", HEADED), ("نصّ", HEADED), ("", LINKED), (DRAWN, "")])
def test_articles_of_a_newsletter_come_one_by_one(tmp_path: Path, text: str, page: str) -> None:
    found = mail(tmp_path, text, page)
    assert seen(found) == [(FIRST, BODY, "https://m.example/1"), (SECOND, MORE, "https://m.example/2")]
    assert {(each.source, str(each.published)) for each in found} == {("نشرة المنارة", "2024-05-06")}


def test_a_bulletin_needs_no_links_where_it_has_three_items(tmp_path: Path) -> None:
    items = [f"عنوان الخبر {number}\n{BODY} {MORE}" for number in ("الأوّل", "الثاني", "الثالث")]
    assert [each.title for each in mail(tmp_path, "\n=======\n".join(items))] == [
        item.split("\n")[0] for item in items
    ]
    assert len(mail(tmp_path, "\n=======\n".join(items[:2]))) == 1


def test_a_long_introduction_is_an_article_too(tmp_path: Path) -> None:
    words = " ".join([BODY] * 3)
    first, *_ = found = mail(tmp_path, "", f"<p>{words}</p>{HEADED}")
    assert len(found) == 3
    assert (first.title, words in first.body) == ("النشرة الصباحيّة", True)


RELATED = '<h3>اقرأ أيضًا</h3><p><a href="https://m.example/7">خبر آخر من السنديان</a></p>'


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (f"{FIRST}\n\n{BODY}\n\n{MORE}\n", ""),
        (f"{FIRST}\n\n{BODY}\n\n----------\n{MORE}\n", ""),  # a line within one article
        (f"{FIRST}\n\n{BODY}\n{MORE}\n\n-- \nسلمى الراوي\nhttps://m.example\n", ""),
        ("", f"<h1>{FIRST}</h1><p>{BODY}</p><h2>كلفة الأعمال</h2><p>{MORE}</p>{FOOTER}"),
        (
            "",
            f'<h1><a href="https://m.example/1">{FIRST}</a></h1><p>{BODY}</p><p>{MORE}</p>{RELATED}{FOOTER}',
        ),
        (
            "",
            f'<h2><a href="https://m.example/1">{FIRST}</a></h2><p>{BODY}</p>'
            + "".join(
                f'<h2><a href="https://m.example/r{n}">خبر قديم رقم {n} هنا</a></h2>' for n in range(4)
            ),
        ),
    ],
)
def test_a_mail_of_one_article_stays_whole(tmp_path: Path, text: str, page: str) -> None:
    [draft] = mail(tmp_path, text, page)
    assert BODY in draft.body


def test_a_newsletter_that_was_sent_on_is_parted_as_well(tmp_path: Path) -> None:
    head = (
        "---------- Forwarded message ---------\nFrom: نشرة المنارة <n@manara.example>\n"
        "Date: Sun, 5 May 2024\nTo: x\n\n"
    )
    first, second = mail(tmp_path, head + DRAWN, sender="سلمى الراوي <s@b.example>")
    assert (first.title, second.title, first.source) == (FIRST, SECOND, "نشرة المنارة")
    assert str(second.published) == "2024-05-05"
