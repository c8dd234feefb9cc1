"""manage.py switch_engine NAME: build the index of another engine while the archive goes on with its own."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.indexing import outbox, rebuild, runtime
from articles.management.background import BackgroundCommand
from articles.models import Article
from articles.search.engines import registry
from articles.search.errors import SearchError


class Command(BackgroundCommand):
    help = "Build and check the index of another engine; then the archive can be started with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=registry.PERSISTENT, help="the engine to move to")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            if name == settings.SEARCH_ENGINE:
                self._complete(name)
            else:
                self._build(name)
        except (SearchError, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error

    def _complete(self, name: str) -> None:
        """The setting names this engine already: only its index may be wanting."""
        if rebuild.cannot_be_used():
            with self._bar() as bar:
                rebuild.rebuild(name, progress=bar.update)
        outbox.drain(runtime.current_engine())
        self._agree(rebuild.check(runtime.current_engine()))
        self.stdout.write(f"the archive runs with {name}, and its index agrees with the database")

    def _build(self, name: str) -> None:
        with self._bar() as bar:
            difference = rebuild.build_for(name, progress=bar.update)
        self._agree(difference)
        self.stdout.write(
            f"the index of {name} is built and agrees with the database; "
            "what changes from now on is kept for it.\n"
            f"Start the archive with this setting:\n\n  SEARCH_ENGINE={name}\n\n"
            f"Afterwards the folder {settings.INDEX_DIR / settings.SEARCH_ENGINE} may be deleted."
        )

    def _bar(self) -> Any:
        total = Article.objects.in_index().count()
        return tqdm(total=total, unit=" articles", disable=not sys.stderr.isatty())

    def _agree(self, difference: rebuild.Difference) -> None:
        if difference:
            raise CommandError(
                f"{len(difference.missing)} articles are missing in the new index, "
                f"{len(difference.surplus)} should not be in it: run the command again"
            )
