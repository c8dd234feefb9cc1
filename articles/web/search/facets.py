"""The filters of the search page: facet rows and the chips of those that are active."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.searching.facets import FacetValue
from articles.searching.page import SearchPage
from articles.web.i18n import formatting
from articles.web.i18n.languages import current_language
from articles.web.search.links import Links

TAKEN_OUT = "-تاريخ:"
SHOWN = {"source": 5, "date": 5, "tag": 5}  # values before "more"; of the rest 4
MAX_CHOSEN = 10  # chosen values of a facet that stand after the commonest


@dataclass(frozen=True, slots=True)
class Row:
    """One value: ``keep`` toggles keeping it, ``drop`` toggles taking it out ('' when it cannot be)."""

    label: str
    count: int
    keep: str
    drop: str = ""
    state: str = ""
    sub: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    rows: tuple[Row, ...]
    more: str = ""  # address of the page that shows all values
    rest: int = 0  # how many values that adds


@dataclass(frozen=True, slots=True)
class Chip:
    name: str  # the column, "date" or "match"
    label: str
    value: str
    remove: str
    negated: bool = False


def titles() -> dict[str, str]:
    return {
        "source": _("المصدر"),
        "tag": _("الوسم"),
        "mention": _("أسماء وردت فيه"),
        "author": _("الكاتب"),
        "section": _("القسم"),
    }


def facets_of(page: SearchPage, links: Links, *, digits: str) -> list[Facet]:
    """The facets that have anything to choose, in the order of the page."""
    names = titles()
    columns = {name: _column(name, names[name], page.facets.get(name, ()), links) for name in names}
    dates = Facet("date", _("السنة والشهر"), tuple(_date_rows(page, links, digits=digits)))
    ordered = [
        columns["source"],
        dates,
        columns["tag"],
        columns["mention"],
        columns["author"],
        columns["section"],
    ]
    # One value alone is no choice, unless it was made.
    return [facet for facet in ordered if len(facet.rows) > 1 or any(row.state for row in facet.rows)]


def _column(name: str, title: str, values: Sequence[FacetValue], links: Links) -> Facet:
    opened = links.params.get("more") == (name,)
    first = len(values) if opened else SHOWN.get(name, 4)
    chosen = [value for value in values[first:] if value.state]
    shown = [*values[:first], *chosen[:MAX_CHOSEN]]
    rest = len(values) - len(shown)
    return Facet(
        name=name,
        title=title,
        rows=tuple(_row(name, value, links) for value in shown),
        more=links.to(more=name) if rest else "",
        rest=rest,
    )


def _row(name: str, value: FacetValue, links: Links) -> Row:
    without = links.without(name, value.value) if value.state else ""
    return Row(
        label=value.label,
        count=value.count,
        keep=without if value.state == "on" else links.keeping(name, value.value),
        drop=without if value.state == "off" else links.dropping(name, value.value),
        state=value.state,
    )


def _date_rows(page: SearchPage, links: Links, *, digits: str) -> Iterable[Row]:
    """The newest years, and those the query takes out; under a chosen year its months."""
    first, last = page.request.date_from, page.request.date_to
    year = first[:4] if first[:4] == last[:4] else ""
    opened = links.params.get("more") == ("date",)
    out = [word.removeprefix(TAKEN_OUT) for word in page.request.text.split() if word.startswith(TAKEN_OUT)]
    counts = {value.value: value.count for name in ("year", "month") for value in page.facets.get(name, ())}
    counts = dict.fromkeys((period for period in out if len(period) in (4, 7)), 0) | counts
    years = sorted((period for period in counts if len(period) == 4), reverse=True)
    for at, value in enumerate(years):
        if not (opened or at < SHOWN["date"] or value == year or value in out):
            continue
        label = formatting.in_digits(value, digits)
        yield _date_row(value, label, counts[value], page, links)
        if value == year:
            for month in sorted((p for p in counts if p.startswith(year) and len(p) == 7), reverse=True):
                name = current_language().months[int(month[5:7]) - 1]
                yield _date_row(month, name, counts[month], page, links, sub=True)


def _date_row(
    value: str, label: str, count: int, page: SearchPage, links: Links, *, sub: bool = False
) -> Row:
    chosen = page.request.date_from == page.request.date_to == value
    wider = value[:4] if sub else None
    keep = links.to(**{"from": wider, "to": wider} if chosen else {"from": value, "to": value})
    # A period is taken out in the query language, so that the reader sees it in the box.
    words = page.request.text.split()
    term = TAKEN_OUT + value
    if term in words:
        back = links.to(q=" ".join(word for word in words if word != term))
        return Row(label, count, back, back, "off", sub)
    return Row(label, count, keep, links.to(q=" ".join([*words, term])), "on" if chosen else "", sub)


def chips_of(page: SearchPage, links: Links, *, digits: str) -> Iterator[Chip]:
    """The active filters, each with the address of the page without it."""
    request = page.request
    if request.match == "any":
        yield Chip("match", _("الكلمات"), _("تكفي أيّ كلمة"), links.to(match=None))
    if request.date_from or request.date_to:
        span = span_text(request.date_from, request.date_to, digits=digits)
        yield Chip("date", _("المدّة"), span, links.to(**{"from": None, "to": None}))
    names = titles()
    labels = {(name, value.value): value.label for name in names for value in page.facets.get(name, ())}
    for name, values in request.columns.items():
        for value in values:
            bare = value.removeprefix("-")
            label = labels.get((name, bare), bare)
            yield Chip(name, names[name], label, links.without(name, bare), value.startswith("-"))


def span_text(first: str, last: str, *, digits: str) -> str:
    """A range of dates in words; one date alone when both ends are the same."""

    def words(date: str) -> str:
        return formatting.date_text(date, digits=digits)

    if first == last:
        return words(first)
    if not last:
        return _("منذ %(date)s") % {"date": words(first)}
    if not first:
        return _("حتّى %(date)s") % {"date": words(last)}
    return f"{words(first)} – {words(last)}"
