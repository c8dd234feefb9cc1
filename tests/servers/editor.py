"""An editor who renames one article again and again: ``python -m tests.servers.editor ROUNDS PORT…``.

Prints a line for each change and web server: the seconds from the commit until a search there finds it, and
those that a search took on average meanwhile.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from urllib.parse import quote

import django
from django.db import transaction

django.setup()

from articles.models import Article  # noqa: E402  models want Django to be set up
from tests import archive  # noqa: E402


def main(rounds: int, ports: list[str]) -> None:
    article = Article.objects.order_by("id").first()
    assert article is not None
    for number in range(rounds):
        committed = _renamed(article, f"عنوان منقح نسخة{number}")
        for port in ports:
            seen, search = _seen(port, f"نسخة{number}")
            print(f"{seen - committed:.3f} {search:.3f}", flush=True)


def _renamed(article: Article, title: str) -> float:
    """When the change was committed: before anything is done about the index."""
    committed: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.monotonic()))
        archive.update(article, title=title)
    return committed[0]


def _seen(port: str, word: str) -> tuple[float, float]:
    """When a search finds the word, tried for a minute, and how long a search took on average."""
    address = f"http://127.0.0.1:{port}/api/v1/search?mode=exact&q={quote(word)}"
    searches: list[float] = []
    for _ in range(1200):
        begun = time.monotonic()
        with urllib.request.urlopen(address, timeout=60) as answer:
            found = json.load(answer)["total"] == 1
        searches.append(time.monotonic() - begun)
        if found:
            return time.monotonic(), sum(searches) / len(searches)
        time.sleep(0.02)
    raise AssertionError(f"{word} is not found on {port}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
