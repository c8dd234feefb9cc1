"""Rules for page boilerplate: data that an editor can extend, for all pages or for one source.

Rules live in TOML files (``rules/common.toml`` explains the form). Whoever imports may add files of their
own and lines that recur across a source (:mod:`articles.ingest.clean.learn_rules`).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from articles.ingest.text import fold, fold_pattern
from articles.ingest.types import Role

_SHIPPED: Final = Path(__file__).parents[1] / "rules"
_PATTERNS: Final = ("line", "begins", "inside", "cut_start", "cut_end")
_LONGEST: Final = 5_000  # folded characters of a line that a rule may cut whole
_TYPES: Final[dict[str, type]] = {
    "name": str,
    "reason": str,
    "role": str,
    "words": int,
    "ends_page": bool,
    "ends_text": bool,
    "lists": bool,
    "source": str,
    "at": int,
    "sure": bool,
    **dict.fromkeys(_PATTERNS, list),
}


class BadRule(ValueError):
    """A rule file that cannot be used; the message names the file, the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the patterns are folded (:func:`articles.ingest.text.fold_pattern`)."""

    name: str
    reason: str
    role: Role = "boilerplate"
    words: int = 25  # in the longest line it may cut whole
    ends_page: bool = False
    ends_text: bool = False
    lists: bool = False
    source: str = ""
    at: int = 0  # the only line it is about: 1 is the first, -1 the last, blank ones aside; 0 for any
    sure: bool = False  # what it finds counts more than what the file states
    line: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    cut_start: tuple[str, ...] = ()
    cut_end: tuple[str, ...] = ()

    def holds_for(self, source: str) -> bool:
        return not self.source or fold(self.source) == fold(source)

    def whole_patterns(self) -> list[str]:
        """What a line cut whole looks like, from its beginning."""
        return [
            *(f"(?:{pattern})$" for pattern in self.line),
            *(f"(?:{pattern})" for pattern in self.begins),
            *(f".*?(?:{pattern})" for pattern in self.inside),
        ]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for a line, and what its named groups found, folded."""

    rule: Rule
    groups: Mapping[str, tuple[int, int]]  # name: where it stands in the folded line


@dataclass(frozen=True)
class Rules:
    """A set of rules, compiled once; the first that holds counts."""

    rules: tuple[Rule, ...]

    def whole(self, folded: str, source: str = "", at: Collection[int] = ()) -> Match | None:
        """The rule that cuts a whole line, given folded. ``source`` is the article's, as the file says;
        ``at`` is where the line stands, counted from the first and from the last."""
        if len(folded) > _LONGEST:
            return None
        if self._placed and (match := self._first(self._placed, folded, source, at)):
            return match
        return self._first(self._whole, folded, source) if self._any.match(folded) else None

    @staticmethod
    def _first(
        patterns: Iterable[tuple[Rule, re.Pattern[str]]], folded: str, source: str, at: Collection[int] = ()
    ) -> Match | None:
        length = folded.count(" ") + 1
        for rule, pattern in patterns:
            stands = length <= rule.words and rule.holds_for(source) and (not rule.at or rule.at in at)
            if stands and (found := pattern.match(folded)):
                groups = {name: found.span(name) for name, value in found.groupdict().items() if value}
                return Match(rule, groups)
        return None

    def start(self, folded: str, source: str = "") -> tuple[Rule, int] | None:
        """The rule that cuts the beginning of a line, and how many folded characters."""
        matches = ((rule, pattern.match(folded)) for rule, pattern in self._start if rule.holds_for(source))
        return next(((rule, found.end()) for rule, found in matches if found and found.end()), None)

    def end(self, folded: str, source: str = "") -> tuple[Rule, int] | None:
        """The rule that cuts the end of a line, and the place in the folded line where it begins to."""
        matches = ((rule, pattern.search(folded)) for rule, pattern in self._end if rule.holds_for(source))
        return next(((rule, found.start()) for rule, found in matches if found and found.start()), None)

    def are_for(self, source: str) -> bool:
        """Whether a rule is for this source alone."""
        return bool(source) and fold(source) in self._sources

    def plus(self, more: Iterable[Rule]) -> Rules:
        """These rules with others before them."""
        return Rules((*more, *self.rules))

    def __reduce__(self) -> tuple[type[Rules], tuple[tuple[Rule, ...]]]:
        """Travels to other processes without what is compiled."""
        return Rules, (self.rules,)

    @cached_property
    def _sources(self) -> frozenset[str]:
        return frozenset(fold(rule.source) for rule in self.rules if rule.source)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        # One look for the many lines that no rule is about: 2 µs instead of 60.
        patterns = (pattern for rule in self.rules if not rule.at for pattern in rule.whole_patterns())
        return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in patterns) or "(?!)")

    @cached_property
    def _whole(self) -> list[tuple[Rule, re.Pattern[str]]]:
        return self._compiled(rule for rule in self.rules if not rule.at)

    @cached_property
    def _placed(self) -> list[tuple[Rule, re.Pattern[str]]]:
        return self._compiled(rule for rule in self.rules if rule.at)

    @staticmethod
    def _compiled(rules: Iterable[Rule]) -> list[tuple[Rule, re.Pattern[str]]]:
        return [(rule, re.compile(pattern)) for rule in rules for pattern in rule.whole_patterns()]

    @cached_property
    def _start(self) -> list[tuple[Rule, re.Pattern[str]]]:
        return [(rule, re.compile(pattern)) for rule in self.rules for pattern in rule.cut_start]

    @cached_property
    def _end(self) -> list[tuple[Rule, re.Pattern[str]]]:
        return [(rule, re.compile(rf"(?:{text})\s*$")) for rule in self.rules for text in rule.cut_end]


