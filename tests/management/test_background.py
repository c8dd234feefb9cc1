"""What works beside the served archive takes the processor after its readers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import processes


def niceness(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


def test_readers_go_before_the_worker_and_an_import(tmp_path):
    data, port = tmp_path / "data", processes.free_port()
    with processes.running(data, "serve", PORT=str(port)):

        def by_command() -> dict[str, int]:
            found = {}
            for pid in processes.of_data_folder(data):
                command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
                found |= {name: niceness(pid) for name in ("worker", "gunicorn") if name in command}
            return found

        assert processes.until(lambda: len(by_command()) == 2)
        assert processes.until(lambda: by_command()["worker"] > by_command()["gunicorn"])


@pytest.mark.parametrize(
    "command", ["import", "rebuild_index", "reclean", "switch_engine", "watch", "backup"]
)
def test_a_command_asked_for_by_its_user_alone_is_nice(command):
    from django.core.management import load_command_class

    from articles.management.background import BackgroundCommand

    assert isinstance(load_command_class("articles", command), BackgroundCommand)
