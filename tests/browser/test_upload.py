"""Uploading in a real browser, with the real server and worker: from choosing files to taking them back."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import processes

playwright = pytest.importorskip("playwright.sync_api")
from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, Page, expect  # noqa: E402
from playwright.sync_api import Error as PlaywrightError  # noqa: E402

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("CI") != "true", reason="Debian's chromium is not installed"
    ),
]
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
WAIT = 90_000  # milliseconds: for a worker on a busy machine

PAGE = """الطقس: 23°C المرسى الثلاثاء 14:07
افتتاح الجسر المعلّق فوق نهر السرو

افتتاح الجسر المعلّق فوق نهر السرو

المرسى – وكالة الضفاف

افتتحت بلديّة المرسى، صباح الثلاثاء (14 أيلول 2021)، الجسر المعلّق فوق نهر السرو بعد ثلاث سنوات من العمل.

وقال رئيس البلديّة إنّ الجسر سيختصر طريق المزارعين إلى السوق ساعة كاملة.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running archive, and its administrator's password."""
    data, port = tmp_path_factory.mktemp("archive") / "data", processes.free_port()
    server = processes.start(data, "serve", PORT=str(port))
    password, lines = "", []
    for line in server.stdout:
        lines.append(line)
        password = password or (re.search(r"^ +password +(\S+)$", line) or ["", ""])[1]
        if "is open at" in line:
            break
    else:
        pytest.fail("".join(lines))
    reading = threading.Thread(target=server.stdout.read, daemon=True)  # so that it never waits for us
    reading.start()
    yield f"http://127.0.0.1:{port}", password
    os.kill(server.pid, signal.SIGTERM)
    server.wait(timeout=40)
    reading.join(10)
    server.stdout.close()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """The browser that all files of this room share: Playwright runs once a process."""
    return chromium


@pytest.fixture
def sign_in(archive: tuple[str, str], browser: Browser) -> Iterator[Callable[..., Page]]:
    """``sign_in(size="phone", script=False)``: a page of the administrator's, on which no script fails."""
    address, password = archive
    contexts, errors = [], []

    def sign_in(size: str = "desktop", *, script: bool = True, theme: str = "light") -> Page:
        width, height = SIZES[size]
        contexts.append(
            browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                java_script_enabled=script,
                color_scheme=theme,
            )
        )
        contexts[-1].set_default_timeout(WAIT)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.password = password
        page.goto("/admin/login/?next=/admin/upload/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", password)
        page.click("[type=submit]")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not errors


def rows(count: int, crop: str) -> str:
    return "\n".join(
        json.dumps(
            {
                "title": f"محصول {crop} في القرية {n}",
                "body": f"بلغ محصول {crop} في القرية رقم {n} نحو {n * 7919} قنطارا هذا الموسم.",
                "source": "جريدة الميناء",
                "published": "2021-09",
            },
            ensure_ascii=False,
        )
        for n in range(count)
    )


def files_in(folder: Path, crop: str, count: int = 900) -> list[Path]:
    written = {
        "bridge.txt": PAGE.replace("السرو", f"السرو {crop}"),
        "rows.jsonl": rows(count, crop),
        "empty.txt": "",
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in written]


def reloaded(page: Page) -> Page:
    """The page loaded anew. Without script it also refreshes itself, which may cut our own load short."""
    with suppress(PlaywrightError):
        page.reload()
    return page


def results(page: Page, text: str) -> int:
    page.goto(f"/search?q={text}")
    return page.locator(".result").count()


def test_choose_watch_review_correct_publish_find_and_undo(sign_in, tmp_path):
    page = sign_in()
    page.set_input_files("#files", files_in(tmp_path, "الشمندور"))
    expect(page.locator("[data-chosen] li")).to_have_count(3)
    page.fill("#source_name", "صحيفة الساحل")
    page.click("button.primary")
    page.wait_for_url("**/admin/upload/*/", timeout=WAIT)
    batch = page.url

    # Progress moves by itself, without the page being loaded anew.
    expect(page.locator("progress, .badge:has-text('ينتظر دوره')").first).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-live]:not([data-refresh])")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("الملفّ فارغ")).to_be_visible()
    expect(page.get_by_text("للمراجعة: ٩٠١ مقال")).to_be_visible()
    assert results(page, "الشمندور") == 0

    page.goto(batch)
    page.click(".files .title a:has-text('افتتاح الجسر')")
    expect(page.locator(".raw .cut", has_text="افتتاح الجسر")).to_be_visible()
    expect(page.locator("#id_published")).to_have_value("١٤ أيلول/سبتمبر ٢٠٢١")
    expect(page.locator("#id_source_name")).to_have_value("صحيفة الساحل")
    page.fill("#id_title", "جسر الشمندور يصل ضفّتي النهر")
    page.fill("#id_published", "بعد غد")
    page.click("text=احفظ وانشر")
    expect(page.locator("#id_title")).to_have_value("جسر الشمندور يصل ضفّتي النهر")
    expect(page.locator("#id_published_error")).to_be_visible()
    page.fill("#id_published", "15/9/2021")
    page.click("text=احفظ وانشر")
    expect(page.locator(".note.ok")).to_contain_text("جسر الشمندور")

    page.goto(batch)
    page.click(".publish .primary")
    expect(page.get_by_text("منشور: ٩٠١ مقال")).to_be_visible(timeout=WAIT)  # the worker published 900
    assert processes.until(lambda: results(page, "جسر الشمندور يصل"))
    expect(page.locator(".result").first).to_contain_text("صحيفة الساحل")

    page.goto(batch)
    page.click(".publish .danger")
    expect(page.locator("main")).to_contain_text("يُحذف ما نُشر منها")
    page.click("main .danger")
    expect(page.get_by_text("تُراجع عن هذه الدفعة")).to_be_visible(timeout=WAIT)
    assert processes.until(lambda: not results(page, "الشمندور"))


