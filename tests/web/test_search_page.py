"""The pages as readers meet them: what they show, in which state, and when something is missing."""

from __future__ import annotations

import re

import pytest

from articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_archive_says_how_to_fill_it(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "manage.py import" in page.content.decode()
    assert client.get("/search").status_code == 200


def test_home_shows_the_newest_articles_and_what_the_archive_holds(client, make_article):
    make_article("قديم", published="1998-05-01", source="جريدة الميناء")
    make_article("جديد", published="2021-09-09", source="وكالة الضفاف")
    html = client.get("/").content.decode()
    assert html.index("جديد") < html.index("قديم")
    assert "مقالان من مصدران، من عام ١٩٩٨ إلى عام ٢٠٢١" in html


def test_every_page_is_arabic_or_english_by_the_cookie_alone(client, make_article):
    make_article("افتتاح الجسر")
    page = client.get("/search?q=الجسر", headers={"accept-language": "en"})
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    client.cookies["django_language"] = "en"
    page = client.get("/search?q=الجسر", headers={"accept-language": "ar"})
    assert '<html lang="en" dir="ltr">' in page.content.decode()


def test_pages_forbid_inline_code_and_other_hosts(client, make_article):
    article = make_article("افتتاح الجسر", source="وكالة الضفاف", tags=["جسور"], published="2021-09-09")
    for path in ("/", "/search?q=الجسر", article.get_absolute_url(), "/sources/"):
        page = client.get(path)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        html = page.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver/)', html)


def test_search_marks_hits_and_counts_exactly(client, make_article):
    make_article("افتتاح الجسر الجديد", "عبر الجسرَ أوّل قطار.")
    make_article("لا صلة له", "نصّ آخر.")
    html = client.get("/search?q=الجسر").content.decode()
    assert "مقال واحد" in html
    assert "<mark>الجسر</mark>" in html
    assert "<mark>الجسرَ</mark>" in html
    assert "لا صلة له" not in html


def test_search_pages_and_orders(client, make_article):
    for day in range(1, 24):
        make_article(f"خبر عن القطار {day}", published=f"2021-03-{day:02}")
    newest = client.get("/search?q=القطار&sort=newest").content.decode()
    assert newest.index("القطار</mark> 23") < newest.index("القطار</mark> 22")
    assert 'rel="next"' in newest
    second = client.get("/search?q=القطار&sort=newest&page=2").content.decode()
    assert "القطار</mark> 3<" in second
    assert 'rel="next"' not in second


def test_filters_keep_and_take_out(client, make_article):
    make_article("افتتاح الجسر", source="وكالة الضفاف")
    make_article("إغلاق الجسر", source="جريدة الميناء")
    with_source = client.get("/search?q=الجسر&source=وكالة-الضفاف").content.decode()
    assert "افتتاح" in with_source
    assert "إغلاق" not in with_source
    taken = client.get("/search?q=الجسر&source=-وكالة-الضفاف").content.decode()
    assert "إغلاق" in taken
    assert "افتتاح" not in taken
    assert "دون المصدر" in taken


def test_nothing_found_offers_articles_with_most_of_the_words(client, make_article):
    make_article("افتتاح الجسر الجديد")
    page = client.get("/search?q=افتتاح الجسر زرافة")
    assert page.status_code == 200
    assert "لا مقال يجمع" in page.content.decode()
    assert "مقالات فيها بعض كلماتك" in page.content.decode()


def test_the_first_article_element_is_the_article_alone(client, make_article):
    article = make_article(
        "افتتاح الجسر",
        "عبر الجسر أوّل قطار.\n\n## ما بعد الافتتاح\n\nوستتبعه قطارات.",
        source="وكالة الضفاف",
        url="https://example.org/1",
        tags=["جسور"],
    )
    html = client.get(article.get_absolute_url()).content.decode()
    first = html[html.index("<article") : html.index("</article>")]
    assert "عبر الجسر أوّل قطار." in first
    assert "ما بعد الافتتاح</h2>" in first
    assert "example.org" not in first
    assert "جسور" not in first


def test_the_article_marks_the_hits_one_came_for(client, make_article):
    article = make_article("افتتاح الجسر", "عبر الجسرَ أوّل قطار، وللجسر قوسان.")
    html = client.get(article.get_absolute_url(), {"q": "الجسر"}).content.decode()
    assert '<mark id="hit-1">الجسر</mark>' in html
    assert '<mark id="hit-3">وللجسر</mark>' in html


