"""Typed readers of environment variables: a bad value stops the start and names the accepted ones.

Every variable may also be given as a file: with ``NAME_FILE=/run/secrets/name`` the value is the file's
content. Reading a variable records it in :data:`READ`, so that a test can hold the README's table to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def pairs(name: str, accepted: Sequence[str]) -> dict[str, str]:
    """Names with one of the accepted words each, separated by commas: ``desk=editor, staff=reader``."""
    found = {}
    for word in words(name):
        key, _, value = word.rpartition("=")
        if not key.strip() or value.strip() not in accepted:
            raise ImproperlyConfigured(f"{name}: {word!r} must be NAME= and one of {', '.join(accepted)}")
        found[key.strip()] = value.strip()
    return found


def provider(name: str) -> str:
    """The address of a service that people are sent to: with https, unless it runs on this machine."""
    value = text(name)
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if value and not (parts.hostname and (local or parts.scheme == "https")):
        raise ImproperlyConfigured(f"{name}={value!r} must look like https://login.example.org")
    return value


def path(name: str, default: Path) -> Path:
    """An absolute path; a leading ``~`` is the home folder."""
    return Path(text(name, str(default))).expanduser().resolve()


def networks(name: str) -> list[str]:
    """Addresses and networks separated by commas: ``127.0.0.1, 10.0.0.0/8``."""
    found = words(name)
    for word in found:
        try:
            ip_network(word)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {word!r} is no address or network ({error})") from error
    return found


@dataclass(frozen=True)
class Email:
    """How mail is sent."""

    backend: str
    sender: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_ssl: bool = False
    use_tls: bool = False


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465, "console": 0}


def email(name: str) -> Email:
    """``smtp+tls://user:password@host:587/?from=archive@example.org`` (``smtp``, ``smtps`` likewise), or
    ``console:`` to print what would be sent."""
    url = urlsplit(text(name))
    if url.scheme not in _MAIL_PORTS or (url.scheme != "console" and not url.hostname):
        raise ImproperlyConfigured(
            f"{name} must look like smtp+tls://user:password@host:587/?from=archive@example.org; "
            f"it may begin with {', '.join(_MAIL_PORTS)}"
        )
    host = url.hostname or "localhost"
    sender = dict(part.partition("=")[::2] for part in url.query.split("&")).get("from", "")
    return Email(
        backend=f"django.core.mail.backends.{'console' if url.scheme == 'console' else 'smtp'}.EmailBackend",
        sender=unquote(sender) or f"newsarchive@{host}",
        host=host,
        port=url.port or _MAIL_PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_ssl=url.scheme == "smtps",
        use_tls=url.scheme == "smtp+tls",
    )
