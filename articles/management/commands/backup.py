"""manage.py backup FILE: the whole archive in one file, while readers and editors go on."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from tqdm import tqdm

from articles.backup import record, rows
from articles.backup.create import create
from articles.backup.errors import BackupError
from articles.management import passphrase
from articles.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = "Write rows, originals, uploads, rules and the secret key into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to; it must not exist yet")
        parser.add_argument(
            "--encrypt", action="store_true", help="with BACKUP_PASSPHRASE, or a passphrase that is asked for"
        )

        parser.add_argument(
            "--with-index",
            action="store_true",
            help="the search index too: a larger file, and a restore that need not build one",
        )

    def handle(self, *args: Any, file: Path, encrypt: bool, with_index: bool, **options: Any) -> None:
        phrase = passphrase.asked_twice() if encrypt else settings.BACKUP_PASSPHRASE
        try:
            with tqdm(total=rows.total(), unit=" rows", disable=not sys.stderr.isatty()) as bar:
                manifest = create(file, passphrase=phrase, with_index=with_index, progress=bar.update)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        record.made(file)
        counted = sum(manifest["counts"].values())
        self.stdout.write(f"{file}: {counted} rows, {file.stat().st_size:,} bytes")
        for name in manifest["left_out"]:
            self.stdout.write(f"left out: {name}")
        self.stdout.write("keep it safe: it holds the archive's secret key and its readers' password hashes")
