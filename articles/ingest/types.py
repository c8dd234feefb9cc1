"""What readers find and what an import gets: frozen values without behaviour of their own.

``RawArticle`` is what a reader took from a file, before cleaning. ``Draft`` is an article made of it, with
the evidence for everything that was understood. ``ImportProblem`` is a file or a row that could not be read:
one bad item is a value, never an exception.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from articles.arabic.dates.parser import PartialDate
from articles.ingest import dedupe
from articles.ingest.limits import Limits as Limits
from articles.ingest.numeric_dates import Order

Role = Literal[
    "blank",
    "title",
    "subtitle",
    "heading",
    "body",
    "repeat",  # the title once more
    "dateline",  # city, agency or source on a line of their own
    "byline",
    "date",
    "tags",
    "section",
    "link",  # a bare address
    "cross_link",  # a pointer to another article
    "boilerplate",
]
# Originals keep the words of the first version: the hash of the stored text is what an input is known by.
_STORED_ROLES: Final[Mapping[str, str]] = {"boilerplate": "furniture"}
_ROLES_READ: Final[Mapping[str, Role]] = {"furniture": "boilerplate"}
ARTICLE_ROLES: Final[frozenset[Role]] = frozenset({"title", "subtitle", "heading", "body"})
Confidence = Literal["stated", "likely", "guessed"]  # by a field; by a pattern; by habit
HEADING: Final = "## "  # begins a section heading in a body
# What whoever sent an article says of its publication; all but usable must not be public by itself.
Publication = Literal["usable", "withheld", "canceled", "draft", "private", "scheduled", "protected"]


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the raw text, all or part of line ``number`` (from 0), and what became of it.

    ``reason`` says why it was cut, by a code or in the words of a rule, and is empty for text that was kept.
    """

    number: int
    text: str
    role: Role
    reason: str = ""

    @property
    def in_article(self) -> bool:
        return self.role in ARTICLE_ROLES


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a piece of metadata was read: the words of the file, and how sure the reading is.

    ``place`` is ``line 6`` or ``field published``; ``rule`` names what recognised it.
    """

    words: str
    place: str
    rule: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a related article: its address or its title may be unknown (empty)."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as a reader found it: the text to clean, and what the file states beside it.

    ``stated_fields`` may hold ``title, subtitle, source, authors, published, url, tags, section, language,
    dateline, agency``, as the file writes them (several authors or tags are lines), and what an agency says
    of its item: ``publication, embargo_until, item_id, version, kills`` (see :class:`Draft`). Where a title
    is given, ``text`` is the body alone; otherwise the title is in the text. ``marks`` says what the format
    knows of lines of ``text`` by their number (a heading, boilerplate outside the article). ``warnings`` are
    codes of ``articles.importing.messages.draft_messages``.
    """

    text: str
    stated_fields: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[int, Role] = field(default_factory=dict)
    line: int | None = None  # the line or row of the file, from 1
    file: str = ""  # as people know it; a member of an archive is archive.zip/folder/member.txt
    encoding: str = ""
    warnings: tuple[str, ...] = ()
    is_clean: bool = False  # exported by an archive: the text is the body, the fields are as they shall be

    def dumps(self) -> str:
        """All that cleaning needs, as one text; :meth:`loads` reads it back.

        Its hash identifies the input, so the names in it stay those that archives hold: "given" and "notes".
        """
        value: dict[str, object] = {"text": self.text, "given": dict(self.stated_fields)}
        if self.marks:
            value["marks"] = {str(n): _STORED_ROLES.get(role, role) for n, role in self.marks.items()}
        if self.warnings:
            value["notes"] = list(self.warnings)
        if self.is_clean:
            value["clean"] = True
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    @classmethod
    def loads(cls, raw: str) -> RawArticle:
        """The opposite of :meth:`dumps`. Raises ValueError for a text that it did not write."""
        try:
            return cls._read(json.loads(raw))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("no original") from error

    @classmethod
    def _read(cls, value: dict[str, Any]) -> RawArticle:
        marks = {int(n): _ROLES_READ.get(role, role) for n, role in value.get("marks", {}).items()}
        warnings = tuple(value.get("notes", ()))
        return cls(
            text=value["text"],
            stated_fields=value["given"],
            marks=marks,
            warnings=warnings,
            is_clean=value.get("clean", False),
        )


