"""Processes that are started again, and the loops of the worker, which nothing ends but their end."""

from __future__ import annotations

import sys
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.importing import jobs
from articles.management import supervisor
from articles.management.commands import worker
from articles.management.supervisor import Child
from articles.status import heartbeat, housekeeping
from articles.status.memory import own_memory
from tests import processes


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_that_ends_soon_waits_longer_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.1)
    child = Child("short", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    ends: list[float] = []

    def three_ends() -> bool:
        if child.poll() == 3:
            ends.append(time.monotonic())
        return len(ends) == 4

    assert processes.until(three_ends, 30)
    pauses = [after - before for before, after in pairwise(ends)]
    assert all(pause > 0.1 * 2**n for n, pause in enumerate(pauses))


def test_what_a_process_started_ends_with_it(tmp_path):
    pids = tmp_path / "pids"
    code = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(pids)!r}, "w").write(str(child.pid) + "\\n")
os._exit(1)
"""
    child = Child("parent", [sys.executable, "-c", code], tmp_path)
    assert processes.until(lambda: child.poll() == 1, 30)
    assert processes.until(lambda: not alive(int(pids.read_text())), 5)


def test_a_command_that_cannot_be_run_is_told_and_tried_again(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    child = Child("nothing", [str(tmp_path / "nothing")], tmp_path)
    assert processes.until(lambda: child.poll() or len(caplog.records) >= 2, 5)
    assert "No such file" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        OperationalError("locked"),
        ValueError("garbled"),
        MemoryError(),
    ],
)
def test_a_thread_of_the_worker_survives_anything(error, monkeypatch, caplog):
    monkeypatch.setattr(worker, "AFTER_ERROR", 0.01)
    stop, done, rounds = threading.Event(), threading.Event(), []

    def work() -> None:
        rounds.append(1)
        if len(rounds) < 3:
            raise error
        done.set()

    thread = worker.start("drain", work, 0.01, stop)
    assert done.wait(10)
    stop.set()
    thread.join(10)
    assert sum(record.exc_info is not None for record in caplog.records) == 2


@pytest.mark.django_db(transaction=True)
def test_the_loop_of_jobs_survives_what_the_database_does(monkeypatch, caplog):
    """The table of jobs is gone for a moment, as under a lock that lasts too long."""
    monkeypatch.setattr(worker, "AFTER_ERROR", 0.0)
    jobs.publish_batch.enqueue(999_999)
    loop, table = worker.JobLoop(0.0, batch=True, startup_delay=False), DBTaskResult._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere")

    def come_back(_seconds: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {table}")

    monkeypatch.setattr(worker.time, "sleep", come_back)
    loop.run()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert "trying again" in caplog.text


@pytest.mark.django_db(transaction=True)  # the loop closes a connection that it finds within a transaction
def test_a_job_is_told_with_an_id_of_its_own(caplog):
    caplog.set_level("INFO", "articles")
    jobs.publish_batch.enqueue(999_999)
    worker.JobLoop(0.0, batch=True, startup_delay=False).run()
    (fields,) = [r.fields for r in caplog.records if getattr(r, "event", "") == "job"]
    assert (fields["name"], fields["status"]) == ("publish_batch", "SUCCESSFUL")


def test_a_worker_that_has_outgrown_its_limit_ends_after_its_job(settings):
    loop = worker.JobLoop(0.0, batch=True, startup_delay=False)
    settings.PROCESS_MEMORY = own_memory() * 2
    loop.end_when_outgrown()
    assert loop.running
    settings.PROCESS_MEMORY = own_memory() // 2
    loop.end_when_outgrown()
    assert not loop.running


def test_own_memory_counts_what_is_taken():
    before = own_memory()
    taken = bytearray(64 * 2**20)
    assert own_memory() - before > 50 * 2**20
    assert len(taken) == 64 * 2**20


@pytest.mark.django_db(transaction=True)
def test_finished_jobs_and_ended_sessions_are_pruned():
    now = timezone.now()
    for days in (1, 30):
        jobs.publish_batch.enqueue(days)
    worker.JobLoop(0.0, batch=True, startup_delay=False).run()
    old = DBTaskResult.objects.get(args_kwargs__args=[30])
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=30))
    waiting = jobs.publish_batch.enqueue(2)
    for key, days in (("ended", -1), ("going-on", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    housekeeping.prune()
    assert Session.objects.get().session_key == "going-on"
    left = set(DBTaskResult.objects.values_list("pk", flat=True))
    assert len(left) == 2
    assert old.pk not in left
    assert str(waiting.id) in {str(pk) for pk in left}


class TestHeartbeat:
    @pytest.fixture(autouse=True)
    def _data(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path

    def test_a_worker_that_beats_and_drains_is_well(self):
        beats = heartbeat.Heartbeat()
        beats.round("drain")
        beats.beat()
        assert heartbeat.worker_state() == "ok"

    def test_one_that_never_was_or_beats_no_more_is_missing(self, monkeypatch):
        assert heartbeat.worker_state() == "missing"
        heartbeat.Heartbeat().beat()
        monkeypatch.setattr(heartbeat, "MISSING_AFTER", -1.0)
        assert heartbeat.worker_state() == "missing"

    def test_one_that_beats_but_does_not_look_after_the_index_is_late(self, monkeypatch):
        beats = heartbeat.Heartbeat()
        beats.round("drain")
        beats.beat()
        monkeypatch.setattr(heartbeat, "LATE_AFTER", -1.0)
        assert heartbeat.worker_state() == "late"

    @pytest.mark.parametrize(
        "content", ["", "[]", "{}", '{"time": "x", "rounds": {}}', "\0\0", '{"time": 1, "rounds": 2}']
    )
    def test_a_garbled_file_is_no_sign_of_life(self, tmp_path, content):
        (tmp_path / "worker.json").write_text(content)
        assert heartbeat.worker_state() == "missing"
