"""manage.py watch FOLDER: import the files that appear in a folder, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import close_old_connections

from articles.importing.messages.problem_messages import message
from articles.importing.rows.store import Report
from articles.importing.watch_folder import WatchFolder
from articles.ingest.file_names import printable_name
from articles.management.background import BackgroundCommand
from articles.management.rules import checked_rules
from articles.models import Article

log = logging.getLogger(__name__)

AT_REST = 2.0  # seconds between the two looks of --once


class Command(BackgroundCommand):
    help = "Import files as they appear in a folder. Nothing in the folder is moved or changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--source", default="", metavar="NAME", help="the publisher of all these articles"
        )
        parser.add_argument("--draft", action="store_true", help="store for review, without publishing")
        parser.add_argument("--once", action="store_true", help="import what is there and end")
        parser.add_argument(
            "--interval", type=float, default=5.0, metavar="SECONDS", help="between two looks (default: 5)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"no such folder: {options['folder']}", returncode=2)
        checked_rules()
        watcher = WatchFolder(
            options["folder"],
            source_name=options["source"].strip(),
            status=Article.Status.DRAFT if options["draft"] else Article.Status.PUBLISHED,
        )
        stop = threading.Event()
        if options["once"]:
            sys.exit(self._once(watcher, stop))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write(f"watching {watcher.folder} (Ctrl-C ends it)")
        while not stop.is_set():
            self._poll(watcher)
            stop.wait(options["interval"])

    def _poll(self, watcher: WatchFolder) -> None:
        """Import what has come to rest. What fails is logged and told, and does not end the watch."""
        try:
            self._tell(watcher.poll())
        except Exception as error:
            log.exception("a look at %s failed", watcher.folder)
            self.stderr.write(f"{type(error).__name__}: {error}; trying again")
        finally:
            close_old_connections()

    def _once(self, watcher: WatchFolder, stop: threading.Event) -> int:
        watcher.poll()
        stop.wait(AT_REST)
        report = watcher.poll()
        self._tell(report)
        for path in watcher.changing:
            self.stderr.write(f"{printable_name(str(path))}: still being written, left for the next time")
        return 1 if report.files_failed else 0

    def _tell(self, report: Report) -> None:
        for issue in report.issues:
            place = f"{issue.file}:{issue.line}" if issue.line else issue.file
            self.stderr.write(f"{place}: {message(issue.code, issue.values)}")
        if report.added or report.updated or report.duplicates or report.issues:
            self.stdout.write(
                f"{report.added} added, {report.updated} updated, {report.duplicates} already there, "
                f"{len(report.issues)} refused"
            )
