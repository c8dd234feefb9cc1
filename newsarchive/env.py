"""Typed readers of environment variables: a bad value stops the start and names the accepted ones.

Every variable may also be given as a file: with ``NAME_FILE=/run/secrets/name`` the value is the file's
content. Reading a variable records it in :data:`READ`, so that a test can hold the README's table to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

READ: set[str] = set()


def text(name: str, default: str = "") -> str:
    """The variable's value, or the content of the file that ``NAME_FILE`` points to."""
    READ.add(name)
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read: {error.strerror}") from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """A yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off", ""}:
        return False
    raise ImproperlyConfigured(
        f"{name}={value!r} is not a yes or no: use 1, yes, true, on or 0, no, false, off"
    )


def integer(name: str, default: int, *, minimum: int = 0, maximum: int = 2**63 - 1) -> int:
    """A whole number from ``minimum`` to ``maximum``."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = minimum - 1
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number from {minimum} to {maximum}")
    return number


def megabytes(name: str, default: int, *, minimum: int = 1) -> int:
    """A size in bytes, default too, that people write in megabytes."""
    return integer(name, default // 2**20, minimum=minimum) * 2**20


def choice(name: str, default: str, accepted: Sequence[str]) -> str:
    """One of the accepted words."""
    value = text(name, default)
    if value not in accepted:
        raise ImproperlyConfigured(f"{name}={value!r} is unknown: use one of {', '.join(accepted)}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    """An absolute path; a leading ``~`` is the home folder."""
    return Path(text(name, str(default))).expanduser().resolve()
