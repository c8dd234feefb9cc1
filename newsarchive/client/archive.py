"""One archive, over HTTP: patient where it asks for patience, and with flat memory however much is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlencode, urljoin

import urllib3

from newsarchive.client.types import Article, Result

TRIES: Final = 5  # of a request that is answered with a time to try again
PAGE: Final = 100  # results that are asked for together
CHUNK: Final = 2**16  # bytes of an export

Value = str | int | Sequence[str]


class ArchiveError(Exception):
    """What the archive refused: ``status`` and its problem details, {} where it gave none."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('detail') or problem.get('title') or ''}".strip())
        self.status, self.problem = status, problem


class Archive:
    """``site`` is the address of its home page; ``key`` is for closed archives and private sources.

    Filters are those of the API: ``source=``, ``tag=``, ``author=`` (one or several), ``sort=``, ``mode=`` …;
    ``from`` is a word of Python, so it is written ``from_``. Every method raises ArchiveError for what the
    archive refuses, and urllib3's errors when it cannot be reached.
    """

    def __init__(self, site: str, *, key: str = "", timeout: float = 30.0) -> None:
        self._site = site.rstrip("/") + "/"
        headers = {"Accept-Encoding": "gzip", "User-Agent": "newsarchive-client"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        retries = urllib3.Retry(TRIES, status_forcelist=(429, 503), backoff_factor=0.5, raise_on_status=False)
        self._http = urllib3.PoolManager(headers=headers, timeout=timeout, retries=retries)

    def search(self, query: str = "", **filters: Value) -> Iterator[Result]:
        """Every result, page by page: break off when you have enough."""
        address: str | None = _address("api/v1/search", {"limit": PAGE, "q": query, **filters})
        while address:
            page = self._json(address)
            yield from map(Result.read, page["results"])
            address = page["next"]

    def count(self, query: str = "", **filters: Value) -> int:
        """How many articles there are."""
        return int(self._json(_address("api/v1/search", {"limit": 1, "q": query, **filters}))["total"])

    def article(self, number: int) -> Article:
        """One article with its text."""
        return Article.read(self._json(f"api/v1/articles/{int(number)}"))

    def export(self, query: str = "", **filters: Value) -> Iterator[dict[str, Any]]:
        """Every article that is found, with its text, as the archive exports it (JSON Lines), streamed."""
        address = _address("export", {"format": "jsonl", "q": query, **filters})
        response = self._get(address, preload_content=False)
        try:
            yield from map(json.loads, _lines(response))
        finally:
            response.close()

    def _json(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get(address).data)
        return found

    def _get(self, address: str, **options: Any) -> urllib3.BaseHTTPResponse:
        response = self._http.request("GET", urljoin(self._site, address), **options)
        if response.status != 200:
            raise ArchiveError(response.status, _problem(response))
        return response


def _address(path: str, params: dict[str, Value]) -> str:
    given = {name.rstrip("_"): value for name, value in params.items() if value not in ("", None)}
    return f"{path}?{urlencode(given, doseq=True)}"


def _problem(response: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    try:
        found = json.loads(response.data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _lines(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    left = b""
    for chunk in response.stream(CHUNK):
        *whole, left = (left + chunk).split(b"\n")
        yield from filter(None, whole)
    if left:
        yield left
