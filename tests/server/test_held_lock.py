"""Somebody holds the database's write lock: who reads notices nothing, who writes is told within seconds."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

HELD = 12.0  # seconds
WRITERS = 6


def _sign_in(server) -> tuple[int, float]:
    """Signing in writes a session: a failed try is enough, which django-axes writes down."""
    page = server.get("/login")
    token = page.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0]
    cookie = page.partition(b"csrftoken=")[2].partition(b";")[0]
    body = b"csrfmiddlewaretoken=" + token + b"&username=nobody&password=not-the-word"
    begun = time.monotonic()
    answer = server.ask(
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: csrftoken="
        + cookie
        + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    return int(answer[9:12]), time.monotonic() - begun


def test_a_held_write_lock_is_seen_by_writers_alone(server):
    holder = sqlite3.connect(server.data / "archive.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    until = time.monotonic() + HELD
    reads: list[bytes] = []
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(_sign_in, server) for _ in range(WRITERS)]
        while time.monotonic() < until:
            for path in ("/", "/search?q=x", "/login", "/api/v1/search?q=x"):
                reads.append(server.get(path)[9:12])
        answers = [writer.result() for writer in writers]
    holder.execute("ROLLBACK")
    holder.close()
    assert set(reads) == {b"200"}
    assert {status for status, _ in answers} == {503}
    assert _sign_in(server)[0] == 200
