"""manage.py import PATH…: files and folders become articles, published and searchable on return."""

from __future__ import annotations

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from articles.backup import bag
from articles.backup.errors import BackupError
from articles.importing import pipeline
from articles.importing.messages.problem_messages import message
from articles.importing.rows.store import Report
from articles.ingest.file_names import printable_name
from articles.ingest.memory import rare_collection
from articles.management.background import BackgroundCommand
from articles.management.rules import checked_rules
from articles.models import Article

log = logging.getLogger(__name__)


class Command(BackgroundCommand):
    help = "Import articles from files or folders; what is already in the archive is not added again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files"
        )
        parser.add_argument(
            "--source", default="", metavar="NAME", help="the publisher of all these articles"
        )
        parser.add_argument("--draft", action="store_true", help="store without publishing")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report()
        error: Exception | None = None
        try:
            self._check(options["paths"])
            with rare_collection():
                report = self._import(options)
        except CommandError as wrong:
            error = wrong
        except Exception as unexpected:
            log.exception("the import failed")
            error = CommandError(f"{type(unexpected).__name__}: {unexpected}")
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report, error), ensure_ascii=False))
        elif not error:
            self._tell(report)
        if error:
            raise error
        if report.files_failed:
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> Report:
        if any(bag.is_bag(path) for path in options["paths"]):
            return Report(added=self._read_bag(options["paths"]))
        with tqdm(unit=" articles", disable=not sys.stderr.isatty()) as bar:
            return pipeline.import_paths(
                options["paths"],
                source_name=options["source"].strip(),
                status=Article.Status.DRAFT if options["draft"] else Article.Status.PUBLISHED,
                progress=bar.update,
            )

    def _read_bag(self, paths: list[Path]) -> int:
        """A whole archive, which manage.py export wrote: alone, and into an empty one."""
        if len(paths) > 1:
            raise CommandError("a whole archive is imported by itself", returncode=2)
        try:
            with tqdm(unit=" rows", disable=not sys.stderr.isatty()) as bar:
                return bag.read(paths[0], bar.update)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _check(self, paths: list[Path]) -> None:
        missing = [printable_name(str(path)) for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"no such file or folder: {', '.join(missing)}", returncode=2)
        checked_rules()

    def _tell(self, report: Report) -> None:
        for issue in report.issues:
            place = f"{issue.file}:{issue.line}" if issue.line else issue.file
            self.stderr.write(f"{place}: {message(issue.code, issue.values)}")
        rate = (report.added + report.updated) / report.seconds if report.seconds else 0
        self.stdout.write(
            f"{report.added} added, {report.updated} updated, {report.duplicates} already there, "
            f"{len(report.issues)} refused, {report.held} held back; "
            f"{report.seconds:.1f} s, {rate:.0f} articles a second"
        )


def _as_json(report: Report, error: Exception | None) -> dict[str, Any]:
    """The report; what ended the import stands in it as the failure of no file."""
    result = report.as_json()
    if error:
        result["failed"].append({"file": "", "line": None, "reason": str(error)})
    return result
