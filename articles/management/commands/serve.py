"""manage.py serve: prepare the data folder, then run web and worker in the foreground.

Ctrl-C or SIGTERM ends both. When either ends by itself the other is ended too.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from articles.indexing import rebuild, runtime
from articles.models import Article

PATIENCE = 20.0  # seconds that web and worker get to finish what they are doing


class Command(BaseCommand):
    help = "Migrate, create the administrator, load the samples into an empty archive, and serve."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        self._stopping = False
        # Set at once, and by name: the background jobs of a shell begin with SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._prepare()
        sys.exit(self._run(os.getppid() if options["with_parent"] else None))

    def _stop(self, *args: object) -> None:
        self._stopping = True

    # ---- preparation ------------------------------------------------------------------------------

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("build_fonts", verbosity=0)
        call_command("build_translations", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            self._create_administrator()
        if not Article.objects.exists():
            call_command("sample", stdout=self.stdout)
        if rebuild.must_rebuild(runtime.current_engine()):
            self.stdout.write("building the search index …")
            rebuild.rebuild(settings.SEARCH_ENGINE)

    def _create_administrator(self) -> None:
        password = secrets.token_urlsafe(12)
        get_user_model().objects.create_superuser("admin", password=password)
        self.stdout.write(
            "\n  An administrator was created. The password is shown this once:\n"
            f"\n    user      admin\n    password  {password}\n"
            "\n  Change it with: .venv/bin/python manage.py changepassword admin\n"
        )

    # ---- running ----------------------------------------------------------------------------------

    def _run(self, parent: int | None) -> int:
        children = [self._start("worker", "--no-startup-delay"), self._start_web()]
        announced = False
        while not self._stopping and parent in (None, os.getppid()):
            if not announced and answers(settings.HOST, settings.PORT):
                address = settings.SITE_URL or f"http://{settings.HOST}:{settings.PORT}"
                self.stdout.write(f"\n  The archive is open at {address}   (Ctrl-C ends it)\n")
                self.stdout.flush()
                announced = True
            if any(child.poll() is not None for child in children):
                self.stderr.write("web or worker ended unexpectedly; see the lines above")
                self._end(children)
                return 1
            time.sleep(0.2)
        self._end(children)
        return 0

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return self._spawn([sys.executable, str(settings.BASE_DIR / "manage.py"), *command])

    def _start_web(self) -> subprocess.Popen[bytes]:
        config = "python:newsarchive.gunicorn_conf"
        return self._spawn(
            [sys.executable, "-m", "gunicorn", "--config", config, "newsarchive.wsgi:application"]
        )

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of their own: Ctrl-C reaches this process alone, which then ends them in order.
        return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603

    def _end(self, children: list[subprocess.Popen[bytes]]) -> None:
        for child in children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE
        for child in children:
            try:
                child.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def answers(host: str, port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
