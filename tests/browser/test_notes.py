"""Notes and collections in a real browser: by mouse, finger and keyboard, with and without an account."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.annotations.test_notes import validated
from tests.browser.test_upload import CHROMIUM, SIZES, WAIT, archive, browser  # noqa: F401
from tests.processes import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]

CASES = json.loads((Path(__file__).parents[1] / "data/anchoring.json").read_text("utf-8"))
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector(".prose"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    walker.currentNode.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const box = range.getBoundingClientRect();
    return [box.left, box.right, box.top + box.height / 2];
  }
}"""
MARKED = "() => [...(CSS.highlights.get('notes') ?? [])].map(range => range.toString())"


@pytest.fixture
def window(archive: Any, browser: Any) -> Iterator[Callable[..., Page]]:  # noqa: F811
    """``window(size="phone", script=False, account=True, language="en", theme="dark")``: a reader's."""
    address, password = archive
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(
        size: str = "desktop",
        *,
        script: bool = True,
        account: bool = False,
        language: str = "ar",
        theme: str = "light",
    ) -> Page:
        width, height = SIZES[size]
        phone = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, java_script_enabled=script,
            accept_downloads=True, **phone,
        )  # fmt: skip
        context.add_cookies([
            {"name": "django_language", "value": language, "url": address},
            {"name": "reading", "value": f"theme={theme}", "url": address},
        ])  # fmt: skip
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if account:
            enter(page, password)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors


def enter(page: Page, password: str, path: str = "/login?next=/") -> None:
    if "/login" not in page.url:
        page.goto(path)
    page.fill("#id_username", "admin")
    page.fill("#id_password", password)
    page.locator("form.door button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def article(page: Page, number: int, query: str = "") -> list[str]:
    """Open an article; the words 2 to 5 of its first paragraph and of its second."""
    page.goto(f"/a/{number}/{query}")
    texts = page.locator(".prose p").all_inner_texts()
    return [" ".join(text.split(" ")[1:5]) for text in texts[:2]]


def mark(page: Page, words: str) -> None:
    page.evaluate(SELECT, words)
    page.locator(".notetools [data-act=mark]").click()
    expect(page.locator(".notetools")).to_be_hidden()


def write(page: Page, words: str, text: str) -> None:
    page.evaluate(SELECT, words)
    page.locator(".notetools [data-act=write]").click()
    page.locator("#note-quick").fill(text)
    page.locator(".notetools form .primary").click()
    expect(page.locator(".notetools")).to_be_hidden()


def test_the_browser_finds_words_as_the_archive_does(window: Any) -> None:
    page = window()
    page.goto("/a/5/")
    found = page.evaluate(
        """async cases => {
          const { find, folded } = await import(document.querySelector("[data-notes]").dataset.notes);
          return cases.map(({ text, quote }) => {
            const span = find(quote, folded(text));
            return span && [text.slice(...span), [...text.slice(0, span[0])].length];
          });
        }""",
        CASES,
    )
    for case, span in zip(CASES, found, strict=True):
        assert (span and span[0]) == case["found"], case["why"]
        assert "at" not in case or span[1] == case["at"], case["why"]


def test_words_are_marked_by_the_mouse_and_the_article_stays_as_it_is(window: Any) -> None:
    page = window()
    words, _ = article(page, 5)
    before = page.locator("article").inner_html()
    left, right, middle = page.evaluate(SELECT, words)
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.move(right - 1, middle)
    page.mouse.down()
    page.mouse.move(left + 1, middle, steps=5)
    page.mouse.up()
    expect(page.locator(".notetools")).to_be_visible()
    assert page.evaluate("getSelection().toString()").strip()  # still there, to be copied
    page.locator(".notetools [data-act=mark]").click()
    expect(page.locator(".notes .onenote")).to_have_count(1)
    assert page.locator("article").inner_html() == before
    page.reload()
    expect(page.locator(".notes .onenote")).to_have_count(1)
    (marked,) = page.evaluate(MARKED)
    assert marked in page.locator(".prose").inner_text()
    assert page.locator("article").inner_html() == before


def test_a_finger_and_a_keyboard_reach_the_tools(window: Any) -> None:
    phone = window("phone")
    words, _ = article(phone, 5)
    phone.evaluate(SELECT, words)
    phone.locator(".notetools [data-act=mark]").tap()
    expect(phone.locator(".notes .onenote")).to_have_count(1)
    desk = window()
    words, _ = article(desk, 5)
    desk.evaluate(SELECT, words)
    expect(desk.locator(".notetools")).to_be_visible()
    desk.keyboard.press("Tab")
    expect(desk.locator(".notetools [data-act=mark]")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.keyboard.type("من لوحة المفاتيح")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".notes .said").first).to_have_text("من لوحة المفاتيح")
    desk.evaluate(SELECT, words)
    desk.keyboard.press("Escape")
    expect(desk.locator(".notetools")).to_be_hidden()


