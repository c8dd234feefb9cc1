"""What a newcomer stumbled over on the way from a half-remembered event to its article and back."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def page(client, path: str, **params: object) -> str:
    return client.get(path, params).content.decode()


def test_back_to_the_results_leads_to_the_place_in_the_list(client, make_article):
    for day in (1, 2, 3):
        make_article(f"خبر عن القطار {day}", published=f"2021-03-0{day}")
    results = page(client, "/search", q="القطار", sort="newest")
    second = re.findall(r'href="(/a/[^"]+)"', results)[1].replace("&amp;", "&")
    assert '<li id="r2">' in results
    assert re.search(r'href="/search\?[^"]*#r2"', client.get(second).content.decode())


def test_an_article_with_most_of_the_words_claims_no_place_among_no_results(client, make_article):
    make_article("افتتاح الجسر الجديد")
    nothing = page(client, "/search", q="افتتاح الجسر زرافة")
    href = re.search(r'href="(/a/[^"]+)"', nothing)[1].replace("&amp;", "&")
    assert "n=" not in href
    for address in (href, f"{href}&n=1"):
        html = client.get(address).content.decode()
        assert "العودة إلى النتائج" in html
        assert "النتيجة ١ من" not in html
    assert nothing.count("match=any") == 2  # beside the list, and at its end


def test_any_word_is_a_choice_that_can_be_taken_back(client, make_article):
    make_article("افتتاح الجسر الجديد")
    html = page(client, "/search", q="افتتاح زرافة", match="any")
    chip = re.search(r'<li class="chip">.*?</li>', html, re.S)[0]
    assert "تكفي أيّ كلمة" in chip
    assert "match" not in re.search(r'href="([^"]*)"', chip)[1]


def test_words_that_are_not_required_are_told_without_alarm(client, make_article):
    make_article("متى يغادر القطار", "من المرسى إلى الهضبة")
    html = page(client, "/search", q="متى القطار من المرسى")
    assert "لا يُشترط وجود «متى» و«من»" in html
    assert "note warn" not in html


def test_the_hits_of_an_article_are_counted_in_words(client, make_article):
    article = make_article("افتتاح الجسر", "عبر الجسرَ أوّل قطار، وللجسر قوسان.")
    assert ">٣ مواضع</output>" in page(client, article.get_absolute_url(), q="الجسر")


def test_copies_stand_once_among_the_newest(client, make_article):
    for source in ("وكالة الضفاف", "صحيفة المنارة"):
        make_article("افتتاح الجسر", duplicate_group=7, source=source, published="2021-09-14")
    make_article("موسم الصيد", published="2021-09-01")
    html = page(client, "/")
    newest = html[html.index('id="newest"') :]
    assert newest.count(">افتتاح الجسر</a>") == 1
    assert "نسخة واحدة" in newest


def test_wide_mode_names_the_forms_that_the_archive_has(client, make_article):
    make_article("كتاب جديد", "كاتب الكتاب في المكتبة. قال الكاتب إنّ الكتاب طُبع.")
    make_article("معرض الكتاب", "وفي المعرض كتابات أولى.")
    html = page(client, "/search", q="كتاب", mode="wide")
    shown = re.search(r'<p class="reading-of">وجدنا من صيغها:.*?</p>', html)[0]
    forms = re.findall(r"<bdi>([^<]*)</bdi>", shown)
    assert forms[:2] == [
        "كتاب",
        "الكتاب",
    ]  # as typed, then as most write it
    assert {"المكتبة"} <= set(forms)
    assert {"كاتب", "الكاتب"} & set(forms)
    for mode in ("normal", "exact"):
        assert "وجدنا من صيغها" not in page(client, "/search", q="كتاب", mode=mode)
    client.cookies["django_language"] = "en"
    assert "Forms found:" in page(client, "/search", q="كتاب", mode="wide")


def test_arabic_that_begins_with_a_latin_name_runs_from_right_to_left(client, make_article):
    text = "Norden متحف في الشمال أعار المرسى مخطوطًا."
    article = make_article("Norden يعيد المخطوط إلى المرسى", f"{text}\n\nThe museum said nothing.")
    html = page(client, article.get_absolute_url())
    assert "<h1>Norden" in html  # as the whole page does
    assert "<p>Norden" in html
    assert '<p dir="auto">The museum' in html
    client.cookies["django_language"] = "en"
    html = page(client, article.get_absolute_url())
    assert '<h1 lang="ar" dir="rtl">Norden' in html
    assert '<p dir="rtl">Norden' in html
    assert '<p dir="auto">The museum' in html
    assert '<h2 dir="rtl">' in page(client, "/search", q="المخطوط")


def test_a_question_in_english_is_told_that_the_articles_are_arabic(client, make_article):
    make_article("افتتاح الجسر الجديد")
    client.cookies["django_language"] = "en"
    html = page(client, "/search", q="when will the bridge open")
    assert "The articles are in Arabic" in html
    assert "Nothing of your search is in the archive." in html
    assert "mode=wide" not in html  # Latin words have no roots
    assert "match=any" not in html  # which would find nothing either
    html = page(client, "/search", q="زرافة الجسر")
    assert "The articles are in Arabic" not in html
    assert "mode=wide" in html
    assert "“زرافة” and “الجسر”" in html
    assert "mode=wide" in page(client, "/search", q="زرافة")  # a word of its root may be there