def load(*folders: Path) -> Rules:
    """The rules of all ``*.toml`` files in ``folders``, then those that come with the product.

    Read again when a file has changed. Raises :class:`BadRule`.
    """
    files = [file for folder in (*folders, _SHIPPED) for file in sorted(folder.glob("*.toml"))]
    return _load(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _load(files: tuple[tuple[Path, int], ...]) -> Rules:
    return Rules(tuple(rule for file, _ in files for rule in parse(file.read_text("utf-8"), file.name)))


def dumps(rules: Iterable[Rule]) -> str:
    """Rules as the text of a rule file."""
    return "\n".join(_table(rule) for rule in rules)


def _table(rule: Rule) -> str:
    lines = ["[[rule]]"]
    for item in fields(rule):
        value = getattr(rule, item.name)
        if value != item.default:
            # The strings, lists, numbers and booleans of JSON are those of TOML.
            lines.append(f"{item.name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def parse(text: str, name: str) -> list[Rule]:
    """The rules in the text of a rule file called ``name``. Raises :class:`BadRule`."""
    try:
        tables = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{name}: {error}") from None
    return [_rule(table, f"{name}, rule {number}") for number, table in enumerate(tables, start=1)]


def _rule(table: Mapping[str, Any], where: str) -> Rule:
    where = f"{where} ({table.get('name', 'without a name')})"
    for key, value in table.items():
        if key not in _TYPES:
            raise BadRule(f"{where}: unknown key {key!r}; use {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[key]):
            raise BadRule(f"{where}: {key} must be a {_TYPES[key].__name__}")
    if not table.get("name") or not table.get("reason"):
        raise BadRule(f"{where}: a rule needs a name and a reason")
    if table.get("role") == "furniture":  # the word for it in rule files of earlier versions
        table = {**table, "role": "boilerplate"}
    if table.get("role", "boilerplate") not in get_args(Role):
        raise BadRule(f"{where}: role {table['role']!r} is unknown; use one of {', '.join(get_args(Role))}")
    patterns = {key: tuple(_pattern(text, where) for text in table.get(key, ())) for key in _PATTERNS}
    others = {key: value for key, value in table.items() if key not in _PATTERNS}
    return Rule(**(others | patterns))


def _pattern(text: str, where: str) -> str:
    pattern = fold_pattern(text)
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadRule(f"{where}: {text!r} is no regular expression: {error}") from None
    return pattern
