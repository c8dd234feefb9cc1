"""Template tags of the archive: numbers, dates and texts in the reader's language and digits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.types import Piece
from articles.web import formatting
from articles.web.preferences import Preferences

register = template.Library()
LEAD = 220  # characters of an article shown in lists
Context = template.Context


def language_of(context: Context) -> str:
    return "ar" if context.get("LANGUAGE_CODE", "ar").startswith("ar") else "en"


def digits_of(context: Context) -> str:
    return context.get("preferences", Preferences()).interface_digits(language_of(context))


@register.simple_tag(takes_context=True)
def number(context: Context, value: int) -> str:
    return formatting.number(value, digits_of(context))


@register.simple_tag(takes_context=True)
def plain_number(context: Context, value: object) -> str:
    """A number that is a name, such as a year: not grouped."""
    return formatting.in_digits(str(value), digits_of(context))


@register.simple_tag(takes_context=True)
def counted(context: Context, value: int, noun: str) -> str:
    return formatting.counted(value, noun, language=language_of(context), digits=digits_of(context))


@register.simple_tag(takes_context=True)
def day(context: Context, published: str | date, weekday: bool = False) -> str | SafeString:
    """A date of any precision, as a <time>; nothing when unknown."""
    iso = published.date().isoformat() if isinstance(published, datetime) else str(published)
    words = formatting.date_text(
        iso, language=language_of(context), digits=digits_of(context), weekday=weekday
    )
    return format_html('<time datetime="{}">{}</time>', iso, words) if words else ""


@register.simple_tag(takes_context=True)
def source_text(context: Context, text: str) -> str:
    """A newspaper's own words: digits as it wrote them, unless the reader chose otherwise."""
    return formatting.in_digits(text, context.get("preferences", Preferences()).digits)


@register.filter
def lead(body: str) -> str:
    """The beginning of a body, cut at a word."""
    first = next((block for block in body.split("\n\n") if block and not block.startswith("## ")), "")
    return first if len(first) <= LEAD else first[:LEAD].rpartition(" ")[0] + "…"


@register.simple_tag(takes_context=True)
def pieces(context: Context, runs: tuple[Piece, ...]) -> SafeString:
    """Runs of a text, hits in <mark>."""
    chosen = context.get("preferences", Preferences()).digits
    return format_html_join(
        "",
        "{}{}{}",
        (
            (
                SafeString("<mark>" if run.mark else ""),
                formatting.in_digits(run.text, chosen),
                SafeString("</mark>" if run.mark else ""),
            )
            for run in runs
        ),
    )


@register.inclusion_tag("partials/_choice.html", takes_context=True)
def choice(context: Context, name: str, legend: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    """A row of radio buttons for one reading preference, the present one chosen."""
    return {
        "name": name,
        "legend": legend,
        "options": options,
        "chosen": getattr(context.get("preferences", Preferences()), name),
    }
