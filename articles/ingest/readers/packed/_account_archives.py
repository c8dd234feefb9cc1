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
_ACCOUNT: Final = re.compile(r"(?:.*/)?data/account\.js")
_PROTECTED: Final = re.compile(r"(?:.*/)?data/protected-history\.js")
_LETTERS: Final = re.compile(r"(?:.*/)?posts/(\d+\.[^/]+)\.html")
_LIST: Final = re.compile(r"(?:.*/)?posts\.csv")
_NO_USER: Final = "/i/web/status/"


@dataclass(frozen=True, slots=True)
class AccountArchive:
    """``articles`` are the files that are read; ``stated`` are fields of all articles, ``of_file`` those of
    the articles of one file, which go before what is found in it."""

    articles: re.Pattern[str]
    stated: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    of_file: Mapping[str, Mapping[str, str]] | None = None

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
        return dataclasses.replace(found, stated_fields=stated, marks=marks)


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
    return AccountArchive(_TWEETS, stated, user if user.isidentifier() else "")


def _last(archive: zipfile.ZipFile, name: str, wrapper: str) -> Mapping[str, Any]:
    """The last object of a file that sets a variable: ``window.YTD.account.part0 = [{"account": {…}}]``."""
    text = _bytes(archive, name).decode("utf-8", "replace") if name else ""
    try:
        rows = json.loads(text.partition("=")[2] or "[]")
    except (ValueError, RecursionError):
        return {}
    row = rows[-1] if isinstance(rows, list) and rows else None
    inner = row.get(wrapper) if isinstance(row, dict) else None
    return inner if isinstance(inner, dict) else {}


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
