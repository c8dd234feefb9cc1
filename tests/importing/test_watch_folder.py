"""A watched folder: what has come to rest in it is imported, once, and nothing in it is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing import uploads
from articles.importing.watch_folder import WatchFolder
from articles.management.commands import watch
from articles.models import Article, Import, ImportedFile
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import processes
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "افتتاح الجسر المعلّق\n\nافتتحت بلديّة المرسى الجسر المعلّق فوق نهر السرو بعد ثلاث سنوات من العمل."


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "in"
    (folder / "2021").mkdir(parents=True)
    return folder


def titles() -> list[str]:
    return sorted(Article.objects.values_list("title", flat=True))


def test_a_file_is_read_when_it_has_come_to_rest_and_only_once(folder):
    watcher = WatchFolder(folder, source_name="جريدة الميناء")
    page = folder / "2021" / "bridge.txt"
    page.write_text(PAGE[:30])
    watcher.poll()
    page.write_text(PAGE)
    watcher.poll()
    assert titles() == []
    assert watcher.poll().added == 1
    assert search(SearchRequest(text="الجسر")).total == 1
    assert Article.objects.get().source.name == "جريدة الميناء"
    file = ImportedFile.objects.get()
    assert (file.name, file.batch.origin) == ("2021/bridge.txt", Import.Origin.FOLDER)
    watcher.poll()
    later = WatchFolder(folder)
    later.poll()
    assert later.poll().duplicates == 0
    assert Import.objects.count() == 1
    assert page.read_text() == PAGE


def test_a_changed_file_is_read_again_and_an_undone_one_is_not(folder):
    page = folder / "bridge.txt"
    page.write_text(PAGE)
    watcher = WatchFolder(folder)
    watcher.poll()
    watcher.poll()
    uploads.undo(Import.objects.get())
    run_jobs()
    watcher.poll()
    assert titles() == []
    page.write_text(PAGE.replace("ثلاث سنوات", "أربع سنوات"))
    watcher.poll()
    watcher.poll()
    assert len(titles()) == 1


def test_what_an_interrupted_look_has_stored_is_not_stored_twice(folder):
    (folder / "bridge.txt").write_text(PAGE)
    watcher = WatchFolder(folder)
    watcher.poll()
    watcher.poll()
    ImportedFile.objects.update(status=ImportedFile.Status.READING)
    watcher.poll()
    file = ImportedFile.objects.get()
    assert (file.status, file.added, file.duplicates) == (ImportedFile.Status.DONE, 1, 0)
    assert len(titles()) == 1


def test_partial_hidden_and_linked_files_are_left_alone(folder, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text(PAGE)
    (folder / "link.txt").symlink_to(outside)
    (folder / ".hidden.txt").write_text(PAGE)
    (folder / "bridge.txt.part").write_text(PAGE)
    watcher = WatchFolder(folder)
    watcher.poll()
    watcher.poll()
    assert titles() == []
    assert not Import.objects.exists()


def test_the_command_once_reports_failures_by_its_exit_code(folder, monkeypatch, capsys):
    monkeypatch.setattr(watch, "AT_REST", 0.0)
    (folder / "bridge.txt").write_text(PAGE)
    with pytest.raises(SystemExit) as good:
        call_command("watch", str(folder), once=True, draft=True)
    assert good.value.code == 0
    assert Article.objects.get().status == Article.Status.DRAFT
    (folder / "empty.txt").write_text("")
    with pytest.raises(SystemExit) as bad:
        call_command("watch", str(folder), once=True)
    assert bad.value.code == 1
    assert "الملفّ فارغ" in capsys.readouterr().err
    with pytest.raises(CommandError) as wrong:
        call_command("watch", str(folder / "nowhere"), once=True)
    assert wrong.value.returncode == 2


def test_the_command_ends_when_it_is_told_to(folder, tmp_path):
    data = tmp_path / "data"
    processes.run(data, "migrate", "--verbosity", "0")
    (folder / "bridge.txt").write_text(PAGE)
    with processes.running(data, "watch", str(folder), "--interval", "0.2") as watching:
        assert any("1 added" in line for line in watching.stdout), "it ended by itself"
    assert watching.returncode == 0


def test_names_that_are_no_utf8_are_read(folder):
    name = "خبر.txt".encode("cp1256")
    Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(PAGE)
    watcher = WatchFolder(folder)
    watcher.poll()
    assert watcher.poll().added == 1
    assert ImportedFile.objects.get().name == "خبر.txt"


def test_the_watch_goes_on_when_a_look_fails(folder, monkeypatch, capsys):
    looks = []

    def poll(watcher):
        looks.append(watcher)
        if len(looks) < 3:
            raise RuntimeError("القرص مشغول")
        raise KeyboardInterrupt

    monkeypatch.setattr(WatchFolder, "poll", poll)
    monkeypatch.setattr(watch.signal, "signal", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        call_command("watch", str(folder), interval=0.0)
    assert len(looks) == 3
    assert capsys.readouterr().err.count("RuntimeError: القرص مشغول") == 2
