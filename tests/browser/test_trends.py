"""Comparing searches in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("width", "script"), [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)])
def test_two_searches_are_compared_and_a_number_leads_to_its_articles(reader, width, script, language):
    page = reader(width, script=script, language=language).open("/search?q=السرو")
    page.locator(".timeline figcaption a").first.click()
    expect(page.locator("#q1")).to_have_value("السرو")
    page.locator("#q2").fill("المرسى")
    page.locator("#q2").press("Enter")
    expect(page.locator("figure .legend li")).to_have_count(2)
    drawing = page.locator("figure .chart > svg").last.bounding_box()
    assert drawing["height"] > 200
    assert drawing["x"] >= 0
    assert drawing["x"] + drawing["width"] <= width
    oldest, newest = (page.locator(".x-axis span:not(:empty)").nth(n).bounding_box()["x"] for n in (0, -1))
    assert (oldest > newest) == (language == "ar")
    page.locator("tbody td a").first.click()
    expect(page).to_have_url(re.compile(r"/search\?q=.*&from=(\d{4}|\d{4}-\d\d)&to="))
    expect(page.locator(".result").first).to_be_visible()


def test_the_drawing_is_downloaded(reader):
    page = reader().open("/compare?q=السرو&q=المرسى&by=year")
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").click()
    assert download.value.suggested_filename.endswith(".png")
