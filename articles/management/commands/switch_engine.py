"""manage.py switch_engine NAME: move the archive to another engine while it goes on."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.indexing.switch import EnginesDiffer, switch
from articles.management.background import BackgroundCommand
from articles.models import Article
from articles.search.engines import registry
from articles.search.errors import SearchError


class Command(BackgroundCommand):
    help = (
        "Move the running archive to another engine: its index is built, checked, and used by all processes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=registry.PERSISTENT, help="the engine to move to")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            if name == active_engine.name():
                self._complete(name)
            else:
                self._move(name)
        except (EnginesDiffer, SearchError, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error

    def _complete(self, name: str) -> None:
        """It is in use already: only its index may be wanting."""
        if rebuild.cannot_be_used():
            with self._bar() as bar:
                rebuild.rebuild(name, progress=bar.update)
        outbox.drain()
        if difference := rebuild.check(runtime.current_engine()):
            raise CommandError(
                f"{len(difference.missing)} articles are missing in the index, "
                f"{len(difference.surplus)} should not be in it: run the command again"
            )
        self.stdout.write(f"the archive runs with {name}, and its index agrees with the database")

    def _move(self, name: str) -> None:
        former = active_engine.name()
        with self._bar() as bar:
            switch(name, progress=bar.update)
        self.stdout.write(
            f"the index of {name} is built, agrees with the database, and is in use: "
            "every process takes it with its next request.\n"
            f"From the next start on, let the setting say so:\n\n  SEARCH_ENGINE={name}\n\n"
            f"manage.py switch_engine {former} goes back."
        )

    def _bar(self) -> Any:
        total = Article.objects.in_index().count()
        return tqdm(total=total, unit=" articles", disable=not sys.stderr.isatty())