def test_marks_stand_where_they_were_among_hits_and_other_digits(window: Any) -> None:
    page = window()
    first, second = article(page, 5)
    mark(page, first)
    write(page, second, "للباب الثاني")
    hit = first.split(" ")[1]
    page.context.add_cookies([{"name": "reading", "value": "digits=arab&size=l", "url": page.url}])
    article(page, 5, f"?q={hit}")
    expect(page.locator("article mark").first).to_be_visible()
    expect(page.locator(".notes .onenote")).to_have_count(2)
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert [text.translate(digits) for text in page.evaluate(MARKED)] == [
        first.translate(digits), second.translate(digits),
    ]  # fmt: skip
    expect(page.locator(".notes [data-lost]:visible")).to_have_count(0)


def test_a_note_of_the_browser_is_changed_deleted_and_taken_along(window: Any) -> None:
    page = window()
    first, second = article(page, 5)
    write(page, first, "للباب الثاني")
    mark(page, second)
    note = page.locator(".notes .onenote").first
    note.locator("summary").click()
    note.locator("textarea").fill("للخاتمة")
    note.locator("[value=save]").click()
    expect(page.locator(".notes .said").first).to_have_text("للخاتمة")
    page.goto("/notebook")
    expect(page.locator(".notepages .onenote")).to_have_count(2)
    expect(page.locator(".notepages h2 a")).to_have_attribute(
        "href", page.locator("h2 a").get_attribute("href")
    )
    page.fill("#note-query", "خاتمه")
    expect(page.locator(".notepages .onenote")).to_have_count(1)
    page.fill("#note-query", "")
    with page.expect_download() as download:
        page.locator("#exports a").nth(1).click()
    found = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert (found["type"], found["total"]) == ("AnnotationCollection", 2)
    for each in found["first"]["items"]:
        validated(each)
    with page.expect_download() as download:
        page.locator("#exports a").first.click()
    assert f"> {first}" in Path(download.value.path()).read_text("utf-8")
    for _ in range(2):
        page.locator(".notepages summary").first.click()
        page.locator(".notepages [value=delete]").first.click()
    expect(page.locator("#nothing")).to_be_visible()
    page.reload()
    expect(page.locator("#nothing")).to_be_visible()


def test_the_link_leads_to_a_form_where_words_are_typed(window: Any) -> None:
    page = window()
    words, _ = article(page, 5)
    page.locator("a[data-notes]").click()
    page.locator(".newnote summary").click()
    page.fill("#new-exact", "كلمات ليست في هذا المقال أبدًا")
    page.locator(".newnote .primary").click()
    expect(page.locator(".newnote [data-error]")).to_be_visible()
    page.fill("#new-exact", words)
    page.fill("#new-text", "كُتبت باليد")
    page.locator(".newnote .primary").click()
    expect(page.locator(".notes .said").first).to_have_text("كُتبت باليد")
    assert page.evaluate(MARKED) == [words]


