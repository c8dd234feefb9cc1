"""Gunicorn's threaded worker, with a gate before it: a thread is given to a request that has arrived.

A thread that waits for the rest of a request serves nobody, and eight half-sent requests hold all threads of
two processes. Here the main loop waits instead: it looks at what lies in the socket without taking it
(``MSG_PEEK``), and is woken when more has come (``SO_RCVLOWAT``: what it has seen does not wake it). A head,
and a body of up to ``SMALL_BODY``, are complete before a thread sees them. Larger bodies are read by half of
the threads at most; a socket that stands still for ``STILL_SECONDS`` while a thread reads from it or writes
to it is given up.

A request line above ``MAX_LINE`` and a head above ``MAX_HEAD`` are refused here, with a page of our own. Raw
Arabic letters in a request line, as scripts send them, are percent-coded, because gunicorn takes ASCII alone.
"""

from __future__ import annotations

import re
import selectors
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from functools import cache, partial
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

MAX_LINE: Final = 16 * 1024  # bytes of a request line; gunicorn's own limit is 8,190
MAX_HEAD: Final = 64 * 1024  # bytes of line and headers
SMALL_BODY: Final = 64 * 1024  # bytes that wait in the socket until all are there
ARRIVAL_SECONDS: Final = 15  # until head and small body must be there
STILL_SECONDS: Final = 20
CLOSING_SECONDS: Final = 2

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n)", re.IGNORECASE)
_STREAMED: Final = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.IGNORECASE)
_RAW: Final = re.compile(rb"[\x80-\xff]")
_TIMEOUT: Final = struct.pack("ll", STILL_SECONDS, 0)


class GateWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is not typed
    """``--worker-class newsarchive.gunicorn_worker.GateWorker``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[TConn, float] = {}  # until when what is on the way is waited for
        self._large: set[TConn] = set()  # in threads, with bodies to read
        self._queue: deque[TConn] = deque()  # with large bodies, until one of those has ended
        self._closing: dict[TConn, float] = {}  # answered; until the other side has read to the end

    def enqueue_req(self, conn: TConn) -> None:
        """A connection has a new request, or will have: it goes to a thread once that has arrived."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)  # what lies in the socket cannot be read here
            return
        self._look(conn, time.monotonic() + ARRIVAL_SECONDS)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        if conn in self._large:
            self._large.remove(conn)
            if self._queue:
                self._submit_large(self._queue.popleft())
        conn.close = partial(self._close, conn)
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Called once a second: what did not arrive in time is given up too."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, until in self._arriving.items() if until < now]:
            self._stop_waiting(conn)
            self._drop(conn)
        for conn in [conn for conn, until in self._closing.items() if until < now]:
            self._cut(conn)

    # ---- the gate -------------------------------------------------------------------------------------

    def _look(self, conn: TConn, until: float, wanted: int = 0) -> None:
        """Judge what the parser has read ahead of the last request, and what lies in the socket: ``wanted``
        bytes at least, or nothing more will come."""
        ahead = conn.parser.unreader.buf.getvalue() if conn.parser is not None else b""
        try:
            seen = conn.sock.recv(MAX_HEAD + SMALL_BODY, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            ended = not seen or len(seen) < wanted
        except BlockingIOError:
            seen, ended = b"", False
        except OSError:
            self._drop(conn)
            return
        request = ahead + seen
        size, is_large = _needed(request)
        if status := _too_large(request):
            self._refuse(conn, status)
        elif len(request) >= size:
            if not ahead:
                self._code_line(conn, seen)
            (self._submit_large if is_large else self._submit)(conn)
        elif ended:
            self._drop(conn)
        else:
            self._wait(conn, until, size - len(ahead))

    def _code_line(self, conn: TConn, seen: bytes) -> None:
        """Take a line with raw letters out of the socket, and give it to the parser percent-coded."""
        line = seen[: seen.index(b"\r\n")]
        if not line.isascii():
            conn.init()
            conn.sock.setblocking(False)
            taken = conn.sock.recv(len(line))
            conn.parser.unreader.unread(_RAW.sub(lambda found: b"%%%02X" % found.group()[0], taken))

    def _wait(self, conn: TConn, until: float, size: int) -> None:
        """Look again when ``size`` bytes lie in the socket, or the other side has ended."""
        self._arriving[conn] = until
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._more_came, conn, size))

    def _more_came(self, conn: TConn, size: int, _sock: socket.socket) -> None:
        self._look(conn, self._stop_waiting(conn), size)

    def _stop_waiting(self, conn: TConn) -> float:
        self.poller.unregister(conn.sock)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        return self._arriving.pop(conn)

    # ---- out of the gate ------------------------------------------------------------------------------

    def _submit(self, conn: TConn) -> None:
        conn.data_ready = True
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, _TIMEOUT)
        super().enqueue_req(conn)

    def _submit_large(self, conn: TConn) -> None:
        if len(self._large) >= max(1, self.cfg.threads // 2):
            self._queue.append(conn)
            return
        self._large.add(conn)
        self._submit(conn)

    def _drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def _refuse(self, conn: TConn, status: int) -> None:
        self.log.warning("refused a request of %s: %d", conn.client, status)
        conn.sock.setblocking(False)
        with suppress(OSError):
            while conn.sock.recv(2**20):  # unread bytes would reset the connection before the answer is read
                pass
        with suppress(OSError):
            conn.sock.send(_refusal(status))
        self.nr_conns -= 1
        self._close(conn, graceful=True)

    def _close(self, conn: TConn, graceful: bool = False) -> None:
        """Tell the other side that this was all, and cut the connection when it has ended too.

        Gunicorn's own loop waits for that, up to two seconds a connection.
        """
        if not graceful:
            TConn.close(conn)
            return
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._discard, conn))
            self._closing[conn] = time.monotonic() + CLOSING_SECONDS
        except OSError:
            TConn.close(conn)

    def _discard(self, conn: TConn, _sock: socket.socket) -> None:
        with suppress(BlockingIOError):
            try:
                ended = not conn.sock.recv(2**20)
            except ConnectionError:
                ended = True
            if ended:
                self._cut(conn)

    def _cut(self, conn: TConn) -> None:
        del self._closing[conn]
        self.poller.unregister(conn.sock)
        TConn.close(conn)


def _too_large(request: bytes) -> int:
    """The status with which the beginning of a request is refused, or 0."""
    line, head = request.find(b"\r\n"), request.find(_END)
    if line > MAX_LINE or (line < 0 and len(request) > MAX_LINE):
        return 414
    return 431 if head > MAX_HEAD or (head < 0 and len(request) >= MAX_HEAD) else 0


def _needed(request: bytes) -> tuple[int, bool]:
    """How many bytes must be there before a thread sees the request; whether it then reads a large body."""
    head = request.find(_END)
    if head < 0:
        return len(request) + 1, False
    headers, begin = request[: head + 2], head + len(_END)
    found = _LENGTH.search(headers)
    body = int(found.group(1)[:18]) if found else 0
    if _STREAMED.search(headers) or body > SMALL_BODY:
        return begin, True
    return begin + body, False


@cache
def _refusal(status: int) -> bytes:
    """The whole answer: small enough for the socket's buffer, so that the main loop never waits for it."""
    from django.template.loader import render_to_string

    reason = {414: "URI Too Long", 431: "Request Header Fields Too Large"}[status]
    page = render_to_string(f"errors/{status}.html").encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Length: {len(page)}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'\r\n"
        "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + page
