"""A reader's notes: writing them, and reading those whose articles they may still read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from articles.annotations.anchoring import Finder, Folded, Quote, article_text
from articles.indexing.documents import batched
from articles.models import Article, Note
from articles.models.annotations import CONTEXT

MAX_EXACT: Final = 5_000  # characters of an article that a note may mark
MAX_TEXT: Final = 10_000  # characters of what is written beside them
MAX_NOTES: Final = 5_000  # of one reader
BATCH: Final = 100  # articles read at once
ORDERS: Final = ("newest", "oldest", "published")


class WordsNotFound(Exception):
    """The words do not stand in the article."""


class TooManyNotes(Exception):
    """The reader has as many notes as they may have."""


class NothingWritten(Exception):
    """A note has neither words nor a text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that is to be written. ``key`` is the one that it has already, where it was made elsewhere."""

    quote: Quote
    text: str
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note with the words as they stand in its article now: ``start`` is None when they are gone, or when
    it has none."""

    note: Note
    exact: str
    start: int | None = None
    end: int | None = None

    @property
    def is_lost(self) -> bool:
        return bool(self.note.exact) and self.start is None


def write(user: Any, article: Article, draft: Draft) -> Note:
    """Write a note of the present reader on an article that they see. What the article has of its words and
    around them is stored, whatever signs they were typed with.

    Raises WordsNotFound, TooManyNotes, NothingWritten.
    """
    text = article_text(article)
    found = Finder(text).find(draft.quote) if draft.quote.exact.strip() else None
    if draft.quote.exact.strip() and found is None:
        raise WordsNotFound
    quote = _cut_out(text, *found) if found else Quote("")
    return _store(user, article, replace(draft, quote=quote))


def take_over(user: Any, article: Article, draft: Draft) -> Note:
    """Write a note that was made before, in a browser: also one whose words the article has no more. One that
    was taken over already is left as it is."""
    try:
        return write(user, article, draft)
    except WordsNotFound:
        return _store(user, article, draft)


def _cut_out(text: str, start: int, end: int) -> Quote:
    """These characters of a text, with what stands around them."""
    end = min(end, start + MAX_EXACT)
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def _store(user: Any, article: Article, draft: Draft) -> Note:
    quote, text = draft.quote, draft.text.strip()[:MAX_TEXT]
    if not (quote.exact or text):
        raise NothingWritten
    with transaction.atomic():
        if before := Note.objects.filter(user=user, key=draft.key).first():
            return before
        if Note.objects.filter(user=user).count() >= MAX_NOTES:
            raise TooManyNotes
        return Note.objects.create(
            user=user,
            article=article,
            key=draft.key,
            exact=quote.exact[:MAX_EXACT],
            prefix=quote.prefix[-CONTEXT:],
            suffix=quote.suffix[:CONTEXT],
            start=quote.start,
            text=text,
        )


def rewrite(note: Note, text: str) -> None:
    """Give a note another text. One that marks nothing and says nothing would be none: it is deleted."""
    note.text = text.strip()[:MAX_TEXT]
    if note.text or note.exact:
        note.save(update_fields=["text", "updated_at"])
    else:
        note.delete()


def notes_on(user: Any, article: Article) -> list[PlacedNote]:
    """The reader's notes on an article that they see, in the order of its text; those about all of it first,
    those whose words are gone last."""
    rows = Note.objects.filter(user=user, article=article)
    return placed(article, rows) if rows else []


def placed(article: Article, notes: Iterable[Note]) -> list[PlacedNote]:
    """Notes on one article, with where their words stand in it."""
    text = article_text(article)
    finder = Finder(text)
    found = [_placed(finder, text, note) for note in notes]
    return sorted(found, key=lambda each: (each.is_lost, each.start or -1, each.note.pk))


def _placed(finder: Finder, text: str, note: Note) -> PlacedNote:
    span = finder.find(quote_of(note)) if note.exact else None
    return PlacedNote(note, text[slice(*span)], *span) if span else PlacedNote(note, note.exact)


def quote_of(note: Note) -> Quote:
    return Quote(note.exact, note.prefix, note.suffix, note.start)


# ---- the notebook -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Notes on one article. ``article`` is None when its reader may not read it any more: then the notes have
    what they wrote themselves, and no word of the article."""

    number: int  # the article's
    article: Article | None
    notes: tuple[PlacedNote, ...]


def notebook(user: Any, *, text: str = "", order: str = "newest") -> list[Page]:
    """The reader's notes by article, those that have all the words of ``text``.

    ``order`` is one of ``ORDERS``: by the last note on each article, by the first, by its date. The words are
    not placed: :func:`opened` does that, for as many pages as are shown.
    """
    rows: dict[int, list[Note]] = {}
    for note in Note.objects.filter(user=user).order_by("pk"):
        rows.setdefault(note.article_id, []).append(note)
    readable = {row.pk: row for row in _readable(user)}
    words = _words(text)
    pages = [
        Page(pk, readable.get(pk), _matching(notes, words, pk in readable)) for pk, notes in rows.items()
    ]
    pages = [page for page in pages if page.notes]
    if order == "published":
        return sorted(pages, key=lambda page: (page.article.published if page.article else "", page.number))
    if order == "oldest":
        return sorted(pages, key=lambda page: page.notes[0].note.pk)
    return sorted(pages, key=lambda page: page.notes[-1].note.pk, reverse=True)


def _readable(user: Any) -> QuerySet[Article]:
    """The articles with notes of this reader that they see now, without their texts."""
    noted = Note.objects.filter(user=user).values("article")
    rows = Article.objects.published().filter(pk__in=noted)
    return rows.select_related("source").defer("body", "evidence")


def _matching(notes: list[Note], words: list[str], readable: bool) -> tuple[PlacedNote, ...]:
    exact = (note.exact if readable else "" for note in notes)
    pairs = zip(notes, exact, strict=True)
    chosen = [pair for pair in pairs if not words or _has(f"{pair[1]} {pair[0].text}", words)]
    return tuple(PlacedNote(note, words_of) for note, words_of in chosen)


def _has(text: str, words: list[str]) -> bool:
    folded = Folded(text).letters
    return all(word in folded for word in words)


def _words(text: str) -> list[str]:
    return Folded(text).letters.split()


def opened(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages with the texts of their articles, and where their words stand in them."""
    for some in batched(iter(pages), BATCH):
        rows = Article.objects.published().select_related("source")
        articles = rows.in_bulk([page.number for page in some])
        yield from (_opened(page, articles.get(page.number)) for page in some)


def _opened(page: Page, article: Article | None) -> Page:
    notes = [each.note for each in page.notes]
    own = placed(article, notes) if article else [PlacedNote(note, "") for note in notes]
    return Page(page.number, article, tuple(own))
