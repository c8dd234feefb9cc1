"""What the OpenAPI document says of the parameters in addresses.

They are read where the pages read them, by ``SearchRequest.from_params``: its names, choices and limits are
these, so that a search means the same in a browser and in a program.
"""

from __future__ import annotations

from typing import Any, Final

from articles.api import fields
from articles.api.bodies import NOT_BLANK
from articles.searching.cursors import MAX_CURSOR
from articles.searching.request import (
    COPIES,
    MATCHES,
    MAX_LIMIT,
    MAX_TEXT,
    MAX_VALUES,
    MODES,
    SORTS,
)
from articles.searching.trends import MAX_QUERIES, STEPS

Parameter = dict[str, Any]

_DAY: Final = (
    r"(-((0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?|(0[469]|11)(-(0[1-9]|[12][0-9]|30))?"
    r"|02(-(0[1-9]|1[0-9]|2[0-8]))?))?"
)
_DATE: Final = f"^((1[89]|20)[0-9]{{2}}{_DAY})?$"


def parameter(name: str, schema: dict[str, Any], description: str, *, required: bool = False) -> Parameter:
    return {"in": "query", "name": name, "schema": schema, "description": description, "required": required}


def choice(name: str, values: tuple[str, ...], default: str, description: str) -> Parameter:
    return parameter(name, {"type": "string", "enum": [*values, ""], "default": default}, description)


def number(name: str, default: int, maximum: int, description: str) -> Parameter:
    """An empty value means the default, as a form sends it; so do those of :func:`choice`."""
    whole = {"type": "integer", "minimum": 1, "maximum": maximum}
    return parameter(name, {"anyOf": [whole, {"enum": [""]}], "default": default}, description)


def repeated(name: str, what: str) -> Parameter:
    schema = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VALUES}
    return parameter(name, schema, f"{what}; repeated for several, with - before one to be left out")


def _fields(names: tuple[str, ...], what: str) -> Parameter:
    one = "|".join(names)
    schema = {"type": "string", "pattern": f"^(({one})(,({one}))*)?$"}
    return parameter("fields", schema, f"{what}, with commas between; all without it")


TEXT: Final = parameter(
    "q",
    {"type": "string"},
    f"the query, in the language of the search page; of more than {MAX_TEXT} characters the first count",
)
DATES: Final = [
    parameter(
        name,
        {"type": "string", "pattern": _DATE, "examples": ["2021-09-14", "2021-09", "2021"]},
        f"the {end} day, month or year; Arabic dates such as 9 أيلول 2021 and صفر 1443 are read too",
    )
    for name, end in (("from", "first"), ("to", "last"))
]
FILTERS: Final = [
    repeated("source", "slugs of sources"),
    repeated("tag", "slugs of tags"),
    repeated("mention", "slugs of tags whose name stands in the text"),
    repeated("author", "names of authors"),
    repeated("section", "names of sections"),
    *DATES,
]
READING: Final = [
    choice("mode", MODES, "normal", "letters as typed; any form of a word; any word of its root"),
    choice("match", MATCHES, "all", "whether all words are required"),
    choice("families", ("on", "off"), "on", "whether other spellings of a name count (أمريكا, أميركا)"),
    repeated("without", "spellings that are not to count beside those typed"),
]
SEARCH: Final = [
    TEXT,
    *READING,
    *FILTERS,
    choice("sort", SORTS, "relevance", "the order of the results; undated ones come last"),
    choice("copies", COPIES, "all", "fold: of articles with the same text only the best"),
    number("page", 1, 1_000_000, "pages up to result 10,000; beyond, follow `next`"),
    number("limit", 20, MAX_LIMIT, "results on a page"),
    parameter(
        "cursor",
        {"type": "string", "maxLength": MAX_CURSOR},
        "where the page begins: from `next` of the page before it. By date it never ends, and whatever was "
        "there throughout comes exactly once; by relevance it is kept for five minutes after each page",
    ),
    _fields(fields.OF_RESULT, "fields of each result"),
    choice("highlights", ("off", "on"), "off", "whether each result tells where its hits stand"),
]
STEP: Final = choice("by", STEPS, "month", "the length of a period; months for up to five years, else years")
TIMELINE: Final = [TEXT, *READING, *FILTERS, STEP]
COMPARE: Final = [
    parameter(
        "q",
        {
            "type": "array",
            "items": {"type": "string", "pattern": NOT_BLANK},
            "minItems": 1,
            "maxItems": MAX_QUERIES,
        },
        "one query; repeated for each",
        required=True,
    ),
    *READING,
    *FILTERS,
    STEP,
]
FIELDS: Final = _fields(fields.OF_ARTICLE, "fields of the article")
