"""Which engine's index answers and is kept up to date, and which other one is pending.

``SEARCH_ENGINE`` names it, unless ``manage.py switch_engine`` has moved the archive since: then all processes
that were started with the former setting use the new engine, from their next request on, until the setting
names it, too. The file ``engines.json`` says so:

    current      the engine whose index is up to date
    instead_of   what SEARCH_ENGINE may name where ``current`` is used all the same
    pending      an engine whose index has been built, too: changes that are applied to the current one stay
                 in the outbox, held for this one. So no change is lost until the archive runs with it.

An index that was left behind (the archive ran with another engine meanwhile) is not searched as it stands,
but built anew.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from articles.search.engines import json_file

log = logging.getLogger(__name__)

_UNKNOWN: dict[str, Any] = {"current": ""}  # no engine: whatever is in use has to be built anew


def name() -> str:
    """The engine in use."""
    return _in_use(_read())


def _in_use(state: dict[str, Any]) -> str:
    moved = settings.SEARCH_ENGINE in state.get("instead_of", ())
    in_use: str = state["current"] if moved else settings.SEARCH_ENGINE
    return in_use


def is_moved() -> bool:
    """Whether another engine than SEARCH_ENGINE names is in use, since ``manage.py switch_engine``."""
    return name() != settings.SEARCH_ENGINE


def pending_engine() -> str | None:
    """The engine that changes are held for; None when the archive runs with it already."""
    state = _read()
    pending: str | None = state.get("pending")
    return None if pending == _in_use(state) else pending


def is_stale() -> bool:
    """Whether the index of the engine in use has missed changes, because another was kept up instead."""
    state = _read()
    in_use = _in_use(state)
    return in_use not in {state.get("current", in_use), state.get("pending")}


def set_pending(engine: str) -> None:
    """Hold changes for this engine, too, from now on: its index has just been built."""
    _write(_current(_read()) | {"pending": engine})


def mark_current() -> None:
    """The index of the engine in use is up to date, but for what the outbox holds. No other is pending."""
    state = _read()
    if state != _current(state):
        _write(_current(state))


def _current(state: dict[str, Any]) -> dict[str, Any]:
    moved = {"instead_of": state["instead_of"]} if _in_use(state) != settings.SEARCH_ENGINE else {}
    return {"current": _in_use(state), **moved}


def activate() -> None:
    """Note that the engine in use is current, when it is the one that was pending."""
    if _read().get("pending") == name():
        mark_current()


def move_to(engine: str) -> None:
    """Use this engine from now on, in all processes: its index is up to date."""
    state = _read()
    former = {settings.SEARCH_ENGINE, _in_use(state), *state.get("instead_of", ())} - {engine}
    _write({"current": engine, "instead_of": sorted(former)})


def adopt_setting() -> None:
    """At a start: once SEARCH_ENGINE names the engine in use, it decides again."""
    state = _read()
    if state.get("instead_of") and state["current"] == settings.SEARCH_ENGINE:
        _write({key: value for key, value in state.items() if key != "instead_of"})


def file() -> Path:
    return Path(settings.INDEX_DIR) / "engines.json"


def _read() -> dict[str, Any]:
    try:
        return json_file.read(file())
    except FileNotFoundError:
        return {}
    except json_file.GarbledFile as error:
        _log_once(str(error), _written_at())
        return _UNKNOWN


def _written_at() -> int:
    try:
        return file().stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _log_once(error: str, _written_at: int) -> None:
    """Several times a second the worker would say it again of the same file."""
    log.error("%s: the index of the engine in use is built anew", error)


def _write(state: dict[str, Any]) -> None:
    json_file.write(file(), state)
