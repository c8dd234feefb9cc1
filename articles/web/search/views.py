"""The search page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.indexing import runtime
from articles.models import Article
from articles.search.query.matched_forms import MatchedForm, matched_forms
from articles.search.types import DateRange
from articles.searching import explain, query_messages, service
from articles.searching.request import COLUMNS, FACETS, SearchRequest
from articles.searching.results import SearchPage
from articles.web.search.facets import Chip, chips_of, facets_of
from articles.web.search.links import Links
from articles.web.search.no_results import help_for
from articles.web.search.timeline import step_of, timeline_of
from articles.web.site import formatting
from articles.web.site.preferences import Preferences

FORMAT_NAMES = (
    ("csv", "CSV"), ("ris", "RIS"), ("bibtex", "BibTeX"), ("jsonl", "JSON Lines"), ("ninjs", "ninjs")
)  # fmt: skip
MAX_COPIES = 200  # listed on one page of results
DATE_FACETS = {"month": (), "day": ("day",)}


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Results of a query, or of filters alone; without either, the whole archive, newest first."""
    asked = SearchRequest.from_params(request.GET, copies="fold")
    links = Links.of(request.GET)
    page = service.search(asked, facets=_facets(asked))
    context = {
        "asked": asked,
        "page": page,
        "links": links,
        "nav": "search",
        "carried": links.fields("q", "mode", "page", "more"),
        **_around(request, page, links),
    }
    if page.total:
        return render(request, "search/search.html", context | {"copies": copies_of(page)})
    if not asked.text and not asked.filtered and not Article.objects.published().exists():
        return render(request, "search/empty_archive.html", context)
    return render(request, "search/no_results.html", context | _help(page, links, context["chips"]))


def _help(page: SearchPage, links: Links, chips: list[Chip]) -> dict[str, Any]:
    help = help_for(page, links)
    alone = Counter(chip.name for chip in chips)
    return {
        "help": help,
        # What a filter costs is counted for its whole column: said only of a column's one filter.
        "loosened": [
            (chip, help.filters.get(chip.name) if alone[chip.name] == 1 else None) for chip in chips
        ],
        "only_latin": page.request.text.isascii() and any(map(str.isalpha, page.request.text)),
        "any_word": links.to(match="any") if page.request.match == "all" and len(help.words) > 1 else "",
    }


def copies_of(page: SearchPage) -> dict[int, list[Article]]:
    """The articles that were folded into each result, by the result's id; one query for the whole page."""
    folded = {result.article.duplicate_group: result.article.pk for result in page.results if result.copies}
    if not folded:
        return {}
    # By story alone: with a status or an order in the query, SQLite walks another index from end to end.
    rows = Article.objects.filter(duplicate_group__in=folded).order_by().select_related("source")
    shown = set(folded.values())
    copies: dict[int, list[Article]] = {pk: [] for pk in shown}
    for copy in sorted(rows.defer("body")[:MAX_COPIES], key=lambda copy: (copy.published, copy.pk)):
        if copy.pk not in shown and copy.status == Article.Status.PUBLISHED:
            copies[folded[copy.duplicate_group]].append(copy)
    return copies


def _facets(asked: SearchRequest) -> tuple[str, ...]:
    return (*FACETS, *DATE_FACETS[step_of(asked.date_from, asked.date_to)])


def _around(request: HttpRequest, page: SearchPage, links: Links) -> dict[str, Any]:
    """What stands around the results: filters, drawing, order, paging."""
    digits = Preferences.of(request).interface_digits
    chips = chips_of(page, links, digits=digits)
    return {
        "read_as": _read_as(page) if page.request.text.strip() else "",
        "meant": links.to(q=page.suggestion.text) if page.suggestion else "",
        "foldings": explain.explain_foldings(page.query),
        "forms": _forms(page),
        "spared": _notes(page, spared=True),
        "notes": [*_notes(page), *_unread(page)],
        "facets": facets_of(page, links, digits=digits),
        "chips": chips,
        "clear": links.to(**dict.fromkeys((*COLUMNS, "from", "to", "match"))),
        "timeline": timeline_of(page, links, digits=digits),
        "span": [
            formatting.date_text(date, digits=digits)
            for date in (page.request.date_from, page.request.date_to)
        ],
        "span_carried": links.fields("from", "to", "page", "more"),
        "numbers_shown": request.GET.get("numbers") == "on",
        "numbers": links.switch(numbers="off" if request.GET.get("numbers") == "on" else "on"),
        "sorts": _sorts(page, links),
        "compact": request.GET.get("list") == "compact",
        "lists": [
            (_("كامل"), links.switch(list="full"), request.GET.get("list") != "compact"),
            (_("موجز"), links.switch(list="compact"), request.GET.get("list") == "compact"),
        ],
        "pages": _pages(page, links),
        "previous": links.page(page.request.page - 1),
        "next": links.page(page.request.page + 1),
        "export_query": links.encoded("page", "list", "numbers", "more", "sort", "copies"),
        "formats": FORMAT_NAMES,
        "hit_query": links.query("page", "list", "numbers", "more"),
        "first": (page.request.page - 1) * page.request.limit,
    }


def _read_as(page: SearchPage) -> str:
    names = {(name, value.value): value.label for name, values in page.facets.items() for value in values}
    # The filters stand as chips beside the results; here the words alone are explained.
    words = replace(page.query, filters=(), dates=DateRange())
    return explain.explain(
        words, lambda column, value: names.get((column, value), value), with_foldings=False
    )


def _forms(page: SearchPage) -> list[MatchedForm]:
    """In wide mode, the words of the archive that each word was found to stand for."""
    if page.request.mode != "wide" or not page.total:
        return []
    return matched_forms(page.query, runtime.current_engine(), runtime.current_analyzer())


def _notes(page: SearchPage, *, spared: bool = False) -> list[str]:
    """What was odd about the query; or which of its words are not required, which is no warning."""
    wanted = (note for note in page.query.notes if (note.code == "not-required") == spared)
    return [query_messages.sentence(note) for note in wanted]


def _unread(page: SearchPage) -> list[str]:
    """Parameters of the address that were not understood."""
    return [_("لم نفهم القيمة «%(value)s» فأُهملت.") % {"value": bad.value} for bad in page.request.bad]


def _sorts(page: SearchPage, links: Links) -> list[tuple[str, str, bool]]:
    labels = {"relevance": _("الأوثق صلة"), "newest": _("الأحدث"), "oldest": _("الأقدم")}
    return [(label, links.to(sort=name), page.request.sort == name) for name, label in labels.items()]


def _pages(page: SearchPage, links: Links) -> list[tuple[int, str]]:
    """Page numbers with their addresses; 0 stands for a gap."""
    present, last = page.request.page, page.pages
    near = {1, last, *range(max(1, present - 1), min(last, present + 1) + 1)}
    numbered: list[tuple[int, str]] = []
    for number in sorted(near):
        if numbered and number - numbered[-1][0] > 1:
            numbered.append((0, ""))
        numbered.append((number, links.page(number)))
    return numbered
