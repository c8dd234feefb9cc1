"""What an article's page tells machines about it: schema.org and OpenGraph."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

# Inside a <script>, these could end it or open a comment.
_UNSAFE = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def json_ld(article: Article, address: str) -> SafeString:
    """A schema.org NewsArticle as a <script> data block; ``address`` is the full permalink."""
    fields: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "alternativeHeadline": article.subtitle,
        "datePublished": article.published,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.source.name} if article.source else None,
        "articleSection": article.section,
        "keywords": [tag.name for tag in article.tags.all()],
        "inLanguage": article.language,
        "mainEntityOfPage": address,
        "isBasedOn": article.url,
        "isAccessibleForFree": True,
    }
    text = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
    data = mark_safe(text.translate(_UNSAFE))  # noqa: S308 - every character that HTML would read is escaped
    return format_html('<script type="application/ld+json">{}</script>', data)
