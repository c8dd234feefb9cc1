"""What a page weighs before its fonts, uncompressed, as it is served: HTML, style sheets and scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rcssmin
import rjsmin

from articles.build.font_faces import WEB_FONTS
from articles.build.web_fonts import build_fonts
from articles.web.browse.day_views import PER_PAGE
from articles.web.upload.batch_views import FILES_PER_PAGE
from tests.jobs import run_jobs
from tests.web.test_upload import lines, row, upload

STATIC = Path(__file__).resolve().parents[2] / "static"
SENTENCE = "وقال مدير مصلحة الأنهار إنّ مياه السرو تكفي مزارع السهل الأدنى موسمين، وإنّ القياس صار أدقّ. "


def weight(html: str) -> int:
    """The page with the style sheets and scripts that it loads at once."""
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    scripts = re.findall(r'<script src="/static/([^"]+)"', html)
    assert styles
    assert scripts
    css = sum(len(rcssmin.cssmin((STATIC / name).read_text("utf-8")).encode()) for name in styles)
    js = sum(len(rjsmin.jsmin((STATIC / name).read_text("utf-8")).encode()) for name in scripts)
    return len(html.encode()) + css + js


@pytest.mark.django_db(transaction=True)
def test_a_search_page_of_twenty_hits_weighs_less_than_60_kilobytes(client, make_article):
    for number in range(24):
        make_article(
            f"مزارعو السهل الأدنى يطالبون بقياس مياه السرو قبل موسم الزراعة رقم {number}",
            SENTENCE * 12,
            source=f"صحيفة المنارة {number % 9}",
            tags=["نهر السرو", "المياه", f"السهل الأدنى {number % 7}"],
            authors=[f"نادر البستاني {number % 8}"],
            section=f"محليات {number % 4}",
            published=f"20{number % 20:02}-03-14",
            duplicate_group=0,  # one text in all, and each a result of its own
        )
    html = client.get("/search?q=مياه السرو").content.decode()
    assert html.count('class="result"') == 20
    assert weight(html) < 60_000


@pytest.mark.django_db(transaction=True)
def test_an_article_of_500_words_weighs_less_than_50_kilobytes(client, make_article):
    for number in range(6):
        article = make_article(
            f"مزارعو السهل الأدنى يطالبون بقياس مياه السرو {number}",
            "\n\n".join([SENTENCE * 4] * 9),
            source="صحيفة المنارة",
            tags=["نهر السرو", "المياه"],
            authors=["نادر البستاني"],
            published=f"2021-03-{number + 1:02}",
            url="https://example.org/farmers/measure-the-river-first",
        )
    assert len(article.body.split()) > 500
    assert (
        weight(client.get(article.get_absolute_url(), {"q": "مياه السرو", "n": 2}).content.decode()) < 50_000
    )


@pytest.mark.django_db(transaction=True)
def test_a_page_of_a_batch_of_150_files_weighs_less_than_64_kilobytes(admin_client):
    rows = [(f"خبر {n}.jsonl", lines(row(n, **({} if n % 3 else {"published": ""})))) for n in range(1, 101)]
    batch = upload(admin_client, *rows, *((f"تالف {n}.txt", "") for n in range(50)))
    run_jobs()
    html = admin_client.get(batch.get_absolute_url()).content.decode()
    assert html.count('<p class="name" ') == FILES_PER_PAGE
    assert weight(html) < 64_000


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_full_day_weighs_less_than_80_kilobytes(client, make_article):
    for number in range(PER_PAGE + 1):
        make_article(
            f"مزارعو السهل الأدنى يطالبون بقياس مياه السرو قبل موسم الزراعة رقم {number}",
            SENTENCE * 4,
            source=f"صحيفة المنارة {number % 9}",
            published="2021-03-14",
            duplicate_group=0,
        )
    html = client.get("/dates/2021/3/14/").content.decode()
    assert html.count('class="result"') == PER_PAGE
    assert weight(html) < 80_000


def test_the_fonts_weigh_less_than_250_kilobytes_and_are_built_once(tmp_path):
    made = build_fonts(tmp_path)
    assert {file.name for file in made} == set(WEB_FONTS)
    assert sum(file.stat().st_size for file in made) < 250_000
    assert build_fonts(tmp_path) == []
