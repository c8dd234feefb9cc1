"""Uploaded files in a folder of the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from articles.search.engines.files import sync


class DurableStorage(FileSystemStorage):
    """Django's, whose files are on the disk once they are saved: a power cut takes none back. It takes some
    8 ms a file."""

    def _save(self, name: str, content: Any) -> str:
        stored: str = super()._save(name, content)  # type: ignore[misc]  # the stubs lack it
        path = Path(self.path(stored))
        sync(path)
        sync(path.parent)
        return stored