def test_without_script_on_a_phone(sign_in, tmp_path):
    page = sign_in("phone", script=False)
    page.set_input_files("#files", files_in(tmp_path, "القرطوم", 3))
    page.check("[name=publish_at_once]")
    page.click("button.primary")
    assert processes.until(lambda: reloaded(page).get_by_text("منشور: ٤ مقالات").count())
    assert processes.until(lambda: results(page, "القرطوم") == 4)
    page.go_back()


def test_what_was_typed_outlives_the_session(sign_in, tmp_path):
    page = sign_in()
    page.set_input_files("#files", files_in(tmp_path, "الخزندار", 1))
    page.click("button.primary")
    page.click(".files .title a")
    page.fill("#id_title", "عنوان كُتب والجلسة تنتهي")
    page.context.clear_cookies(name="sessionid")
    page.click("text=احفظ التعديل")
    page.wait_for_url("**/admin/login/**")
    page.fill("#id_username", "admin")
    page.fill("#id_password", page.password)
    page.click("[type=submit]")
    page.click("[data-restore]")
    expect(page.locator("#id_title")).to_have_value("عنوان كُتب والجلسة تنتهي")
    page.click("text=احفظ التعديل")
    expect(page.locator(".note.ok")).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_files_chosen_before_the_script_is_there_are_kept(sign_in, tmp_path):
    page = sign_in()
    held = []
    page.route("**/upload*.js", lambda route: held.append(route))
    page.goto("/admin/upload/", wait_until="commit")
    page.set_input_files("#files", files_in(tmp_path, "الزعتر", 1))
    assert processes.until(lambda: page.wait_for_timeout(50) or held)
    held[0].continue_()
    expect(page.locator("[data-chosen] li")).to_have_count(3, timeout=60_000)


def test_two_files_of_one_name_and_size_are_both_chosen(sign_in, tmp_path):
    page = sign_in()
    expect(page.locator("form.live")).to_be_visible()
    for folder, word in (("a", "أوّل"), ("b", "ثانٍ"), ("c", "أوّل")):
        file = tmp_path / folder / "index.txt"
        file.parent.mkdir()
        file.write_text(f"عنوان {word}\n\nنصّ الخبر.")
        page.set_input_files("#files", file)
    expect(page.locator("[data-chosen] li")).to_have_count(2)  # the third is the first once more


def test_dropped_files_are_chosen(sign_in):
    page = sign_in()
    expect(page.locator("form.live")).to_be_visible()
    transfer = page.evaluate_handle(
        "() => { const data = new DataTransfer();"
        "data.items.add(new File(['خبر'], 'dropped.txt')); return data; }"
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})
    expect(page.locator("[data-chosen]")).to_contain_text("dropped.txt")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_all_can_use_the_pages(sign_in, tmp_path, size, theme):
    page = sign_in(size, theme=theme)
    page.set_input_files("#files", files_in(tmp_path, f"الكمّون {size} {theme}", 3))
    found = {"upload": faults(page)}
    page.click("button.primary")
    page.wait_for_url("**/admin/upload/*/", timeout=WAIT)
    expect(page.locator("[data-live]:not([data-refresh])")).to_be_visible(timeout=WAIT)
    found["batch"] = faults(page)
    batch = page.url
    for name, link in [("file", ".files .title a:has-text('مقالات')"), ("article", ".rowlist a")]:
        page.click(link)
        page.wait_for_url(f"**/upload/{name}/*/")
        found[name] = faults(page)
    page.goto(f"{batch}undo/")
    found["undo"] = faults(page)
    assert not {name: fault for name, fault in found.items() if fault}


def faults(page: Page) -> list[str]:
    """What axe-core finds, and whether the page scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    violations = Axe().run(page).response["violations"]
    return ["scrolls sideways"] * wide + [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in violations
    ]


def test_chosen_files_are_listed_as_people_count(sign_in, tmp_path):
    page = sign_in()
    expect(page.locator("form.live")).to_be_visible()
    for number in (10, 2, 1):
        (tmp_path / f"page-{number}.txt").write_text(f"عنوان {number}\n\nنصّ الخبر {number}.")
    page.set_input_files("#files", sorted(tmp_path.iterdir()))
    expect(page.locator("[data-chosen] li bdi")).to_have_text(["page-1.txt", "page-2.txt", "page-10.txt"])
