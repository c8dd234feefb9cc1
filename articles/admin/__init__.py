"""The administration, Arabic and right to left.

archive.py     articles, sources, tags, the outbox
accounts.py    people and their roles
cells.py       what a row of the list of articles shows
views.py       buttons of the home
"""

from articles.admin import accounts, archive

__all__ = ["accounts", "archive"]
