"""manage.py verify [FILE]: is every byte of the archive, or of a backup, what was written?"""

from __future__ import annotations

import hashlib
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
from articles.models import Original
from articles.proof.checking import damaged_seals, proof_of
from articles.proof.proof_file import script


class Command(BaseCommand):
    help = "Check database, originals, uploads, rules and index; or every byte of a backup."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a backup; without it, the archive itself")
        parser.add_argument("--proof", type=int, metavar="ID", help="prove the original of this article")
        parser.add_argument("--output", type=Path, help="with --proof: write the proof that others can check")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if options["proof"] is not None:
            self._prove(options["proof"], options["output"])
            return
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

    def _prove(self, pk: int, output: Path | None) -> None:
        proof = proof_of(pk)
        if proof is None:
            raise CommandError(f"the original of article {pk} is not sealed: the worker seals once a day")
        original = Original.objects.filter(article_id=pk).first()
        text = original.text.encode("utf-8", "surrogatepass") if original else b""
        if hashlib.sha256(text).hexdigest() != proof.item.sha256:
            raise CommandError(f"the original of article {pk} is not the one that was sealed")
        if damage := list(damaged_seals()):
            raise CommandError("; ".join(damage))
        if output:
            output.write_text(script(pk, proof, settings.SITE_URL or "the archive"), "utf-8")
        last = proof.later[-1] if proof.later else proof.seal
        self.stdout.write(f"SHA-256 {proof.item.sha256}, sealed on {proof.seal.day}")
        self.stdout.write(f"the seal of {last.day} is {last.digest}")

    def _verify_archive(self) -> None:
        count = 0
        for problem in problems():
            count += 1
            self.stderr.write(f"{problem.what}\n  cure: {problem.cure}")
        if count:
            raise CommandError(f"{count} found")
        self.stdout.write("database, originals, uploads, rules and search index are sound")
