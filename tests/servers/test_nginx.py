"""The README's nginx configuration before a real archive: the reader's own address and scheme arrive."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import processes
from tests.server.client import Server
from tests.server.conftest import served

pytestmark = pytest.mark.servers
HOST = "archive.example.org"


def configuration(folder: Path, archive: int, port: int) -> str:
    """The block of the README with our ports and certificate, in a whole configuration."""
    readme = (processes.ROOT / "README.md").read_text("utf-8")
    server = readme.partition("```nginx\n")[2].partition("```")[0]
    for theirs, ours in (
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("/etc/ssl/archive/fullchain.pem", f"{folder}/cert.pem"),
        ("/etc/ssl/archive/privkey.pem", f"{folder}/key.pem"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{archive}"),
    ):
        assert theirs in server
        server = server.replace(theirs, ours)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    http = f"http {{ access_log off; {paths} {server} }}"
    return f"daemon off; pid {folder}/pid; error_log stderr; events {{}} {http}"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx before an archive. Without nginx installed: a skip, or with CI a failure."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        reason = "nginx is not installed: apt install nginx-light"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder, port = tmp_path_factory.mktemp("nginx"), processes.free_port()
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                f"/CN={HOST}",
                "-days",
                "2",
            ),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    variables = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "127.0.0.1", "API_RATE_LIMIT": "3"}
    with served(tmp_path_factory.mktemp("served"), **variables) as archive:
        file = folder / "nginx.conf"
        file.write_text(configuration(folder, archive.port, port))
        process = subprocess.Popen([nginx, "-c", str(file), "-p", str(folder)])
        try:
            assert processes.until(lambda: Server(port, folder).get("/"), 30)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    insecure = ssl.create_default_context()
    insecure.check_hostname, insecure.verify_mode = False, ssl.CERT_NONE
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", headers=lines | {"Host": HOST})
    try:
        with urllib.request.urlopen(request, timeout=30, context=insecure) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


def test_pages_arrive_over_https_without_a_loop(proxied):
    status, headers = ask(proxied, "/login")
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "Secure" in headers["Set-Cookie"]


def test_a_reader_cannot_choose_the_address_that_is_counted(proxied):
    codes = [ask(proxied, "/api/v1/tags", X_Forwarded_For=f"203.0.113.{n}")[0] for n in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_a_prefix_from_outside_moves_no_path(proxied):
    assert ask(proxied, "/admin/upload/", SCRIPT_NAME="/admin", Script_Name="/admin")[0] in {200, 302}
    assert ask(proxied, "/nothing-here", SCRIPT_NAME="/nothing-here")[0] == 404
