"""manage.py rebuild_index: a new index beside the live one, swapped in when it stands."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.indexing import active_engine, outbox, rebuild
from articles.management.background import BackgroundCommand
from articles.models import Article
from articles.search.errors import SearchError


class Command(BackgroundCommand):
    help = "Build the search index anew from the database; readers search the old one meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        total = Article.objects.in_index().count()
        try:
            with tqdm(total=total, unit=" articles", disable=not sys.stderr.isatty()) as bar:
                rebuild.rebuild(active_engine.name(), progress=bar.update)
            outbox.drain()
        except (SearchError, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{total} articles indexed")
