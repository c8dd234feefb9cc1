"""The administration, Arabic and right to left.

archive.py     articles, sources, tags, the outbox
accounts.py    people and their roles
"""

from articles.admin import accounts, archive

__all__ = ["accounts", "archive"]
