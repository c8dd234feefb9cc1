"""The search page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.search.query.diagnose import Diagnosis
from articles.searching.page import SearchPage
from articles.searching.query_messages import sentence
from articles.searching.request import COLUMNS, SearchRequest
from articles.searching.service import Detail, search
from articles.web.search.facets import Chip, chips_of, facets_of
from articles.web.search.links import Links
from articles.web.search.no_results import help_for
from articles.web.search.timeline import timeline_of
from articles.web.site import formatting
from articles.web.site.preferences import Preferences

FORMAT_NAMES = (
    ("csv", "CSV"), ("ris", "RIS"), ("bibtex", "BibTeX"), ("jsonl", "JSON Lines"), ("ninjs", "ninjs")
)  # fmt: skip


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Results of a query, or of filters alone; without either, the whole archive, newest first."""
    asked = SearchRequest.from_params(request.GET, copies="fold")
    links = Links.of(request.GET)
    page = search(asked, detail=Detail.PAGE)
    context = {
        "asked": asked,
        "page": page,
        "links": links,
        "nav": "search",
        "carried": links.fields("q", "mode", "page", "more"),
        **_around(request, page, links),
    }
    if page.diagnosis is None:
        return render(request, "search/search.html", context)
    if not asked.text and not asked.filtered and not Article.objects.published().exists():
        return render(request, "search/empty_archive.html", context)
    help = _help(page.diagnosis, page, links, context["chips"])
    return render(request, "search/no_results.html", context | help)


def _help(diagnosis: Diagnosis, page: SearchPage, links: Links, chips: list[Chip]) -> dict[str, Any]:
    help = help_for(diagnosis, page, links)
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


def _around(request: HttpRequest, page: SearchPage, links: Links) -> dict[str, Any]:
    """What stands around the results: filters, drawing, order, paging."""
    digits = Preferences.of(request).interface_digits
    chips = chips_of(page, links, digits=digits)
    return {
        "read_as": page.explanation.words if page.request.text.strip() else "",
        "meant": links.to(q=page.suggestion.text) if page.suggestion else "",
        "foldings": page.explanation.foldings,
        "forms": page.forms,
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


def _notes(page: SearchPage, *, spared: bool = False) -> list[str]:
    """What was odd about the query; or which of its words are not required, which is no warning."""
    wanted = (note for note in page.warnings if (note.code == "not-required") == spared)
    return [sentence(note) for note in wanted]


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
