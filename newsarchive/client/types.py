"""What the client gives: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

T = TypeVar("T", bound="Summary")


@dataclass(frozen=True, slots=True)
class Name:
    """A source or a tag; ``slug`` is what filters take."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An article without its text. ``published`` has the precision that is known: 2021-09-14, 2021-09, 2021
    or None. ``url`` is the path of its page."""

    id: int
    title: str = ""
    url: str = ""
    original_url: str | None = None
    source: Name | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[Name, ...] = ()

    @classmethod
    def read(cls: type[T], value: Mapping[str, Any]) -> T:
        """Read an object of the API; what this client does not know of it is left out."""
        source = value.get("source")
        known = {each.name: value[each.name] for each in fields(cls) if each.name in value} | {
            "source": Name(source["name"], source["slug"]) if source else None,
            "authors": tuple(value.get("authors", ())),
            "tags": tuple(Name(tag["name"], tag["slug"]) for tag in value.get("tags", ())),
        }
        if "snippet" in value:
            known["snippet"] = "".join(piece["text"] for piece in value["snippet"])
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Summary):
    """An article that a search found. ``copies`` counts others with the same text."""

    score: float = 0.0
    copies: int = 0
    snippet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Summary):
    """An article with its text: blank lines part its paragraphs."""

    subtitle: str | None = None
    section: str | None = None
    dateline: str | None = None
    agency: str | None = None
    language: str = "ar"
    published_approximate: bool = False
    body: str = ""
