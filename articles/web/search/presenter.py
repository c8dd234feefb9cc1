"""What the search page and the page without results say of an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from articles.models.exports import LARGE_EXPORT
from articles.search.types import Spelling
from articles.searching.page import SearchPage
from articles.searching.query.messages import sentence
from articles.searching.request import COLUMNS
from articles.web.i18n import formatting
from articles.web.search.facets import Chip, Facet, chips_of, facets_of
from articles.web.search.links import Display, Links
from articles.web.search.no_results import Help, help_for
from articles.web.search.notices import notices
from articles.web.search.timeline import Timeline, timeline_of
from articles.web.search.titles import search_title

FORMATS: Final = (
    ("csv", "CSV"), ("ris", "RIS"), ("bibtex", "BibTeX"), ("jsonl", "JSON Lines"), ("ninjs", "ninjs")
)  # fmt: skip
MAX_CHIPS: Final = 20
# Of an address, what says how results are shown and not what was searched for.
_OF_THE_PAGE: Final = ("page", "list", "numbers", "choose", "more", "sort", "copies", "limit")


class Choice(NamedTuple):
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class SearchView:
    """One answer for one reader; what its template does not show is not made."""

    page: SearchPage
    links: Links
    display: Display
    digits: str

    formats = FORMATS

    @property
    def title(self) -> str:
        return search_title(self.page.request, digits=self.digits)

    # ---- how the query was read

    @cached_property
    def read_as(self) -> str:
        return self.page.explanation.words if self.page.request.text.strip() else ""

    @cached_property
    def foldings(self) -> str:
        return self.page.explanation.foldings

    @property
    def not_required(self) -> list[str]:
        """Which words an article need not have, which is no warning."""
        return [sentence(each) for each in self.page.warnings if each.code == "not-required"]

    @property
    def notices(self) -> list[str]:
        """What was odd about the query or the address."""
        odd = [sentence(each) for each in self.page.warnings if each.code != "not-required"]
        long = _("البحث طويل أو مرشّحاته كثيرة، فلا تظهر معه القوائم والرسم.")
        return [*notices(self.page.request), *odd, *([long] if self.links.too_long else [])]

    @property
    def suggested(self) -> str:
        """The address of the query that may have been meant."""
        return self.links.to(q=self.page.suggestion.text) if self.page.suggestion else ""

    @cached_property
    def spellings(self) -> list[tuple[Spelling, str]]:
        """Other spellings that count, as they are mostly written, each with the address of the search without
        it."""
        written = self.page.written
        return [
            (
                replace(each, spelling=written.get(each.spelling, each.spelling)),
                self.links.keeping("without", each.spelling),
            )
            for each in self.page.query.spellings
        ]

    @cached_property
    def taken_out(self) -> list[tuple[str, str]]:
        """Spellings that the reader took out, each with the address of the search with it."""
        return [(word, self.links.without("without", word)) for word in self.page.request.without]

    @property
    def as_typed(self) -> str:
        """The address of the search without any other spelling."""
        return self.links.to(families="off", without=None)

    # ---- filters

    @cached_property
    def facets(self) -> list[Facet]:
        return [] if self.links.too_long else facets_of(self.page, self.links, digits=self.digits)

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(islice(chips_of(self.page, self.links, digits=self.digits), MAX_CHIPS))

    @property
    def chips_left(self) -> int:
        """How many more values the filters have."""
        values = sum(map(len, self.page.request.columns.values()))
        return values - sum(chip.name in COLUMNS for chip in self.chips)

    @property
    def clear(self) -> str:
        """The address without any filter."""
        return self.links.to(**dict.fromkeys((*COLUMNS, "from", "to", "match")))

    # ---- the drawing of hits over time

    @cached_property
    def timeline(self) -> Timeline | None:
        return None if self.links.too_long else timeline_of(self.page, self.links, digits=self.digits)

    @property
    def span(self) -> tuple[str, str]:
        first, last = self.page.request.date_from, self.page.request.date_to
        return formatting.date_text(first, digits=self.digits), formatting.date_text(last, digits=self.digits)

    @property
    def span_fields(self) -> list[tuple[str, str]]:
        return self.links.fields("from", "to", "page", "more")

    @property
    def numbers_href(self) -> str:
        return self.links.switch(numbers="off" if self.display.numbers else "on")

    # ---- the list of results

    @property
    def sorts(self) -> list[Choice]:
        labels = {"relevance": _("الأوثق صلة"), "newest": _("الأحدث"), "oldest": _("الأقدم")}
        present = self.page.request.sort
        return [Choice(label, self.links.to(sort=name), name == present) for name, label in labels.items()]

    @property
    def lists(self) -> tuple[Choice, Choice]:
        compact = self.display.compact
        return (
            Choice(_("كامل"), self.links.switch(list="full"), not compact),
            Choice(_("موجز"), self.links.switch(list="compact"), compact),
        )

    @property
    def before(self) -> int:
        """How many results stand on the pages before this one."""
        return (self.page.request.page - 1) * self.page.request.limit

    @cached_property
    def hit_query(self) -> str:
        """What a result's address carries, so that the article shows its hits."""
        columns = COLUMNS if self.links.too_long else ()
        return self.links.query("page", "list", "numbers", "choose", "more", *columns)

    @property
    def numbered(self) -> bool:
        """Whether a result's address says where it stands: not without the whole of the query."""
        return self.page.total > 0 and not self.links.too_long

    @cached_property
    def export_query(self) -> str:
        """What was searched for, percent-encoded, for readers other than browsers."""
        return self.links.encoded(*_OF_THE_PAGE)

    @cached_property
    def export_iri(self) -> str:
        """The same for links, its letters as they are."""
        return self.links.query(*_OF_THE_PAGE)

    @property
    def is_large(self) -> bool:
        """Whether an export of all results is rather made as a file than streamed."""
        return self.page.total > LARGE_EXPORT

    @property
    def choose_href(self) -> str:
        return self.links.switch(choose="off" if self.display.choose else "on")

    @property
    def choose_all_href(self) -> str:
        return self.links.switch(choose="on" if self.display.all_chosen else "all")

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses; 0 stands for a gap."""
        present, last = self.page.request.page, self.page.pages
        near = {1, last, *range(max(1, present - 1), min(last, present + 1) + 1)}
        numbered: list[tuple[int, str]] = []
        for number in sorted(near):
            if numbered and number - numbered[-1][0] > 1:
                numbered.append((0, ""))
            numbered.append((number, self.links.page(number)))
        return numbered

    @property
    def last_page(self) -> str:
        return self.links.page(max(1, self.page.pages))

    @property
    def previous(self) -> str:
        return self.links.page(self.page.request.page - 1)

    @property
    def next(self) -> str:
        return self.links.page(self.page.request.page + 1)

    # ---- nothing found

    @cached_property
    def help(self) -> Help | None:
        return help_for(self.page.diagnosis, self.page, self.links) if self.page.diagnosis else None

    @property
    def loosened(self) -> list[tuple[Chip, int | None]]:
        """The filters, each with what is found without it.

        That is counted for a whole column: it is said only where a column has one filter.
        """
        counts = self.help.filters if self.help else {}
        alone = Counter(chip.name for chip in self.chips)
        return [(chip, counts.get(chip.name) if alone[chip.name] == 1 else None) for chip in self.chips]

    @property
    def only_latin(self) -> bool:
        text = self.page.request.text
        return text.isascii() and any(map(str.isalpha, text))

    @property
    def any_word(self) -> str:
        """The address of the search for any of the words, where there are several."""
        several = self.help is not None and len(self.help.words) > 1
        return self.links.to(match="any") if several and self.page.request.match == "all" else ""
