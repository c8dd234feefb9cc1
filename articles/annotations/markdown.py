"""A notebook as Markdown (CommonMark)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.annotations.notes import Page, PlacedNote

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST = re.compile(r"(?m)^(\d*)([-+=.)])")


def markdown(pages: Iterable[Page], site: str, *, title: str, lost: str, unreadable: str) -> Iterator[str]:
    """The notes under the titles of their articles, words as quotations, in pieces.

    ``title`` heads the notebook, ``lost`` stands by words that the article has no more, ``unreadable`` in
    place of an article that the reader may not read any more; all in the reader's language.
    """
    yield f"# {escaped(title)}\n"
    for page in pages:
        yield f"\n## {_head(page, site, unreadable)}\n"
        for placed in page.notes:
            yield _note(placed, lost if page.article else "")


def _head(page: Page, site: str, unreadable: str) -> str:
    if page.article is None:
        return escaped(unreadable)
    article = page.article
    about = " – ".join(filter(None, (article.source.name if article.source else "", article.published)))
    head = f"[{escaped(article.title)}]({site}/a/{page.number}/)"
    return f"{head} – {escaped(about)}" if about else head


def _note(placed: PlacedNote, lost: str) -> str:
    parts = []
    if placed.exact:
        lines = escaped(placed.exact).split("\n")
        parts.append("\n>\n".join(f"> {line}" for line in lines if line.strip()))
        if placed.is_lost and lost:
            parts.append(f"({escaped(lost)})")
    if placed.note.text:
        parts.append(escaped(placed.note.text))
    return "".join(f"\n{part}\n" for part in parts)


def escaped(text: str) -> str:
    """The text as Markdown that shows it as it is: indented lines would be code."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", lines))
