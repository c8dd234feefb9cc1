"""A door before a cluster, as its security plug-in or a proxy is one: TLS, a user with a password, and the
answers of a cluster that is too busy. All else is handed to the node behind it."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "archive", "of-the-tests"


@dataclass
class Door:
    """``busy``: how many requests, from now on, are answered with 429; ``busy_articles``: how many articles
    of bulk requests; ``dropped``: how many requests get no answer at all. ``asked``: when each came, and its
    path."""

    node: str
    port: int = 0
    authority: Path = Path()
    busy: int = 0
    busy_articles: int = 0
    dropped: int = 0
    asked: list[tuple[float, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # articles of bulk requests, each time that they came

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"


def certificate(folder: Path, host: str) -> Path:
    """A certificate for the host that vouches for itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "newsarchive tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@contextmanager
def standing(node: str, folder: Path, host: str = "127.0.0.1") -> Iterator[Door]:
    """The door while the block lasts; its certificate is for ``host``, wherever it stands."""
    door = Door(node, authority=certificate(folder, host))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(door))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(door.authority)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    door.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(door: Door) -> type[BaseHTTPRequestHandler]:
    expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            door.asked.append((time.monotonic(), self.path))
            if self.headers.get("Authorization") != expected:
                self._answer(401, {"error": "who are you?", "status": 401})
            elif door.dropped:
                door.dropped -= 1
                self.close_connection = True
            elif door.busy:
                door.busy -= 1
                self._answer(429, {"error": {"type": "circuit_breaking_exception"}, "status": 429})
            elif "/_bulk" in self.path:
                self._bulk(body)
            else:
                self._pass_on(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any

        def _bulk(self, body: bytes) -> None:
            """Hand on those articles alone that the cluster is to be free for."""
            pairs, answers = _pairs(body), []
            refused = pairs[: door.busy_articles]
            door.busy_articles -= len(refused)
            door.sent += [head["index"]["_id"] for head, _ in pairs if "index" in head]
            taken = "".join(text for _, text in pairs[len(refused) :]).encode()
            if taken:
                _, found = self._asked(taken)
                answers = json.loads(found)["items"]
            busy: dict[str, Any] = {"status": 429, "error": {"type": "rejected_execution_exception"}}
            items = [{"index": {"_id": head["index"]["_id"]} | busy} for head, _ in refused] + answers
            self._answer(200, {"took": 1, "errors": bool(refused), "items": items})

        def _pass_on(self, body: bytes) -> None:
            status, found = self._asked(body)
            self._answer(status, found)

        def _asked(self, body: bytes) -> tuple[int, bytes]:
            kind = {"Content-Type": self.headers.get("Content-Type") or "application/json"}
            request = urllib.request.Request(door.node + self.path, body or None, kind, method=self.command)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as error:
                return error.code, error.read()

        def _answer(self, status: int, content: Any) -> None:
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

    return Handler


def _pairs(body: bytes) -> list[tuple[dict[str, Any], str]]:
    """What a bulk request asks for: the head of each change, and its lines."""
    lines, found = iter(body.decode().splitlines()), []
    for line in lines:
        head = json.loads(line)
        found.append((head, f"{line}\n" + (f"{next(lines)}\n" if "index" in head else "")))
    return found
