"""Mails that were sent on: what stands above the text of the first one, and what it says of it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from articles.ingest.names import byline
from articles.ingest.names.gazetteers import given_names
from articles.ingest.readers.mail._mail import name_in
from articles.ingest.text import fold

_NOTE: Final = 600  # characters that whoever sends a mail on may write above it
_FIELDS: Final = {
    **dict.fromkeys(("from", "de", "von", "من", "المرسل"), "source"),
    **dict.fromkeys(
        ("date", "sent", "envoye", "envoyé", "تاريخ", "التاريخ", "تاريخ الإرسال", "أرسلت"), "published"
    ),
    **dict.fromkeys(("subject", "objet", "موضوع", "الموضوع"), "title"),
    **dict.fromkeys(("to", "cc", "a", "à", "reply-to", "إلى", "الى", "نسخة"), ""),
}
_LINE: Final = rf"[ \t>*]*(?:{'|'.join(sorted(_FIELDS, key=len, reverse=True))})[ \t*]*:[^\n]*\n(?:[ \t]*\n)*"
_BLOCK: Final = re.compile(
    r"^[ \t>]*(?:-{3,} ?(?:Forwarded message|Original Message|Message transféré|الرسالة الأصلي[ّ]?ة"
    r"|رسالة م[ُ]?عاد توجيهها|رسالة معاد توجيهها) ?-{3,}|Begin forwarded message:|_{8,})[ \t]*\n\s{0,20}"
    rf"(?:{_LINE})+|^(?:{_LINE}){{3,12}}",
    re.I | re.M,
)
_SAYS: Final = re.compile(r"[ \t>*]*([^:\n]{1,20}?)[ \t*]*:[ \t*]*([^\n]*)")


class Forwarded(NamedTuple):
    """The lines of a text down to the first mail's own, and its fields."""

    lines: int
    fields: dict[str, str]


def forwarded(text: str) -> Forwarded | None:
    """What is above the text of a mail that was sent on, perhaps several times; None when it was not."""
    found, place = {}, 0
    while block := _BLOCK.search(text, place, min(len(text), place + _NOTE + 4000)):
        if block.start() - place > _NOTE:
            break
        place = block.end()
        for line in block.group().split("\n"):
            said = _SAYS.match(line)
            name = _FIELDS.get(said[1].lower(), "") if said else ""
            if said and name and said[2].strip():
                found[name] = said[2].strip()
    if not place:
        return None
    if "source" in found:
        found["source"] = publisher(name_in(found["source"].replace("*", "")))
    return Forwarded(text.count("\n", 0, place), {name: value for name, value in found.items() if value})


def publisher(name: str) -> str:
    """The name of a sender unless it is a person's: who sends a text has not published it."""
    return "" if byline.names_person(name) or fold(name) in given_names() else name
