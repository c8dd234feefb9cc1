"""Requests as bytes, whole or half."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    port: int
    data: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, request: bytes) -> socket.socket:
        """Send the bytes and leave the connection open."""
        connection = self.connect()
        connection.sendall(request)
        return connection

    def ask(self, request: bytes) -> bytes:
        """Send the bytes; all that comes back until the server closes, or b"" when it does not listen."""
        try:
            with self.send(request) as connection:
                return b"".join(iter(lambda: connection.recv(2**16), b""))
        except ConnectionError:
            return b""

    def get(self, path: str | bytes, **headers: str) -> bytes:
        path = path.encode() if isinstance(path, str) else path
        lines = [f"{name.replace('_', '-')}: {value}".encode() for name, value in headers.items()]
        return self.ask(
            b"\r\n".join(
                [b"GET " + path + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *lines, b"", b""]
            )
        )
