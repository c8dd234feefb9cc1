"""What gunicorn lets through: requests that have arrived, of a bounded size, whatever others half-send."""

from __future__ import annotations

from urllib.parse import quote

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
