"""Why a backup cannot be made or read. The message is for people, and says what to do."""

from __future__ import annotations


class BackupError(Exception):
    """A backup that cannot be made, read or restored."""


class WrongPassphrase(BackupError):
    """No passphrase, or another one than the backup was made with."""
