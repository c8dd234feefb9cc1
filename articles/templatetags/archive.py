"""Template tags of the archive: numbers, dates and texts in the reader's language and digits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.encoding import uri_to_iri
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from articles.ingest.urls import web_address
from articles.search.types import Piece
from articles.searching.related import text_diff
from articles.web.article.highlighting import Run
from articles.web.i18n import formatting
from articles.web.i18n.languages import current_language
from articles.web.preferences.preferences import Preferences
from articles.web.site import template_nodes

register = template.Library()
register.tag("url", template_nodes.url)  # these two stand for Django's own: load this library after i18n
register.tag("translate", template_nodes.translate)
register.filter("lead", formatting.lead)
register.filter("web_address", web_address)  # for links: of other schemes, such as javascript:, nothing
Context = template.Context
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
# What stands in quotation marks; else Arabic words up to a mark between parts of a citation. د. is no such.
_ARABIC_PARTS = re.compile(
    r"((?<=“)[^”]+?(?=[.,?!]?”)"
    r"|[\u0620-\u0652\u066e-\u06d3](?:(?:[^,.;:“”()–]|(?<=\b[دأم])\.)*[\u0620-\u0652\u066e-\u06d3])?)"
)
_LATIN = re.compile(r"[A-Za-z]")


def preferences_in(context: Context) -> Preferences:
    """The reader's; the preset ones on pages that are made without a request."""
    found: Preferences | None = context.get("preferences")
    return found or Preferences()


def digits_of(context: Context) -> str:
    return preferences_in(context).interface_digits


@register.simple_tag(takes_context=True)
def number(context: Context, value: int) -> str:
    return formatting.number(value, digits_of(context))


@register.simple_tag(takes_context=True)
def plain_number(context: Context, value: object) -> str:
    """A number that is a name, such as a year: not grouped."""
    return formatting.in_digits(str(value), digits_of(context))


@register.simple_tag(takes_context=True)
def counted(context: Context, value: int, noun: str) -> str:
    return formatting.counted(value, noun, digits=digits_of(context))


@register.simple_tag(takes_context=True)
def percent(context: Context, value: int) -> str:
    """٩٨٪ or 98%."""
    sign = "٪" if digits_of(context) == "arab" else "%"
    return f"{formatting.number(value, digits_of(context))}{sign}"


@register.simple_tag(takes_context=True)
def file_size(context: Context, size: int) -> str:
    return formatting.file_size(size, digits=digits_of(context))


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime) -> SafeString:
    """A day and a time of day, in the archive's time zone."""
    return formatting.moment(when, digits=digits_of(context))


@register.simple_tag(takes_context=True)
def day(context: Context, published: str | date, weekday: bool = False) -> str | SafeString:
    """A date of any precision, as a <time>; nothing when unknown."""
    iso = published.date().isoformat() if isinstance(published, datetime) else str(published)
    words = formatting.date_text(iso, digits=digits_of(context), weekday=weekday)
    return format_html('<time datetime="{}">{}</time>', iso, words) if words else ""


@register.simple_tag(takes_context=True)
def days(context: Context, first: str | date, last: str | date) -> str | SafeString:
    """A range of dates: من ٢٤ إلى ٢٧ تموز/يوليو ٢٠١٥; one date when both are the same."""
    first, last = str(first), str(last)
    if first == last or not first:
        return day(context, last)
    words = formatting.range_start(first, last, digits=digits_of(context))
    begin = format_html('<time datetime="{}">{}</time>', first, words)
    return format_html(_("من {first} إلى {last}"), first=begin, last=day(context, last))


@register.simple_tag(takes_context=True)
def day_of_year(context: Context, value: date) -> str:
    """A day without its year: ١٤ أيلول/سبتمبر."""
    return formatting.in_digits(current_language().date(0, value.month, value.day), digits_of(context))


@register.simple_tag(takes_context=True)
def source_text(context: Context, text: str) -> str:
    """A newspaper's own words: digits as it wrote them, unless the reader chose otherwise."""
    return formatting.in_digits(text, preferences_in(context).digits)


@register.filter
def iri(address: str) -> str:
    """The address with Arabic letters as they are, a third of the bytes: browsers encode it themselves."""
    return uri_to_iri(address)


@register.simple_tag
def direction(text: str | Iterable[Piece | Run | text_diff.Run]) -> SafeString:
    """The attribute ``dir`` of an element with this text, where it is not that of the page.

    Arabic runs from right to left also when it begins with a Latin name, by which ``auto`` would judge it.
    """
    words = text if isinstance(text, str) else "".join([part.text for part in text])
    if not _is_arabic(words):
        return SafeString(' dir="auto"')
    return SafeString("" if get_language_bidi() else ' dir="rtl"')


