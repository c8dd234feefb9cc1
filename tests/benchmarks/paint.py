"""When pages are painted and whether they move: Largest Contentful Paint and layout shift in Chromium.

``python -m tests.benchmarks.paint http://127.0.0.1:8000`` asks a running archive. Each page is opened in new
windows without a cache, then once with its fonts held back.
"""

from __future__ import annotations

import argparse
import statistics
from urllib.parse import quote, urljoin

from playwright.sync_api import Browser, Route, sync_playwright

from tests.browser.conftest import CHROMIUM, DESK, FLAGS, PHONE

HELD_BACK = 900  # milliseconds
OBSERVED = """globalThis.seen = {paint: 0, shift: 0};
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.paint = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def opened(browser: Browser, address: str, width: int, *, hold_fonts: bool = False) -> tuple[float, float]:
    """The milliseconds to the largest paint, and the layout shift, of one visit."""
    phone = width == PHONE
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=phone, is_mobile=phone)
    page = context.new_page()
    page.add_init_script(OBSERVED)

    def later(route: Route) -> None:
        page.wait_for_timeout(HELD_BACK)
        route.continue_()

    if hold_fonts:
        page.route("**/*.woff2", later)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    seen = page.evaluate("seen")
    context.close()
    return seen["paint"], seen["shift"]


def addresses(browser: Browser, site: str, query: str) -> dict[str, str]:
    results = urljoin(site, f"/search?q={quote(query)}")
    page = browser.new_page()
    page.goto(results)
    article = page.locator(".result h2 a").first.get_attribute("href") or "/"
    page.close()
    return {"home": urljoin(site, "/"), "search": results, "article": urljoin(site, article)}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    arguments.add_argument("--query", default="اتفاقية السرو")
    arguments.add_argument("--visits", type=int, default=7)
    options = arguments.parse_args()
    print(f"{'page':8} {'px':>5} {'LCP best':>9} {'median':>7} {'CLS':>7} {'CLS, late fonts':>16}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, address in addresses(browser, options.site, options.query).items():
            for width in (PHONE, DESK):
                visits = [opened(browser, address, width) for _ in range(options.visits)]
                paints, shifts = zip(*visits, strict=True)
                late = opened(browser, address, width, hold_fonts=True)[1]
                best, median = min(paints), statistics.median(paints)
                print(f"{name:8} {width:5} {best:9.0f} {median:7.0f} {max(shifts):7.4f} {late:16.4f}")
        browser.close()


if __name__ == "__main__":
    main()