def test_words_that_are_gone_are_said_to_be(window: Any) -> None:
    page = window()
    first, _ = article(page, 5)
    mark(page, first)
    page.evaluate(
        """() => localStorage.setItem("notes", localStorage.getItem("notes")
          .replace(/"exact":"[^"]*"/, '"exact":"XQZ KLM WWW YYY ZZZ QQQ"'))"""
    )
    page.reload()
    expect(page.locator(".notes [data-lost]")).to_be_visible()
    assert page.evaluate(MARKED) == []


def test_signing_in_takes_the_notes_of_the_browser_along(window: Any, archive: Any) -> None:  # noqa: F811
    page = window()
    first, second = article(page, 6)
    mark(page, first)
    write(page, second, "قبل الدخول")
    page.goto("/login?next=/help")
    expect(page.locator("#take")).to_be_visible()
    enter(page, archive[1])
    expect(page.locator("#taken")).to_be_visible()
    expect(page.locator(".notepages .said", has_text="قبل الدخول")).to_be_visible()
    assert until(lambda: page.evaluate("localStorage.getItem('notes') === null"))
    elsewhere = window(account=True)
    article(elsewhere, 6)
    expect(elsewhere.locator(".notes .onenote")).to_have_count(2)
    assert sorted(elsewhere.evaluate(MARKED)) == sorted([first, second])
    words, _ = article(elsewhere, 7)
    write(elsewhere, words, "بعد الدخول")
    expect(elsewhere.locator(".notes .said").first).to_have_text("بعد الدخول")
    assert elsewhere.evaluate("localStorage.getItem('notes')") is None
    note = elsewhere.locator(".notes .onenote").first
    note.locator("summary").click()
    note.locator("[value=delete]").click()
    expect(elsewhere.locator(".notes .onenote")).to_have_count(0)


def test_who_does_not_want_that_keeps_them_in_the_browser(window: Any, archive: Any) -> None:  # noqa: F811
    page = window()
    words, _ = article(page, 8)
    mark(page, words)
    page.goto("/login?next=/help")
    page.locator("#take input").uncheck()
    enter(page, archive[1])
    assert page.url.endswith("/help")
    article(page, 8)
    page.evaluate(SELECT, words)
    expect(page.locator("[data-offer]")).to_be_visible()
    page.goto("/notebook?take=1")  # no choice was made on a page before
    expect(page.locator("#offer")).to_be_visible()
    page.locator("#offer button").click()
    expect(page.locator("#taken")).to_be_visible()
    assert until(lambda: page.evaluate("localStorage.getItem('notes') === null"))


def test_without_scripts_notes_are_written_in_a_form(window: Any) -> None:
    page = window(script=False, account=True)
    words, _ = article(page, 9)
    page.locator("[data-notes]").click()
    page.locator(".newnote summary").click()
    page.fill("#new-exact", words)
    page.fill("#new-text", "بلا نصّ برمجيّ")
    page.locator(".newnote .primary").click()
    expect(page.locator(".onenote .said")).to_have_text("بلا نصّ برمجيّ")
    page.locator(".onenote summary").click()
    page.locator(".onenote [value=delete]").click()
    expect(page.locator(".onenote")).to_have_count(0)


def test_what_is_not_saved_stays_in_its_field(window: Any) -> None:
    page = window(account=True)
    words, _ = article(page, 5)
    page.evaluate(SELECT, words)
    page.locator(".notetools [data-act=write]").click()
    page.locator("#note-quick").fill("جملة طويلة لا تضيع")
    page.context.set_offline(True)
    page.locator(".notetools form .primary").click()
    expect(page.locator(".notetools [data-error]")).to_be_visible()
    expect(page.locator("#note-quick")).to_have_value("جملة طويلة لا تضيع")
    page.context.set_offline(False)


# ---- collections --------------------------------------------------------------------------------------


