"""Pages that a program has recognised: ALTO, PAGE, ABBYY's XML, and hOCR. A file is one article, as a PDF is.

Blocks are paragraphs in the order in which they are to be read; a word that a line parts is whole again, and
numbers of pages, running heads and the like are marked as outside the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from lxml import etree

from articles.ingest.detect.encoding import decode, open_stream
from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, parse, text_and_marks
from articles.ingest.readers._xml import all_named, children, document, local, text_of
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_HYPHENS: Final = "\u00ac\u00ad"  # ¬ and the soft hyphen, where a line parts a word
_AROUND: Final = frozenset({"page-number", "header", "footer", "catch-word", "signature-mark", "marginalia"})
_TITLES: Final = re.compile(r"heading|headline|title", re.I)
_STRUCTURE: Final = re.compile(r"structure\s*\{[^{}]{0,100}?type:\s*([\w-]+)")  # as Transkribus says it


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with open_stream(source) as stream:
        start = stream.read(4096)
    blocks: list[Block]
    if b"ocr_page" in start or b"ocr-system" in start:
        blocks = list(_hocr(source))
    else:
        root = document(source)
        if isinstance(root, ImportProblem):
            yield root
            return
        readers = {"alto": _alto, "PcGts": _page, "document": _abbyy}
        blocks = list(readers.get(local(root), _alto)(root))
    text, marks = text_and_marks(_titled([block for block in blocks if block[0]]))
    if text:
        yield RawArticle(text, {}, marks)
    else:
        yield problem(source, "no_text")


def _titled(blocks: list[Block]) -> list[Block]:
    """A heading above all text is the title."""
    first = next((n for n, (_, role) in enumerate(blocks) if role != "boilerplate"), None)
    if first is not None and blocks[first][1] == "heading":
        blocks[first] = (blocks[first][0], "title")
    return blocks


def _joined(lines: Iterator[str]) -> str:
    """The lines of a block as one, words that they part whole."""
    text = ""
    for line in lines:
        line = " ".join(line.split())
        is_parted = text.endswith(tuple(_HYPHENS))
        text = text[:-1] + line if is_parted else f"{text} {line}".strip()
    return text.rstrip(_HYPHENS)


# ---- ALTO ----------------------------------------------------------------------------------


def _alto(root: Element) -> Iterator[Block]:
    labels = {tag.get("ID", ""): tag.get("LABEL", "") for tag in all_named(root, "LayoutTag", "StructureTag")}
    for block in all_named(root, "TextBlock"):
        names = " ".join(labels.get(tag, "") for tag in block.get("TAGREFS", "").split())
        role: Role | None = "heading" if _TITLES.search(names) else None
        yield _joined(_words(line) for line in all_named(block, "TextLine")), role


def _words(line: Element) -> str:
    """The words of a line. A word that goes on in the next one stands whole beside its first half."""
    words = []
    for word in all_named(line, "String"):
        if word.get("SUBS_TYPE") == "HypPart2" and word.get("SUBS_CONTENT"):
            continue
        words.append(word.get("SUBS_CONTENT", "") or word.get("CONTENT", ""))
    return " ".join(words)


# ---- PAGE ----------------------------------------------------------------------------------


def _page(root: Element) -> Iterator[Block]:
    for page in all_named(root, "Page"):
        regions = {region.get("id", ""): region for region in all_named(page, "TextRegion")}
        order = [each.get("regionRef", "") for each in all_named(page, "RegionRefIndexed", "RegionRef")]
        names = [name for name in dict.fromkeys(order) if name in regions]
        for name in [*names, *(name for name in regions if name not in names)]:
            yield _region(regions[name])


def _region(region: Element) -> Block:
    custom = _STRUCTURE.search(region.get("custom", ""))
    kind = custom[1] if custom else region.get("type", "")
    lines = [_transcribed(line) for line in children(region, "TextLine")]
    text = _joined(iter(lines)) if any(lines) else " ".join(_transcribed(region).split())
    role: Role | None = "boilerplate" if kind in _AROUND else "heading" if _TITLES.search(kind) else None
    return text, role


def _transcribed(element: Element) -> str:
    """The text of a line or region: of several readings the first, by their index."""
    readings = sorted(children(element, "TextEquiv"), key=lambda each: each.get("index", "").zfill(4))
    found = (text_of(child) for each in readings for child in children(each, "Unicode"))
    return next(filter(None, found), "")


# ---- ABBYY FineReader ----------------------------------------------------------------------


def _abbyy(root: Element) -> Iterator[Block]:
    for paragraph in all_named(root, "par"):
        yield _joined(_letters(line) for line in all_named(paragraph, "line")), None


def _letters(line: Element) -> str:
    signs = [sign.text or " " for sign in all_named(line, "charParams")]
    return "".join(signs) if signs else text_of(line)


# ---- hOCR ----------------------------------------------------------------------------------


def _hocr(source: Input) -> Iterator[Block]:
    """Paragraphs, else the areas that have none, else the lines: not every program says all of them."""
    with open_stream(source) as stream:
        root = parse(decode(stream.read(), source.encoding).text)
    if root is None:
        return
    for names in (("ocr_par",), ("ocr_carea", "ocrx_block"), ("ocr_line",)):
        found = [element for element in root.iter() if _has_class(element, *names)]
        if found:
            for element in found:
                lines = [each for each in element.iter() if _has_class(each, "ocr_line", "ocr_header")]
                yield _joined("".join(line.itertext()) for line in lines or [element]), None
            return


def _has_class(element: etree._Element, *names: str) -> bool:
    return bool({*names} & {*(element.get("class") or "").split()})
