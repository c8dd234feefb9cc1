"""manage.py export --bagit FOLDER: the whole archive in plain files, for other programs and other times."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.backup import bag, rows
from articles.backup.errors import BackupError
from articles.editing import audit


class Command(BaseCommand):
    help = (
        "Write articles, originals, history and files as a BagIt folder; import FOLDER takes it back whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bagit", type=Path, metavar="FOLDER", required=True, help="a new folder")

    def handle(self, *args: Any, bagit: Path, **options: Any) -> None:
        try:
            with tqdm(total=rows.total(), unit=" rows", disable=not sys.stderr.isatty()) as bar:
                count = bag.write(bagit, bar.update)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}") from error
        audit.record(audit.Action.EXPORTED, kind="article", format="bagit", articles=count)
        self.stdout.write(
            f"{bagit}: {count} articles, with originals, history and files; see data/SCHEMA.txt"
        )
        self.stdout.write("accounts are not in it; private sources and drafts are")
