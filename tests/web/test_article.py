"""The reading page: settings, citations, metadata, neighbours, originals."""

from __future__ import annotations

import json
import re

import pytest

from articles.ingest.types import pack
from articles.models import Original

pytestmark = pytest.mark.django_db(transaction=True)


def test_settings_are_kept_in_a_cookie_and_garbage_is_not(client, make_article):
    article = make_article("افتتاح الجسر", "بطول 320 مترًا.")
    back = client.post(
        "/settings", {"next": article.get_absolute_url(), "size": "l", "theme": "neon", "x": "y"}
    )
    assert back.status_code == 303
    assert back.headers["Location"] == article.get_absolute_url()
    assert client.cookies["reading"].value == "size=l"
    assert 'data-size="l"' in client.get(article.get_absolute_url()).content.decode()
    client.post("/settings", {"next": "/", "size": "m"})
    assert client.cookies["reading"].value == ""


def test_settings_lead_to_no_other_site(client):
    assert client.post("/settings", {"next": "https://example.org/"}).headers["Location"] == "/"
    assert client.get("/settings").status_code == 405


def test_digits_follow_the_source_until_the_reader_chooses(client, make_article):
    article = make_article("افتتاح الجسر", 'بطول 320 مترًا و٤ أقواس، وقال: "O\'Hara & <b>".')
    html = client.get(article.get_absolute_url()).content.decode()
    assert "بطول 320 مترًا و٤ أقواس" in html
    client.cookies["reading"] = "digits=arab"
    html = client.get(article.get_absolute_url()).content.decode()
    assert "بطول ٣٢٠ مترًا و٤ أقواس" in html
    assert "O&#x27;Hara &amp; &lt;b&gt;" in html
    client.cookies["reading"] = "digits=latn"
    assert "بطول 320 مترًا و4 أقواس" in client.get(article.get_absolute_url()).content.decode()


def test_snippets_in_other_digits_stay_whole(client, make_article):
    make_article("افتتاح الجسر", 'الجسر بطول 320 مترًا وقال "O\'Hara".')
    client.cookies["reading"] = "digits=arab"
    html = client.get("/search?q=الجسر").content.decode()
    assert "٣٢٠" in html
    assert "O&#x27;Hara" in html


def test_machines_are_told_what_the_article_is(client, make_article):
    article = make_article(
        "افتتاح </script> الجسر", source="وكالة الضفاف", authors=["ليلى القاسم"], published="2021-09"
    )
    html = client.get(article.get_absolute_url()).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    described = json.loads(data)
    assert described["@type"] == "NewsArticle"
    assert described["headline"] == "افتتاح </script> الجسر"
    assert described["datePublished"] == "2021-09"
    assert f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">' in html
    assert '<span class="Z3988" title="ctx_ver=Z39.88-2004&amp;' in html


@pytest.mark.parametrize(("style", "begins"), [("bibtex", "@article{"), ("ris", "TY  - NEWS"), ("csl", "[")])
def test_a_citation_is_a_file(client, make_article, style, begins):
    article = make_article("افتتاح الجسر", source="وكالة الضفاف")
    response = client.get(f"/a/{article.pk}/cite/{style}")
    assert response.content.decode().startswith(begins)
    assert f"newsarchive-{article.pk}" in response.headers["Content-Disposition"]
    assert client.get(f"/a/{article.pk}/cite/word").status_code == 404


def test_the_original_is_downloaded_as_plain_text(client, make_article):
    article = make_article("افتتاح الجسر")
    assert client.get(f"/a/{article.pk}/original").status_code == 404
    Original.objects.create(article=article, name="../x.html", packed=pack("<script>1</script>"))
    response = client.get(f"/a/{article.pk}/original")
    assert response.getvalue() == b"<script>1</script>"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.txt"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_copies_are_listed_with_their_sources(client, make_article):
    article = make_article("افتتاح الجسر", duplicate_group=7, source="وكالة الضفاف")
    make_article("افتتاح الجسر", duplicate_group=7, source="صحيفة المنارة", published="2021-09-15")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "نسخة واحدة من هذا المقال" in html
    assert "صحيفة المنارة" in html


def test_the_place_among_the_results(client, make_article):
    for day in (1, 2, 3):
        make_article(f"خبر عن القطار {day}", published=f"2021-03-0{day}")
    page = client.get("/search?q=القطار&sort=newest").content.decode()
    second = re.findall(r'href="(/a/[^"]+)"', page)[1].replace("&amp;", "&")
    html = client.get(second).content.decode()
    assert "النتيجة ٢ من ٣" in html
    assert 'rel="prev"' in html
    assert 'rel="next"' in html
    for garbage in ("0", "-1", "x", "99999999"):
        assert client.get(re.sub("n=2", f"n={garbage}", second)).status_code == 200


def test_a_page_asks_the_database_a_bounded_number_of_times(
    client, make_article, django_assert_max_num_queries
):
    for number in range(12):
        article = make_article(
            f"خبر عن القطار {number}", source=f"مصدر {number}", tags=[f"وسم {number}", "قطارات"]
        )
    with django_assert_max_num_queries(7):
        client.get("/search?q=القطار")
    with django_assert_max_num_queries(8):
        client.get(article.get_absolute_url())
    with django_assert_max_num_queries(9):
        client.get("/")
