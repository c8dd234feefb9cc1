"""Lists that recognise the parts of bylines and datelines: agencies, places, sections."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from articles.ingest.text import fold, tokens

_DATA: Final = Path(__file__).parents[1] / "data"


@cache
def agencies() -> dict[str, str]:
    """Folded spelling → the name that is stored (``data/agencies.toml``)."""
    table = tomllib.loads((_DATA / "agencies.toml").read_text("utf-8"))
    return {fold(spelling): name for name, others in table.items() for spelling in (name, *others)}


def agency_named(text: str) -> str:
    """The agency that a text names however its initials are spaced and dotted («أ. ف. ب»); '' for others."""
    return agencies().get(fold(text)) or agencies().get(" ".join(tokens(text)), "")


@cache
def places() -> dict[str, str]:
    """Folded name of a city → the name as it is written (``data/places.txt``)."""
    return _names("places.txt")


@cache
def sections() -> dict[str, str]:
    """Folded name of a newspaper's section, a country's too → the name as it is written."""
    return _names("sections.txt") | countries()


@cache
def countries() -> dict[str, str]:
    """Folded name of a country → the name as it is written (``data/countries.txt``)."""
    return _names("countries.txt")


@cache
def given_names() -> dict[str, str]:
    """Folded first name of a person → the name as it is written (``data/given_names.txt``)."""
    return _names("given_names.txt")


def _names(file: str) -> dict[str, str]:
    lines = (_DATA / file).read_text("utf-8").splitlines()
    names = (name.strip() for line in lines if not line.startswith("#") for name in re.split("،", line))
    return {fold(name): name for name in reversed([*names]) if name}
