"""Uploaded files in an S3-compatible bucket, by django-storages (extra ``s3``).

Its errors become those of a disk, which whoever handles files knows how to tell: FileNotFoundError for what
is not in the bucket, OSError for a store that does not answer or refuses.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 60.0
ATTEMPTS: Final = 3
IN_MEMORY: Final = 1 << 20  # bytes of a fetched file; what is larger lies on the disk while it is read
_NOT_THERE: Final = frozenset({"404", "NoSuchKey"})


@contextmanager
def disk_errors(name: str) -> Iterator[None]:
    """Raises OSError in place of what the client of the store raises."""
    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        if answer.get("Code") in _NOT_THERE:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from error
        raise OSError(errno.EIO, f"S3: {answer.get('Message') or answer.get('Code')}", name) from error
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"S3: {error}", name) from error


def _on_disk_errors(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def translated(self: S3Storage, name: str, *args: Any, **options: Any) -> Any:
        with disk_errors(name):
            return method(self, name, *args, **options)

    return translated


class UploadStorage(S3Storage):  # type: ignore[misc]
    """The options are those of django-storages. Without keys, those of the machine hold."""

    def __init__(self, **options: Any) -> None:
        # What stands in for Amazon's store has no host name for each bucket.
        style = "path" if options.get("endpoint_url") else "auto"
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            s3={"addressing_style": style},
            signature_version="s3v4",
        )
        own = {"default_acl": None, "file_overwrite": True, "max_memory_size": IN_MEMORY}
        super().__init__(**own, **options, client_config=config)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with disk_errors(name):
            opened = super()._open(name, mode)
            opened.file.seek(0)  # fetched now, not by whoever reads it
            return opened

    _save = _on_disk_errors(S3Storage._save)
    delete = _on_disk_errors(S3Storage.delete)
    exists = _on_disk_errors(S3Storage.exists)
    size = _on_disk_errors(S3Storage.size)
    listdir = _on_disk_errors(S3Storage.listdir)
    get_modified_time = _on_disk_errors(S3Storage.get_modified_time)
