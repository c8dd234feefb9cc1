"""A client of the archive's API: ``Archive("https://archive.example.org").search("انسحاب القوات")``."""

from newsarchive.client.archive import Archive, ArchiveError
from newsarchive.client.types import Article, Name, Result

__all__ = ["Archive", "ArchiveError", "Article", "Name", "Result"]
