"""The page that compares the copies of one story."""

from __future__ import annotations

import re

import pytest

from articles.editing import publishing
from articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "افتُتح الجسر صباح اليوم. وعبره أوّل قطار في التاسعة."


@pytest.fixture
def copies(make_article):
    copies = [
        ("افتتاح الجسر", TEXT, "وكالة الضفاف", "14"),
        ("افتتاح الجسر الجديد", TEXT.replace("التاسعة", "العاشرة"), "صحيفة المنارة", "15"),
        ("افتتاح الجسر", f"{TEXT} ورحّب الأهالي.", "نشرة السهل", "16"),
    ]
    return [
        make_article(title, body, duplicate_group=7, source=source, published=f"2021-09-{day}")
        for title, body, source, day in copies
    ]


def page(client, article: Article, **params: object) -> str:
    return client.get(f"/a/{article.pk}/copies", params).content.decode()


def test_the_oldest_other_copy_stands_beside_the_article(client, copies):
    html = page(client, copies[0])
    assert "<del>التاسعة</del>" in html
    assert "<ins>العاشرة</ins>" in html
    assert "افتتاح الجسر <ins>الجديد</ins>" in html
    assert "جملة واحدة بلا فرق" in html
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_another_copy_is_chosen_in_the_table(client, copies):
    html = page(client, copies[0])
    assert f'href="?with={copies[2].pk}"' in html
    html = page(client, copies[0], **{"with": copies[2].pk})
    assert "ورحّب الأهالي." in html
    assert "<del>" not in html
    for garbage in ("x", "-1", "٣", copies[0].pk):
        assert "<ins>العاشرة</ins>" in page(client, copies[0], **{"with": garbage})


def test_the_page_is_reached_from_the_article_and_from_its_result(client, copies):
    link = f'href="/a/{copies[0].pk}/copies"'
    assert link in client.get(copies[0].get_absolute_url()).content.decode()
    assert re.search(r'href="/a/\d+/copies"', client.get("/search?q=الجسر").content.decode())


def test_an_article_without_copies_has_no_such_page(client, copies, make_article):
    alone = make_article("موسم الصيد")
    assert client.get(f"/a/{alone.pk}/copies").status_code == 404
    assert client.get("/a/999999/copies").status_code == 404
    publishing.withdraw(Article.objects.filter(pk=copies[0].pk))
    assert client.get(f"/a/{copies[0].pk}/copies").status_code == 404
    assert "وكالة الضفاف" not in page(client, copies[1])


def test_text_is_escaped(client, make_article):
    for word in ("<b>واحد</b>", "<i>اثنان</i>"):
        article = make_article(f"عنوان {word}", f"الجسر مفتوح للناس منذ الصباح {word}.", duplicate_group=9)
    html = page(client, article)
    assert "<b>واحد" not in html
    assert "<i>" not in html


def test_in_english(client, copies):
    client.cookies["django_language"] = "en"
    html = page(client, copies[0])
    assert "How the copies differ" in html
    assert "1 sentence without a difference" in html


def test_copies_of_a_book_are_compared_by_their_beginnings(client, make_article):
    body = " ".join(f"كلمة{number}." for number in range(60_000))
    for number in range(4):
        make_article(f"تقرير هيئة النهر {number}", f"{body} {number}", duplicate_group=3)
    page = client.get(f"/a/{Article.objects.latest('pk').pk}/copies")
    assert page.status_code == 200
    assert len(page.content) < 200_000
