"""The table of queries and texts: what must match, what must not, in each mode."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.query.explain_match import Matcher
from articles.search.query.parse import parse
from articles.search.types import Mode

TABLE = Path(__file__).parents[1] / "arabic" / "pairs.tsv"


def rows() -> list[tuple[str, ...]]:
    lines = TABLE.read_text("utf-8").split("\n")
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def read(field: str) -> str:
    """A field with its escapes: ``\\n``, and ``\\u200c`` for what would be invisible in the table."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), field).replace("\\n", "\n")


@pytest.mark.parametrize(("mode", "query", "text", "match"), rows())
def test_pair(mode: Mode, query: str, text: str, match: str, analyzer: Analyzer) -> None:
    found = Matcher(read(text), analyzer).matches(parse(read(query), mode=mode, analyzer=analyzer))
    assert found == (match == "yes")


def test_table_is_well_formed() -> None:
    assert all(mode in get_args(Mode) and match in {"yes", "no"} for mode, _, _, match in rows())
    assert len(set(rows())) == len(rows())
