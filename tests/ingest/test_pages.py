"""Raw pages give the article alone: every line has the role that ``expected.json`` says.

The pages in ``tests/data/pages`` were written for this. The reference pages beside the repository have the
same layout of expectations and are read when they are there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.compose import recompose
from articles.ingest.sandbox import read
from articles.ingest.types import HEADING, Draft

PAGES = Path(__file__).parents[1] / "data" / "pages"
ROLES = {
    "title_line": "title",
    "repeated_title_line": "repeat",
    "subtitle_line": "subtitle",
    "furniture": "boilerplate",
    "cross_links": "cross_link",
    "links": "link",
    "headings": "heading",
    "agency_line": "dateline",
    "dateline_line": "dateline",
    "section_line": "section",
    "byline_line": "byline",
    "date_line": "date",
    "tags_line": "tags",
    "tags_lines": "tags",
    "dateline_lines": "dateline",
    "section_lines": "section",
}


def _pages() -> list[Any]:
    expected = json.loads((PAGES / "expected.json").read_text("utf-8"))
    return [
        pytest.param(PAGES / name, page, id=name) for name, page in expected.items() if name.endswith(".txt")
    ]


def draft_of(path: Path) -> Draft:
    [draft] = read(path)
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize(("path", "expected"), _pages())
def test_every_line_has_its_role(path: Path, expected: dict[str, Any]) -> None:
    roles: dict[int, list[str]] = defaultdict(list)
    for line in draft_of(path).lines:
        roles[line.number].append(line.role)
    wanted = dict.fromkeys(expected["body_lines"], "body")
    for key, role in ROLES.items():
        numbers = expected.get(key)
        numbers = [numbers] if isinstance(numbers, int) else numbers or []
        wanted |= dict.fromkeys(numbers, role)
    lines = path.read_text("utf-8").split("\n")
    blank = {number: "blank" for number, line in enumerate(lines) if not line.strip()}
    assert {number: found for number, found in roles.items() if found != [(wanted | blank)[number]]} == {}


@pytest.mark.parametrize(("path", "expected"), _pages())
def test_title_and_body_are_the_lines_of_the_page(path: Path, expected: dict[str, Any]) -> None:
    draft = draft_of(path)
    lines = [line.strip() for line in path.read_text("utf-8").split("\n")]
    assert draft.title == lines[expected["title_line"]]
    assert draft.subtitle == (lines[expected["subtitle_line"]] if expected["subtitle_line"] else "")
    assert draft.body.split("\n\n") == [
        HEADING + lines[number] if number in expected["headings"] else lines[number]
        for number in expected["body_lines"]
    ]


@pytest.mark.parametrize(("path", "expected"), _pages())
def test_metadata_has_evidence(path: Path, expected: dict[str, Any]) -> None:
    draft = draft_of(path)
    assert draft.dateline == (expected["dateline"] or "")
    assert draft.agency == (expected["agency"] or "")
    assert draft.source == (expected["source"] or "")
    assert (str(draft.published) if draft.published else None) == expected["published"]
    assert list(draft.tags) == expected["tags"]
    assert list(draft.authors) == expected.get("authors", [])
    assert draft.published_approximate == expected.get("published_approximate", False)
    assert expected.get("published_evidence", "") in (
        draft.evidence["published"].words if draft.published else ""
    )
    page = path.read_text("utf-8")
    for name in ("dateline", "agency", "source", "published", "title"):
        assert bool(getattr(draft, name)) == (name in draft.evidence)
        assert name not in draft.evidence or draft.evidence[name].words in page
    assert draft.language == "ar"


@pytest.mark.parametrize(("path", "expected"), _pages())
def test_nothing_is_lost(path: Path, expected: dict[str, Any]) -> None:
    draft = draft_of(path)
    assert [line.text for line in draft.lines] == [
        line.strip() for line in path.read_text("utf-8").split("\n")
    ]
    assert all(line.reason for line in draft.lines if not line.in_article and line.role != "blank")
    again = recompose(draft.raw)
    assert (again.title, again.body, again.tags, again.lines) == (
        draft.title,
        draft.body,
        draft.tags,
        draft.lines,
    )


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize(("path", "expected"), _pages())
def test_the_encoding_makes_no_difference(
    path: Path, expected: dict[str, Any], encoding: str, tmp_path: Path
) -> None:
    """But for characters that the encoding lacks (curly quotes, dashes, the degree sign in ISO-8859-6)."""
    text = path.read_text("utf-8").encode(encoding, "ignore").decode(encoding)
    (tmp_path / "utf8.txt").write_text(text, "utf-8")
    (tmp_path / "other.txt").write_bytes(text.encode(encoding))
    one, other = draft_of(tmp_path / "utf8.txt"), draft_of(tmp_path / "other.txt")
    assert (one.title, one.body, one.tags, one.published) == (
        other.title,
        other.body,
        other.tags,
        other.published,
    )
    assert one.encoding == "UTF-8"
    assert other.encoding
    assert "\ufffd" not in other.raw
