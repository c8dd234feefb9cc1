"""Archives that a service hands out of an account (X, Substack): which of their files are articles, and what
other files say of them. All else in them is private, or of the service's own: letters, subscribers, settings.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from articles.ingest.types import RawArticle

_MAX: Final = 16 * 2**20  # bytes of a file that says something of the others
_TWEETS: Final = re.compile(r"(?:.*/)?data/(?:tweets?|community-tweet)(?:-part\d+)?\.js")
_LONG_POSTS: Final = re.compile(r"(?:.*/)?data/note-tweet\.js")
_START: Final = 60  # characters by which a long post is known, whose text is cut off among the others
_ACCOUNT: Final = re.compile(r"(?:.*/)?data/account\.js")
_PROTECTED: Final = re.compile(r"(?:.*/)?data/protected-history\.js")
_LETTERS: Final = re.compile(r"(?:.*/)?posts/(\d+\.[^/]+)\.html")
_LIST: Final = re.compile(r"(?:.*/)?posts\.csv")
_NO_USER: Final = "/i/web/status/"


@dataclass(frozen=True, slots=True)
class AccountArchive:
    """``articles`` are the files that are read; ``stated`` are fields of all articles, ``of_file`` those of
    the articles of one file, which go before what is found in it; ``whole`` are texts by how they begin."""

    articles: re.Pattern[str]
    stated: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    of_file: Mapping[str, Mapping[str, str]] | None = None
    whole: Mapping[str, str] = field(default_factory=dict)

    def completed(self, found: RawArticle) -> RawArticle:
        """An article with what the other files of the archive say of it."""
        stated = {**self.stated, **found.stated_fields}
        if self.user:
            stated["url"] = stated.get("url", "").replace(_NO_USER, f"/{self.user}/status/")
        marks = found.marks
        if self.of_file is not None:
            name = self.articles.search(found.file)
            stated |= self.of_file.get(name[1] if name else "", {"publication": "draft"})
            # The file is the text alone: nothing in it is the frame of a page.
            marks = {number: role for number, role in marks.items() if role != "boilerplate"}
        stated = {name: value for name, value in stated.items() if value}
        text = self.whole.get(found.text[:_START], found.text)
        return dataclasses.replace(found, text=text, stated_fields=stated, marks=marks)


def account_archive(archive: zipfile.ZipFile) -> AccountArchive | None:
    """What a zip is as an account's archive; None for any other."""
    names = archive.namelist()
    if any(map(_TWEETS.fullmatch, names)):
        return _of_x(archive, names)
    if any(map(_LETTERS.fullmatch, names)) and (listed := _first(names, _LIST)):
        return AccountArchive(_LETTERS, of_file=_letters(_bytes(archive, listed)))
    return None


def _first(names: list[str], pattern: re.Pattern[str]) -> str:
    return next(filter(pattern.fullmatch, names), "")


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(_MAX)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return b""  # the members that can be read are, without it


# ---- X -------------------------------------------------------------------------------------


def _of_x(archive: zipfile.ZipFile, names: list[str]) -> AccountArchive:
    account = _last(archive, _first(names, _ACCOUNT), "account")
    is_closed = _last(archive, _first(names, _PROTECTED), "protectedHistory").get("action") == "Protect"
    user = str(account.get("username") or "")
    stated = {
        "source": str(account.get("accountDisplayName") or user),
        "publication": "private" if is_closed else "",
    }
    notes = (note.get("core") for note in _objects(archive, _first(names, _LONG_POSTS), "noteTweet"))
    texts = (str(core.get("text") or "") for core in notes if isinstance(core, dict))
    whole = {text[:_START]: text for text in texts if len(text) > _START}
    return AccountArchive(_TWEETS, stated, user if user.isidentifier() else "", whole=whole)


def _last(archive: zipfile.ZipFile, name: str, wrapper: str) -> Mapping[str, Any]:
    return next(iter(_objects(archive, name, wrapper)[-1:]), {})


def _objects(archive: zipfile.ZipFile, name: str, wrapper: str) -> list[Mapping[str, Any]]:
    """The objects of a file that sets a variable: ``window.YTD.account.part0 = [{"account": {…}}]``."""
    text = _bytes(archive, name).decode("utf-8", "replace") if name else ""
    try:
        rows = json.loads(text.partition("=")[2] or "[]")
    except (ValueError, RecursionError):
        return []
    inner = (row.get(wrapper) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return [each for each in inner if isinstance(each, dict)]


# ---- Substack ------------------------------------------------------------------------------


def _letters(data: bytes) -> dict[str, Mapping[str, str]]:
    """What ``posts.csv`` says of each post: one that is not out is a draft, and what subscribers alone could
    read has not been public."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace").replace("\0", "")))
    found: dict[str, Mapping[str, str]] = {}
    try:
        for row in rows:
            found[row.get("post_id") or ""] = _letter(row)
    except csv.Error:
        pass  # what follows has no row: it is held back
    return found


def _letter(row: Mapping[str, Any]) -> Mapping[str, str]:
    is_out = str(row.get("is_published")).lower() == "true"
    is_open = row.get("audience") in {"everyone", "", None}
    return {
        "title": str(row.get("title") or ""),
        "subtitle": str(row.get("subtitle") or ""),
        "published": str(row.get("post_date") or ""),
        "publication": "draft" if not is_out else "" if is_open else "protected",
    }
