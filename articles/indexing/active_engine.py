"""Which engine's index is kept up to date, and which other one is pending.

``manage.py switch_engine`` builds the index of another engine while the archive goes on with its own. From
then on that engine is *pending*: changes that are applied to the present index stay in the outbox, held for
the other, until the archive is started with ``SEARCH_ENGINE`` set to it. So no change is lost in between.

An index that was left behind (the archive ran with another engine meanwhile) is not searched as it stands,
but built anew.
"""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from articles.search.engines import json_file

log = logging.getLogger(__name__)

_UNKNOWN = {"current": ""}  # no engine: whatever is in use has to be built anew


def pending_engine() -> str | None:
    """The engine that changes are held for; None when the archive runs with it already."""
    name = _read().get("pending")
    return None if name == settings.SEARCH_ENGINE else name


def is_stale() -> bool:
    """Whether the index of the engine in use has missed changes, because another was kept up instead."""
    state = _read()
    return settings.SEARCH_ENGINE not in {state.get("current", settings.SEARCH_ENGINE), state.get("pending")}


def set_pending(name: str) -> None:
    """Hold changes for this engine, too, from now on: its index has just been built."""
    _write({"current": settings.SEARCH_ENGINE, "pending": name})


def mark_current() -> None:
    """The index of the engine in use is up to date, but for what the outbox holds. No other is pending."""
    if _read() != {"current": settings.SEARCH_ENGINE}:
        _write({"current": settings.SEARCH_ENGINE})


def activate() -> None:
    """Note that the engine in use is current, when it is the one that was pending."""
    if _read().get("pending") == settings.SEARCH_ENGINE:
        mark_current()


def _file() -> Path:
    return Path(settings.INDEX_DIR) / "engines.json"


def _read() -> dict[str, str]:
    try:
        return json_file.read(_file())
    except FileNotFoundError:
        return {}
    except json_file.GarbledFile as error:
        log.error("%s: the index of the engine in use is built anew", error)
        return _UNKNOWN


def _write(state: dict[str, str]) -> None:
    json_file.write(_file(), state)
