"""What stands beside an article: the thread of its story, articles on like matters, copies of its text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from articles import runtime
from articles.models import Article
from articles.search import query
from articles.search.errors import SearchError
from articles.search.types import Query

CANDIDATES = 40
# Shares of the score that the article itself has for the words of its own title and tags.
SAME_STORY = 0.5
LIKE_MATTER = 0.2
THREAD_LENGTH = 7
RELATED_LENGTH = 5
MOST_COPIES = 50


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``thread`` goes from the oldest to the newest, the article itself among them; it may be empty."""

    thread: tuple[Article, ...] = ()
    related: tuple[Article, ...] = ()
    copies: tuple[Article, ...] = ()


def neighbours_of(article: Article) -> Neighbours:
    """The article's neighbours; only the copies when the search engine does not answer."""
    copies = _copies(article)
    try:
        hits = runtime.current_engine().search(_question(article), limit=CANDIDATES).hits
    except SearchError:
        return Neighbours(copies=copies)
    own = {article.pk, *(copy.pk for copy in copies)}
    most = max((hit.score for hit in hits), default=0.0)
    others = [hit for hit in hits if hit.id not in own]
    rows = _rows([hit.id for hit in others if hit.score >= LIKE_MATTER * most])
    same = [rows[hit.id] for hit in others if hit.id in rows and hit.score >= SAME_STORY * most]
    thread = sorted([article, *same[: THREAD_LENGTH - 1]], key=lambda a: (a.published, a.pk)) if same else []
    taken = {row.pk for row in thread}
    like = [rows[hit.id] for hit in others if hit.id in rows and hit.id not in taken]
    return Neighbours(tuple(thread), tuple(like[:RELATED_LENGTH]), copies)


def _question(article: Article) -> Query:
    """Any word of the title and the tags; words alone, so that nothing in them is read as syntax."""
    analyzer = runtime.current_analyzer()
    text = " ".join([article.title, *(tag.name for tag in article.tags.all())])
    words = dict.fromkeys(analyzer.words(text))
    return replace(query.parse(" ".join(words), match="any", analyzer=analyzer), fold_copies=True)


def _copies(article: Article) -> tuple[Article, ...]:
    if not article.story:
        return ()
    # By story alone: with a status or an order in the query, SQLite walks another index from end to end.
    same = Article.objects.filter(story=article.story).order_by().select_related("source").defer("body")
    others = [copy for copy in same[:MOST_COPIES] if copy.pk != article.pk and _is_public(copy)]
    return tuple(sorted(others, key=lambda copy: (copy.published, copy.pk)))


def _rows(ids: list[int]) -> dict[int, Article]:
    rows = Article.objects.order_by().select_related("source").defer("body").in_bulk(ids)
    return {pk: row for pk, row in rows.items() if _is_public(row)}


def _is_public(article: Article) -> bool:
    return article.status == Article.Status.PUBLISHED
