"""manage.py rebuild_stories: seek the events of all articles anew."""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from tqdm import tqdm

from articles.editing import stories
from articles.indexing import outbox
from articles.indexing.locks import lock
from articles.management.background import BackgroundCommand
from articles.models import Story
from articles.stories import refresh

WAIT: Final = 1.0  # seconds between two looks, while a worker is at it
WAIT_FOR_WORKER: Final = 600.0  # seconds, for the articles that a worker is placing


class Command(BackgroundCommand):
    help = (
        "Seek anew which articles tell of one event, by what this version and today's archive know. A story "
        "keeps its address; that of one that became a part of another leads there. Series stay. Readers see "
        "the former stories until it is done, and a worker may run meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outbox.drain_and_wait()
        with lock(refresh.LOCK, wait=WAIT_FOR_WORKER):
            articles = stories.seek_anew()
        with tqdm(total=articles, unit=" articles", disable=not sys.stderr.isatty()) as bar:
            while left := refresh.waiting().count():
                bar.update(articles - left - bar.n)
                if not refresh.refresh(progress=bar.update):
                    time.sleep(WAIT)
                    outbox.drain_and_wait()
        events = Story.objects.filter(kind=Story.Kind.EVENT, joined=None, outdated=False)
        self.stdout.write(f"{articles} articles, {events.count()} stories")
