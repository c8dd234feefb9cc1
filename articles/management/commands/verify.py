"""manage.py verify [FILE]: is every byte of the archive, or of a backup, what was written?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.backup import record
from articles.backup.errors import BackupError, WrongPassphrase
from articles.backup.verify import checked, problems
from articles.management import passphrase


class Command(BaseCommand):
    help = "Check database, originals, uploads, rules and index; or every byte of a backup."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a backup; without it, the archive itself")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is None:
            self._verify_archive()
            return
        try:
            manifest = self._checked(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        record.verified(file)
        counted = sum(manifest["counts"].values())
        self.stdout.write(f"{file} is sound: {counted} rows, {len(manifest['members'])} members")

    def _checked(self, file: Path) -> dict[str, Any]:
        try:
            return checked(file, settings.BACKUP_PASSPHRASE)
        except WrongPassphrase:
            if settings.BACKUP_PASSPHRASE or not sys.stdin.isatty():
                raise
            return checked(file, passphrase.for_reading())

    def _verify_archive(self) -> None:
        count = 0
        for problem in problems():
            count += 1
            self.stderr.write(f"{problem.what}\n  cure: {problem.cure}")
        if count:
            raise CommandError(f"{count} found")
        self.stdout.write("database, originals, uploads, rules and search index are sound")
