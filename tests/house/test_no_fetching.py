"""The archive fetches no address that it was sent: it connects to what an administrator set alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Input
from tests.processes import ROOT

CLIENTS = {"urllib.request", "http.client", "urllib3", "requests", "httpx", "aiohttp", "socket", "ftplib"}
# The time-stamping authority and the institution's provider; a socket that listens, and this machine's name.
# The packages of the cluster, of mail and of the provider connect by themselves, to what is set.
ALLOWED = {
    "articles/access/oidc_client.py",
    "articles/proof/timestamps.py",
    "articles/management/commands/serve.py",
    "articles/indexing/locks.py",
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_no_other_module_has_a_client() -> None:
    found = {
        str(path.relative_to(ROOT)) for path in (ROOT / "articles").rglob("*.py") if imported(path) & CLIENTS
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            '<head><base href="{site}"><link rel="stylesheet" href="{site}"></head><body>{text}</body>',
        ),
        ("a.html", '<meta http-equiv="refresh" content="0;url={site}"><iframe src="{site}"></iframe>{text}'),
        (
            "a.xml",
            '<!DOCTYPE rss SYSTEM "{site}"><rss><channel><item><title>خبر</title></item></channel></rss>',
        ),
        ("a.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "{site}">]><rss><channel><item>&e;</item></channel></rss>'),
        ("a.xml", '<nitf xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{site}"/></nitf>'),
        ("a.jsonl", '{{"title": "خبر", "url": "{site}", "body": "{text}"}}'),
        ("a.csv", "title,url,body\nخبر,{site},{text}"),
    ],
)
def test_no_file_has_an_address_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    def refuse(self: object, address: object) -> None:
        raise AssertionError(f"connected to {address!r}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    path = tmp_path / name
    path.write_text(text.format(site="http://203.0.113.9/x", text="نصّ الخبر عن الجسر الجديد " * 20), "utf-8")
    assert list(read_here(Input(path, name)))
