from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.build.compile_translations import build_translations


class Command(BaseCommand):
    help = "Compiles the interface's translations; quick when they are up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        built = [po for folder in settings.LOCALE_PATHS for po in build_translations(Path(folder))]
        if built and options["verbosity"] > 0:
            self.stdout.write(f"compiled {len(built)} catalogues")
