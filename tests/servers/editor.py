"""An editor who renames one article again and again: ``python -m tests.servers.editor ROUNDS PORT…``.

Prints, for each change and web server, the seconds from the commit until a search there finds it.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from urllib.parse import quote


def main(rounds: int, ports: list[str]) -> None:
    import django

    django.setup()
    from articles.models import Article
    from tests import archive

    article = Article.objects.order_by("id").first()
    assert article is not None
    for number in range(rounds):
        archive.update(article, title=f"عنوان منقح نسخة{number}")
        committed = time.monotonic()
        for port in ports:
            print(f"{_seen(port, f'نسخة{number}') - committed:.3f}", flush=True)


def _seen(port: str, word: str) -> float:
    """When a search finds the word, tried for a minute."""
    address = f"http://127.0.0.1:{port}/api/v1/search?mode=exact&q={quote(word)}"
    for _ in range(1200):
        with urllib.request.urlopen(address, timeout=60) as answer:
            if json.load(answer)["total"] == 1:
                return time.monotonic()
        time.sleep(0.05)
    raise AssertionError(f"{word} is not found on {port}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
