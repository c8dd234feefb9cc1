"""manage.py check_index [--repair]: is every byte of the index what was written, and does it hold exactly the
published articles?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.indexing import active_engine, rebuild, runtime
from articles.models import IndexChange
from articles.search.errors import SearchError


class Command(BaseCommand):
    help = "Read the whole search index and compare it with the database; --repair makes them agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="index what is missing, remove what is surplus; build a damaged or lost index anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["repair"] and rebuild.cannot_be_used():
                self.stdout.write("building the search index …")
                rebuild.rebuild(active_engine.name())
            self._check(repair=options["repair"])
        except SearchError as error:
            raise CommandError(str(error)) from error

    def _check(self, *, repair: bool) -> None:
        engine = runtime.current_engine()
        engine.check(every_byte=True)
        difference = rebuild.check(engine)
        if difference and repair:
            rebuild.repair(engine, difference)
            self.stdout.write(f"{len(difference.missing)} added, {len(difference.surplus)} removed")
            difference = rebuild.check(runtime.current_engine())
        waiting = IndexChange.objects.filter(held=False).count()
        if waiting:
            self.stdout.write(f"{waiting} changes wait in the outbox; the worker applies them")
        if difference:
            raise CommandError(
                f"{len(difference.missing)} articles are missing in the index, "
                f"{len(difference.surplus)} should not be in it: run manage.py check_index --repair"
            )
        self.stdout.write("the index agrees with the database")
