"""Links from one state of a page to another: every state of the search page is a URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

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
_ORDER: Final = {name: place for place, name in enumerate(PARAMETERS)}
DISPLAY: Final = ("list", "numbers", "choose", "more")
FACETS: Final = (*COLUMNS, "date")
# Bytes of an address that a page repeats in its rows, up to 350 times; a longer one would make it a megabyte.
MAX_ADDRESS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Display:
    """How results are shown: in ``compact`` rows, with the drawing's ``numbers`` in a table, with boxes to
    ``choose`` some of them, and with all values of the facet ``more``, '' for none."""

    compact: bool = False
    numbers: bool = False
    choose: bool = False
    more: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Display:
        more = params.get("more", "")
        return cls(
            compact=params.get("list") == "compact",
            numbers=params.get("numbers") == "on",
            choose=params.get("choose") == "on",
            more=more if more in FACETS else "",
        )

    def params(self) -> Iterator[tuple[str, str]]:
        if self.compact:
            yield "list", "compact"
        if self.numbers:
            yield "numbers", "on"
        if self.choose:
            yield "choose", "on"
        if self.more:
            yield "more", self.more


class Links:
    """The present state, and the addresses of its neighbours.

    Addresses keep Arabic letters as they are (an IRI, which browsers send encoded): a third of the bytes.
    """

    def __init__(self, params: Mapping[str, tuple[str, ...]]) -> None:
        self.params = params
        # A page has hundreds of addresses of the same few pairs.
        self._encoded: dict[tuple[str, str], str] = {}

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
        return self._address(self._with(page=(), **{n: (v,) if v else () for n, v in changes.items()}))

    def switch(self, **changes: str) -> str:
        """The address with these parameters set, on the same page of results."""
        return self._address(self._with(**{name: (value,) for name, value in changes.items()}))

    def page(self, number: int) -> str:
        """The address of another page of the same results."""
        return self._address(self._with(page=(str(number),)))

    def keeping(self, name: str, value: str) -> str:
        """The address with one more value kept in a repeated parameter (and no longer taken out)."""
        return self._address(self._with(page=(), **{name: (*self._other_values(name, value), value)}))

    def dropping(self, name: str, value: str) -> str:
        """The address with one value taken out of the results."""
        return self._address(self._with(page=(), **{name: (*self._other_values(name, value), f"-{value}")}))

    def without(self, name: str, value: str) -> str:
        """The address that says nothing about one value, kept or taken out."""
        return self._address(self._with(page=(), **{name: self._other_values(name, value)}))

    def fields(self, *leave_out: str) -> list[tuple[str, str]]:
        """Hidden fields that carry the state through a form."""
        return [pair for pair in self._pairs(self.params) if pair[0] not in leave_out]

    def query(self, *leave_out: str) -> str:
        """The state as a query string without its question mark."""
        return self._encode(pair for pair in self._pairs(self.params) if pair[0] not in leave_out)

    def here(self, path: str) -> str:
        """The present state's address on ``path``, to come back to."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def encoded(self, *leave_out: str) -> str:
        """The state as a percent-encoded query string, for readers other than browsers."""
        return urlencode(self.fields(*leave_out))

    def _with(self, **changes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {**self.params, **changes}

    def _other_values(self, name: str, value: str) -> tuple[str, ...]:
        return tuple(each for each in self.params.get(name, ()) if each not in (value, f"-{value}"))

    def _address(self, params: Mapping[str, tuple[str, ...]]) -> str:
        return "?" + self._encode(self._pairs(params))

    @staticmethod
    def _pairs(params: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
        return [
            (name, value)
            for name in sorted(params, key=_ORDER.__getitem__)
            for value in params[name]
            if value and value != PARAMETERS[name]
        ]

    def _encode(self, pairs: Iterable[tuple[str, str]]) -> str:
        return "&".join([self._encoded.get(pair) or self._encode_one(pair) for pair in pairs])

    def _encode_one(self, pair: tuple[str, str]) -> str:
        encoded = self._encoded[pair] = uri_to_iri(urlencode([pair]))
        return encoded
