"""What a cleaning rule does to one article: the fields that come out otherwise by it, and no others.

An article is read twice from its original, without the rule and with it. What an editor wrote by hand in a
field stays: such a field is changed only where it still says what is understood without the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from articles.importing.rows.batch import fill
from articles.ingest import dedupe
from articles.ingest.clean.rules import Rules
from articles.ingest.compose import recompose
from articles.models import Article

# Fields that change together, by the name under which their evidence is kept.
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "body": ("body",),
    "authors": ("authors",),
    "published": ("published", "published_approximate", "published_evidence"),
    "dateline": ("dateline",),
    "agency": ("agency",),
    "section": ("section",),
}
Values = dict[str, Any]
_BREAK: Final = "\n\n"


def outcome(article: Article, raw: str, source: str, without: Rules, including: Rules) -> Values:
    """The fields of ``article`` that the rule changes, with their new values; {} for none. ``including`` are
    the rules ``without`` it and the rule itself. A body is never left empty."""
    plain, ruled = (_filled(raw, rules, source) for rules in (without, including))
    if not ruled.body:
        return {}
    changed: Values = {}
    for name, fields in UNITS.items():
        old, new = _values(plain, fields), _values(ruled, fields)
        if old == new:
            continue
        present = _values(article, fields)
        if name == "body":
            new = {"body": _merged(article, plain.body, ruled.body)}
        elif article.edited and present != old:
            continue
        if new != present:
            changed |= new | {f"evidence.{name}": ruled.evidence.get(name)}
    return changed


def _filled(raw: str, rules: Rules, source: str) -> Article:
    article = Article()
    fill(article, recompose(raw, rules, source))
    return article


def _values(article: Article, fields: tuple[str, ...]) -> Values:
    return {name: getattr(article, name) for name in fields}


def _merged(article: Article, old: str, new: str) -> str:
    """The body after the rule. One that says something else than ``old`` loses the paragraphs that the rule
    cuts; what it would gain has no sure place in what a hand has written."""
    kept = set(new.split(_BREAK))
    cut = {paragraph for paragraph in old.split(_BREAK) if paragraph not in kept}
    if article.body == old or not (article.edited or cut):
        return new
    left = [paragraph for paragraph in article.body.split(_BREAK) if paragraph not in cut]
    return _BREAK.join(left) or article.body


def present(article: Article, names: Mapping[str, Any]) -> Values:
    """What an article says now in these fields."""
    return {name: _get(article, name) for name in names}


def _get(article: Article, name: str) -> Any:
    unit = name.removeprefix("evidence.")
    return article.evidence.get(unit) if unit != name else getattr(article, name)


def write(article: Article, values: Values) -> None:
    """Set the fields, with their evidence and the fingerprint that follows from them."""
    for name, value in values.items():
        unit = name.removeprefix("evidence.")
        if unit == name:
            setattr(article, name, value)
        elif value:
            article.evidence[unit] = value
        else:
            article.evidence.pop(unit, None)
    article.fingerprint = dedupe.content_fingerprint(article.title, article.body)


def returned(article: Article, before: Values, after: Values) -> Values:
    """What taking the rule back sets: the fields that still say what it made of them."""
    kept = {
        name
        for name, fields in UNITS.items()
        if any(_get(article, each) != after.get(each) for each in fields)
    }
    return {name: value for name, value in before.items() if _unit(name) not in kept and name in after}


def _unit(name: str) -> str:
    name = name.removeprefix("evidence.")
    return next((unit for unit, fields in UNITS.items() if name in fields), name)
