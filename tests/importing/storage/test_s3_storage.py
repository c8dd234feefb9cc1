"""Uploads in a bucket of a store that speaks S3: handed in, read, checked, backed up, restored, deleted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.backup import verify
from articles.erasure.sweep import sweep
from articles.importing import columns, jobs, uploads
from articles.importing.reading_lock import is_read, reading
from articles.importing.storage import s3_storage
from articles.ingest.types import ImportProblem
from articles.models import Article, Import, ImportedFile, Seal
from articles.models.api_keys import ApiKey
from articles.proof import sealing
from articles.proof.checking import altered_since_sealed
from tests import s3
from tests.backups import done, refused
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "عنوان,نصّ\nافتتاح الجسر,عبر الأهالي الجسر صباح أمس لأوّل مرّة.\n".encode()


@pytest.fixture(scope="module")
def server() -> Iterator[s3.Store]:
    with s3.running() as store:
        yield store


@pytest.fixture
def store(server: s3.Store, settings) -> s3.Store:
    """The empty bucket, in which this test keeps its uploads."""
    for name in server.files():
        server.client().delete_object(Bucket=s3.BUCKET, Key=name)
    backend = {"BACKEND": "articles.importing.storage.s3_storage.UploadStorage", "OPTIONS": server.options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return server


def hand_in(name: str = "جدول.csv", body: bytes = TABLE) -> ImportedFile:
    batch = Import.objects.create(publish_at_once=True)
    uploads.receive(batch, [SimpleUploadedFile(name, body)])
    return batch.files.get()


def damage(store: s3.Store, file: ImportedFile, body: bytes) -> None:
    store.client().put_object(Bucket=s3.BUCKET, Key=f"archive/{file.file}", Body=body)


def is_sound() -> bool:
    return not list(verify._uploads())


def test_an_upload_lies_in_the_bucket_alone_and_is_read_from_there(store, settings):
    file = hand_in()
    assert store.files() == {f"archive/{file.file}": TABLE}
    run_jobs()
    file.refresh_from_db()
    assert (file.status, file.added) == (ImportedFile.Status.DONE, 1)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert [
        path for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir() if path.name.startswith("fetched")
    ] == []


def test_a_table_is_looked_at(store):
    table = columns.preview(hand_in())
    assert not isinstance(table, ImportProblem)
    assert list(table.names) == ["عنوان", "نصّ"]


def test_a_large_upload_through_the_page(store, admin_client):
    lines = "\n".join(
        f'{{"title": "خبر {n}", "body": "نصّ الخبر رقم {n} كلّه."}}' for n in range(60_000)
    ).encode()
    response = admin_client.post(
        reverse("upload"), {"files": SimpleUploadedFile("كبير.jsonl", lines), "source_name": ""}
    )
    assert response.status_code == 302
    assert list(store.files().values()) == [lines]


def test_who_reads_holds_a_lock(store):
    file = hand_in()
    with reading(file) as mine:
        assert mine
        assert is_read(file)
        with reading(file) as another:
            assert not another
    assert not is_read(file)


def test_damage_and_loss_are_told(store):
    file = hand_in()
    assert is_sound()
    damage(store, file, TABLE[:-1] + b"x")
    assert "SHA-256 differs" in next(verify._uploads()).what
    damage(store, file, b"short")
    assert "has 5 bytes" in next(verify._uploads()).what
    store.client().delete_object(Bucket=s3.BUCKET, Key=f"archive/{file.file}")
    assert f"cannot be read: {os.strerror(2)}" in next(verify._uploads()).what
    run_jobs()
    file.refresh_from_db()
    assert file.status == ImportedFile.Status.FAILED
    assert file.issues.get().code == "missing"


def test_forgotten_erased_and_orphaned_files_are_deleted(store, monkeypatch):
    kept, forgotten, erased = hand_in("أ.csv"), hand_in("ب.csv"), hand_in("ج.csv")
    uploads.forget(forgotten.batch)
    sweep([str(erased.file)])
    assert set(store.files()) == {f"archive/{kept.file}"}
    store.client().put_object(Bucket=s3.BUCKET, Key="archive/imports/nobodys", Body=b"x")
    jobs.delete_orphans()
    assert "archive/imports/nobodys" in store.files(), "it may be an upload under way"
    monkeypatch.setattr(jobs, "ORPHANED_AFTER", jobs.ORPHANED_AFTER * 0)
    jobs.delete_orphans()
    assert set(store.files()) == {f"archive/{kept.file}"}


def test_while_the_store_is_away_a_file_waits_and_nothing_breaks(
    store, settings, client, admin_client, admin_user, monkeypatch
):
    file = hand_in()
    monkeypatch.setattr(s3_storage, "ATTEMPTS", 1)
    away = {**store.options, "endpoint_url": "http://127.0.0.1:9"}
    present = settings.STORAGES
    backend = {"BACKEND": "articles.importing.storage.s3_storage.UploadStorage", "OPTIONS": away}
    settings.STORAGES = {**present, "default": backend}
    for _ in range(4):
        with pytest.raises(OSError, match="S3"):
            jobs.read_file.func(file.pk)
    assert admin_client.get(reverse("upload-columns", args=[file.pk])).status_code in {404, 422}
    refusal = admin_client.post(
        reverse("upload"), {"files": SimpleUploadedFile("a.csv", TABLE), "source_name": ""}
    )
    assert refusal.status_code == 507
    assert _by_program(client, admin_user) == 503
    assert Import.objects.count() == 1
    settings.STORAGES = present
    jobs.requeue_interrupted()
    run_jobs()
    file.refresh_from_db()
    assert (file.status, Article.objects.count()) == (ImportedFile.Status.DONE, 1)


def _by_program(client, user) -> int:
    key = ApiKey(name="محصّل", user=user, scopes=[ApiKey.Scope.UPLOAD])
    headers = {"Authorization": f"Bearer {key.renew()}"}
    key.save()
    body = {"file": SimpleUploadedFile("a.csv", TABLE)}
    return client.post("/api/v1/uploads", body, headers=headers).status_code


def test_uploads_are_sealed(store):
    file = hand_in()
    run_jobs()
    sealing.seal_when_due()
    assert Seal.objects.exists()
    assert is_sound()
    assert list(altered_since_sealed()) == []
    assert file.sha256 == hashlib.sha256(TABLE).hexdigest()


PREPARE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from articles.importing import jobs, uploads
from articles.models import Import, ImportedFile
batch = Import.objects.create(publish_at_once=True)
uploads.receive(batch, [SimpleUploadedFile("a.csv", b"title,body\\nBridge,They crossed the bridge.\\n")])
jobs.read_file.func(ImportedFile.objects.get().pk)
"""


@pytest.mark.parametrize("plain", [False, True], ids=["backup", "bag"])
def test_a_backup_of_the_bucket_is_restored_into_another(store, tmp_path, plain):
    first, second = tmp_path / "first", tmp_path / "second"
    kept, file = store.variables, str(tmp_path / "archive")
    other = kept | {"STORAGE_URL": f"s3://{s3.BUCKET}/{'bag' if plain else 'restored'}"}
    done(first, "migrate", "-v0", **kept)
    done(first, "shell", "-v0", "-c", PREPARE, **kept)
    before = store.files()
    done(first, *(("export", "--bagit", file) if plain else ("backup", file)), **kept)
    done(second, "migrate", "-v0", **other)
    done(second, *(("import", file) if plain else ("restore", file)), **other)
    again = {name: data for name, data in store.files().items() if name not in before}
    assert list(again.values()) == [b"title,body\nBridge,They crossed the bridge.\n"]
    assert next(iter(again)).startswith(other["STORAGE_URL"].rpartition("/")[2] + "/imports/")
    assert "sound" in done(second, "verify", **other)


def test_a_wrong_address_stops_the_start(tmp_path):
    assert "s3://bucket" in refused(tmp_path, "check", STORAGE_URL="uploads")
