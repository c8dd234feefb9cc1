"""Examples of the query language that find something in this very archive: made of the names that most of its
articles mention, and of the words of its newest titles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.indexing.runtime import current_analyzer, current_searcher
from articles.models import Article, Tag
from articles.models.archive import named_in_public
from articles.search.types import Filter
from articles.searching.facet_counts import counts_within

LOOKED_AT: Final = 12  # newest articles among which a title with enough words is sought
WORDS: Final = 3
MIN_HITS: Final = 5  # articles that an example's name stands in
NAMES: Final = 40  # the commonest that are looked at

Names = dict[str, str]  # by their slugs


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    meaning: str


def examples() -> list[Example]:
    """One example of every kind of query; none while no title is long enough. Raises SearchError."""
    rows = Article.objects.published().newest_first().select_related("source").prefetch_related("tags")
    newest = list(rows.defer("body")[:LOOKED_AT])
    titled = [(article, words) for article in newest if len(words := _words(article.title)) >= WORDS]
    if not titled:
        return []
    article, (first, second, third, *_rest) = titled[0]
    names = _common()
    one, other, *more = _together(names) or (first, second)
    phrase = _known_phrase(names) or _phrase(article.title)
    elsewhere = next((words[0] for _article, words in reversed(titled) if words[0] != one), other)
    another = more[0] if more else elsewhere
    return [
        Example(f"{one} {other}", _("الكلمتان معًا، في أيّ موضع")),
        Example(phrase, _("العبارة بترتيبها؛ يصلح كلّ نوع من علامات الاقتباس")),
        Example(f"{other} أو {another}", _("إحداهما تكفي؛ ويصلح OR و|")),
        Example(f"({other} أو {another}) {one}", _("الأقواس تجمع ما يُقرأ معًا")),
        Example(f"{one} -{elsewhere}", _("الأولى دون الثانية")),
        Example(f"{first[:4]}*", _("كلّ ما يبدأ بهذه الحروف؛ وتصلح النجمة في أوّل الكلمة")),
        Example(f'"{first} {third}"~5', _("متقاربتان: بينهما خمس كلمات على الأكثر")),
        Example(f"{one}~", _("ما يشبهها في الرسم، لكلمة لا تثق بإملائها")),
        Example(f"عنوان:{first}", _("في العنوان وحده")),
        *_fields(newest),
    ]


def _together(names: Names) -> list[str]:
    """A name of one word and one or two others that stand beside it in many articles, the commonest first;
    empty when no two names stand together."""
    for slug, name in names.items():
        if " " not in name:
            beside = [other for other in _common(slug).values() if " " not in other and other != name]
            if beside:
                return [name, *beside[:2]]
    return []


def _known_phrase(names: Names) -> str:
    """The commonest name of two words or three, as a phrase; "" for none."""
    return next((f"«{name}»" for name in names.values() if 2 <= len(name.split()) <= 3), "")


def _common(beside: str = "") -> Names:
    """The names that enough articles mention, of all or of those that mention one; the commonest first."""
    chosen = Filter("mention", (beside,)) if beside else None
    counts = counts_within(current_searcher(), chosen, ("mention",), maximum=NAMES)["mention"]
    slugs = sorted((slug for slug in counts if counts[slug] >= MIN_HITS), key=lambda slug: -counts[slug])
    rows = named_in_public(Tag).filter(slug__in=slugs).values_list("slug", "name")
    names = {slug: name for slug, name in rows if name.replace(" ", "").isalpha()}
    return {slug: names[slug] for slug in slugs if slug in names}


def _fields(newest: list[Article]) -> list[Example]:
    """The fields that the newest articles have."""
    source = next((article.source.name for article in newest if article.source), "")
    author = next((article.authors[0] for article in newest if article.authors), "")
    tag = next((tag.name for article in newest for tag in article.tags.all()), "")
    month = next((article.published[:7] for article in newest if len(article.published) >= 7), "")
    found = [
        (f'مصدر:"{source}"', source, _("ما نشره هذا المصدر")),
        (f'كاتب:"{author}"', author, _("ما كتبه هذا الكاتب")),
        (f'وسم:"{tag}"', tag, _("ما يحمل هذا الوسم")),
        (f"تاريخ:{month}", month, _("ما نُشر في هذه المدّة: سنة أو شهر أو يوم")),
    ]
    return [Example(query, meaning) for query, value, meaning in found if value]


def _words(text: str) -> list[str]:
    """The words of a title that carry meaning, as they are written."""
    tokens = current_analyzer().analyze(text)
    return [
        text[token.start : token.end]
        for token in tokens
        if token.folded not in FOLDED_STOPWORDS and len(token.folded) > 3 and token.folded.isalpha()
    ]


def _phrase(title: str) -> str:
    """The first two words of a title that stand side by side and both carry meaning; else the first two."""
    words = title.split()
    telling = set(_words(title))
    pairs = pairwise(words)
    first, second = next((pair for pair in pairs if telling.issuperset(pair)), words[:2])
    return f"«{first} {second}»"
