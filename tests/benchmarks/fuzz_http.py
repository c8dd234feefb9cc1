"""Random addresses, parameters, headers, forms and files, thrown at the archive: ``make fuzz-http``.

Every answer below 500 is right, and 503 with a time to try again; an exception or a 500 is a crash. The seed
is printed, so that a crash can be had again.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from typing import Any

SLOW = 1.0  # seconds
PATHS = (
    *(
        "/",
        "/search",
        "/feed",
        "/export",
        "/compare",
        "/compare.png",
        "/compare.svg",
        "/compare.csv",
        "/help",
    ),
    *("/api/v1/search", "/api/v1/suggest", "/api/v1/tags", "/api/v1/sources", "/api/v1/articles/{n}"),
    *("/a/{n}/", "/a/{n}/article.pdf", "/a/{n}/card.png", "/a/{n}/copies", "/a/{n}/cite", "/a/{n}/original"),
    *("/a/{n}/{t}", "/sources/", "/sources/{t}/", "/tags/{t}/", "/dates/", "/dates/{n}/", "/dates/{n}/{n}/"),
    *(
        "/opensearch.xml",
        "/sitemap.xml",
        "/sitemap-{n}.xml",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/settings",
    ),
    *(
        "/login",
        "/password/reset",
        "/admin/",
        "/admin/login/",
        "/admin/upload/",
        "/admin/upload/{n}/",
        "/{t}",
    ),
    *("/admin/upload/article/{n}/", "/admin/upload/file/{n}/", "/admin/articles/article/", "/{t}/{t}"),
    *("/admin/articles/article/{n}/change/", "/admin/articles/tag/", "/admin/articles/source/{n}/change/"),
)
NAMES = (
    *(
        "q",
        "mode",
        "match",
        "sort",
        "page",
        "limit",
        "from",
        "to",
        "source",
        "tag",
        "mention",
        "author",
        "day",
    ),
    *(
        "section",
        "copies",
        "format",
        "step",
        "unit",
        "n",
        "with",
        "cursor",
        "after",
        "size",
        "next",
        "lang",
        "v",
    ),
    *(
        "title",
        "body",
        "published",
        "authors",
        "tag_names",
        "source_name",
        "url",
        "version",
        "publish",
        "batch",
    ),
)
NASTY = (
    *(
        "",
        " ",
        "0",
        "-1",
        "9" * 30,
        "1e309",
        "NaN",
        "٣",
        "\0",
        "\ud800",
        "\u202e\u2066",
        "a" * 3000,
        "%",
        "%ff",
    ),
    *(
        '"',
        "'",
        "(((((",
        ")))",
        "*",
        "**",
        "ا*",
        "*ا*",
        "~2",
        "كتاب~9",
        '"ماء سد"~99',
        "OR",
        "أو أو",
        "-",
        "--x",
    ),
    *("تاريخ:9999-99-99", "تاريخ:..", "وسم:ا", "مصدر:", "عنوان:(", "9999-99-99", "2021-02-30", "0000-00-00"),
    *(
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${7*7}",
        "'; DROP TABLE x;--",
        "javascript:x",
    ),
    *(
        "السد والماء",
        "\u064b\u064c",
        "\u0640" * 50,
        "ﻼ",
        "𝕏",
        "🇵🇸",
        "\r\nSet-Cookie: x=1",
        "//evil.example",
        "=1+1",
    ),
)
HEADERS = ("Accept", "Accept-Language", "Cookie", "Referer", "Range", "If-None-Match", "If-Modified-Since")


class Fuzzer:
    """Makes requests of a random generator alone."""

    def __init__(self, chosen: random.Random) -> None:
        self.chosen = chosen

    def text(self) -> str:
        if self.chosen.random() < 0.6:
            return self.chosen.choice(NASTY)
        if self.chosen.random() < 0.5:
            return " ".join(self.chosen.choices(NASTY, k=3))
        return "".join(chr(self.chosen.choice((*range(0x20, 0x7F), *range(0x600, 0x6FF)))) for _ in range(12))

    def number(self) -> str:
        return str(self.chosen.choice((0, 1, 2, 3, 7, 10**6, 2**31, 2**63, 2**64, 2021, 13, 99)))

    def path(self) -> str:
        def filled(place: re.Match[str]) -> str:
            return self.number() if place[0] == "{n}" else _encodable(self.text())

        return re.sub(r"\{[nt]\}", filled, self.chosen.choice(PATHS))

    def fields(self) -> dict[str, list[str]]:
        names = self.chosen.choices(NAMES, k=self.chosen.randint(0, 5))
        return {name: [_encodable(self.text()) for _ in range(self.chosen.randint(1, 3))] for name in names}

    def headers(self) -> dict[str, str]:
        names = self.chosen.sample(HEADERS, self.chosen.randint(0, 2))
        return {name: _encodable(self.text()).encode().decode("latin-1").replace("\0", "") for name in names}

    def file(self) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        begin = self.chosen.choice(
            (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\x1f\x8b", b"<?xml", b'{"title":', b"\xff\xfe")
        )
        name = self.chosen.choice(
            ("a.txt", "a.zip", "a.pdf", "a.json", "../x.txt", "", "خبر.docx", "a" * 400)
        )
        return SimpleUploadedFile(name or "x", begin + self.chosen.randbytes(self.chosen.randint(0, 400)))


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def ask(client: Any, fuzzer: Fuzzer) -> Any:
    path, fields, headers = fuzzer.path(), fuzzer.fields(), fuzzer.headers()
    kind = fuzzer.chosen.random()
    if kind < 0.75:
        return client.get(path, fields, headers=headers)
    if kind < 0.95:
        return client.post(path, fields, headers=headers)
    return client.post("/admin/upload/", fields | {"files": fuzzer.file()}, headers=headers)


def run(requests: int, seconds: float, seed: int) -> tuple[Counter[int], list[str], list[tuple[float, str]]]:
    """Answers by status, crashes, and the slowest requests."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    reader, editor = Client(raise_request_exception=False), Client(raise_request_exception=False)
    editor.force_login(get_user_model().objects.create_superuser("fuzz", password="no-one-signs-in-so"))
    codes, crashes, slowest = Counter[int](), list[str](), list[tuple[float, str]]()
    end = time.monotonic() + seconds
    for number in range(requests):
        if time.monotonic() > end:
            break
        fuzzer = Fuzzer(random.Random(f"{seed} {number}"))
        begun = time.perf_counter()
        try:
            answer = ask(fuzzer.chosen.choice((reader, editor)), fuzzer)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        except Exception as error:
            crashes.append(f"{seed} {number}: {error!r}")
            continue
        took = time.perf_counter() - begun
        asked = " ".join(
            str(answer.request[part])[:100] for part in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")
        )
        codes[answer.status_code] += 1
        if answer.status_code >= 500 and "Retry-After" not in answer.headers:
            crashes.append(f"{seed} {number}: {answer.status_code} {asked} {len(body)} bytes")
        slowest = sorted([*slowest, (took, asked)], reverse=True)[:5]
    return codes, crashes, slowest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    import django

    from newsarchive import data_folder

    django.setup()
    data_folder.prepare()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("sample", verbosity=0)
    codes, crashes, slowest = run(options.requests, options.seconds, options.seed)
    print(f"{codes.total()} requests {dict(sorted(codes.items()))}, crashes {len(crashes)}")
    for took, asked in slowest:
        print(f"{took:6.2f} s  {asked}")
    print(*crashes[:20], sep="\n")
    return bool(crashes)


if __name__ == "__main__":
    sys.exit(main())