def test_a_collection_is_filled_from_results_shared_by_its_link_and_read_by_a_stranger(window: Any) -> None:
    owner = window(account=True)
    owner.goto("/search?q=السرو")
    owner.locator(".results h2 a").first.hover()
    owner.locator(".results a[data-collect]").first.click()
    owner.fill("dialog #collect-new", "جسور السرو")
    owner.locator("dialog .primary").click()
    expect(owner.locator("dialog [role=status]")).to_contain_text("جسور السرو")
    owner.locator("dialog [data-close] button").click()
    owner.locator(".results a[data-collect]").nth(1).click()
    owner.locator("dialog .rowlist button").first.click()
    expect(owner.locator("dialog [role=status]")).to_be_visible()
    owner.locator("dialog .rowlist .headline").first.click()
    expect(owner.locator(".collected > li")).to_have_count(2)
    address = owner.url
    stranger = window("phone")
    assert stranger.goto(address).status == 404
    owner.locator("a", has_text="حرّر ورتّب").click()
    owner.locator("input[value=link]").check()
    owner.locator("form .primary").first.click()
    assert stranger.goto(address).status == 200
    expect(stranger.locator(".collected > li")).to_have_count(2)
    expect(stranger.locator("#citation")).to_contain_text("جسور السرو")
    stranger.locator("a", has_text="استشهد بمقالاتها كلّها").click()
    expect(stranger.locator(".bibliography li")).to_have_count(2)


def test_without_scripts_an_article_is_added_and_results_are_cited(window: Any) -> None:
    page = window(script=False, account=True)
    page.goto("/a/5/")
    page.locator("a[data-collect]").click()
    page.fill("#collect-new", "بلا نصّ برمجيّ")
    page.locator("#collect .primary").click()
    expect(page.locator("#collect [role=status]")).to_be_visible()
    page.goto("/search?q=السرو")
    page.locator("a[href^='/cite?']").click()
    page.locator(".bibliography input").nth(0).check()
    page.locator(".bibliography input").nth(1).check()
    page.locator("button", has_text="استشهد بالمختارة وحدها").click()
    expect(page.locator(".bibliography li")).to_have_count(2)


# ---- every page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [
        ("desktop", "light", "ar"),
        ("phone", "dark", "en"),
        ("phone", "sepia", "ar"),
        ("desktop", "dark", "ar"),
    ],
)
def test_pages_of_readers_have_no_fault(window: Any, size: str, theme: str, language: str) -> None:
    page = window(size, account=True, theme=theme, language=language)
    words, _ = article(page, 5)
    write(page, words, "للباب الثاني")
    wrong = {"article with notes": findings(page)}
    page.evaluate(SELECT, words)
    expect(page.locator(".notetools")).to_be_visible()
    wrong["tools"] = findings(page)
    page.goto("/collect?id=5&id=6")
    page.fill("#collect-new", f"مجموعة {size} {theme}")
    page.locator("#collect .primary").click()
    page.locator("#collect .rowlist .headline").first.click()
    wrong["collection"] = findings(page)
    edit = page.url.rsplit("/", 2)[0] + "/edit"
    for path in (
        edit,
        "/collections/",
        "/collect?id=5",
        "/notebook",
        "/a/5/notes",
        "/cite?q=السرو",
        "/login",
    ):
        assert page.goto(path).status == 200
        wrong[path] = findings(page)
    page.goto("/search?q=السرو")
    page.locator("ol.results").dispatch_event("pointerenter")
    page.locator("a[data-collect]").first.click()
    expect(page.locator("dialog")).to_be_visible()
    wrong["dialog"] = findings(page)
    assert {name: faults for name, faults in wrong.items() if faults} == {}


def test_a_visitors_notebook_has_no_fault(window: Any) -> None:
    page = window("phone", theme="dark", language="en")
    words, _ = article(page, 5)
    write(page, words, "للباب الثاني")
    assert findings(page) == []
    page.goto("/notebook")
    expect(page.locator(".onenote")).to_have_count(1)
    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """What axe finds, whether the page is wider than the window, and what is shown although it is hidden."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    shown = page.evaluate(
        "[...document.querySelectorAll('[hidden]')].filter(e => e.checkVisibility()).map(e => e.id)"
    )
    return found + (["wider than the window"] if wide else []) + [f"shown: {each}" for each in shown]