def pack(raw: str) -> bytes:
    """A raw text as it is kept. Of zlib's levels 3 takes half the time of 6, for 6 % more bytes."""
    return zlib.compress(raw.encode("utf-8", "surrogatepass"), 3)


@dataclass(frozen=True)
class Draft:
    """An article as it was understood.

    ``body`` has a blank line between paragraphs; a section heading is a paragraph that begins with ``## ``.
    ``raw`` holds the input as it came (:meth:`RawArticle.dumps`): its hash identifies the input, and
    :func:`articles.ingest.compose.recompose` makes the draft again from it. ``lines`` is the input line by
    line with the reason for every cut, for a preview side by side. ``evidence`` is keyed by field name.

    What is derived from the texts is made once, on first use.
    """

    title: str
    body: str
    raw: str
    subtitle: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    published_approximate: bool = False  # a Hijri date: the day may be off by one
    url: str = ""
    tags: tuple[str, ...] = ()
    section: str = ""
    language: str = "ar"
    dateline: str = ""
    agency: str = ""
    related: tuple[Link, ...] = ()
    publication: Publication = "usable"
    embargo_until: datetime | None = None  # aware
    item_id: str = ""
    version: str = ""
    kills: str = ""
    exported: bool = False  # by an archive like this one: the item is its permalink there
    lines: tuple[Line, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()  # codes of what an editor should look at
    file: str = ""
    line: int | None = None
    encoding: str = ""

    @property
    def held_reason(self) -> str:
        """Why a person must decide on its publication, one of :data:`Publication`; "" when nothing is in the
        way but an embargo. What is withheld until a date is under an embargo."""
        until_a_date = self.publication == "withheld" and self.embargo_until
        return "" if self.publication == "usable" or until_a_date else self.publication

    @property
    def is_embargoed(self) -> bool:
        """Whether its time has not come yet."""
        return self.embargo_until is not None and self.embargo_until > datetime.now(UTC)

    @cached_property
    def raw_hash(self) -> str:
        """64 hex digits that identify the input."""
        return hashlib.sha256(self.raw.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        return pack(self.raw)

    @cached_property
    def fingerprint(self) -> str:
        """See :func:`articles.ingest.dedupe.content_fingerprint`."""
        return dedupe.content_fingerprint(self.title, self.body)

    @cached_property
    def signature(self) -> bytes:
        """See :func:`articles.ingest.dedupe.signature`."""
        return dedupe.signature(f"{self.title}\n{self.body}")

    def prepared(self) -> Draft:
        """The same draft, with all that is derived made: while nobody waits for the database."""
        _ = self.raw_hash, self.packed, self.fingerprint, self.signature
        return self


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A file or one of its rows that could not become an article.

    ``code`` and ``values`` say what is wrong; the sentence stands in ``articles.importing.messages``.
    ``whole_file`` tells a file that could not be read (or not to its end) from a row that was refused.
    ``traceback`` is for the log, when the reader itself failed.
    """

    file: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None  # from 1
    whole_file: bool = True
    traceback: str = field(default="", compare=False)


@dataclass(slots=True)
class Budget:
    """What is left for the members of an archive, and of the archives in it."""

    bytes: int
    members: int


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a person says that a table is to be read; what is empty is found out.

    ``columns`` are named by hand: the name in the header, or the number from 1, and the field that the column
    holds (``text`` and those of :class:`RawArticle`; "-" for none). ``header`` says whether the first row
    names the columns, ``date_order`` what dates of numbers begin with.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ""
    date_order: Order = ""
    header: Literal["", "yes", "no"] = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read: ``path`` is opened, ``name`` is shown and never opened.

    ``first_member`` skips the members of an archive before it; ``on_member`` is told the number and
    the name of each.
    """

    path: Path
    name: str
    limits: Limits = field(default_factory=Limits)
    encoding: str = ""  # chosen by a person; else it is found out
    publisher: str = ""  # of all its articles, named by a person: whose rules hold
    table: TableForm = field(default_factory=TableForm)
    preview: bool = False  # only the first rows of a table are asked for, as they stand
    depth: int = 0
    budget: Budget | None = None
    first_member: int = 0
    on_member: Callable[[int, str], None] | None = None
