"""The bodies of requests that write, as pydantic reads them and the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

MAX_BULK: Final = 1_000
MAX_TEXT: Final = 1_000_000  # characters

_DAYS: Final = (
    "02-(0[1-9]|1[0-9]|2[0-8])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
)
_LEAP_DAY: Final = "(19|20)([02468][048]|[13579][26])-02-29"
_DATE: Final = f"^((1[89]|20)[0-9]{{2}}(-(0[1-9]|1[0-2]|{_DAYS}))?|{_LEAP_DAY})?$"


def _readable(text: str) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("text without zero bytes and halves of letters")
    return text


_Text = Annotated[str, AfterValidator(_readable)]
Line = Annotated[_Text, Field(max_length=500)]
ShortLine = Annotated[_Text, Field(max_length=100)]
Name = Annotated[_Text, Field(max_length=200)]
Names = Annotated[tuple[Annotated[Name, Field(pattern=r"\S")], ...], Field(max_length=50)]
Body = Annotated[
    _Text, Field(max_length=MAX_TEXT, description="blank lines between paragraphs; headings begin with ##")
]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Content(_Strict):
    """What an article says, and of whom and when; "" is unknown. Of a correction the fields that change."""

    title: Line = ""
    subtitle: Line = ""
    body: Body = ""
    source: Name = ""
    authors: Names = ()
    published: str = Field("", pattern=_DATE, description="YYYY-MM-DD, YYYY-MM or YYYY")
    url: str = Field("", max_length=2000, pattern=r"^(https?://[A-Za-z0-9][!-~]*)?$")
    tags: Names = ()
    section: ShortLine = ""
    language: str = Field("ar", pattern="^[a-z]{2,3}$")
    dateline: ShortLine = ""
    agency: ShortLine = ""


class NewArticle(Content):
    """An article to be. Published ones are for who may publish; drafts wait in the administration."""

    body: Annotated[Body, Field(pattern=r"\S")]
    status: Literal["published", "draft"] = "published"


class Articles(_Strict):
    """Up to 1,000 articles, each of which succeeds or fails by itself."""

    articles: Annotated[list[NewArticle], Field(min_length=1, max_length=MAX_BULK)]


class Reason(_Strict):
    """Why: it is kept with the history of the article."""

    reason: Annotated[_Text, Field(max_length=300)] = ""


class OfUpload(Schema):
    """What is said of a file: its source, and whether it is published without review."""

    source: Name = ""
    publish: bool = False
