"""A line of the log: what it holds, and that nobody outside can write one of his own."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.logs.context import NONE, accepted_id, correlated, request_id
from articles.logs.formatters import JsonFormatter, RequestId, TextFormatter
from articles.logs.measure import measured

log = logging.getLogger("tests.logs")


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = log.makeRecord(log.name, logging.INFO, "", 1, message, args, None, extra=extra)
    RequestId().filter(made)
    return made


@given(st.text())
def test_what_came_from_outside_never_begins_a_line(name):
    for formatter in (TextFormatter(), JsonFormatter()):
        assert len(formatter.format(record("file read: %s", name)).splitlines()) == 1


def test_a_detail_stands_below_its_line_and_is_told_from_lines_by_its_indent():
    text = TextFormatter().format(record("it said", detail="one\n2026 ERROR forged\x1b[2J"))
    assert text.splitlines()[1:] == ["    one", "    2026 ERROR forged\\u001b[2J"]


def test_json_has_the_id_and_every_field_of_an_event(caplog):
    caplog.set_level(logging.INFO)
    with correlated("abc-1"), measured(log, "file read", file="a b.txt") as fields:
        fields["added"] = 3
    made = caplog.records[-1]
    with correlated("abc-1"):
        RequestId().filter(made)
    line = json.loads(JsonFormatter().format(made))
    assert line["request_id"] == "abc-1"
    assert (line["event"], line["file"], line["added"]) == ("file read", "a b.txt", 3)
    assert line["seconds"] >= 0
    assert line["message"].startswith("file read: file='a b.txt' added=3 seconds=")


def test_work_that_fails_is_a_warning_with_its_counts(caplog):
    caplog.set_level(logging.INFO)

    def fail() -> None:
        with measured(log, "index batch", articles=7):
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        fail()
    made = caplog.records[-1]
    assert made.levelno == logging.WARNING
    assert "index batch: articles=7" in made.getMessage()
    assert "error=OSError" in made.getMessage()


def test_a_traceback_is_a_field_of_the_json_line():
    try:
        raise ValueError("نصّ")
    except ValueError as error:
        made = record("broken")
        made.exc_info = (ValueError, error, error.__traceback__)
    line = json.loads(JsonFormatter().format(made))
    assert "ValueError: نصّ" in line["traceback"]


@pytest.mark.parametrize("proposed", ["abc", "7f3e-1.A_b", "x" * 64])
def test_a_sane_id_from_outside_is_kept(proposed):
    assert accepted_id(proposed) == proposed


@pytest.mark.parametrize("proposed", ["", "a b", "a\nb", "x" * 65, "<script>", "نعم"])
def test_any_other_is_replaced(proposed):
    new = accepted_id(proposed)
    assert new != proposed
    assert accepted_id(new) == new


def test_the_id_ends_with_what_it_was_for():
    with correlated("one"):
        with correlated("two"):
            assert request_id() == "two"
        assert request_id() == "one"
    assert request_id() == NONE
