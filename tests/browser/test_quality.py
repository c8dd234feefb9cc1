"""Every page, in every theme and size: accessible, within its borders, still while it loads, fit to print."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import error_pages
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "search": "/search?q=السرو&tag=المياه&source=-نشرة-السهل",
    "days": "/search?from=2021-09&to=2021-09",
    "compact": "/search?q=المرسى&list=compact",
    "nothing": "/search?q=زرافة السرو&source=جريدة-الميناء",
    "sources": "/sources/",
    "source": "/sources/جريدة-الميناء/",
    "tags": "/tags/",
    "authors": "/authors/",
    "dates": "/dates/",
    "year": "/dates/2021/",
    "past": "/past?day=09-14",
    "help": "/help",
    "stories": "/stories/",
    "login": "/login",
    "compare": "/compare?q=السرو&q=المرسى&q=القطار&by=month&from=2018",
    "missing": "/no-such-page",
    "article": "",
    "copies": "",
}

LINKS = {"article": ".result h2 a", "copies": ".copies a[href$=copies]"}


def visit(window, name: str):
    """Open a page by its name; the article, and copies of one, are those that a search finds first."""
    if name not in LINKS:
        if name == "missing":  # its status is a fault in the console's eyes
            page = window.open(PAGES[name])
            window.faults.clear()
            return page
        return window.open(PAGES[name])
    page = window.open("/search?q=اتفاقية السرو")
    page.goto(window.site + page.locator(LINKS[name]).first.get_attribute("href"))
    return page


@pytest.mark.parametrize("theme", ["light", "dark", "sepia"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(reader, name, theme):
    page = visit(reader(theme=theme), name)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark", "sepia"])
@pytest.mark.parametrize(("width", "language"), [(DESK, "ar"), (PHONE, "ar"), (PHONE, "en")])
def test_axe_finds_nothing_on_the_pages_of_errors(reader, width, language, theme):
    """They are put in the place of the home page, with the archive's own style sheets."""
    window = reader(width, language=language, theme=theme)
    wrong = {}
    for name in error_pages.names():
        for number, html in enumerate(error_pages.states(name, language=language, theme=theme)):
            page = instead_of_home(window, html)
            found = [each["id"] for each in Axe().run(page).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("wider than the window")
            if found:
                wrong[f"{name} {number}"] = found
    assert wrong == {}


def instead_of_home(window, html: str):
    def answer(route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    window.page.route(window.site + "/", answer)
    page = window.open("/")
    window.page.unroute(window.site + "/")
    return page


@pytest.mark.parametrize("name", ["home", "search", "article", "copies", "nothing", "help", "compare"])
def test_axe_finds_nothing_on_a_phone_in_english(reader, name):
    page = visit(reader(PHONE, language="en"), name)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_is_wider_than_the_window(reader, width, language):
    window = reader(width, language=language)
    wider = {}
    for name in PAGES:
        page = visit(window, name)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            wider[name] = overflow
    assert wider == {}


@pytest.mark.parametrize(
    "query",
    [
        "ا" * 300,
        "المرسى " + "ب" * 200,
        "tag:" + "ج" * 150,
        '"' + "x" * 200 + '"',
        "المرسى&source=" + "z" * 200,
    ],
)
def test_no_word_widens_the_page(reader, query):
    page = reader(PHONE).open(f"/search?q={query}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_on_a_phone_the_first_result_is_within_a_screen_and_a_half(reader):
    page = reader(PHONE).open(PAGES["search"] + "&from=2019&to=2021")
    top = page.locator(".result").first.bounding_box()["y"]
    assert top <= 1.5 * 844


SHIFTS = """globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def shift_of(page) -> float:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    return page.evaluate("globalThis.shift")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["home", "search", "article"])
def test_nothing_moves_while_the_page_loads(reader, name, width):
    window = reader(width)
    window.page.add_init_script(SHIFTS)
    assert shift_of(visit(window, name)) < 0.002  # less than can be seen


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["home", "search", "article"])
def test_little_moves_even_when_the_fonts_come_late(reader, name, width):
    window = reader(width)
    window.page.add_init_script(SHIFTS)
    window.page.route("**/*.woff2", lambda route: (window.page.wait_for_timeout(600), route.continue_()))
    assert shift_of(visit(window, name)) < 0.02  # a fifth of what Web Vitals call good


def test_a_keyboard_reaches_the_first_result_in_three_keys(reader):
    page = visit(reader(), "search")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "انتقل إلى المحتوى"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".result a").first.get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first


def test_fingers_meet_targets_of_44_pixels(reader):
    page = visit(reader(PHONE), "search")
    small = page.evaluate(
        """[...document.querySelectorAll("button, .chip > a, .pages a, .nav a, .sort a, .choice label")]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5)
        .map(([text, box]) => `${text} ${box.height}`)"""
    )
    assert small == []


def test_an_article_prints_alone(reader):
    page = visit(reader(), "article")
    page.emulate_media(media="print")
    for part in (".masthead", ".foot", ".reading-bar", ".crumbs", "#related", "#topics"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("article h1").is_visible()
    assert page.locator(".cite .text").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('mark')).backgroundImage") == "none"


def test_results_print_without_what_is_to_be_pressed(reader):
    page = visit(reader(theme="dark"), "search")
    page.emulate_media(media="print")
    for part in (".nav", ".foot", ".timeline", ".searchpage > aside", ".toolbar .sort", ".searchbox button"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".result h2").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.result h2')).color") == "rgb(0, 0, 0)"


def test_without_has_light_dark_and_details_content_nothing_is_out_of_reach(site):
    """The style sheets themselves: what older browsers drop must not carry a filter or a choice."""
    import re
    from pathlib import Path

    css = "\n".join(
        path.read_text("utf-8") for path in Path(__file__).resolve().parents[2].glob("static/css/*.css")
    )
    assert re.search(r"@supports not selector\(:has\(a\)\)", css)
    assert re.search(r"@supports selector\(::details-content\)\s*\{", css)
    assert re.search(r"@supports \(color: light-dark\(#000, #fff\)\)", css)
    assert not re.search(r"[^-](?:left|right)\s*:|text-align:\s*(?:left|right)", css)
