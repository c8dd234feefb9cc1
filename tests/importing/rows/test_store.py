"""Storing a batch: versions of one input in a row, and one bad row that costs itself alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from articles.importing import pipeline, uploads
from articles.importing.rows import batch, store
from articles.ingest import sandbox
from articles.models import Article, ArticleRevision, Import, ImportedFile
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "افتتح الوزير جسر السرو صباح اليوم في حضور أهل المدينة، وقال إنّ العمل دام عامين."
NEW = "افتتح الوزير جسر السرو ظهر اليوم، وذكر أنّ كلفة العمل بلغت مليونًا."


def row(body: str, url: str = "https://daffaf.example/news/77", **fields: str) -> dict[str, str]:
    return {"title": "افتتاح جسر السرو", "body": body, "source": "صحيفة الضفاف", "url": url} | fields


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in rows), encoding="utf-8")
    return path


def counts(report: store.Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.duplicates, len(report.issues)


# ---- one input more than once -----------------------------------------------------------------------


def test_the_later_of_two_texts_is_the_articles_next_version(tmp_path):
    path = write(tmp_path / "a.jsonl", row(OLD), row(NEW))
    assert counts(pipeline.import_paths([path])) == (1, 1, 0, 0)
    assert Article.objects.get().body == NEW
    assert counts(pipeline.import_paths([path])) == (0, 0, 2, 0)
    assert Article.objects.get().body == NEW
    assert not ArticleRevision.objects.exists()


def test_a_file_that_changes_an_article_twice_is_undone_as_one(tmp_path):
    pipeline.import_paths([write(tmp_path / "a.jsonl", row("النصّ الأوّل عن جسر السرو قبل كلّ تعديل."))])
    pipeline.import_paths([write(tmp_path / "b.jsonl", row(OLD), row(NEW))])
    assert Article.objects.get().body == NEW
    uploads.undo(Import.objects.first())
    run_jobs()
    assert Article.objects.get().body == "النصّ الأوّل عن جسر السرو قبل كلّ تعديل."


def test_an_upload_with_one_address_twice_is_read_to_its_end(tmp_path):
    upload = Import.objects.create()
    path = write(tmp_path / "a.jsonl", row(OLD), row(NEW))
    uploads.receive(upload, [SimpleUploadedFile("a.jsonl", path.read_bytes())])
    run_jobs()
    file = upload.files.get()
    assert (file.status, file.added, file.updated, file.refused) == ("done", 1, 1, 0)
    assert Article.objects.get().body == NEW


def test_one_draft_is_held_for_the_article_that_a_file_updates_twice(tmp_path):
    live = write(tmp_path / "a.jsonl", row("النصّ الأوّل عن جسر السرو قبل كلّ تعديل."))
    pipeline.import_paths([live])
    path = write(tmp_path / "b.jsonl", row(OLD), row(NEW))
    assert counts(pipeline.import_paths([path], status=Article.Status.DRAFT)) == (0, 2, 0, 0)
    held = Article.objects.get(status=Article.Status.DRAFT)
    assert (held.body, held.replaces) == (NEW, Article.objects.published().get())
    assert counts(pipeline.import_paths([path], status=Article.Status.DRAFT)) == (0, 0, 2, 0)


def test_a_home_page_is_no_identity(tmp_path):
    rows = [row(f"{OLD} الرقم {n}.", url="https://daffaf.example/", title=f"خبر {n}") for n in range(3)]
    path = write(tmp_path / "a.jsonl", *rows)
    assert counts(pipeline.import_paths([path])) == (3, 0, 0, 0)


# ---- one bad row ------------------------------------------------------------------------------------


@pytest.fixture
def fragile(monkeypatch):
    """Filling an article fails for the row that says so, as a bug of ours would."""
    fill = batch.fill

    def fill_or_fail(article, draft):
        if "تالف" in draft.body:
            raise AttributeError("a bug in one row")
        fill(article, draft)

    monkeypatch.setattr(batch, "fill", fill_or_fail)


def test_a_row_that_cannot_be_stored_is_refused_and_the_rest_goes_in(tmp_path, fragile, caplog):
    rows = [row(f"{'خبر تالف' if n == 4 else OLD} {n}", url=f"https://daffaf.example/{n}") for n in range(9)]
    report = pipeline.import_paths([write(tmp_path / "a.jsonl", *rows)])
    assert counts(report) == (8, 0, 0, 1)
    (problem,) = report.issues
    assert (problem.code, problem.line, problem.whole_file) == ("not_stored", 5, False)
    assert "a bug in one row" in problem.values["why"]
    assert "a bug in one row" in caplog.text
    assert "fill_or_fail" in caplog.text
    file = ImportedFile.objects.get()
    assert (file.status, file.added, file.refused, file.attempts) == ("done", 8, 1, 1)
    assert file.issues.get().code == "not_stored"


def test_a_failing_database_is_no_rows_fault(tmp_path, monkeypatch):
    def fail(*args):
        raise OperationalError("disk is full")

    monkeypatch.setattr(batch, "fill", fail)
    report = pipeline.import_paths([write(tmp_path / "a.jsonl", row(OLD), row(NEW))])
    assert [issue.code for issue in report.issues] == ["stopped"]
    assert not Article.objects.exists()


def test_a_file_that_cannot_be_read_for_an_unforeseen_reason_is_told_and_the_next_is_read(
    tmp_path, monkeypatch, caplog
):
    read = sandbox.read

    def read_or_fail(path, *args, **kwargs):
        yield from read(path, *args, **kwargs)
        if path.name == "a.jsonl":
            raise KeyError("a bug in reading")

    monkeypatch.setattr(sandbox, "read", read_or_fail)
    one = write(tmp_path / "a.jsonl", row(OLD))
    other = write(tmp_path / "b.jsonl", row(NEW, url="https://daffaf.example/78"))
    report = pipeline.import_paths([one, other])
    assert [problem.code for problem in report.issues] == ["not_read"]
    assert [file.status for file in ImportedFile.objects.all()] == ["failed", "done"]
    assert Article.objects.count() == 1  # the batch that was not full was not stored
    assert "a bug in reading" in caplog.text


def test_an_upload_is_not_read_three_times_for_a_bug(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise KeyError("a bug in reading")
        yield

    monkeypatch.setattr(sandbox, "read", fail)
    upload = Import.objects.create()
    uploads.receive(upload, [SimpleUploadedFile("a.jsonl", b"{}")])
    run_jobs()
    file = upload.files.get()
    assert (file.status, file.attempts, file.issues.get().code) == ("failed", 1, "not_read")
