"""What each copy of a story's articles changed, in a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.models import Article
from articles.searching.related.text_diff import Sentence, compare_lines, differences, likeness, read

MAX_READ: Final = 120_000  # characters of a page's copies and their originals together: some 0.2 s
MAX_EACH: Final = 8_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy beside the article that it was told after. ``titles`` are those of both with what differs
    marked, () when they are one; without ``compared``, only that it is a copy is known."""

    article: Article
    compared: bool = False
    percent: int = 0
    titles: tuple[Sentence, ...] = ()
    changed: int = 0
    added: int = 0
    dropped: int = 0

    @property
    def differs(self) -> bool:
        return bool(self.titles or self.changed or self.added or self.dropped)


class Comparison:
    """Compares copies with their articles until a page's share of work is used up."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._left = MAX_READ

    def copies(self, article: Article, others: list[Article]) -> tuple[Copy, ...]:
        """The others, each with what it changed of the article."""
        return tuple(self._copy(article, other) for other in others)

    def _copy(self, article: Article, other: Article) -> Copy:
        length = min(len(article.body), MAX_EACH) + min(len(other.body), MAX_EACH)
        if length > self._left:
            return Copy(other)
        self._left -= length
        old, new = (read(each.body, self._analyzer, MAX_EACH) for each in (article, other))
        rows = Counter(row.kind for row in differences(old, new))
        titles = compare_lines(article.title, other.title, self._analyzer)
        differ = any(run.differs for line in titles for run in line) or not _same(*titles)
        return Copy(
            article=other,
            compared=True,
            percent=int(100 * likeness(old, new)),
            titles=titles if differ else (),
            changed=rows["changed"],
            added=rows["added"],
            dropped=rows["dropped"],
        )


def _same(one: Sentence, other: Sentence) -> bool:
    """Titles without a mark are one, or have so little in common that nothing was marked."""
    first, second = ("".join(run.text for run in line) for line in (one, other))
    return first == second or not set(first.split()).isdisjoint(second.split())
