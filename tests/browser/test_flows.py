"""What readers do, in Arabic and English, on a phone and on a desk, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

EVERYWHERE = [
    pytest.param(width, script, id=f"{width}px-{'script' if script else 'no-script'}")
    for width in (PHONE, DESK)
    for script in (True, False)
]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("width", "script"), EVERYWHERE)
def test_a_half_remembered_event_is_found_narrowed_read_and_cited(reader, width, script, language):
    page = reader(width, script=script, language=language).open("/")
    page.locator("#q").fill("اتفاقيه السرو")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    if width == PHONE:
        page.locator(".filters > summary").click()
    page.get_by_role("link", name=re.compile("^صحيفة المنارة")).first.click()
    expect(page.locator(".chip")).to_contain_text("صحيفة المنارة")
    page.locator(".result h2 a").first.click()
    expect(page.locator("article h1")).to_contain_text("باتفاقية من 31 مادة")
    expect(page.locator("article mark").first).to_be_visible()
    expect(page.locator(".cite .text")).to_contain_text("صحيفة المنارة")
    page.locator(".cite summary", has_text="BibTeX").click()
    expect(page.locator(".cite pre").first).to_contain_text("@article{newsarchive-")
    page.locator(".crumbs a").first.click()
    expect(page.locator(".chip")).to_contain_text("صحيفة المنارة")


@pytest.mark.parametrize(("width", "script"), EVERYWHERE)
def test_filters_keep_take_out_and_let_go(reader, width, script):
    page = reader(width, script=script).open("/search?q=المرسى")
    before = page.locator(".count").inner_text()
    if width == PHONE:
        page.locator(".filters > summary").click()
    page.get_by_role("link", name="استثنِ وكالة الضفاف").click()
    expect(page.locator(".chip.not")).to_contain_text("وكالة الضفاف")
    assert page.locator(".count").inner_text() != before
    expect(page.locator(".result .meta b", has_text="وكالة الضفاف")).to_have_count(0)
    page.get_by_role("link", name=re.compile("أزِل مرشّح المصدر")).click()
    expect(page.locator(".count")).to_have_text(before)


def test_a_year_is_taken_out_in_the_query_language(reader):
    page = reader().open("/search?q=المرسى")
    page.get_by_role("link", name="استثنِ ٢٠٢١").click()
    expect(page.locator("#q")).to_have_value("المرسى -تاريخ:2021")
    expect(page.locator(".result time[datetime^='2021']")).to_have_count(0)
    page.get_by_role("link", name="أعِد ٢٠٢١").click()
    expect(page.locator("#q")).to_have_value("المرسى")


@pytest.mark.parametrize("script", [True, False])
def test_the_timeline_narrows_from_years_to_days(reader, script):
    page = reader(script=script).open("/search?q=المرسى")
    page.locator(".timeline a:has(title:text('٢٠٢١'))").click(position={"x": 3, "y": 90})
    expect(page).to_have_url(re.compile("from=2021&to=2021"))
    page.locator(".timeline a:has(title:text('أيلول'))").click(position={"x": 3, "y": 90})
    expect(page).to_have_url(re.compile("from=2021-09&to=2021-09"))
    expect(page.locator(".timeline figcaption")).to_contain_text("باليوم")
    page.get_by_role("link", name="وسِّع المدّة").click()
    expect(page).to_have_url(re.compile("from=2021&to=2021"))


def test_dragging_over_the_timeline_chooses_a_span(reader):
    page = reader().open("/search?q=المرسى")
    with page.expect_response("**/timeline*.js"):  # loaded when a reader reaches for the drawing
        page.locator(".timeline").hover()
    page.wait_for_timeout(300)
    first = page.locator(".timeline a:has(title:text('٢٠١٩'))").bounding_box()
    last = page.locator(".timeline a:has(title:text('٢٠٢١'))").bounding_box()
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=12)
    page.mouse.up()
    expect(page).to_have_url(re.compile("from=2019&to=2021"))
    expect(page.locator(".chip")).to_contain_text("٢٠١٩ – ٢٠٢١")


def test_a_span_can_be_typed_in_words_and_read_as_numbers(reader):
    page = reader(script=False).open("/search?q=المرسى")
    page.get_by_label("من", exact=True).fill("آذار/مارس ٢٠٢٠")
    page.get_by_label("إلى", exact=True).fill("2020-08")
    page.get_by_role("button", name="حدِّد المدّة").click()
    expect(page.locator(".chip")).to_contain_text("آذار/مارس ٢٠٢٠ – آب/أغسطس ٢٠٢٠")
    page.get_by_role("link", name="الأرقام في جدول").click()
    expect(page.locator(".numbers td").first).to_be_visible()


def test_order_list_and_pages_are_addresses(reader):
    page = reader(PHONE, script=False).open("/search")
    page.get_by_role("link", name="الأقدم").click()
    expect(page.locator(".result time").first).to_have_attribute("datetime", "1998-04-23")
    page.get_by_role("link", name="موجز").click()
    expect(page.locator(".snippet")).to_have_count(0)
    page.get_by_role("link", name="التالي").click()
    expect(page).to_have_url(re.compile("sort=oldest.*list=compact.*page=2"))
    expect(page.get_by_role("link", name="السابق")).to_be_visible()


def test_copies_are_folded_and_unfold(reader):
    page = reader(script=False).open("/search?q=اتفاقية السرو")
    copies = page.locator(".copies")
    expect(copies).to_have_count(1)
    copies.locator("summary").click()
    expect(copies.locator("li").first).to_contain_text("اليوم نفسه")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("width", "script"), EVERYWHERE)
def test_what_copies_changed_is_shown_sentence_by_sentence(reader, width, script, language):
    page = reader(width, script=script, language=language).open("/search?q=اتفاقية السرو")
    page.locator(".copies summary").click()
    page.locator(".copies a[href$=copies]").click()
    expect(page.locator("del", has_text="سبتمبر")).to_be_visible()
    expect(page.locator("ins", has_text="أيلول")).to_be_visible()
    page.locator(".same summary").first.click()
    expect(page.locator(".same p").first).to_be_visible()
    sides = [page.locator(f".heads > :nth-child({n})").bounding_box() for n in (1, 2)]
    if width == DESK:  # the text that is compared with comes first in the reading direction
        assert (sides[0]["x"] > sides[1]["x"]) == (language == "ar")
    else:
        assert sides[0]["y"] < sides[1]["y"]


def test_from_home_to_an_article_and_back_with_the_keyboard_alone(reader):
    page = reader().open("/")
    keys = page.keyboard
    keys.press("/")
    keys.type("اتفاقيه السرو")
    keys.press("Enter")
    expect(page.locator(".result").first).to_be_visible()
    keys.press("j")
    keys.press("j")
    second = page.locator(".result h2 a").nth(1)
    expect(second).to_be_focused()
    title = second.inner_text()
    keys.press("Enter")
    expect(page.locator("article h1")).to_have_text(title)
    keys.press("n")
    expect(page.locator(".hits output")).to_contain_text("١ من")
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('.crumbs a')"):
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("#r2$"))
    keys.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_a_page_without_a_search_box_leads_to_one(reader):
    page = reader().open("/dates/")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/search$"))


def test_the_link_of_an_article_is_copied_to_share(reader):
    window = reader(permissions=["clipboard-read", "clipboard-write"])
    page = window.open("/search?q=اتفاقية السرو")
    page.locator(".result h2 a").first.click()
    page.get_by_role("button", name="شارك الرابط").click()
    expect(page.get_by_role("button", name="نُسخ الرابط")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("link[rel=canonical]").get_attribute("href")


def test_suggestions_by_keyboard(reader):
    page = reader().open("/")
    box = page.locator("#q")
    box.press_sequentially("مخط", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("مخط")
    box.press_sequentially("و")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    chosen = options.first.locator("bdi").inner_text()
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    expect(page.locator("#q")).to_have_value(chosen)


def test_nothing_found_explains_itself_part_by_part(reader):
    page = reader(script=False).open("/search?q=اتفاقية السرو زرافة&source=جريدة-الميناء")
    expect(page.locator("h1")).to_have_text("لا مقال يجمع هذه الكلمات كلّها")
    expect(page.locator("tr.failed")).to_contain_text("زرافة")
    page.get_by_role("link", name="ابحث بلا مرشّحات").click()
    expect(page.locator("tr.failed")).to_contain_text("زرافة")
    page.locator("tr.failed a").click()
    expect(page.locator(".result").first).to_be_visible()


def test_a_query_on_the_wrong_keyboard_is_offered_in_arabic(reader):
    page = reader(script=False).open("/search?q=hglvsn")
    page.locator(".meant a").click()
    expect(page.locator("#q")).to_have_value("المرسى")
    expect(page.locator(".result").first).to_be_visible()


def test_single_keys_move_about_and_rest_while_typing(reader):
    page = reader().open("/search?q=السرو")
    page.keyboard.press("j")
    expect(page.locator(".result h2 a").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".result h2 a").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("j?")
    expect(page.locator("#q")).to_have_value("السروj?")
    page.locator(".result h2 a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("mark[aria-current]")).to_have_attribute("id", "hit-1")
    page.keyboard.press("n")
    expect(page.locator("mark[aria-current]")).to_have_attribute("id", "hit-2")
    page.keyboard.press("p")
    expect(page.locator(".hits output")).to_contain_text("١ من")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="اختصارات المفاتيح")).to_contain_text("إلى مربّع البحث")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_single_keys_can_be_switched_off(reader):
    page = reader().open("/help")
    page.get_by_role("button", name="أوقِفها").click()
    page.goto(page.url.replace("/help#keys", "/search?q=%D8%A7%D9%84%D8%B3%D8%B1%D9%88"))
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_the_first_step_back_leads_to_the_last_hit(reader):
    page = reader().open("/search?q=السرو")
    page.locator(".result h2 a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    last = page.locator("mark[id]").last.get_attribute("id")
    page.locator(".hits").get_by_role("link", name="السابق").click()
    expect(page.locator("mark[aria-current]")).to_have_attribute("id", last)


def test_hits_are_reached_without_a_script(reader):
    page = reader(PHONE, script=False).open("/search?q=السرو")
    page.locator(".result h2 a").first.click()
    page.locator(".hits").get_by_role("link", name="التالي").click()
    expect(page).to_have_url(re.compile("#hit-1$"))


@pytest.mark.parametrize("script", [True, False])
def test_reading_settings_are_remembered(reader, script):
    page = reader(script=script).open("/search?q=السرو")
    page.locator(".result h2 a").first.click()
    size = "parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"
    before = page.evaluate(size) if script else 21
    page.locator(".settings > summary").click()
    page.get_by_label("كبير").check(force=True)
    page.get_by_label("داكن").check(force=True)
    page.get_by_label("١٢٣").check(force=True)
    if script:
        assert page.evaluate(size) > before
    page.get_by_role("button", name="احفظ هذه الإعدادات").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".reader")).to_have_attribute("data-size", "l")
    assert not re.search("[0-9]", page.locator(".prose").inner_text())
    page.goto(page.url.split("/a/")[0] + "/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_escape_closes_the_settings(reader):
    page = reader().open("/search?q=السرو")
    page.locator(".result h2 a").first.click()
    page.locator(".settings > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".settings form")).to_be_hidden()
    expect(page.locator(".settings > summary")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_the_language_changes_on_the_same_address(reader, script):
    page = reader(script=script).open("/search?q=السرو&sort=oldest")
    address = page.url
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.url == address
    expect(page.locator(".count")).to_contain_text("articles")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("theme", ["فاتح", "ورقي", "داكن"])
def test_a_theme_is_one_button_away(reader, theme):
    page = reader(PHONE, script=False).open("/")
    page.get_by_role("button", name=theme).click()
    expect(page.get_by_role("button", name=theme)).to_have_attribute("aria-pressed", "true")


def test_browsing_by_source_tag_author_and_date(reader):
    window = reader(PHONE, script=False)
    page = window.open("/")
    page.get_by_role("navigation").get_by_role("link", name="المصادر").click()
    page.get_by_role("link", name="مجلة الرواق").click()
    expect(page.locator("h1")).to_have_text("مجلة الرواق")
    page.get_by_role("link", name=re.compile("سيرة مكتبة")).click()
    page.locator(".tags a", has_text="ترميم").click()
    expect(page.locator(".chip")).to_contain_text("ترميم")
    window.open("/authors/")
    page.get_by_role("link", name="سعاد الجابري").click()
    expect(page.locator(".chip")).to_contain_text("سعاد الجابري")
    window.open("/dates/")
    page.get_by_role("link", name="٢٠٢١", exact=True).first.click()
    page.get_by_role("link", name=re.compile("^١٤:")).click()
    expect(page.locator("h1")).to_contain_text("١٤ أيلول/سبتمبر ٢٠٢١")
    window.open("/past?day=09-14")
    expect(page.locator(".rowlist li").first).to_contain_text("السرو")


def test_the_citation_is_copied(reader):
    window = reader(permissions=["clipboard-read", "clipboard-write"])
    page = window.open("/search?q=اتفاقية السرو")
    page.locator(".result h2 a").first.click()
    page.locator("[data-copy='citation']").click()
    expect(page.locator("[data-copy='citation']")).to_have_text("نُسخ")
    assert page.evaluate("navigator.clipboard.readText()").startswith("«المرسى والهضبة")


def test_a_search_is_saved_from_its_page(reader):
    """The policy of the page lets the browser say where its form comes from: it is not refused as forged."""
    window = reader()
    page = window.open("/search?q=السرو")
    page.get_by_role("link", name="احفظ البحث").click()
    page.get_by_label("بريدك").fill("reader@example.org")
    page.get_by_role("button", name="احفظ البحث").click()
    expect(page.locator("main")).to_contain_text("لم نستطع إرسال الرسالة الآن")  # and what was typed stays
    expect(page.get_by_label("بريدك")).to_have_value("reader@example.org")
    window.faults.clear()  # 422, which a console notes
