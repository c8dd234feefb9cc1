"""Share cards: their size, and titles that fit."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from articles.rendering.share_card import MEASURE, TITLE_LINES, Card, card_png, fitted_title
from articles.rendering.text.layout import scaled

TITLES = [
    "رأي",
    "افتتاح رصيف الساحل الجديد بعد ثلاث سنوات من العمل",
    "North Harbour Systems توقّع عقدًا بقيمة 42.5 مليون (2019) وتعلن عن Pier-2",
    "كلمات كثيرة جدًّا " * 40,
    "https://archive.example/" + "a" * 300,
    "A headline in English about the harbour",
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_fits_in_four_lines(title):
    size, lines = fitted_title(title)
    assert len(lines) <= TITLE_LINES
    assert all(scaled(line.width, size) <= MEASURE for line in lines)


def test_a_title_that_is_too_long_says_so():
    _, lines = fitted_title(TITLES[3])
    assert lines[-1].text.endswith("…")
    assert fitted_title(TITLES[1])[1][-1].text.endswith("العمل")


@pytest.mark.parametrize("title", TITLES)
def test_a_card_is_a_png_whose_margins_are_empty(title):
    png = card_png(Card(title, "وكالة الضفاف للأنباء " * 6, "٧ آذار/مارس ٢٠١٩", "أرشيف الأخبار"))
    picture = Image.open(io.BytesIO(png)).convert("L")
    assert picture.size == (1200, 630)
    paper = picture.getpixel((600, 5))
    for edge in ((20, 0, 60, 630), (1140, 0, 1180, 630), (20, 0, 1180, 20), (20, 615, 1180, 630)):
        assert picture.crop(edge).getextrema() == (paper, paper)
