"""Random queries, requests and files, thrown at the archive inside one process: ``make fuzz-http``.

Of a request every answer below 500 is right, 501 for a format that oEmbed does not offer, and 503 with a
time to try again; an exception or a 500 is a crash. Queries and requests may take a second of the processor,
files what a reader may. The seed is printed, so that a crash can be had again.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import fuzz_readers
from tests.benchmarks.fuzz_queries import Queries, asking

SLOW = 1.0  # seconds
FILE_LIMIT = 10.0  # seconds of one file of some kilobytes
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
    *("/admin/articles/article/add/", "/admin/autocomplete/", "/admin/auth/user/{t}/change/", "/admin/{t}"),
    *("/oembed", "/oai", "/alerts/new", "/alerts/{t}", "/password/reset", "/stories/", "/story/{n}/{t}/"),
    *("/a/{n}/proof", "/seals", "/api/v1/articles/{n}/related", "/api/v1/articles", "/api/v1/uploads"),
    *("/login/code", "/login/second", "/metrics", "/api/v1/compare", "/api/v1/timeline", "/api/v1/analyze"),
)
NAMES: tuple[str, ...] = (
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
# Of the administration's lists, actions and forms.
NAMES += (
    *("_selected_action", "action", "post", "target", "index", "o", "p", "e", "all", "_popup", "_to_field"),
    *("source__id__exact", "id__in", "status__exact", "lacks", "tags", "status", "visible_from_0", "term"),
    *("app_label", "model_name", "field_name", "one_time_password", "username", "password"),
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


@dataclass
class Outcome:
    """What came of the inputs of one kind. ``slow`` are those that took long when asked again too."""

    kind: str
    done: int = 0
    slow: int = 0
    crashes: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def ask(self, name: str, question: Callable[[], Iterable[str]], limit: float) -> None:
        """Ask, and count the processor's time: what others do on the machine is no part of it. A question
        returns its answers' names; what it raises is a crash."""
        self.done += 1
        took = float("inf")
        for _ in range(3):
            begun = time.process_time()
            try:
                told = list(question())
            except Exception as error:
                self.crashes.append(f"{name}: {error!r}")
                return
            took = min(took, time.process_time() - begun)
            if took <= limit:
                break
        self.answers.update(told)
        if took > limit:
            self.slow += 1
        if self.done % 10_000 == 0:  # so that what was done is known of a run that is ended
            print(
                f"{self.kind}: {self.done} so far, crashes {len(self.crashes)}, too slow {self.slow}",
                flush=True,
            )
        if len(self.slowest) < 5 or took > self.slowest[-1][0]:
            self.slowest = sorted([*self.slowest, (took, name)], reverse=True)[:5]

    def __str__(self) -> str:
        head = f"{self.kind}: {self.done}, crashes {len(self.crashes)}, too slow {self.slow}"
        lines = [f"{head}; {dict(sorted(self.answers.items()))}"]
        lines += [f"  {took:.2f} s  {name[:200]}" for took, name in self.slowest]
        return "\n".join(lines + [f"  CRASH {crash}" for crash in self.crashes[:20]])


def queries(count: int, seconds: float, seed: int) -> Outcome:
    """Queries through parser, service and engine."""
    outcome, ask = Outcome("queries"), asking()
    for number in _until(count, seconds):
        params = Queries(random.Random(f"{seed} {number}")).params()

        def question(params: str = params, number: int = number) -> Iterable[str]:
            ask(params, number)
            return ()

        outcome.ask(f"{seed} {number} {params}", question, SLOW)
    return outcome


def requests(count: int, seconds: float, seed: int) -> Outcome:
    """Addresses, parameters, headers, forms and uploads, through the whole of Django."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    reader, editor = Client(raise_request_exception=False), Client(raise_request_exception=False)
    editor.force_login(get_user_model().objects.create_superuser("fuzz", password="no-one-signs-in-so"))
    outcome = Outcome("requests")
    for number in _until(count, seconds):

        def question(number: int = number) -> Iterable[str]:
            fuzzer = Fuzzer(random.Random(f"{seed} {number}"))
            answer = ask(fuzzer.chosen.choice((reader, editor)), fuzzer)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            parts = (
                str(answer.request[part])[:100] for part in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")
            )
            unknown_format = answer.status_code == 501  # as oEmbed has it
            if answer.status_code >= 500 and not unknown_format and "Retry-After" not in answer.headers:
                raise RuntimeError(f"{answer.status_code} {' '.join(parts)} {len(body)} bytes")
            return (str(answer.status_code),)

        outcome.ask(f"{seed} {number}", question, SLOW)
    return outcome


def files(count: int, seconds: float, seed: int) -> Outcome:
    """Mutated samples of every format, through the readers."""
    outcome = Outcome("files")
    logging.disable()  # of refused files there are many, and their tracebacks take half of the time
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input"
        for _, (name, data, number) in zip(_until(count, seconds), fuzz_readers.inputs(seed), strict=False):
            path.write_bytes(data)

            def question(name: str = name) -> Iterable[str]:
                wrong, _mistakes = fuzz_readers.broken_promise(path, name)
                if wrong:
                    raise RuntimeError(wrong)
                return ()

            outcome.ask(f"{name} {number}", question, FILE_LIMIT)
    return outcome


def _until(count: int, seconds: float) -> Iterator[int]:
    end = time.monotonic() + seconds
    for number in range(count):
        if time.monotonic() > end:
            return
        yield number


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200_000)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop each kind after so long")
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
    outcomes = []
    for kind in (queries, requests, files):
        outcomes.append(kind(getattr(options, kind.__name__), options.seconds, options.seed))
        print(outcomes[-1], flush=True)
    return any(outcome.crashes or outcome.slow for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
