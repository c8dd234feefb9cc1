"""Links from one state of a page to another: every state of the search page is a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.encoding import uri_to_iri

# In this order; a parameter at its default is left out, so that one state has one address.
PARAMETERS = {
    "q": "", "mode": "normal", "match": "all",
    "source": "", "tag": "", "mention": "", "author": "", "section": "",
    "from": "", "to": "", "sort": "relevance", "copies": "fold", "families": "on", "list": "full",
    "numbers": "off", "more": "", "page": "1",
}  # fmt: skip
REPEATED = ("source", "tag", "mention", "author", "section")


class Links:
    """The present state, and the addresses of its neighbours.

    Addresses keep Arabic letters as they are (an IRI, which browsers send encoded): a third of the bytes.
    """

    def __init__(self, params: Mapping[str, tuple[str, ...]]) -> None:
        self.params = params

    @classmethod
    def of(cls, query: QueryDict) -> Links:
        return cls({name: tuple(query.getlist(name)) for name in PARAMETERS if name in query})

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
        rest = [known for known in self._values(name) if known not in (value, f"-{value}")]
        return self._address(self._with(page=(), **{name: (*rest, value)}))

    def dropping(self, name: str, value: str) -> str:
        """The address with one value taken out of the results."""
        rest = [known for known in self._values(name) if known not in (value, f"-{value}")]
        return self._address(self._with(page=(), **{name: (*rest, f"-{value}")}))

    def without(self, name: str, value: str) -> str:
        """The address that says nothing about one value, kept or taken out."""
        rest = [known for known in self._values(name) if known not in (value, f"-{value}")]
        return self._address(self._with(page=(), **{name: tuple(rest)}))

    def fields(self, *leave_out: str) -> list[tuple[str, str]]:
        """Hidden fields that carry the state through a form."""
        return [pair for pair in self._pairs(self.params) if pair[0] not in leave_out]

    def query(self, *leave_out: str) -> str:
        """The state as a query string without its question mark."""
        return self._encode(pair for pair in self._pairs(self.params) if pair[0] not in leave_out)

    def encoded(self, *leave_out: str) -> str:
        """The state as a percent-encoded query string, for readers other than browsers."""
        return urlencode(self.fields(*leave_out))

    def _with(self, **changes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {**self.params, **changes}

    def _values(self, name: str) -> tuple[str, ...]:
        return self.params.get(name, ())

    def _address(self, params: Mapping[str, tuple[str, ...]]) -> str:
        return "?" + self._encode(self._pairs(params))

    @staticmethod
    def _pairs(params: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
        return [
            (name, value)
            for name, default in PARAMETERS.items()
            for value in (params.get(name, ()) if name in REPEATED else params.get(name, ())[-1:])
            if value and value != default
        ]

    @staticmethod
    def _encode(pairs: Iterable[tuple[str, str]]) -> str:
        return uri_to_iri(urlencode(list(pairs)))
