"""Links from one state of a page to another: every state of the search page is a URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote_plus, urlencode

from django.utils.encoding import uri_to_iri

from articles.searching.request import COLUMNS, SearchRequest

# In this order; a parameter at its default is left out, so that one state has one address.
PARAMETERS = {
    "q": "", "mode": "normal", "match": "all",
    "source": "", "tag": "", "mention": "", "author": "", "section": "",
    "from": "", "to": "", "sort": "relevance", "copies": "fold", "families": "on", "without": "",
    "limit": "20",
    "list": "full", "numbers": "off", "choose": "off", "more": "", "page": "1",
}  # fmt: skip
DISPLAY: Final = ("list", "numbers", "choose", "more")
FACETS: Final = (*COLUMNS, "date")
# Bytes of an address that a page repeats in its rows, up to 350 times; a longer one would make it a megabyte.
MAX_ADDRESS: Final = 2_000
_WORDS: Final = re.compile(r"[\w.~ -]*")


@dataclass(frozen=True, slots=True)
class Display:
    """How results are shown: in ``compact`` rows, with the drawing's ``numbers`` in a table, with boxes to
    ``choose`` some of them, and with all values of the facet ``more``, '' for none."""

    compact: bool = False
    numbers: bool = False
    choose: bool = False
    all_chosen: bool = False  # all of the page, to begin with
    more: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Display:
        more = params.get("more", "")
        return cls(
            compact=params.get("list") == "compact",
            numbers=params.get("numbers") == "on",
            choose=params.get("choose") in {"on", "all"},
            all_chosen=params.get("choose") == "all",
            more=more if more in FACETS else "",
        )

    def params(self) -> Iterator[tuple[str, str]]:
        if self.compact:
            yield "list", "compact"
        if self.numbers:
            yield "numbers", "on"
        if self.choose:
            yield "choose", "all" if self.all_chosen else "on"
        if self.more:
            yield "more", self.more


class Links:
    """The present state, and the addresses of its neighbours.

    Addresses keep Arabic letters as they are (an IRI, which browsers send encoded): a third of the bytes.
    """

    def __init__(self, params: Mapping[str, tuple[str, ...]]) -> None:
        self.params = params
        # What each parameter adds to an address, in their order. A page has some two hundred addresses, which
        # differ in one or two of them.
        self._parts = {name: _part(name, params.get(name, ())) for name in PARAMETERS}

    @classmethod
    def of(cls, request: SearchRequest, display: Display | None = None) -> Links:
        """The links of a request as it was read: what was cut off it is not repeated."""
        params: dict[str, tuple[str, ...]] = {}
        for name, value in (*request.params(copies=PARAMETERS["copies"]), *(display or Display()).params()):
            params[name] = (*params.get(name, ()), value)
        return cls(params)

    @cached_property
    def too_long(self) -> bool:
        """Whether a page should not repeat the address in every row."""
        return len(self.query().encode()) > MAX_ADDRESS

    def to(self, **changes: str | None) -> str:
        """The address with these parameters set, or left out when None; any change leads to page 1."""
        return self._address(page=(), **{name: (value,) if value else () for name, value in changes.items()})

    def switch(self, **changes: str) -> str:
        """The address with these parameters set, on the same page of results."""
        return self._address(**{name: (value,) for name, value in changes.items()})

    def page(self, number: int) -> str:
        """The address of another page of the same results."""
        return self._address(page=(str(number),))

    def keeping(self, name: str, value: str) -> str:
        """The address with one more value kept in a repeated parameter (and no longer taken out)."""
        return self._address(page=(), **{name: (*self._other_values(name, value), value)})

    def dropping(self, name: str, value: str) -> str:
        """The address with one value taken out of the results."""
        return self._address(page=(), **{name: (*self._other_values(name, value), f"-{value}")})

    def without(self, name: str, value: str) -> str:
        """The address that says nothing about one value, kept or taken out."""
        return self._address(page=(), **{name: self._other_values(name, value)})

    def fields(self, *leave_out: str) -> list[tuple[str, str]]:
        """Hidden fields that carry the state through a form."""
        return [
            (name, value)
            for name in PARAMETERS
            if name not in leave_out
            for value in _said(name, self.params.get(name, ()))
        ]

    def query(self, *leave_out: str) -> str:
        """The state as a query string without its question mark."""
        return "&".join([part for name, part in self._parts.items() if part and name not in leave_out])

    def here(self, path: str) -> str:
        """The present state's address on ``path``, to come back to."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def encoded(self, *leave_out: str) -> str:
        """The state as a percent-encoded query string, for readers other than browsers."""
        return urlencode(self.fields(*leave_out))

    def _other_values(self, name: str, value: str) -> tuple[str, ...]:
        return tuple(each for each in self.params.get(name, ()) if each not in (value, f"-{value}"))

    def _address(self, **changes: tuple[str, ...]) -> str:
        changed = {name: _part(name, values) for name, values in changes.items()}
        return "?" + "&".join(filter(None, {**self._parts, **changed}.values()))


def _said(name: str, values: Iterable[str]) -> list[str]:
    """The values that an address says: what holds without being said is left out."""
    return [value for value in values if value and value != PARAMETERS[name]]


def _part(name: str, values: Iterable[str]) -> str:
    return "&".join([f"{name}={_encoded(value)}" for value in _said(name, values)])


def _encoded(value: str) -> str:
    """The value as it stands in an address. Words are most of what a page encodes, and stand as they are: to
    find that takes a tenth of the time of encoding them and taking it back."""
    if _WORDS.fullmatch(value):
        return value.replace(" ", "+")
    return uri_to_iri(quote_plus(value))
