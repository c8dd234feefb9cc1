"""manage.py serve: prepare the data folder, then run web and worker in the foreground.

Ctrl-C or SIGTERM ends both. When either ends by itself it is started again, and the other goes on.
"""

from __future__ import annotations

import errno
import os
import secrets
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.build.whole_files import is_whole
from articles.indexing import active_engine, rebuild
from articles.management.supervisor import Child
from articles.models import Article
from articles.search.errors import SearchError

CONFIG = "python:newsarchive.gunicorn_conf"
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
        if not is_free(settings.HOST, settings.PORT):
            raise CommandError(f"port {settings.PORT} is in use: name another with PORT, or end what uses it")
        self._prepare()
        sys.exit(self._run(os.getppid() if options["with_parent"] else None))

    def _stop(self, *args: object) -> None:
        self._stopping = True

    # ---- preparation ------------------------------------------------------------------------------

    def _prepare(self) -> None:
        active_engine.adopt_setting()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("build_fonts", verbosity=0)
        call_command("build_translations", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, clear=_is_torn(settings.STATIC_ROOT))
        if not get_user_model().objects.exists():
            self._create_administrator()
        if not Article.objects.exists():
            call_command("sample", stdout=self.stdout)
        try:
            if rebuild.cannot_be_used():
                self.stdout.write("building the search index …")
                rebuild.rebuild(active_engine.name())
        except SearchError as error:  # the articles can be read; the worker tries again
            self.stderr.write(f"the search index could not be built: {error}")

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
        children = [
            _child("worker", str(settings.BASE_DIR / "manage.py"), "worker", "--no-startup-delay"),
            _child("web", "-m", "gunicorn", "--config", CONFIG, "newsarchive.wsgi:application"),
        ]
        try:
            return self._watch(children, parent)
        finally:
            for child in children:
                child.terminate()
            until = time.monotonic() + PATIENCE
            for child in children:
                child.wait(until)

    def _watch(self, children: list[Child], parent: int | None) -> int:
        """Until we are to end: start again what ends, and announce the archive once. A web process that ends
        before the archive was ever open cannot start, and is not tried again: exit status 1."""
        announced = False
        while not self._stopping and parent in (None, os.getppid()):
            ended = {child.name for child in children if child.poll() is not None}
            if not announced and "web" in ended:
                self.stderr.write("the web server could not start; see the lines above")
                return 1
            if not announced and answers(settings.HOST, settings.PORT):
                announced = True
                address = settings.SITE_URL or f"http://{settings.HOST}:{settings.PORT}"
                self.stdout.write(f"\n  The archive is open at {address}   (Ctrl-C ends it)\n")
                self.stdout.flush()
            time.sleep(0.2)
        return 0


def _is_torn(folder: Path) -> bool:
    """Whether a power cut has left a file of the folder empty."""
    return not all(is_whole(file) for file in folder.rglob("*") if file.is_file())


def _child(name: str, *command: str) -> Child:
    return Child(name, [sys.executable, *command], settings.BASE_DIR)


def is_free(host: str, port: int) -> bool:
    """Whether we can listen there. True for hosts that do not resolve: gunicorn tells what is wrong."""
    try:
        with socket.create_server((host, port)):
            return True
    except socket.gaierror:
        return True
    except OSError as error:
        return error.errno != errno.EADDRINUSE


def answers(host: str, port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
