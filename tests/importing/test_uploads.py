"""Uploaded files as jobs: whatever is interrupted is taken up again, and what was done can be undone."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.editing import publishing
from articles.importing import jobs, pipeline, uploads
from articles.importing.reading_lock import reading
from articles.importing.rows import store
from articles.ingest import sandbox
from articles.models import Article, DuplicateBand, Import, ImportedFile, Source
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.status import overview
from tests import archive, processes
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 1_500


def row(n: int, crop: str = "الزيتون", **fields) -> dict:
    body = f"بلغ محصول {crop} في القرية رقم {n} نحو {n * 7919} قنطارا هذا الموسم."
    known_by = {"source": "الميناء", "url": f"https://mina.example/{n}"}
    return {"title": f"خبر {n}", "body": body} | known_by | fields


def lines(*rows: dict) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def hand_in(*files: tuple[str, bytes], publish: bool = True) -> Import:
    batch = Import.objects.create(publish_at_once=publish)
    uploads.receive(batch, [SimpleUploadedFile(name, body) for name, body in files])
    return batch


def total(text: str) -> int:
    return search(SearchRequest(text=text)).total


# ---- crashes --------------------------------------------------------------------------------------


def query(data: Path, sql: str) -> list[tuple]:
    with sqlite3.connect(f"file:{data}/archive.sqlite3?mode=ro", uri=True, timeout=30) as database:
        return database.execute(sql).fetchall()


def test_a_worker_killed_in_a_file_leaves_it_to_the_next(tmp_path):
    data, rows = tmp_path / "data", tmp_path / "rows.jsonl"
    rows.write_bytes(lines(*(row(n) for n in range(ROWS))))
    processes.run(data, "migrate", "--verbosity", "0")
    processes.run(
        data,
        "shell",
        "-c",
        "from django.core.files import File\nfrom articles.importing import uploads\n"
        "from articles.models import Import\n"
        f"batch = Import.objects.create(publish_at_once=True); file = File(open({str(rows)!r}, 'rb'))\n"
        "uploads.receive(batch, [file])",
    )
    processes.crash(data, "articles.importing.jobs.store", 2, "worker", "--no-startup-delay")
    state = "SELECT status, added, duplicates FROM articles_importedfile"
    assert query(data, state)[0][0] == "reading"

    with processes.running(data, "worker", "--no-startup-delay"):
        assert processes.until(lambda: query(data, state) == [("done", ROWS, 0)]), query(data, state)
    assert query(data, "SELECT count(*) FROM articles_article") == [(ROWS,)]


def test_a_file_that_ends_its_reader_every_time_is_given_up_and_told():
    batch = hand_in(("a.jsonl", lines(row(1))))
    batch.files.update(status=ImportedFile.Status.READING, attempts=jobs.MAX_ATTEMPTS)
    DBTaskResult.objects.all().delete()
    jobs.requeue_interrupted()
    file = batch.files.get()
    assert file.status == ImportedFile.Status.FAILED
    assert file.issues.get().code == "interrupted"
    uploads.retry(file)
    run_jobs()
    assert batch.articles().count() == 1


def test_a_file_that_waits_or_is_being_read_is_left_alone():
    batch = hand_in(("a.jsonl", lines(row(1))))
    jobs.requeue_interrupted()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.all().delete()
    with reading(batch.files.get()):
        jobs.requeue_interrupted()
    assert not DBTaskResult.objects.exists()
    jobs.requeue_interrupted()
    assert DBTaskResult.objects.count() == 1


def test_a_batch_that_was_not_taken_back_to_the_end_is_taken_up():
    hand_in(("a.jsonl", lines(row(1), row(2))))
    run_jobs()
    Import.objects.update(undone_at=timezone.now())
    jobs.requeue_interrupted()
    run_jobs()
    assert not Article.objects.exists()
    assert not Source.objects.exists()


def test_many_drafts_are_published_by_the_worker_whatever_interrupts_it():
    batch = hand_in(("a.jsonl", lines(*(row(n) for n in range(250)))), publish=False)
    run_jobs()
    assert uploads.publish(batch) is None
    assert jobs._publish_some(batch.pk)  # a worker that is killed after its first step
    DBTaskResult.objects.all().delete()
    assert batch.articles().filter(status=Article.Status.PUBLISHED).count() == jobs.CHUNK
    jobs.requeue_interrupted()
    run_jobs()
    batch.refresh_from_db()
    assert not batch.publishing
    assert total("الزيتون") == 250


def test_a_batch_that_is_undone_while_it_is_published_is_published_no_further():
    batch = hand_in(("a.jsonl", lines(*(row(n) for n in range(250)))), publish=False)
    run_jobs()
    uploads.publish(batch)
    jobs._publish_some(batch.pk)
    uploads.undo(batch)
    run_jobs()
    assert not Article.objects.exists()
    assert total("الزيتون") == 0


def test_a_file_gone_from_the_disk_is_told():
    batch = hand_in(("a.jsonl", lines(row(1))))
    Path(batch.files.get().file.path).unlink()
    run_jobs()
    assert batch.files.get().status == ImportedFile.Status.FAILED


def test_a_bad_rule_file_is_named_and_the_file_can_be_read_later(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    bad = tmp_path / "rules" / "own.toml"
    bad.write_text("[[rule]]")
    batch = hand_in(("a.jsonl", lines(row(1))))
    run_jobs()
    file = batch.files.get()
    assert file.status == ImportedFile.Status.FAILED
    assert "own.toml" in file.issues.get().values["why"]
    assert "own.toml" in overview.overview().warnings[0].msg
    bad.unlink()
    uploads.retry(file)
    run_jobs()
    assert batch.articles().count() == 1


def test_the_rules_of_the_source_that_the_uploader_names_hold(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    own = '[[rule]]\nname = "slogan"\nreason = "شعار"\nbegins = ["نوافذ على البحر"]\nsource = "الميناء"\n'
    (tmp_path / "rules" / "own.toml").write_text(own)
    page = "عنوان الخبر\n\nوصلت القافلة إلى المرسى صباح أمس.\n\nنوافذ على البحر والجبل"
    for name in ("الميناء", "الضفاف"):
        batch = Import.objects.create(source_name=name)
        uploads.receive(batch, [SimpleUploadedFile("a.txt", page.encode())])
    run_jobs()
    bodies = {article.source.name: article.body for article in Article.objects.all()}
    assert "نوافذ" not in bodies["الميناء"]
    assert "نوافذ" in bodies["الضفاف"]


def test_a_file_discarded_while_it_is_read_is_stored_no_further():
    batch = hand_in(("a.jsonl", lines(row(1))), publish=False)
    file = batch.files.get()
    to = pipeline.begin(file)
    draft = next(iter(sandbox.read(file.file.path, name=file.name)))
    uploads.discard(file)
    with pytest.raises(store.FileDiscarded):
        store.store([draft], store.Report(), to)
    pipeline.finish(file)
    file.refresh_from_db()
    assert (file.status, batch.articles().count()) == (ImportedFile.Status.DISCARDED, 0)


def test_what_broken_uploads_left_is_swept_after_a_day(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    batch = hand_in(("a.jsonl", lines(row(1))))
    stored = Path(batch.files.get().file.path)
    old = [settings.FILE_UPLOAD_TEMP_DIR / "x.upload", stored.with_name("nobodys")]
    new = [settings.FILE_UPLOAD_TEMP_DIR / "y.upload", stored.with_name("of-now")]
    for path in [*old, *new]:
        path.write_text("x")
    for path in [*old, stored]:
        os.utime(path, (0, 0))
    jobs.delete_orphans()
    assert [path.exists() for path in [*old, *new, stored]] == [False, False, True, True, True]


def test_an_import_by_command_that_was_cut_off_is_told_at_once(admin_client):
    batch = Import.objects.create(origin=Import.Origin.COMMAND)
    file = ImportedFile.objects.create(batch=batch, name="a.jsonl", status=ImportedFile.Status.READING)
    with reading(file):
        jobs.requeue_interrupted()
        assert batch.files.get().status == ImportedFile.Status.READING
    jobs.requeue_interrupted()
    assert batch.files.get().status == ImportedFile.Status.FAILED
    page = admin_client.get(batch.get_absolute_url()).content.decode()
    assert "انقطع</span>" in page
    assert "أعد الأمر نفسه" in page


def test_what_a_watcher_was_reading_waits_for_the_next_one():
    batch = Import.objects.create(origin=Import.Origin.FOLDER)
    ImportedFile.objects.create(batch=batch, name="a.jsonl", status=ImportedFile.Status.READING)
    jobs.requeue_interrupted()
    assert batch.files.get().status == ImportedFile.Status.WAITING


# ---- taking back ----------------------------------------------------------------------------------


def test_updates_are_undone_in_any_order():
    hand_in(("a.jsonl", lines(row(1))))
    run_jobs()
    second = hand_in(("b.jsonl", lines(row(1, crop="الرمّان"))))
    run_jobs()
    third = hand_in(("c.jsonl", lines(row(1, crop="التين"))))
    run_jobs()
    assert (total("الرمان"), total("التين")) == (0, 1)
    uploads.undo(second)
    run_jobs()
    assert (total("الزيتون"), total("التين")) == (0, 1)
    uploads.undo(third)
    run_jobs()
    assert (total("الزيتون"), total("التين")) == (1, 0)


def test_what_an_editor_corrected_since_is_not_taken_back():
    hand_in(("a.jsonl", lines(row(1))))
    run_jobs()
    second = hand_in(("b.jsonl", lines(row(1, crop="الرمّان"))))
    run_jobs()
    article = Article.objects.get()
    archive.update(article, body="نصّ صحّحه محرّر عن الكرز.", edited=True)
    uploads.undo(second)
    run_jobs()
    assert total("الكرز") == 1


def test_an_update_of_what_an_editor_corrected_is_not_published_with_the_rest():
    hand_in(("a.jsonl", lines(row(1))))
    run_jobs()
    batch = hand_in(("b.jsonl", lines(row(1, crop="الرمّان"), row(2))), publish=False)
    run_jobs()
    Article.objects.filter(url="https://mina.example/1", imported_file__batch__lt=batch).update(edited=True)
    assert uploads.publish(batch) == 1
    held = batch.articles().get(status=Article.Status.DRAFT)
    assert publishing.publish_one(held).pk != held.pk
    run_jobs()
    assert total("الرمان") == 1


def test_sources_that_only_the_batch_had_go_with_it():
    Source.objects.create(name="وكالة الضفاف", note="للتعاون")
    hand_in(("a.jsonl", lines(row(1, source="وكالة الضفاف"), row(2))))
    run_jobs()
    uploads.undo(Import.objects.get())
    run_jobs()
    assert [source.name for source in Source.objects.all()] == ["وكالة الضفاف"]


# ---- names and copies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\news\\a.txt", "a.txt"),
        ("a\u202etxt.exe\n", "atxt.exe"),
        ("", "file"),
        ("خبر عاجل.txt", "خبر عاجل.txt"),
    ],
)
def test_the_name_of_a_file_is_for_display_alone(raw_name, shown):
    assert uploads.clean_name(raw_name) == shown


def test_a_text_that_comes_a_hundred_times_fills_no_band():
    text = "أغلقت أسعار القمح في سوق المرسى المركزيّ على ارتفاع طفيف مع تراجع المعروض من الهضبة الشماليّة " * 3
    hand_in(("a.jsonl", lines(*(row(n, body=f"{text} {n}") for n in range(100)))))
    run_jobs()
    assert Article.objects.exclude(duplicate_group=0).values("duplicate_group").distinct().count() == 1
    band = DuplicateBand.objects.values_list("band", flat=True).first()
    assert DuplicateBand.objects.filter(band=band).count() <= 32


def test_rows_beyond_those_listed_are_counted(monkeypatch):
    monkeypatch.setattr(store, "LISTED", 3)
    batch = hand_in(("a.jsonl", b"{oops\n" * 5 + lines(row(1))))
    run_jobs()
    file = batch.files.get()
    assert (file.refused, file.issues.count(), file.added) == (5, 3, 1)
