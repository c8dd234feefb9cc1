"""The data folder: made by the commands that write into it, never by reading the settings."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from articles.search.engines.files import sync


def prepare() -> None:
    """Make the folders and, on the first start, the secret key; whatever this process writes from now on
    belongs to its owner alone. Raises ImproperlyConfigured."""
    os.umask(0o077)
    try:
        for folder in (settings.STATIC_ROOT, settings.BUILD_DIR / "fonts", settings.FILE_UPLOAD_TEMP_DIR):
            folder.mkdir(parents=True, exist_ok=True)
        str(settings.SECRET_KEY)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the data folder {settings.DATA_DIR} cannot be written ({error.strerror}): "
            "make it writable, or name another with NEWSARCHIVE_DATA"
        ) from error


def secret_key() -> str:
    """The key of this data folder, generated when it is first asked for."""
    file = settings.DATA_DIR / "secret_key"
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        _generate(file)
    key: str = file.read_text().strip()
    if not key:
        raise ImproperlyConfigured(f"{file} is empty: delete it, and a new key is generated")
    return key


def _generate(file: Path) -> None:
    """Put a new key there, whole and on the disk: whoever is killed meanwhile, or loses power, has none.
    Of two processes that start together one names its key, and both read that."""
    descriptor, beside = tempfile.mkstemp(prefix=".secret_key.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
            handle.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(beside, file)
    finally:
        os.unlink(beside)
    sync(file.parent)
