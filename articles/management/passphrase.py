"""The passphrase of a backup, as commands take it."""

from __future__ import annotations

import sys
from getpass import getpass

from django.conf import settings
from django.core.management.base import CommandError


def asked_twice() -> str:
    """For a new backup: from BACKUP_PASSPHRASE, else typed twice. Raises CommandError."""
    if settings.BACKUP_PASSPHRASE:
        return str(settings.BACKUP_PASSPHRASE)
    first = _typed("Passphrase: ")
    if first != _typed("The same again: "):
        raise CommandError("the two passphrases differ")
    return first


def _typed(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(
            "no passphrase: set BACKUP_PASSPHRASE, or BACKUP_PASSPHRASE_FILE to a file with it"
        )
    if typed := getpass(prompt):
        return typed
    raise CommandError("the passphrase is empty")


def for_reading() -> str:
    """For a backup that proved to be encrypted: typed. Raises CommandError."""
    return _typed("Passphrase of the backup: ")
