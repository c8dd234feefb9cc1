"""What gunicorn lets through: requests that have arrived, of a bounded size, whatever others half-send."""

from __future__ import annotations

import socket
from urllib.parse import quote

import pytest

from tests import processes
from tests.server.client import Server

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def answers(server: Server) -> bool:
    return server.ask(HEALTH).startswith(b"HTTP/1.1 200 ")


def test_half_sent_heads_hold_nothing(server: Server) -> None:
    half = [server.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ") for _ in range(12)]
    assert answers(server)
    half[0].sendall(b"b\r\nConnection: close\r\n\r\n")  # the rest comes later
    assert half[0].recv(100).startswith(b"HTTP/1.1 200 ")
    for connection in half:
        connection.close()


def test_half_sent_forms_hold_nothing(server: Server) -> None:
    head = b"POST /settings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + FORM
    half = [server.send(head + b"Content-Length: 40\r\n\r\ntheme=dark") for _ in range(12)]
    assert answers(server)
    half[0].sendall(b"&next=/help".ljust(30, b"x"))
    assert half[0].recv(100).startswith(b"HTTP/1.1 ")
    for connection in half:
        connection.close()


def test_large_bodies_that_stand_still_leave_threads_for_others(server: Server) -> None:
    head = (
        b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n" + FORM
    )
    half = [server.send(head + b"Content-Length: 9000000\r\n\r\nusername=a") for _ in range(12)]
    assert answers(server)
    for connection in half:
        connection.close()


def test_silent_connections_hold_nothing(server: Server) -> None:
    silent = [server.connect() for _ in range(12)]
    assert answers(server)
    for connection in silent:
        connection.close()


def test_connections_left_open_hold_nothing(server: Server) -> None:
    left = [server.send(HEALTH) for _ in range(12)]
    assert answers(server)
    for connection in left:
        connection.close()


def test_requests_one_after_the_other_in_one_connection(server: Server) -> None:
    with server.send(HEALTH.replace(b"Connection: close\r\n", b"") + HEALTH) as connection:
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert answer.count(b"HTTP/1.1 200 ") == 2


def test_half_of_a_second_request_holds_nothing(server: Server) -> None:
    """Behind a whole one, so that the parser has read it ahead."""
    whole = HEALTH.replace(b"Connection: close\r\n", b"")
    half = [server.send(whole + HEALTH[:20]) for _ in range(12)]
    assert answers(server)
    half[0].sendall(HEALTH[20:])
    answer = b"".join(iter(lambda: half[0].recv(2**16), b""))
    assert answer.count(b"HTTP/1.1 200 ") == 2
    form = b"POST /settings HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Content-Length: 60000\r\n\r\n"
    half += [server.send(whole + form + b"a=b") for _ in range(12)]
    assert answers(server)
    for connection in half:
        connection.close()


def test_many_requests_at_once_in_one_connection(server: Server) -> None:
    """To the last, also when the other side says at once that no more will come."""
    with server.send(HEALTH.replace(b"Connection: close\r\n", b"") * 40) as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert answer.count(b"HTTP/1.1 200 ") == 40


@pytest.mark.parametrize(
    "held",
    [
        b"POST /settings HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
        b"POST /settings HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"POST /admin/upload/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n\r\nabc",
        b"GET /static/icon.svg HTTP/1.1\r\nRange: bytes=0-",
        b"GE",
    ],
    ids=["expecting to go on", "in chunks", "an upload", "a range", "a method"],
)
def test_whatever_stands_still_leaves_threads_for_others(server: Server, held: bytes) -> None:
    connections = [server.send(held) for _ in range(12)]
    assert answers(server)
    for connection in connections:
        connection.close()


def test_chunks_without_an_end_are_not_read_for_ever(server: Server) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    with server.send(head) as connection:

        def is_cut() -> bool:
            try:
                connection.sendall(b"10000\r\n" + b"x" * 2**16 + b"\r\n")
            except ConnectionError:
                return True
            return False

        assert processes.until(is_cut)
    assert answers(server)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n", b"200"),
        (b"GET http://localhost/healthz HTTP/1.1\r\n%s\r\n", b"200"),
        (b"GET http://elsewhere.example/healthz HTTP/1.1\r\n%s\r\n", b"200"),
        (b"GET /healthz HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET /static/css/base.css HTTP/1.1\r\n%sRange: bytes=0-0,1-1,2-2,3-\r\n\r\n", b"200"),
        (b"GET /static/css/base.css HTTP/1.1\r\n%sRange: bytes=0-1\r\n\r\n", b"206"),
        (b"GET /healthz HTTP/1.1\r\n%sExpect: more\r\n\r\n", b"417"),
        (b"GET /healthz HTTP/1.1\r\n%sUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", b"200"),
        (b"POST /settings HTTP/1.1\r\n%sContent-Length: 3\r\nContent-Length: 5\r\n\r\na=b", b"400"),
        (
            b"POST /settings HTTP/1.1\r\n%sContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"400",
        ),
        (b"POST /settings HTTP/1.1\r\n%sTransfer-Encoding: gzip\r\n\r\n", b"400"),
        (b"POST /settings HTTP/1.1\r\n%sContent-Length: -3\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\n%sX: a\r\n b\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"OPTIONS * HTTP/1.1\r\n%s\r\n", b"404"),
    ],
)
def test_odd_requests_get_a_plain_answer(server: Server, request_: bytes, status: bytes) -> None:
    request_ = request_.replace(b"%s", b"Host: localhost\r\nConnection: close\r\n")
    assert server.ask(request_)[9:12] == status
    assert answers(server)


def test_a_line_of_16_kilobytes_is_read_and_a_longer_one_refused(server: Server) -> None:
    assert server.get("/help?q=" + "a" * 16_000).startswith(b"HTTP/1.1 200 ")
    for length in (17_000, 70_000, 3_000_000):
        refused = server.get("/help?q=" + "a" * length)
        assert refused.startswith(b"HTTP/1.1 414 ")
        assert "عنوان أطول ممّا يُقرأ".encode() in refused
        assert b"Content-Security-Policy: " in refused


def test_a_head_of_64_kilobytes_is_refused(server: Server) -> None:
    many = {f"X_{n}": "a" * 8_000 for n in range(10)}
    assert server.get("/healthz", **many).startswith(b"HTTP/1.1 431 ")
    assert server.get("/healthz", Cookie="a" * 12_000).startswith(b"HTTP/1.1 200 ")


def test_raw_arabic_letters_in_an_address_are_read(server: Server) -> None:
    assert server.get("/tags/لا أحد/".replace(" ", "-")).startswith(b"HTTP/1.1 404 ")
    raw, quoted = server.get("/search?q=الجسر"), server.get("/search?q=" + quote("الجسر"))
    assert raw.startswith(b"HTTP/1.1 200 ")
    assert raw.count("الجسر".encode()) == quoted.count("الجسر".encode()) > 0


def test_nobody_moves_the_paths_by_a_header(server: Server) -> None:
    for headers in (
        {"SCRIPT_NAME": "/x"},
        {"Script_Name": "/healthz"},
        {"X_Forwarded_Host": "other.example"},
    ):
        page = server.get("/", **headers)
        assert page.startswith(b"HTTP/1.1 200 ")
        assert b'href="/x/' not in page
        assert b"other.example" not in page
