"""Markdown as generators of sites and keepers of notes write it (Hugo, Jekyll, Obsidian).

Its fields stand in YAML or TOML between fences above the text, or in JSON; the text loses the signs that only
its looks need.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from articles.ingest.detect.columns import field_of
from articles.ingest.readers._records import filled
from articles.ingest.types import RawArticle
from articles.ingest.values import value_text

_MAX: Final = 32_768  # characters; PyYAML reads some 40,000 in a second
_FENCES: Final = (
    ("yaml", re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.M | re.S)),
    ("toml", re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.M | re.S)),
)
_GROUPS: Final = frozenset({"params", "extra", "taxonomies", "metadata"})  # of fields, within the fields
_SUMMARIES: Final = frozenset({"description", "summary", "excerpt", "abstract", "content"})
_DATED: Final = re.compile(r"(?:^|/)(\d{4}-\d\d-\d\d)-[^/]+\.\w+$")  # of Jekyll's posts
_DRAFTS: Final = re.compile(r"(?:^|/)_?drafts/")
_MARKDOWN: Final = re.compile(r"\.(?:md|markdown)(?:\.gz)?$", re.I)

# What stands in a text for its looks, and what is left of it.
_SIGNS: Final = (
    (re.compile(r"%%[^%\n]{1,2000}%%"), ""),
    (re.compile(r"\{\{[<%]?[^{}\n]{0,1000}[%>]?\}\}|\{%[^{}\n]{0,1000}%\}"), ""),
    (re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]|!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,100}\]"), r"\1"),
    (re.compile(r"^\[[^\[\]\n]{1,100}\]:[ \t]\S{1,2000}[^\n]{0,300}$", re.M), ""),
    (re.compile(r"\[\^[\w-]{1,30}\]"), ""),
    (
        re.compile(
            r"</?(?:br|p|div|span|a|b|i|em|strong|u|sup|sub|img|figure|figcaption)\b[^<>\n]{0,500}>", re.I
        ),
        " ",
    ),
    (re.compile(r"~~([^~\n]{1,500})~~"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)
_QUOTE: Final = re.compile(r"^[ \t]{0,3}(?:>[ \t]?){1,5}", re.M)
_OWN_LINE: Final = re.compile(
    r"[#>|`~]|[-*+] |\d{1,3}[.)] |[-=*_]{3,}$|$"
)  # begins no further line of a paragraph


class _Loader(yaml.BaseLoader):
    """Every value is text, as it is written: a date stays what somebody has typed, and nothing multiplies."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def is_markdown(name: str) -> bool:
    return bool(_MARKDOWN.search(name))


def with_front_matter(text: str, name: str) -> RawArticle | None:
    """The article of a text that begins with its fields; None when it does not. ``name`` is the file's, in
    which Jekyll has the date of a post, and that it is a draft."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff\n ")
    stated, end = _in_json(text) if is_markdown(name) and text.startswith("{") else _fenced(text)
    values = dict(_flat(stated))
    if not any(field_of(key) for key in values):
        return None
    return filled([*_pairs(values, name), ("text", plain(text[end:]))])


def plain(text: str) -> str:
    """The text of a page in Markdown. Lines that only its editor has broken are one."""
    text = _without_comments(text)
    for sign, left in _SIGNS:
        text = sign.sub(left, text)
    return "\n".join(_paragraphs(_QUOTE.sub("", text)))


def _without_comments(text: str) -> str:
    """Found one after the other: a pattern would look for the end of each from its beginning."""
    pieces, place = [], 0
    while (begin := text.find("<!--", place)) >= 0 and (end := text.find("-->", begin)) >= 0:
        pieces.append(text[place:begin])
        place = end + len("-->")
    return "".join((*pieces, text[place:]))


def _paragraphs(text: str) -> Iterator[str]:
    whole = ""
    for line in text.split("\n"):
        bare = line.strip()
        if whole and not _OWN_LINE.match(bare):
            whole = f"{whole} {bare}"
        else:
            if whole:
                yield whole
            whole = bare
            if not bare:
                yield ""
        if whole and (line.endswith(("  ", "\\")) or whole.startswith(("#", "|"))):
            yield whole.rstrip("\\")
            whole = ""
    if whole:
        yield whole


def _fenced(text: str) -> tuple[Mapping[str, Any], int]:
    """The fields between fences, and where they end; none where there are no fences."""
    for kind, fence in _FENCES:
        found = fence.match(text, 0)
        if found and found.end(1) <= _MAX:
            return _parsed(kind, found[1]), found.end()
    return {}, 0


def _in_json(text: str) -> tuple[Mapping[str, Any], int]:
    """The fields in braces, which Hugo takes without fences."""
    try:
        value, end = json.JSONDecoder().raw_decode(text[:_MAX])
    except (ValueError, RecursionError):
        return {}, 0
    return (value, end) if isinstance(value, dict) else ({}, 0)


def _parsed(kind: str, text: str) -> Mapping[str, Any]:
    try:
        value = yaml.load(text, _Loader) if kind == "yaml" else tomllib.loads(text)  # noqa: S506  a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if str(name).lower() in _GROUPS and isinstance(value, dict):
            yield from ((str(inner), each) for inner, each in value.items())
        else:
            yield str(name), value


def _pairs(values: Mapping[str, Any], name: str) -> Iterator[tuple[str, object]]:
    """The fields of a page. What sums it up is no text of its own, and of several sections the first is."""
    tags: list[str] = []
    for key, value in values.items():
        field = field_of(key)
        if key.lower() in _SUMMARIES or not field or field == "text":
            continue
        if field == "tags":
            tags = [*_listed(value), *tags]
        elif field == "section" and isinstance(value, list):
            tags += _listed(value[1:])
            yield field, value[:1]
        else:
            yield field, plain(value) if isinstance(value, str) else value
    yield "tags", tags
    if _DRAFTS.search(name):
        yield "publication", "draft"
    if dated := _DATED.search(name):
        yield "published", dated[1]


def _listed(value: Any) -> list[str]:
    return value_text(value).split("\n") if value else []
