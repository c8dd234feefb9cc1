"""Values as programs write them: what stands for nothing, and lists that were written as text."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any, Final

_EMPTY: Final = frozenset(
    {"nan", "null", "none", "nil", "nat", "undefined", "n/a", "na", "#n/a", "<na>", "(null)", "(none)"}
    | {"\\n", "[]", "{}", "()", "['']", '[""]', "[nan]", "[none]", "[null]", "-", "--", "—", "–", "_"}
)
_SEVERAL: Final = (list, tuple, set)
_MAX_EMPTY: Final = max(map(len, _EMPTY))
_MAX_LIST: Final = 100_000  # characters of a list written as text
_OPENING: Final = {"[": "]", "(": ")", "{": "}"}
_QUOTED: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_RICH_DEPTH: Final = 12  # of blocks in blocks
_UNSEPARATED: Final = re.compile(
    r"(?:(?:'[^']*'|\"[^\"]*\")\s+)+(?:'[^']*'|\"[^\"]*\")\s*"
)  # as NumPy prints
# Where an object says what it is; the last ones are those of MongoDB, of Google and of XML made JSON.
_NAMES: Final = (
    *("name", "title", "label", "ar", "value", "text", "#text", "rendered", "slug"),
    *("node", "nodes", "edges", "data", "attributes"),
    *("$date", "$numberLong", "$numberInt", "$numberDouble", "$t", "_text", "__cdata", "__text"),
)


def is_empty(text: str) -> bool:
    """Whether a value says that there is none: ``nan``, ``NULL``, ``\\N``, ``[]``."""
    stripped = text.strip()
    return not stripped or (len(stripped) <= _MAX_EMPTY and stripped.casefold() in _EMPTY)


def value_text(value: object) -> str:
    """A value of a record as text; several values are lines, an object is its name."""
    if value is None or isinstance(value, bool):
        return ""
    if paragraphs := rich_text(value):
        return "\n\n".join(paragraphs)
    if isinstance(value, Mapping):
        names = (value.get(key) for key in _NAMES)
        return next((text for name in names if name and (text := value_text(name))), "")
    if isinstance(value, _SEVERAL):
        return "\n".join(filter(None, map(value_text, value)))
    text = str(value).strip()
    return "" if is_empty(text) else text


def rich_text(value: object) -> list[str]:
    """The paragraphs of a text as editors in a browser store it: Editor.js and Draft.js (``blocks``), TipTap
    (``content``), Lexical (``children``), Contentful, Portable Text; [] for anything else."""
    blocks = _blocks(value)
    return [text for block in blocks if (text := _inner_text(block, _RICH_DEPTH).strip())]


def _blocks(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        root = "blocks"
        if value.get("type") == "doc" or value.get("nodeType") == "document":
            root = "content"
        elif value.get("type") == "root":
            root = "children"
        blocks = value.get(root)
        return blocks if isinstance(blocks, list) else []
    is_portable = isinstance(value, list) and any(
        isinstance(block, Mapping) and isinstance(block.get("children"), list) for block in value
    )
    return list(value) if is_portable and isinstance(value, list) else []


def _inner_text(block: object, depth: int) -> str:
    """The text of a block: its own, or that of the pieces in it."""
    if not isinstance(block, Mapping) or not depth:
        return ""
    inner: object = next((block[name] for name in ("content", "children", "data") if block.get(name)), None)
    if isinstance(inner, Mapping):
        items = inner.get("items")
        inner = inner.get("text") or (value_text(items) if isinstance(items, list) else "")
    if isinstance(inner, list):
        return "".join(_inner_text(piece, depth - 1) for piece in inner)
    return str(inner or block.get("text") or block.get("value") or "")


def unlisted(text: str) -> str:
    """The items of a list that was written as Python, JSON or PostgreSQL write it, as lines; else the text.

    >>> unlisted("['اقتصاد', 'موانئ']")
    'اقتصاد\\nموانئ'
    """
    if len(text) < 2 or len(text) > _MAX_LIST or _OPENING.get(text[0]) != text[-1]:
        return text
    value = _parsed(text)
    return text if value is None else value_text(value)


def _parsed(text: str) -> Any:
    """A list or an object that is written in ``text``; None when it is something else."""
    inner = text[1:-1]
    if _UNSEPARATED.fullmatch(inner):
        return [one or other for one, other in _QUOTED.findall(inner)]
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        return sorted(value, key=text.find) if isinstance(value, set) else _several(value)
    return _postgres(inner) if text[0] == "{" else None


def _several(value: Any) -> Any:
    """A number in brackets is no list: ``(2021)``."""
    return value if isinstance(value, list | tuple | dict) else None


def _postgres(inner: str) -> list[str] | None:
    """``{ميناء,"سوق السمك"}``; a text in braces with a colon is something else."""
    if ":" in inner or "," not in inner:
        return None
    return [part.strip().strip('"') for part in inner.split(",")]
