"""The administration, Arabic and right to left.

archive.py     articles, sources, tags, the outbox
history.py     what they were before each change, brought back
bin.py         what was deleted, brought back or deleted for good
accounts.py    people and their roles
api_keys.py    keys for programs
audit.py       who did what
holdings.py    how much there is, what is missing, how it fares
collections.py which collections of readers are listed
changes.py     a row's history as its page shows it
cells.py       what a row of the list of articles shows
views.py       buttons of the home
"""

from articles.admin import accounts, api_keys, archive, audit, bin, collections, history

__all__ = ["accounts", "api_keys", "archive", "audit", "bin", "collections", "history"]
