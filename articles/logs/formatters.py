"""Lines of text for people, lines of JSON for programs. What came from outside never begins a line."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Final

from articles.logs.context import request_id

# Line breaks, escape codes of terminals, and marks that turn text around: a file may be named by anyone.
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class RequestId(logging.Filter):
    """Gives every record the id of the request or job that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


class TextFormatter(logging.Formatter):
    """``2026-01-31 09:30:00,120 INFO name [id]: message``, below it a traceback or ``detail``, indented."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        detail: str = getattr(record, "detail", "")
        below = (f"\n    {_UNSAFE.sub(_escaped, line)}" for line in detail.splitlines())
        return super().format(record) + "".join(below)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _UNSAFE.sub(_escaped, super().formatMessage(record))


class JsonFormatter(logging.Formatter):
    """An object a line: time (UTC), level, logger, request_id, message, fields of an event, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", request_id()),
            "message": record.getMessage(),
        }
        if event := getattr(record, "event", None):
            line |= {"event": event, **getattr(record, "fields", {})}
        if detail := getattr(record, "detail", ""):
            line["detail"] = detail
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _UNSAFE.sub(_escaped, json.dumps(line, ensure_ascii=False, default=str))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
