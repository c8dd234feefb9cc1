"""Template tags for what a page of results has twenty or fifty of: results, values of facets, columns of the
drawing. A template takes four times as long to fill them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.searching.results import Result
from articles.searching.rows import TagName
from articles.templatetags.archive import day, digits_of, direction, names, pieces
from articles.web.i18n import formatting
from articles.web.search.facets import Row
from articles.web.search.links import Display
from articles.web.search.presenter import SearchView
from articles.web.search.timeline import Bar

register = template.Library()

TAGS = 3  # of a result that are shown
_HEAD = '<p class="meta">{}{}{}{}</p><h2{}><a href="{}{}">{}</a></h2>'
_CHOOSE = '<label class="pick"><input type="checkbox" name="id" value="{}" form="chosen"{}> {}</label>'
_FACET_ROW = '<li{}><a href="{}"{}>{} <b>{}</b></a><a href="{}" aria-label="{}"></a></li>'
_BAR = '<a href="{}"><title>{}: {}</title><path{} d="M{} 100v-{}"/><rect x="{}"/></a>'


def _choice(pk: int, display: Display) -> SafeString:
    return _filled(_CHOOSE, pk, " checked" if display.all_chosen else "", _("اختره"))


@register.simple_tag(takes_context=True)
def result_head(context: Context, result: Result, place: int) -> SafeString:
    """Of one result, from where it is and when, its title and its snippet. ``place`` counts from 1 on the
    page; the title's address carries the query, that the article shows its hits."""
    view, article = context["view"], result.article
    compact = view.display.compact
    head = _filled(
        _HEAD,
        _choice(article.pk, view.display) if view.display.choose else "",
        _filled("<b>{}</b>", article.source.name) if article.source else "",
        day(context, article.published),
        _filled("<span>{}</span>", names(article.authors)) if article.authors and not compact else "",
        direction(article.title),
        article.iri,
        _hits(view, place),
        pieces(context, result.title),
    )
    return head if compact else SafeString(head + _snippet(context, result))


def _hits(view: SearchView, place: int) -> str:
    if not view.hit_query:
        return ""
    return f"?{view.hit_query}&n={view.before + place}" if view.numbered else f"?{view.hit_query}"


def _snippet(context: Context, result: Result) -> str:
    text = pieces(context, result.snippet)
    return f'<p class="snippet"{direction(result.snippet)}>{text}</p>\n'


@register.simple_tag
def result_tags(tags: Sequence[TagName]) -> SafeString:
    """The first tags of a result, each a search."""
    if not tags:
        return SafeString("")
    links = "".join([_filled('<a href="?tag={}">{}</a>', tag.slug, tag.name) for tag in tags[:TAGS]])
    return SafeString(f'<p class="tags">{links}</p>\n')


@register.simple_tag(takes_context=True)
def facet_rows(context: Context, rows: Iterable[Row]) -> SafeString:
    """The values of a facet, each with two links: to keep it, and to take it out."""
    return SafeString(
        "\n".join([_filled(_FACET_ROW, *parts) for parts in _facet_rows(rows, digits_of(context))])
    )


def _facet_rows(rows: Iterable[Row], digits: str) -> Iterator[tuple[str, ...]]:
    take_out, bring_back = _("استثنِ %(name)s"), _("أعِد %(name)s")
    for row in rows:
        out = row.state == "off"
        yield (
            _filled(' class="{}{}"', row.state, " sub" if row.sub else "") if row.state or row.sub else "",
            row.keep,
            SafeString(' aria-current="true"') if row.state == "on" else "",
            _filled("<s>{}</s>", row.label) if out else row.label,
            formatting.number(row.count, digits),
            row.drop,
            (bring_back if out else take_out) % {"name": row.label},
        )


@register.simple_tag(takes_context=True)
def bars(context: Context, filled: Iterable[Bar]) -> SafeString:
    """The columns of the drawing, each a link to its period."""
    digits = digits_of(context)
    columns = [
        _filled(
            _BAR,
            bar.href,
            bar.label,
            formatting.counted(bar.count, "article", digits=digits),
            "" if bar.inside else SafeString(' class="out"'),
            bar.x + 10,
            bar.height,
            bar.x,
        )
        for bar in filled
    ]
    return SafeString("\n".join(columns))


def _filled(html: str, *values: str | int) -> SafeString:
    """As ``format_html``, without its look whether a value is a sentence that is yet to be translated, which
    takes longer than all else."""
    safe = [value if isinstance(value, SafeString | int) else escape(value) for value in values]
    return SafeString(html.format(*safe))
