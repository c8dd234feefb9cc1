"""Every address of an archive, asked for in a process of its own, and where two archives answer otherwise.

``answers(DATA)`` follows the links of all that a stranger may read: pages, feeds, exports, originals,
documents, the API; and asks for searches that no page links to, most of them mistyped. The other archive is
asked for the same addresses. ``python -m tests.pages`` is the process.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from tests.processes import ROOT, UNLIMITED, environment

HOST: Final = "localhost"
EACH: Final = 40  # addresses of one view
WORDS: Final = 60  # that are searched for, mistyped, and begun
HEADERS: Final = ("Content-Type", "Location", "ETag", "Last-Modified", "Content-Disposition", "Link")
_LINK: Final = re.compile(rf"""(?:href|src|(?<!form)action)=["']([^"']+)|https?://{HOST}(/[^\s"'<>\\]*)""")
_LEFT_OUT: Final = ("/static/", "/admin", "/login", "/logout", "/settings", "/metrics", "/alerts")
_ROOTS: Final = (
    "/",
    "/stories/",
    "/sources/",
    "/tags/",
    "/authors/",
    "/dates/",
    "/dates/undated/",
    "/past?day=06-15",
    "/help",
    "/compare",
    "/seals",
    "/feed",
    "/sitemap.xml",
    "/opensearch.xml",
    "/robots.txt",
    "/healthz",
    "/oai?verb=Identify",
    "/oai?verb=ListSets",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/api/v1/openapi.json",
)
_FONT: Final = re.compile(rb"<<[^<>]*/Length1[^<>]*>>\s*stream.*?endstream", re.DOTALL)
# What differs whenever it is asked for, in the same archive too.
_BY_NATURE: Final = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"took_ms": ?[0-9.]+'),
    re.compile(r"<responseDate>[^<]*</responseDate>"),
    re.compile(r"/(?:ModDate|CreationDate) ?\([^)]*\)"),
    re.compile(r'property="dcterms:modified">[^<]*<'),
    re.compile(r":search/\d{8}T\d+"),  # the identity of a book of a search
    re.compile(r"(?<=</id>)<updated>[^<]*</updated>(?=<author>.*</author></feed>)"),  # of an empty feed
)


@dataclass(frozen=True)
class Answer:
    """What an address answered."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    def lines(self) -> list[str]:
        """All of it as text, without what differs by nature."""
        text = _readable(self.body)
        for pattern in _BY_NATURE:
            text = pattern.sub("", text)
        return [str(self.status), json.dumps(self.headers, sort_keys=True), *text.splitlines()]


def _readable(body: bytes) -> str:
    """Of a zip (an e-book) its members, without their times; of a PDF all but its embedded fonts, which say
    when they were cut, and the places of its parts, which these move."""
    if body.startswith(b"%PDF"):
        return _FONT.sub(b"", body).rpartition(b"\nxref")[0].decode("latin-1")
    if not body.startswith(b"PK\x03\x04"):
        return body.decode("utf-8", "backslashreplace")
    with zipfile.ZipFile(BytesIO(body)) as book:
        return "\n".join(
            name + book.read(name).decode("utf-8", "backslashreplace") for name in book.namelist()
        )


