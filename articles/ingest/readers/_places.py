"""Pages that hold several articles: their blocks, parted where elements of the page begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from articles.ingest.readers._markup import Block, blocks

_MARK: Final = "\ue000"  # around the number of a place: no text has it
_PLACE: Final = re.compile(_MARK + r"(\d+)" + _MARK)
_BLOCKS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "article", "td", "li", "body"}
)


def parted(root: etree._Element, places: Mapping[int, etree._Element]) -> Iterator[int | Block]:
    """The blocks of a page, and before them the numbers of elements that begin there. Changes the page."""
    for number, element in reversed([*places.items()]):  # of several in one block the first is to stand first
        block = element
        while block.tag not in _BLOCKS and (parent := block.getparent()) is not None:
            block = parent
        block.text = f"{_MARK}{number}{_MARK}{block.text or ''}"
    for text, role in blocks(root):
        yield from map(int, _PLACE.findall(text))
        if bare := _PLACE.sub("", text).strip():
            yield bare, role
