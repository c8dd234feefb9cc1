"""Cleaning rules that were made of an article's line hold its text. After an erasure each holds a line of an
article that is there; a rule that meant the lines of erased articles alone is deleted.
"""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from articles.importing.rules import cleaning_rules
from articles.ingest.clean import rules
from articles.ingest.clean.rules import Rule
from articles.ingest.text import fold, tidy
from articles.ingest.types import RawArticle
from articles.models import Change, Original, Source, SourceRule

log = logging.getLogger(__name__)


def renew() -> None:
    """Look at every rule that was made of a line, on a page or by ``reclean --learn``. A source's originals
    are read up to the first that has the line: all of them only for a line that none has any more. Raises
    DatabaseError, OSError."""
    for rule in SourceRule.objects.select_related("source"):
        _renew_line(rule)
    for file in sorted(cleaning_rules.folder().glob("learnt-*.toml")):
        _renew_file(file)


def files_of_editors() -> list[Path]:
    """The rule files that people have written: theirs to look through after an erasure."""
    files = sorted(cleaning_rules.folder().glob("*.toml"))
    return [file for file in files if not file.name.startswith("learnt-")]


def _renew_line(row: SourceRule) -> None:
    line = _present_line(row)
    if line == row.line:
        return
    with transaction.atomic():
        if row.line:
            _rename_in_history(row.line[:200], line[:200])
        if line or row.kind == "place":
            SourceRule.objects.filter(pk=row.pk).update(line=line)
        else:
            row.delete()


def _present_line(row: SourceRule) -> str:
    """The rule's own line when an article has it, else another one that it means; "" when none has."""
    found = ""
    for lines in _lines_of(row.source_id):
        if row.line in lines:
            return row.line
        found = found or next(_meant(row, lines), "")
    return found


def _meant(row: SourceRule, lines: list[str]) -> Iterator[str]:
    if row.kind == "place":
        begin = row.place - 1 if row.place > 0 else row.place + len(lines)
        yield from lines[begin : begin + 1] if begin >= 0 else []
        return
    try:
        meant = rules.Rules((cleaning_rules.line_rule(row),))
    except ValueError:  # a row that was made by hand
        return
    yield from (line for line in lines if meant.whole(fold(tidy(line)), row.source.name))


def _lines_of(source_id: int) -> Iterator[list[str]]:
    """The lines of each original of a source, as they came in, without blank ones."""
    for original in Original.objects.filter(article__source=source_id).iterator(chunk_size=200):
        try:
            text = RawArticle.loads(original.text).text
        except ValueError:  # "manage.py verify" names it
            continue
        yield [line.strip() for line in text.split("\n") if tidy(line)]


def _rename_in_history(old: str, new: str) -> None:
    """The rule's line is the reason of what it changed in other articles."""
    reasons = Change.objects.filter(reason__contains=old).order_by().values_list("reason", flat=True)
    for reason in list(reasons.distinct()):
        Change.objects.filter(reason=reason).update(reason=reason.replace(old, new))


def _renew_file(file: Path) -> None:
    """Drop the patterns of a learnt file that no line of its source is like any more."""
    number = file.stem.rpartition("-")[2]
    source = Source.objects.filter(pk=number).first() if number.isdecimal() else None
    try:
        learnt = rules.parse(file.read_text("utf-8"), file.name)
    except (rules.BadRule, UnicodeDecodeError):
        log.exception("%s may hold erased lines: mend or delete it", file)
        return
    left = [rule for rule in (_with_present(rule, source) for rule in learnt) if rule.line]
    if left == learnt:
        return
    if source and left:
        cleaning_rules.write_rule_file(source, left[0])
    else:
        file.unlink()


def _with_present(rule: Rule, source: Source | None) -> Rule:
    waiting = {pattern: re.compile(f"(?:{pattern})$") for pattern in rule.line}
    for lines in _lines_of(source.pk) if source else ():
        folded = [fold(tidy(line)) for line in lines]
        waiting = {p: found for p, found in waiting.items() if not any(map(found.match, folded))}
        if not waiting:
            break
    return dataclasses.replace(rule, line=tuple(each for each in rule.line if each not in waiting))
