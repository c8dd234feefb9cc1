"""manage.py restore FILE: a backup into an empty archive, searchable when the command ends."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.backup import restore as restoring
from articles.backup.errors import BackupError, WrongPassphrase
from articles.management import passphrase
from articles.search.errors import SearchError


class Command(BaseCommand):
    help = "Bring a backup back into an empty or missing data folder, and index all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = self._restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"the database refused the rows, and is empty as before: {error}") from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}") from error
        except SearchError as error:
            raise CommandError(
                f"all is restored, but the search index could not be built ({error}): "
                "run manage.py rebuild_index"
            ) from error
        counted = sum(manifest["counts"].values())
        self.stdout.write(f"restored: {counted} rows of {manifest['made']}, all searchable")
        for line in restoring.differing_settings(manifest):
            self.stdout.write(f"another setting: {line}")

    def _restore(self, file: Path) -> dict[str, Any]:
        with tqdm(unit=" rows", disable=not sys.stderr.isatty()) as bar:
            try:
                return restoring.restore(file, passphrase=settings.BACKUP_PASSPHRASE, progress=bar.update)
            except WrongPassphrase:
                if settings.BACKUP_PASSPHRASE or not sys.stdin.isatty():
                    raise
                return restoring.restore(file, passphrase=passphrase.for_reading(), progress=bar.update)