def answers(
    data: Path, addresses: Iterable[str] = (), *, each: int = EACH, words: int = WORDS, **variables: str
) -> dict[str, Answer]:
    """What the archive in the data folder answers, by address: to these, or to all that are found by
    following links, ``each`` of one kind."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pages", str(each), str(words)],
        cwd=ROOT,
        env=environment(data, **UNLIMITED, LOG_LEVEL="ERROR", **variables),
        input="\n".join(addresses),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = (json.loads(line) for line in done.stdout.splitlines())
    return {one["address"]: Answer(**one | {"body": base64.b64decode(one["body"])}) for one in found}


def differences(one: dict[str, Answer], other: dict[str, Answer]) -> dict[str, str]:
    """The addresses that are answered otherwise, and how: the first lines that differ."""
    found = {}
    for address, answer in one.items():
        before, after = answer.lines(), other[address].lines()
        if before != after:
            pairs = zip_longest(before, after, fillvalue="")
            found[address] = "\n".join(around(old, new) for old, new in pairs if old != new)[:2000]
    return found


def around(old: str, new: str) -> str:
    """Two lines from shortly before they differ."""
    same = next((place for place, pair in enumerate(zip(old, new, strict=False)) if len({*pair}) > 1), 0)
    begin = max(0, same - 60)
    return f"- {old[begin : begin + 200]}\n+ {new[begin : begin + 200]}"


# ---- the process ----------------------------------------------------------------------------------


def main() -> None:
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "newsarchive.settings"
    # Addresses of styles and fonts without the sums that set-up gives them.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    each, words = map(int, sys.argv[1:])
    given = [line for line in sys.stdin.read().split("\n") if line]
    for answer in map(_ask, given) if given else _walk([*_ROOTS, *_searches(words)], each):
        body = base64.b64encode(answer.body).decode()
        print(json.dumps({**vars(answer), "body": body}), flush=True)


def _walk(begin: Iterable[str], each: int) -> Iterator[Answer]:
    """Breadth first, from these addresses on; of those that are linked to, some of each kind."""
    waiting, seen, kinds = deque(begin), set(begin), Counter[Any]()
    while waiting:
        answer = _ask(waiting.popleft())
        yield answer
        for address in links(answer):
            of_kind = kind(address)
            if address not in seen and kinds[of_kind] < each:
                seen.add(address)
                kinds[of_kind] += 1
                waiting.append(address)


def _ask(address: str) -> Answer:
    from django.test import Client

    response: Any = Client(SERVER_NAME=HOST, raise_request_exception=False).get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: response[name] for name in HEADERS if name in response}
    return Answer(address, response.status_code, headers, body)


def links(answer: Answer, left_out: tuple[str, ...] = _LEFT_OUT) -> Iterator[str]:
    """The addresses of this site that an answer leads to."""
    if b"\0" in answer.body[:1000]:
        return
    base = urlsplit(answer.address).path
    text = answer.body.decode("utf-8", "replace")
    if answer.headers.get("Content-Type", "").startswith("text/csv"):
        text = text.replace(",", " ")  # else an address would go on into the next cells
    for relative, absolute in _LINK.findall(text):
        parts = urlsplit(html.unescape(absolute or relative))
        if parts.netloc not in ("", HOST) or parts.scheme not in ("", "http", "https"):
            continue
        path = parts.path or base
        if path.startswith("/") and not path.startswith(left_out):
            yield path + (f"?{parts.query}" if parts.query else "")


def kind(address: str) -> tuple[str, ...]:
    """The view, and of a citation its style. Not the parameters: every choice on a page adds one."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return (parts.path,)
    return (match.view_name or match.route, match.kwargs.get("style", ""))


def _searches(words: int) -> Iterator[str]:
    """Searches for words of headlines from all over the archive: as they stand, with two letters swapped,
    with one left out, begun; in several modes and orders, on the page and in the API."""
    for number, word in enumerate(_words(words)):
        swapped = word[:2] + word[3] + word[2] + word[4:]
        for text in (word, swapped, word[:-2] + word[-1], f"{word[:3]}*", f"{swapped}~"):
            yield f"/search?q={quote(text)}"
        yield f"/suggestions?q={quote(word[:2])}"
        yield f"/api/v1/suggest?q={quote(word[:3])}"
        mode = ("normal", "exact", "wide")[number % 3]
        yield f"/api/v1/search?q={quote(word)}&facets=source,tag&mode={mode}"
        yield f"/api/v1/search?q={quote(swapped)}"
        yield f"/export?q={quote(word)}&format={('csv', 'json', 'ris', 'bib')[number % 4]}"


def _words(count: int) -> list[str]:
    from articles.models import Article

    titles = Article.objects.in_index().order_by("id").values_list("title", flat=True)
    found = dict.fromkeys(word for title in titles for word in re.findall(r"\w{5,}", title))
    return list(found)[:: max(1, len(found) // count)][:count]


if __name__ == "__main__":
    main()
