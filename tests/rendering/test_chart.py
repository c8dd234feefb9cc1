"""Charts: ticks, SVG as text, PNG with joined letters."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.rendering.chart.model import Chart, Line, ticks
from articles.rendering.chart.png import chart_png, outlines
from articles.rendering.chart.svg import chart_svg, path_of
from articles.rendering.text.fonts import SANS, SANS_BOLD
from articles.rendering.text.layout import break_lines

SVG = "{http://www.w3.org/2000/svg}"


def line(label: str, *values: float | None) -> Line:
    return Line(label, values, tuple("–" if value is None else f"{value:g}" for value in values))


def chart_of(*lines: Line, rtl: bool = True) -> Chart:
    periods = tuple(str(2010 + index) for index in range(len(lines[0].values) if lines else 0))
    words = tuple(f"{tick:g}" for tick in ticks(lines))
    return Chart("المقالات في السنة <2010>", "مقالات", periods, periods, lines, words, rtl=rtl)


@given(st.lists(st.one_of(st.none(), st.sampled_from([0.0]), st.floats(0.001, 1e7)), max_size=20))
def test_ticks_begin_at_nothing_and_cover_the_highest(values):
    found = ticks((line("", *values),))
    assert found[0] == 0
    assert found[-1] >= max((value for value in values if value is not None), default=0) * (1 - 1e-6)
    assert 2 <= len(found) <= 7
    assert list(found) == sorted(set(found))


def test_the_svg_is_well_formed_and_has_its_numbers_as_text():
    root = ET.fromstring(chart_svg(chart_of(line("«مياه» & <نهر>", 12, None, 486), line("قطار", 3, 4, 5))))
    words = " ".join("".join(part.itertext()) for part in root.iter())
    for expected in ("«مياه» & <نهر>", "2010 12", "2012 486", "المقالات في السنة <2010>"):
        assert expected in words
    assert root.get("direction") == "rtl"
    assert root.find(f"{SVG}title") is not None


def points(svg: str) -> list[float]:
    """The x of the first line's points, in the order of time."""
    path = next(p for p in ET.fromstring(svg).iter(f"{SVG}path") if p.get("d", "").count("L") == 2)
    return [float(point.split()[0]) for point in path.get("d", "")[1:].split("L")]


@pytest.mark.parametrize("rtl", [True, False])
def test_time_runs_as_the_page_reads(rtl):
    found = points(chart_svg(chart_of(line("مياه", 1, 2, 3), rtl=rtl)))
    assert found == sorted(found, reverse=rtl)


def test_a_line_is_broken_where_there_is_nothing_to_measure():
    assert path_of([(0, 1), (1, 2), None, (3, 4)]) == "M0 1L1 2M3 4"
    assert path_of([]) == ""


@pytest.mark.parametrize("lines", [(), (line("وحيد"),), (line("وحيد", 5),), (line("لا شيء", 0, 0),)])
def test_little_or_no_data_still_makes_a_drawing(lines):
    ET.fromstring(chart_svg(chart_of(*lines)))


def test_six_lines_differ_by_more_than_colour():
    lines = [line(f"بحث {n}", n, n + 1, n + 2) for n in range(6)]
    paths = [
        p for p in ET.fromstring(chart_svg(chart_of(*lines))).iter(f"{SVG}path") if p.get("stroke-width")
    ]
    assert len({p.get("stroke-dasharray") for p in paths}) == 6


def picture(chart: Chart) -> Image.Image:
    return Image.open(io.BytesIO(chart_png(chart))).convert("L")


def ink(image: Image.Image, *box: int) -> int:
    """How many pixels of a part of the picture are dark."""
    return sum(image.crop(box).point(lambda level: level < 128).histogram()[1:])


def path(words: str, font: str = SANS) -> str:
    return outlines(break_lines(words, font, 10**6)[0])


@pytest.mark.parametrize("rtl", [True, False])
def test_the_png_shows_title_and_legend_where_reading_begins(rtl):
    image = picture(chart_of(line("مياه", 1, 2, 3), rtl=rtl))
    assert image.size == (1200, 630)
    right, left = ink(image, 900, 0, 1200, 100), ink(image, 0, 0, 300, 100)
    assert (right > 500 and not left) if rtl else (left > 500 and not right)


def test_letters_of_the_png_are_joined_and_run_from_right_to_left():
    alone = sum(break_lines(letter, SANS, 10**6)[0].width for letter in "شمسية")
    (word,) = break_lines("شمسية", SANS, 10**6)
    assert word.width < alone  # the forms that join are narrower
    assert word.cells[-1].start == 0  # the first letter stands at the right


def test_bold_letters_and_those_of_other_scripts_are_drawn_as_such():
    for words in ("مياه", "Вода"):
        assert path(words, SANS) != path(words, SANS_BOLD)


@pytest.mark.parametrize("label", ["", " ", "<b>&amp;</b>", "\x00\u200f", "🙂 中", "ا" * 3_000])
def test_any_label_makes_a_picture(label):
    chart = chart_of(line(label, 1, 2))
    ET.fromstring(chart_svg(chart))
    assert picture(chart).size == (1200, 630)


def test_the_png_of_no_data_is_drawn_too():
    assert picture(chart_of()).size == (1200, 630)
