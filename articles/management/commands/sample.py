"""manage.py sample [--remove]: the archive of invented articles that comes with the product."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles import samples


class Command(BaseCommand):
    help = "Load the sample archive, or remove it with --remove; your own articles are never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"{samples.remove()} sample articles removed")
        else:
            self.stdout.write(f"{samples.load()} sample articles loaded")
