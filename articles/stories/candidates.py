"""Articles that may tell of the same event: the engine finds them, their signatures are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.models import EventSignature as StoredSignature
from articles.models.archive import is_public
from articles.search.query.parse import parse
from articles.search.types import DateRange, Query, date_key
from articles.stories.event_reading import EventWords, read_event
from articles.stories.event_signature import EventSignature
from articles.stories.rarity import StemRarity

NEAR: Final = 40  # candidates of about the same days
FAR: Final = 40  # of any day, which tell whether the article is of a kind that comes again and again
WORDS: Final = 10  # of what the article is about, beside those of its title


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as its event is compared: ``day`` counts days, ``group`` is that of its copies (its own
    negative id when it has none), ``source`` and ``story`` are 0 for none."""

    pk: int
    day: int
    group: int
    source: int
    story: int
    signature: EventSignature


def stored(ids: Iterable[int]) -> list[Candidate]:
    """Those of the articles that readers see, whose day is known and that have been signed. A story that is
    being sought anew is none."""
    about = ("published", "duplicate_group", "source_id", "story_id", "story__outdated")
    fields = ("article_id", "data", *(f"article__{name}" for name in about))
    rows = StoredSignature.objects.filter(is_public("article__"), article__in=list(ids))
    found = []
    for pk, data, day, group, source, story, outdated in rows.values_list(*fields).order_by("pk"):
        signature = EventSignature.unpack(bytes(data))
        if signature and len(day) == 10:
            in_story = 0 if outdated else story or 0
            found.append(Candidate(pk, day_number(day), group or -pk, source or 0, in_story, signature))
    return found


def sign(articles: Collection[Article], rarity: StemRarity) -> None:
    """Store the signatures of articles that have none."""
    StoredSignature.objects.bulk_create(
        [
            StoredSignature(
                article=article,
                data=read_event(article.title, article.body, rarity).signature.pack(),
            )
            for article in articles
        ],
        ignore_conflicts=True,
    )


def day_number(published: str) -> int:
    """Days since the beginning of the calendar."""
    return date.fromisoformat(published).toordinal()


def _story_of(pk: int) -> int:
    """As it is now: an article placed before may have taken this one along."""
    rows = Article.objects.filter(pk=pk, story__outdated=False)
    return rows.values_list("story_id", flat=True).first() or 0


class Search:
    """Looks for what is like one article, whose signature it stores."""

    def __init__(self, article: Article, searcher: Searcher, rarity: StemRarity) -> None:
        self._article = article
        self._searcher = searcher
        self._rarity = rarity
        words = read_event(article.title, article.body, rarity)
        StoredSignature.objects.update_or_create(article=article, defaults={"data": words.signature.pack()})
        self.own = Candidate(
            pk=article.pk,
            day=day_number(article.published),
            group=article.duplicate_group or -article.pk,
            source=article.source_id or 0,
            story=_story_of(article.pk),
            signature=words.signature,
        )
        self._query = self._any_word(words)
        self._read: dict[int, Candidate] = {}

    def _any_word(self, words: EventWords) -> Query:
        """Of the title, or of what the text is about; words alone, so that none is syntax."""
        analyzer = self._searcher.analyzer
        chosen = dict.fromkeys([*analyzer.words(self._article.title), *words.main[:WORDS]])
        return parse(" ".join(chosen), match="any", analyzer=analyzer)

    def near(self, days: int) -> list[Candidate]:
        """Likely ones of at most so many days before and after. Raises SearchError."""
        day = date.fromisoformat(self._article.published)
        first, last = (date_key(str(day + timedelta(days=step))) for step in (-days, days))
        return self._found(replace(self._query, dates=DateRange(first, last)), NEAR)

    def anywhen(self) -> list[Candidate]:
        """Likely ones of any day. Raises SearchError."""
        return self._found(self._query, FAR)

    def read(self, ids: Iterable[int]) -> list[Candidate]:
        """As :func:`stored`, each article once for this search. Those that have no signature, since an older
        version placed them, are signed as they are met."""
        asked = set(ids) - {self.own.pk}
        self._read |= {found.pk: found for found in stored(asked - self._read.keys())}
        if missing := asked - self._read.keys():
            unsigned = Article.objects.published().filter(pk__in=missing, event_signature=None)
            sign(list(unsigned.only("title", "body")), self._rarity)
            self._read |= {found.pk: found for found in stored(missing)}
        return [self._read[pk] for pk in sorted(asked & self._read.keys())]

    def _found(self, query: Query, limit: int) -> list[Candidate]:
        hits = self._searcher.engine.search(query, limit=limit + 1).hits
        return [found for found in self.read(hit.id for hit in hits) if found.signature.is_telling]
