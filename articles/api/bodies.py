"""The bodies of requests that write, as pydantic reads them and the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

MAX_BULK: Final = 1_000
MAX_TEXT: Final = 1_000_000  # characters

# A letter that is no blank for any of those who look: JSON Schema, pydantic and Python differ over some.
NOT_BLANK: Final = r"[^\x00\s\x1c-\x1f\x85\ufeff]"
_READABLE: Final = r"^[^\x00]*$"  # no database holds a zero byte in a text
_UNSEEN: Final = r"\x00-\x20\x7f-\xa0\s\u200b\ufeff"  # blanks, controls, and what has no width
_FILLED: Final = rf"^[^\x00]*[^{_UNSEEN}][^\x00]*$"
_TEXT: Final = rf"^[^\x00]*[^{_UNSEEN}_-][^\x00]*$"  # dashes alone are a rule between texts
# With a host that every reader of addresses can tell from what follows: one bracket in it ends some of them.
_ADDRESS: Final = r"^(https?://[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:[0-9]{1,5})?([/?#][!-~]*)?)?$"
_DAYS: Final = (
    "02-(0[1-9]|1[0-9]|2[0-8])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
)
_LEAP_DAY: Final = "(19|20)([02468][048]|[13579][26])-02-29"
_EXAMPLE: Final = "عبر الجسر أوّل قطار.\n\n## بعد عامين\n\nواستغرق العمل عامين."
_PARAGRAPHS: Final = "blank lines between paragraphs; headings begin with ##"
_DATE: Final = f"^((1[89]|20)[0-9]{{2}}(-(0[1-9]|1[0-2]|{_DAYS}))?|{_LEAP_DAY})?$"


Line = Annotated[str, Field(max_length=500, pattern=_READABLE)]
ShortLine = Annotated[str, Field(max_length=100, pattern=_READABLE)]
Name = Annotated[str, Field(max_length=200, pattern=_READABLE)]
Names = Annotated[tuple[Annotated[str, Field(max_length=200, pattern=_FILLED)], ...], Field(max_length=50)]
Body = Annotated[str, Field(max_length=MAX_TEXT, pattern=_READABLE, description=_PARAGRAPHS)]
FilledBody = Annotated[
    str,
    Field(
        max_length=MAX_TEXT,
        pattern=_TEXT,
        description=_PARAGRAPHS,
        examples=[_EXAMPLE],
    ),
]


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Content(_Strict):
    """What an article says, and of whom and when; "" is unknown."""

    title: Line = ""
    subtitle: Line = ""
    body: Body = ""
    source: Name = ""
    authors: Names = ()
    published: str = Field("", pattern=_DATE, description="YYYY-MM-DD, YYYY-MM or YYYY")
    url: str = Field("", max_length=2000, pattern=_ADDRESS)
    tags: Names = ()
    section: ShortLine = ""
    language: str = Field("ar", pattern="^[a-z]{2,3}$")
    dateline: ShortLine = ""
    agency: ShortLine = ""


class Correction(Content):
    """The fields of an article that change. It has a title and a text, whatever becomes of the others."""

    title: str = Field("", max_length=500, pattern=_FILLED, json_schema_extra=_without_default)
    body: str = Field(
        "",
        max_length=MAX_TEXT,
        pattern=_FILLED,
        description=_PARAGRAPHS,
        json_schema_extra=_without_default,
    )


class NewArticle(Content):
    """An article to be. Published ones are for who may publish; drafts wait in the administration."""

    body: FilledBody
    status: Literal["published", "draft"] = "published"


class Articles(_Strict):
    """Up to 1,000 articles, each of which succeeds or fails by itself."""

    articles: Annotated[
        list[NewArticle], Field(min_length=1, max_length=MAX_BULK, examples=[[{"body": _EXAMPLE}]])
    ]


class Reason(_Strict):
    """Why: it is kept with the history of the article."""

    reason: str = Field("", max_length=300, pattern=_READABLE)


class OfUpload(Schema):
    """What is said of a file: its source, and whether it is published without review."""

    source: Name = ""
    publish: Literal["true", "false", "on", "off", "yes", "no", "1", "0"] = "false"

    @property
    def is_published(self) -> bool:
        return self.publish in ("true", "on", "yes", "1")
