"""The text of a Word document as its readers see it: tracked insertions in, deletions out, boxes in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.oxml import parse_xml

# Elements whose text nobody sees, or that say again what another says.
_UNSEEN: Final = frozenset(
    {"del", "moveFrom", "delText", "instrText", "fldData", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr"}
    | {"sdtPr", "sdtEndPr", "Fallback", "rt", "commentReference", "annotationRef", "binData", "delInstrText"}
)
_SIGNS: Final = {
    "tab": " ",
    "ptab": " ",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_NOTES: Final = ("/footnotes", "/endnotes")
_SEPARATORS: Final = {"separator", "continuationSeparator", "continuationNotice"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a row of a table; ``style`` is the identifier of its style."""

    text: str
    style: str = ""
    in_table: bool = False


def body_paragraphs(document: Document) -> Iterator[Paragraph]:
    """The paragraphs and tables of a document, in order; a text box comes after its paragraph."""
    yield from _within(document.element.body)


def note_paragraphs(document: Document) -> Iterator[Paragraph]:
    """Footnotes, then endnotes."""
    for ending in _NOTES:
        for relation in document.part.rels.values():
            if relation.reltype.endswith(ending) and not relation.is_external:
                for note in parse_xml(relation.target_part.blob):
                    if _attribute(note, "type") not in _SEPARATORS:
                        yield from _within(note)


def _within(container: Any) -> Iterator[Paragraph]:
    for child in container:
        name = _name(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            yield from _table(child)
        elif name and name not in _UNSEEN:
            yield from _within(child)  # content controls, smart tags, insertions


def _paragraph(element: Any) -> Iterator[Paragraph]:
    words: list[str] = []
    boxes: list[Any] = []
    _collect(element, words, boxes)
    yield Paragraph("".join(words), _style(element))
    for box in boxes:
        yield from _within(box)


def _collect(element: Any, words: list[str], boxes: list[Any]) -> None:
    """The words in an element, and the text boxes that hang on it."""
    for child in element:
        name = _name(child)
        if name == "t":
            words.append(child.text or "")
        elif name in _SIGNS:
            words.append(_SIGNS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "r" and _is_hidden(child):
            continue
        elif name and name not in _UNSEEN:
            _collect(child, words, boxes)


def _table(element: Any) -> Iterator[Paragraph]:
    for row in _children(element, "tr"):
        if any(_name(mark) == "del" for properties in _children(row, "trPr") for mark in properties):
            continue
        cells = [list(_within(cell)) for cell in _children(row, "tc")]
        filled = [cell for cell in cells if any(paragraph.text.strip() for paragraph in cell)]
        if len(filled) == 1 and len(filled[0]) > 1:
            yield from filled[0]  # a table for the layout alone: its cell holds the article
            continue
        texts = (" ".join(" ".join(part.text for part in cell).split()) for cell in filled)
        if text := " | ".join(texts):
            yield Paragraph(text, in_table=True)


def _children(element: Any, name: str) -> Iterator[Any]:
    """Children of a name, those in content controls and insertions too."""
    for child in element:
        own = _name(child)
        if own == name:
            yield child
        elif own in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _children(child, name)


def _style(paragraph: Any) -> str:
    for properties in paragraph:
        if _name(properties) == "pPr":
            for child in properties:
                if _name(child) == "pStyle":
                    return _attribute(child, "val")
    return ""


def _is_hidden(run: Any) -> bool:
    properties = next((child for child in run if _name(child) == "rPr"), ())
    return any(
        _name(child) == "vanish" and _attribute(child, "val") not in {"0", "false"} for child in properties
    )


def _name(element: Any) -> str:
    """The name without its namespace: transitional and strict documents differ in that alone."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