def test_an_old_slug_leads_to_the_permalink(client, make_article):
    article = make_article("افتتاح الجسر")
    moved = client.get(f"/a/{article.pk}/other/?q=x")
    assert moved.status_code == 301
    assert moved.headers["Location"] == article.get_absolute_url() + "?q=x"


def test_drafts_do_not_exist_and_withdrawn_articles_are_gone(client, make_article):
    draft = make_article("مسودّة", status=Article.Status.DRAFT)
    withdrawn = make_article("مقال سُحب", "سرّ", status=Article.Status.WITHDRAWN)
    assert client.get(draft.get_absolute_url()).status_code == 404
    gone = client.get(withdrawn.get_absolute_url())
    assert gone.status_code == 410
    assert "سرّ" not in gone.content.decode()


def test_an_article_is_readable_while_search_is_down(client, make_article, monkeypatch):
    from articles.indexing import runtime
    from articles.search.errors import EngineUnavailable

    article = make_article("افتتاح الجسر")

    def down(*args, **kwargs):
        raise EngineUnavailable("no answer")

    monkeypatch.setattr(type(runtime.current_engine()), "search", down)
    assert client.get(article.get_absolute_url()).status_code == 200
    search = client.get("/search?q=الجسر")
    assert search.status_code == 503
    assert "Retry-After" in search.headers


def test_an_unknown_address_gets_a_friendly_page(client):
    page = client.get("/no/such/page")
    assert page.status_code == 404
    assert "لا صفحة في هذا العنوان" in page.content.decode()


def test_a_source_page_lists_its_articles(client, make_article):
    article = make_article("افتتاح الجسر", source="وكالة الضفاف", published="2021-09")
    html = client.get(article.source.get_absolute_url()).content.decode()
    assert "افتتاح الجسر" in html
    assert "أيلول/سبتمبر ٢٠٢١" in html


def test_an_article_of_which_nothing_is_known_has_no_empty_byline(client, make_article):
    bare = make_article("افتتاح الجسر")
    with_byline = make_article("افتتاح الجسر", published="2021")
    assert "byline" not in client.get(bare.get_absolute_url()).content.decode()
    assert "byline" in client.get(with_byline.get_absolute_url()).content.decode()


def test_a_page_beyond_the_last_is_told(client, make_article):
    for number in range(3):
        make_article(f"خبر القطار {number}")
    html = client.get("/search?q=القطار&page=9999").content.decode()
    assert "لا نتائج في الصفحة" in html
    assert "آخر صفحة هي ١" in html
    assert "لا نتائج في الصفحة" not in client.get("/search?q=القطار").content.decode()


def test_what_is_left_after_folding_copies_is_said(client, make_article):
    for number in range(2):
        make_article("وصول القطار", "وصل القطار إلى المرسى.", duplicate_group=9, source=f"مصدر {number}")
    make_article("القطار يغادر", "غادر القطار المرسى إلى عين الحور.")
    html = client.get("/search?q=القطار").content.decode()
    assert "٣ مقالات، ٢ بعد طيّ النسخ" in html
    assert "مقالان: خبر واحد ونسخه" in client.get("/search?q=وصل القطار").content.decode()


def test_partial_results_come_before_the_words_that_fail(client, make_article):
    make_article("وصول القطار", "وصل القطار إلى المرسى.")
    html = client.get("/search?q=القطار زرافة").content.decode()
    assert html.index('id="partial"') < html.index('id="words"')


def test_one_word_that_is_nowhere_needs_no_table(client, make_article):
    make_article("افتتاح القطار", source="جريدة الميناء")
    html = client.get("/search?q=زرافة").content.decode()
    assert 'id="words"' not in html
    html = client.get("/search?q=القطار&source=وكالة الضفاف").content.decode()
    assert 'id="words"' not in html or "البحث من دونها" not in html


def test_months_of_a_year_are_named_with_it_and_by_both_names(client, make_article):
    make_article("افتتاح القطار", published="2021-01-10")
    make_article("القطار يصل", published="2021-08-10")
    html = client.get("/search?q=القطار&from=2021&to=2021").content.decode()
    assert "<span>كانون الثاني/يناير ٢٠٢١</span>" in html
    assert "<span>تشرين الأوّل/أكتوبر ٢٠٢١</span>" in html
