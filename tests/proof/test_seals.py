"""Daily seals: what came in is sealed once, strangers check it with openssl, and what is altered is named."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from articles.backup.verify import problems
from articles.editing import audit
from articles.importing import uploads
from articles.importing.pipeline import import_paths
from articles.models import Article, AuditEntry, Import, ImportedFile, Original, Seal, SealedItem
from articles.proof import sealing, timestamps
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND, THIRD = (date(2026, 1, day) for day in (1, 2, 4))


def add(folder: Path, *titles: str) -> list[Article]:
    for title in titles:
        file = folder / f"{title}.txt"
        file.write_text(f"{title}\n\nنصّ {title} كما ورد.\n", "utf-8")
        import_paths([file])
    return list(Article.objects.order_by("pk"))


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def download(client: Client, pk: int, folder: Path) -> None:
    (folder / "original.txt").write_bytes(b"".join(client.get(f"/a/{pk}/original")))
    response = client.get(f"/a/{pk}/proof")
    assert response.status_code == 200
    (folder / f"proof-{pk}.sh").write_bytes(response.content)


@pytest.fixture
def sealed(tmp_path: Path) -> list[Article]:
    """Five articles of the first day and two of the second, and a third day."""
    add(tmp_path, "أوّل", "ثانٍ", "ثالث", "رابع", "خامس")
    sealing.make_seal(FIRST)
    add(tmp_path, "سادس", "سابع")
    sealing.make_seal(SECOND)
    audit.record("undone", kind="import", row_id=1)
    sealing.make_seal(THIRD)
    return list(Article.objects.order_by("pk"))


def test_all_is_sealed_once(sealed: list[Article]) -> None:
    originals = SealedItem.objects.filter(kind="original").order_by("row_id")
    assert [item.row_id for item in originals] == [article.pk for article in sealed]
    assert SealedItem.objects.filter(kind="audit").count() == AuditEntry.objects.count()
    assert sealing.make_seal(date(2026, 1, 5)) is None
    assert list(problems()) == []


def test_a_stranger_proves_every_original_with_openssl(
    client: Client, sealed: list[Article], tmp_path: Path
) -> None:
    last = Seal.objects.order_by("-day")[0]
    for article in sealed:
        download(client, article.pk, tmp_path)
        result = run("sh", f"proof-{article.pk}.sh", "original.txt", cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert last.digest in result.stdout
    assert client.get("/seals").getvalue().decode().splitlines()[-1].endswith(last.digest)  # type: ignore[attr-defined]


def test_what_is_not_the_original_is_not_proved(
    client: Client, sealed: list[Article], tmp_path: Path
) -> None:
    pk = sealed[2].pk
    download(client, pk, tmp_path)
    original = tmp_path / "original.txt"
    original.write_bytes(original.read_bytes() + b" ")
    result = run("sh", f"proof-{pk}.sh", "original.txt", cwd=tmp_path)
    assert (result.returncode, "NOT PROVED" in result.stderr) == (1, True)
    original.write_bytes(original.read_bytes()[:-1])
    script = tmp_path / f"proof-{pk}.sh"
    for line in [
        each
        for each in script.read_text("utf-8").splitlines()
        if each.startswith(('x=$(sum "node', 'x=$(sum "seal'))
    ]:
        forged = line[:-12] + ("0" if line[-12] != "0" else "1") + line[-11:]
        (tmp_path / "forged.sh").write_text(script.read_text("utf-8").replace(line, forged), "utf-8")
        assert run("sh", "forged.sh", "original.txt", cwd=tmp_path).returncode == 1, line


def test_the_article_page_tells_when_it_came_and_its_hash(
    client: Client, sealed: list[Article], tmp_path: Path
) -> None:
    page = client.get(sealed[0].get_absolute_url()).content.decode()
    assert sealed[0].raw_hash in page
    assert f"/a/{sealed[0].pk}/proof" in page
    assert f"{Original.objects.get(pk=sealed[0].pk).captured_at:%Y-%m-%d}" in page
    (new,) = add(tmp_path, "ثامن")[-1:]
    assert f"/a/{new.pk}/proof" not in client.get(new.get_absolute_url()).content.decode()
    assert client.get(f"/a/{new.pk}/proof").status_code == 404


def test_the_command_proves_too(sealed: list[Article], tmp_path: Path, capsys: Any) -> None:
    output = tmp_path / "proof.sh"
    call_command("verify", proof=sealed[0].pk, output=output)
    assert sealed[0].raw_hash in capsys.readouterr().out
    (tmp_path / "o.txt").write_text(sealed[0].original.text, "utf-8")
    assert run("sh", "proof.sh", "o.txt", cwd=tmp_path).returncode == 0
    with pytest.raises(CommandError, match="is not sealed"):
        call_command("verify", proof=999)


def test_an_update_is_sealed_beside_what_was(sealed: list[Article], tmp_path: Path) -> None:
    file = tmp_path / "news.csv"
    for title in ("القديم", "الجديد"):
        file.write_text(f"title,body,url\n{title},نصّ يكفي ليُقرأ,https://example.org/1\n", "utf-8")
        import_paths([file])
        sealing.make_seal(date(2026, 2, 1 + Seal.objects.count()))
    article = Article.objects.get(title="الجديد")
    hashes = SealedItem.objects.filter(kind="original", row_id=article.pk).values_list("sha256", flat=True)
    assert len(set(hashes)) == 2
    assert list(problems()) == []


ALTER = {
    "an original and its hash": (
        lambda: (
            Article.objects.update(raw_hash="0" * 64),
            Original.objects.update(packed=b""),
        ),
        "is not the one that was sealed",
    ),
    "a sealed hash": (
        lambda: SealedItem.objects.filter(position=0).update(sha256="0" * 64),
        "are not those that were sealed",
    ),
    "a root": (lambda: Seal.objects.filter(day=FIRST).update(root="0" * 64), "does not follow"),
    "a digest": (lambda: Seal.objects.filter(day=SECOND).update(digest="0" * 64), "does not follow"),
    "a day that is taken out": (lambda: Seal.objects.filter(day=SECOND).delete(), "does not follow"),
}


@pytest.mark.parametrize("what", ALTER)
def test_what_is_altered_is_named(sealed: list[Article], what: str) -> None:
    act, told = ALTER[what]
    act()
    assert any(told in problem.what for problem in problems())


def test_an_altered_audit_trail_is_named(sealed: list[Article]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_auditentry SET user_name = 'x'")
        assert any("audit trail is not what was sealed" in each.what for each in problems())
        cursor.execute("DELETE FROM articles_auditentry")
    assert any("of the audit trail is gone" in each.what for each in problems())


def test_an_uploaded_file_is_hashed_and_a_flipped_byte_is_named(tmp_path: Path) -> None:
    uploads.receive(Import.objects.create(), [SimpleUploadedFile("ا.txt", "عنوان\n\nنصّ".encode())])
    file = ImportedFile.objects.get()
    assert len(file.sha256) == 64
    sealing.make_seal(FIRST)
    assert [each for each in problems() if "uploaded" in each.what] == []
    path = Path(file.file.path)
    data = bytearray(path.read_bytes())
    for at in range(len(data)):
        data[at] ^= 1
        path.write_bytes(data)
        assert any("is not what came in" in each.what for each in problems()), at
        data[at] ^= 1


def test_the_worker_seals_once_a_day(make_article: Any) -> None:
    audit.record("undone", kind="import", row_id=1)
    sealing.seal_when_due()
    audit.record("undone", kind="import", row_id=2)
    sealing.seal_when_due()
    assert [seal.items.count() for seal in Seal.objects.all()] == [1]


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A time-stamping authority of our own: openssl behind a small server. Yields its folder."""
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=key.pem\nsigner_digest=sha256\n"
        "default_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\naccuracy=secs:1\nordering=yes\n",
        "utf-8",
    )
    extension = "extendedKeyUsage=critical,timeStamping"
    subject = ("-subj", "/CN=TSA", "-days", "2", "-addext", extension)
    new = ("-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "tsa.pem")
    made = run("openssl", "req", *new, *subject, cwd=folder)
    assert made.returncode == 0, made.stderr

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            run("openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q", "-out", "r", cwd=folder)
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "r").read_bytes())

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_time_stamp_that_openssl_verifies(client: Client, sealed: list[Article], authority: Path) -> None:
    timestamps.stamp_unstamped()
    last = Seal.objects.order_by("-day")[0]
    assert last.timestamp
    pk = sealed[0].pk
    download(client, pk, authority)
    lines = [
        line[2:]
        for line in (authority / f"proof-{pk}.sh").read_text("utf-8").splitlines()
        if line.startswith("#   ")
    ]
    for command in (line.strip() for line in lines if "seal" in line and ".t" in line):
        result = run("sh", "-c", command, cwd=authority)
        assert result.returncode == 0, (command, result.stderr)
    assert "Verification: OK" in result.stdout + result.stderr
    assert run("sh", f"proof-{pk}.sh", "original.txt", cwd=authority).returncode == 0


def test_an_authority_that_does_not_answer_costs_nothing(sealed: list[Article], settings: Any) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    timestamps.stamp_unstamped()
    assert not any(seal.timestamp for seal in Seal.objects.all())


def test_editing_by_hand_does_not_touch_the_proof(client: Client, sealed: list[Article]) -> None:
    archive.update(sealed[0], title="عنوان مصحّح")
    assert client.get(f"/a/{sealed[0].pk}/proof").status_code == 200
    assert list(problems()) == []
