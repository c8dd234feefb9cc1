from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.build.web_fonts import build_fonts


class Command(BaseCommand):
    help = (
        "Makes the web fonts from the font packages, into the data folder; quick when they are there already."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = build_fonts(settings.BUILD_DIR / "fonts")
        if made and options["verbosity"] > 0:
            self.stdout.write(
                f"made {len(made)} fonts, {sum(file.stat().st_size for file in made) // 1000} kB"
            )
