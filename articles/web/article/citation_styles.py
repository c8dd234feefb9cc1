"""The styles in which programs take citations, and a citation as a file of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.http import HttpResponse

BIBTEX: Final = "application/x-bibtex"
RIS: Final = "application/x-research-info-systems"
CSL: Final = "application/vnd.citationstyles.csl+json"

Cited = TypeVar("Cited")


@dataclass(frozen=True, slots=True)
class Style(Generic[Cited]):
    """``write`` makes a file of what is cited."""

    name: str
    extension: str
    content_type: str
    write: Callable[[Cited], str]

    def file(self, cited: Cited, name: str) -> HttpResponse:
        """The citation to download; ``name`` is the file's, without its extension."""
        response = HttpResponse(self.write(cited), content_type=f"{self.content_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.{self.extension}"'
        return response


def styles(
    *, bibtex: Callable[[Cited], str], ris: Callable[[Cited], str], csl: Callable[[Cited], str]
) -> dict[str, Style[Cited]]:
    """The styles by their names in addresses, given what writes each."""
    return {
        "bibtex": Style("BibTeX", "bib", BIBTEX, bibtex),
        "ris": Style("RIS", "ris", RIS, ris),
        "csl": Style("CSL-JSON", "json", CSL, csl),
    }
