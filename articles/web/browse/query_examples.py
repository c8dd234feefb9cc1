"""Examples of the query language that find something in this very archive, made from its newest articles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.indexing.runtime import current_analyzer
from articles.models import Article

LOOKED_AT = 12  # newest articles among which a title with enough words is sought
WORDS = 3


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    meaning: str


def examples() -> list[Example]:
    """One example of every kind of query; none while no title is long enough."""
    rows = Article.objects.published().newest_first().select_related("source").prefetch_related("tags")
    newest = list(rows.defer("body")[:LOOKED_AT])
    titled = [(article, words) for article in newest if len(words := _words(article.title)) >= WORDS]
    if not titled:
        return []
    article, (first, second, third, *_rest) = titled[0]
    other = titled[-1][1][0]
    return [
        Example(f"{first} {second}", _("الكلمتان معًا، في أيّ موضع")),
        Example(_phrase(article.title), _("العبارة بترتيبها؛ يصلح كلّ نوع من علامات الاقتباس")),
        Example(f"{first} أو {other}", _("إحداهما تكفي؛ ويصلح OR و|")),
        Example(f"({first} أو {other}) {second}", _("الأقواس تجمع ما يُقرأ معًا")),
        Example(f"{first} -{other}", _("الأولى دون الثانية")),
        Example(f"{first[:4]}*", _("كلّ ما يبدأ بهذه الحروف؛ وتصلح النجمة في أوّل الكلمة")),
        Example(f'"{first} {third}"~5', _("متقاربتان: بينهما خمس كلمات على الأكثر")),
        Example(f"{first}~", _("ما يشبهها في الرسم، لكلمة لا تثق بإملائها")),
        Example(f"عنوان:{first}", _("في العنوان وحده")),
        *_fields(newest),
    ]


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
