"""The administration, the editor, batches and stories: accessible, within the window of desk and phone."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_upload import CHROMIUM, WAIT, archive, browser, sign_in  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]

PAGES = (
    "/admin/",
    *(f"/admin/articles/{model}/" for model in ("article", "source", "tag", "change", "indexchange")),
    *(f"/admin/articles/{model}/add/" for model in ("article", "source", "tag")),
    "/admin/articles/article/5/change/",
    "/admin/articles/article/5/delete/",
    "/admin/articles/article/5/history/",
    "/admin/articles/source/1/change/",
    "/admin/articles/source/1/delete/",
    "/admin/auth/user/",
    "/admin/auth/user/1/change/",
    "/admin/auth/group/",
    "/admin/password_change/",
    "/admin/upload/",
    "/admin/upload/article/5/",
    "/admin/upload/article/5/rule/?line=1&role=boilerplate",
    "/admin/upload/rules/",
    "/stories/",
)


def findings(page) -> list[str]:
    """What axe finds, and whether the page is wider than the window."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + (["wider than the window"] if wide else [])


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [
        ("desktop", "light", "ar"),
        ("phone", "dark", "en"),
        ("phone", "sepia", "ar"),
        ("desktop", "dark", "ar"),
    ],
)
def test_pages_of_the_staff_have_no_fault(sign_in, size, theme, language):  # noqa: F811
    page = sign_in(size)
    cookies = {"django_language": language, "reading": f"theme={theme}"}
    page.context.add_cookies([{"name": name, "value": cookies[name], "url": page.url} for name in cookies])
    wrong = {}
    for path in PAGES:
        assert page.goto(path).status == 200, path
        if faults := findings(page):
            wrong[path] = faults
    assert wrong == {}


def test_a_batch_and_its_review_have_no_fault(sign_in, tmp_path):  # noqa: F811
    for number in range(1, 4):
        row = {
            "title": f"خبر {number} عن الميناء",
            "body": f"وصلت السفينة {number * 7919} إلى الرصيف الشماليّ صباح أمس.",
        }
        (tmp_path / f"خبر {number}.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    page = sign_in("phone")
    page.set_input_files("#files", sorted(map(str, tmp_path.iterdir())))
    page.get_by_role("button", name="ارفع واقرأ").click()
    page.wait_for_selector(".pick[name=file]")
    page.locator(".pick[name=file]").first.check()
    assert findings(page) == []
    page.fill("#id_source", "صحيفة المنارة")
    page.get_by_role("button", name="اضبط المصدر").click()
    page.wait_for_selector("text=ضُبط في: مقال واحد")
    page.get_by_role("link", name="راجِع").first.click()
    assert "من ٣" in page.content()
    assert findings(page) == []


def test_a_line_of_the_original_is_pressed_to_say_what_it_is(sign_in, tmp_path):  # noqa: F811
    told = "عادت القوارب إلى الرصيف الشماليّ بعد أسبوع من الريح."
    text = f"أخبار الساحل\n\nعودة قوارب الصيد\n\nليلى القاسم\n\n{told}"
    (tmp_path / "صيد.txt").write_text(text, "utf-8")
    page = sign_in("desktop")
    page.set_input_files("#files", [str(tmp_path / "صيد.txt")])
    page.get_by_role("button", name="ارفع واقرأ").click()
    page.wait_for_selector(".pick[name=file]")
    page.get_by_role("link", name="راجِع").first.click()
    for line, role in (
        ("عودة قوارب الصيد", "العنوان"),
        ("ليلى القاسم", "الكاتب"),
        ("أخبار الساحل", "ليس من المقال"),
    ):
        page.locator(".raw [role=button]", has_text=line).first.press("Enter")
        assert findings(page) == []
        page.locator(".roles").get_by_role("button", name=role, exact=True).click()
    assert page.input_value("[name=title]") == "عودة قوارب الصيد"
    assert "ليلى القاسم" in page.input_value("[name=authors]").splitlines()
    assert page.input_value("[name=body]") == told


def test_a_pressed_line_becomes_a_rule_of_all_files_of_its_source(sign_in, tmp_path):  # noqa: F811
    for number in range(1, 4):
        body = f"وصل القارب رقم {number} صباح أمس بعد سفر طويل من الجنوب."
        text = f"وصول القارب {number} إلى المرسى\n\n{body}\n\nنشرة الساحل {number}"
        (tmp_path / f"قارب {number}.txt").write_text(text, "utf-8")
    page = sign_in("phone")
    page.set_input_files("#files", sorted(map(str, tmp_path.iterdir())))
    page.fill("#source_name", "صحيفة القوارب")
    page.get_by_role("button", name="ارفع واقرأ").click()
    expect(page.locator(".pick[name=file]")).to_have_count(3, timeout=WAIT)
    page.get_by_role("link", name="راجِع").first.click()
    page.locator(".raw [role=button]", has_text="نشرة الساحل").first.press("Enter")
    page.locator(".roles").get_by_role("button", name="ليس من المقال", exact=True).click()
    page.get_by_role("link", name="لكلّ ملفّات هذا المصدر…").last.click()
    assert findings(page) == []
    page.get_by_role("button", name="طبّقها: ٣ مقالات").click()
    page.wait_for_selector("text=مطبَّقة")
    assert findings(page) == []
    page.get_by_role("button", name="تراجَع عنها").click()
    page.wait_for_selector("text=تُراجع عنها: عادت")


def test_a_section_is_set_in_several_batches_at_once_and_taken_back(sign_in, tmp_path):  # noqa: F811
    page = sign_in("phone")
    batches = []
    for number in (1, 2, 3):
        row = {
            "title": f"سفينة {number} في الميناء القديم",
            "body": f"رست السفينة {number * 7907} عند الرصيف القديم مساء أمس.",
            "source": "صحيفة الرصيف",
        }
        file = tmp_path / f"سفينة {number}.jsonl"
        file.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
        page.goto("/admin/upload/")
        page.set_input_files("#files", [str(file)])
        page.get_by_role("button", name="ارفع واقرأ").click()
        page.wait_for_selector(".pick[name=file]")
        batches.append(page.url.rstrip("/").rpartition("/")[2])
    page.goto("/admin/upload/")
    assert not page.get_by_role("button", name="اضبط القسم").is_visible()
    for batch in batches:
        page.check(f"#b{batch}")
    assert findings(page) == []
    page.fill("#id_section", "الملاحة")
    page.get_by_role("button", name="اضبط القسم").click()
    assert "ما يُضبط: ٣ مقالات، والدفعات: ٣ دفعات" in page.content()
    assert findings(page) == []
    page.get_by_role("link", name="غيّر الاختيار").click()
    assert page.input_value("#id_section") == "الملاحة"
    page.get_by_role("button", name="اضبط القسم").click()
    page.get_by_role("button", name="اضبط: ٣ مقالات").click()
    page.wait_for_selector("text=ضُبط في: ٣ مقالات")
    assert findings(page) == []
    page.get_by_role("button", name="تراجَع عنه").click()
    page.wait_for_selector("text=تُراجع عنه: عاد الحقل")
    assert findings(page) == []
    page.get_by_role("link", name="ما ضُبط في دفعات معًا").click()
    assert "القسم: الملاحة" in page.inner_text("main")
    assert findings(page) == []