def _is_arabic(text: str) -> bool:
    """Whether a fifth of the letters are; without Latin ones, of which texts have few, one will do."""
    latin = len(_LATIN.findall(text))
    return len(_ARABIC.findall(text)) * 4 >= latin if latin else bool(_ARABIC.search(text))


@register.filter
def isolate_addresses(text: str) -> SafeString:
    """The text with each web address running left to right, whatever stands around it; on a page that runs so
    itself, with each Arabic name and title by itself, that they follow each other as the page does."""
    own = escape if get_language_bidi() else _with_arabic_apart
    parts = enumerate(re.split(r"(https?://[^\s،؛]+)", text))
    return SafeString(
        "".join(format_html('<bdi dir="ltr">{}</bdi>', part) if at % 2 else own(part) for at, part in parts)
    )


def _with_arabic_apart(text: str) -> SafeString:
    parts = enumerate(_ARABIC_PARTS.split(text))
    return SafeString(
        "".join(format_html("<bdi>{}</bdi>", part) if at % 2 else escape(part) for at, part in parts)
    )


@register.simple_tag(takes_context=True)
def pieces(context: Context, parts: tuple[Piece, ...]) -> SafeString:
    """The parts of a title or snippet, hits in <mark>; neighbouring hits share one."""
    chosen = preferences_in(context).digits
    texts = [(part.mark, html.escape(formatting.in_digits(part.text, chosen))) for part in parts]
    marked = "".join([f"<mark>{text}</mark>" if mark else text for mark, text in texts])
    return SafeString(marked.replace("</mark> <mark>", " "))


@register.simple_tag
def names(people: list[str]) -> SafeString:
    """Names in a line, each with its own direction where there are several."""
    if len(people) == 1:
        return escape(people[0])
    return format_html_join(comma(), "<bdi>{}</bdi>", ((name,) for name in people))


@register.simple_tag(takes_context=True)
def runs(context: Context, parts: tuple[Run, ...]) -> SafeString:
    """An article's text, its hits numbered so that one can jump between them."""
    chosen = preferences_in(context).digits
    return SafeString(
        "".join(
            format_html('<mark id="hit-{}">{}</mark>', part.hit, formatting.in_digits(part.text, chosen))
            if part.hit
            else escape(formatting.in_digits(part.text, chosen))
            for part in parts
        )
    )


@register.simple_tag(takes_context=True)
def differing(context: Context, parts: tuple[text_diff.Run, ...], side: str) -> SafeString:
    """A sentence of one copy; what the other lacks stands in <del>, or on the new side in <ins>."""
    chosen = preferences_in(context).digits
    tag = "del" if side == "old" else "ins"
    texts = ((part.differs, escape(formatting.in_digits(part.text, chosen))) for part in parts)
    return SafeString("".join(f"<{tag}>{text}</{tag}>" if differs else text for differs, text in texts))


@register.simple_tag
def comma() -> str:
    """Between the parts of a list."""
    return formatting.comma()


@register.simple_tag(takes_context=True)
def digits_locale(context: Context) -> str:
    """The locale whose digits scripts write."""
    return f"{get_language()}-u-nu-{digits_of(context)}"


@register.inclusion_tag("partials/_choice.html", takes_context=True)
def choice(context: Context, name: str, legend: str) -> dict[str, Any]:
    """A row of radio buttons for one reading preference, the present one chosen."""
    chosen = getattr(preferences_in(context), name)
    labels = choice_labels()[name]
    return {"name": name, "legend": legend, "options": labels.items(), "chosen": chosen}


def choice_labels() -> dict[str, dict[str, str]]:
    """What the accepted values of each preference are called."""
    return {
        "size": {"s": _("صغير"), "m": _("وسط"), "l": _("كبير")},
        "width": {"narrow": _("ضيّق"), "medium": _("وسط"), "wide": _("واسع")},
        "leading": {"tight": _("متقاربة"), "normal": _("معتدلة"), "loose": _("متباعدة")},
        "theme": {"auto": _("تلقائي"), "light": _("فاتح"), "sepia": _("ورقي"), "dark": _("داكن")},
        "digits": {"source": _("كالأصل"), "arab": "١٢٣", "latn": "123"},
        "keys": {"on": _("تعمل"), "off": _("متوقّفة")},
    }
