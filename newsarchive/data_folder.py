"""The data folder: made by the commands that write into it, never by reading the settings."""

from __future__ import annotations

import os
import secrets

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


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
    try:
        # O_EXCL: of two processes that start together, one writes and both read the same key.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    key: str = file.read_text().strip()
    if not key:
        raise ImproperlyConfigured(f"{file} is empty: delete it, and a new key is generated")
    return key
