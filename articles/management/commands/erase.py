"""manage.py erase ID…: an article and every trace of its text, for good; a tombstone tells why."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.backup.daily import backups
from articles.editing.erasure import Erased, erase_rows
from articles.erasure.rules import files_of_editors
from articles.erasure.sweep import sweep
from articles.search.errors import SearchError


class Command(BaseCommand):
    help = "Erase articles in law: rows, originals, versions, uploaded files, index, caches. Readers get 410."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", type=int, nargs="*", metavar="ID")
        parser.add_argument("--reason", default="", help="what readers are told (needed)")
        parser.add_argument(
            "--sweep", action="store_true", help="finish an erasure that was interrupted after its rows"
        )

    def handle(self, *args: Any, ids: list[int], reason: str, **options: Any) -> None:
        if not options["sweep"] and not (ids and reason.strip()):
            raise CommandError("name the articles by their ids, and the --reason", returncode=2)
        erased = erase_rows(ids, reason.strip()) if ids else Erased((), (), ())
        if missing := sorted(set(ids) - set(erased.articles)):
            self.stderr.write(f"no such article: {', '.join(map(str, missing))}")
        self._sweep(erased)
        self.stdout.write(f"erased: {len(erased.articles)} articles, {len(erased.files)} uploaded files")
        self._tell_of_what_is_left(erased)
        if missing:
            raise CommandError("not all were there")

    def _sweep(self, erased: Erased) -> None:
        try:
            sweep(erased.files)
        except (SearchError, DatabaseError, OSError) as error:
            raise CommandError(
                f"the rows are erased, but not yet all copies ({error}): run manage.py erase --sweep"
            ) from error

    def _tell_of_what_is_left(self, erased: Erased) -> None:
        if erased.copies:
            ids = " ".join(map(str, erased.copies))
            self.stdout.write(f"articles with the same text stay; erase them too: manage.py erase {ids}")
        stored = backups(settings.BACKUP_DIR) if settings.BACKUP_DIR else []
        if stored:
            self.stdout.write(
                f"{len(stored)} daily backups in {settings.BACKUP_DIR} hold it until they go in turn, the "
                f"last in {settings.BACKUP_KEEP} days; delete them yourself to be rid of it sooner"
            )
        if files := files_of_editors():
            names = ", ".join(file.name for file in files)
            self.stdout.write(
                f"rules that people have written may quote it: look at {names} in {files[0].parent}"
            )
        self.stdout.write("backups and exports that lie elsewhere are yours to delete")
