"""The search index in a backup, by choice: a restored archive then answers without building its index anew.

The files are those of one commit, by further names of them in a folder beside the index: the writer goes on,
and what it merges away stays until it is backed up. Copy and rows are of one moment: while no writer may
commit, the files are named and the rows' transaction begins. What the outbox holds at that moment comes
along, and is applied after a restore.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from articles.backup import rows
from articles.backup.container import Writer
from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.logs.measure import measured
from articles.models import IndexChange
from articles.models.outbox import paused
from articles.search import schema
from articles.search.engines.persistent import PersistentEngine
from articles.search.errors import SearchError

log = logging.getLogger(__name__)

MEMBERS: Final = "index"  # the folder in a backup
_CHANGES: Final = "changes.json"  # ids of articles that the outbox held; no engine has a file of that name
_WAIT: Final = 60.0  # seconds for a writer, who commits a batch in a few
_LEFT: Final = 86_400  # seconds after which a copy is one that a killed backup has left


class IndexCopy:
    """``state`` says what built the index, for the manifest; empty when there is no copy."""

    def __init__(self, engine: PersistentEngine[Any], folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self.state: dict[str, str] = {}

    def take(self) -> None:
        """To be called where the rows' transaction has not read yet: its first look is taken here. Without
        an index that can be copied, there is no copy, and the reason is logged."""
        try:
            with self._engine.copied_to(self._folder, wait=_WAIT) as current:
                changed = list(IndexChange.objects.order_by().values_list("article_id", flat=True).distinct())
            if current:
                state = asdict(current) | {"engine": active_engine.name()}
                del state["name"]
                (self._folder / _CHANGES).write_text(json.dumps(sorted(changed)))
                self.state = state
        except SearchError:
            log.exception("the search index is left out of the backup")

    def write(self, writer: Writer) -> None:
        """Add the files to a backup."""
        for path in sorted(self._folder.iterdir()) if self.state else ():
            with path.open("rb") as file:
                writer.add_file(f"{MEMBERS}/{path.name}", file)


@contextmanager
def copying() -> Iterator[IndexCopy | None]:
    """A copy that is yet to be taken; None when the engine keeps its index elsewhere (OpenSearch)."""
    engine = runtime.make_engine(active_engine.name(), runtime.current_analyzer())
    try:
        if not isinstance(engine, PersistentEngine):
            yield None
            return
        with tempfile.TemporaryDirectory(prefix="copy-", dir=_emptied()) as folder:
            yield IndexCopy(engine, Path(folder))
    finally:
        engine.close()


def _emptied() -> Path:
    """The folder of the index, on whose disk files can have further names, without forgotten copies."""
    folder = Path(settings.INDEX_DIR)
    for path in folder.glob("copy-*"):
        if path.stat().st_mtime < time.time() - _LEFT:
            shutil.rmtree(path, ignore_errors=True)
    return folder


# ---- restoring ------------------------------------------------------------------------------------


def restored_folder() -> Path:
    """Where the members of a backup wait until the rows are there."""
    return Path(settings.INDEX_DIR) / "restored"


def adopted(state: dict[str, str] | None) -> bool:
    """Whether the index of the backup is in use now: it must be of the engine in use, written by this version
    with these words, and have the articles of the rows. The copy is gone afterwards."""
    if not state:
        return False
    folder = restored_folder()
    try:
        with measured(log, "index of the backup", engine=active_engine.name()) as fields:
            fields["used"] = used = _fits(state) and _adopted(folder)
            return used
    except (SearchError, OSError, KeyError, *rows.GARBLED):
        log.exception("the index of the backup cannot be used: a new one is built")
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fits(state: dict[str, str]) -> bool:
    analyzer = runtime.current_analyzer()
    own = (active_engine.name(), schema.layout(), schema.fingerprint(analyzer))
    return own == (state.get("engine"), state.get("layout"), state.get("fingerprint"))


def _adopted(folder: Path) -> bool:
    changes = folder / _CHANGES
    changed = [int(id) for id in json.loads(changes.read_text())]
    changes.unlink()
    engine = runtime.make_engine(active_engine.name(), runtime.current_analyzer())
    if not isinstance(engine, PersistentEngine):
        return False
    engine.adopt(folder)
    engine.check(every_byte=True)
    active_engine.mark_current()
    engine.close()
    runtime.reset()
    with paused(), transaction.atomic():
        IndexChange.objects.bulk_create([IndexChange(article_id=id) for id in changed], batch_size=1000)
    outbox.drain()
    return not rebuild.check(runtime.current_engine())
