"""The characters of Arabic text, as classes and translation tables.

Ranges are from the Unicode character database (blocks Arabic, Arabic Extended-A and -B, Arabic
Presentation Forms A and B); the Persian and Urdu pairs are those of Unicode Technical Report 53 and the
confusables table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


PLAIN = "ء-غف-ي"  # the letters of clean Arabic words, as a range of a pattern
TATWEEL = "\u0640"
ARTICLE = "ال"

# Signs above and below letters: harakat, hamza and madda as marks, Quranic signs.
MARKS = (
    _span(0x0610, 0x061A)
    + _span(0x064B, 0x065F)
    + "\u0670"
    + _span(0x06D6, 0x06DC)
    + _span(0x06DF, 0x06E8)
    + _span(0x06EA, 0x06ED)
    + _span(0x0898, 0x089F)
    + _span(0x08CA, 0x08E1)
    + _span(0x08E3, 0x08FF)
    + _span(0x0300, 0x036F)  # the accents of other scripts, when written apart from their letter
)
HARAKAT = _span(0x064B, 0x0652) + "\u0670"

# Characters that show nothing: joiners, direction marks, soft hyphen, byte order mark, end-of-verse signs.
INVISIBLE = (
    "\u00ad\u034f\u061c\u06dd\u06de\u06e9\u08e2\u180e\ufeff"
    + _span(0x200B, 0x200F)
    + _span(0x202A, 0x202E)
    + _span(0x2060, 0x206F)
    + _span(0xFE00, 0xFE0F)
)


def _lone_marks() -> Iterable[str]:
    """Presentation forms that stand for a haraka on a space or on a tatweel."""
    for code in (*range(0xFC5E, 0xFC64), *range(0xFCF2, 0xFCF5), *range(0xFE70, 0xFE80)):
        parts = unicodedata.normalize("NFKC", chr(code))
        if all(part in MARKS + TATWEEL + " " for part in parts):
            yield chr(code)


#: Deletes what carries no letter. Combining hamza and madda must be composed (NFC) before it is used.
NOISE = dict.fromkeys(map(ord, MARKS + INVISIBLE + TATWEEL))

#: Signs that stand for words and are no letters to Unicode. Its normal forms do not know the words: those of
#: their names in the character database (ARABIC LIGATURE …), and the rial sign.
WORD_SIGNS = {
    "\ufdfc": "ريال",
    "\ufdfd": "بسم الله الرحمن الرحيم",
    "\ufdfe": "سبحانه وتعالى",
    "\ufdff": "عز وجل",
    "\ufdcf": "سلامه علينا",
    "\ufd40": "رحمه الله",
    "\ufd41": "رضي الله عنه",
    "\ufd42": "رضي الله عنها",
    "\ufd43": "رضي الله عنهم",
    "\ufd44": "رضي الله عنهما",
    "\ufd45": "رضي الله عنهن",
    "\ufd46": "صلى الله عليه وآله",
    "\ufd47": "عليه السلام",
    "\ufd48": "عليهم السلام",
    "\ufd49": "عليهما السلام",
    "\ufd4a": "عليه الصلاة والسلام",
    "\ufd4b": "قدس سره",
    "\ufd4c": "صلى الله عليه وآله وسلم",
    "\ufd4d": "عليها السلام",
    "\ufd4e": "تبارك وتعالى",
    "\ufd4f": "رحمهم الله",
}

#: Deletes what stands between a letter and its combining hamza. Applied before NFC.
BETWEEN = dict.fromkeys(map(ord, [*INVISIBLE, TATWEEL, *_lone_marks()]))

#: One letter for those that Arabic writers exchange, and for the same letters from a Persian keyboard.
SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ؤ", "و"),
        **dict.fromkeys("ئىی", "ي"),
        **dict.fromkeys("ةۀ", "ه"),
        **dict.fromkeys("ک", "ك"),
    }
)

#: The same, and the letters of other languages in Arabic script as the nearest of Arabic. All other tables
#: of folded letters are made of these two; each says where it differs.
FOLDED = SPELLINGS | str.maketrans(
    {
        **dict.fromkeys("ٲٳٵ", "ا"),
        **dict.fromkeys("ٶۄۅۆۇۈۉۊۋۏ", "و"),
        **dict.fromkeys("ېےۓێۍؠۑٸ", "ي"),
        **dict.fromkeys("ہھەۂۃۿ", "ه"),
        **dict.fromkeys("گڪݣڭګڬڮڰڱ", "ك"),
        **dict.fromkeys("ڤڥڢ", "ف"),
        **dict.fromkeys("پٻ", "ب"),
        **dict.fromkeys("چڃ", "ج"),
        **dict.fromkeys("ژڙ", "ز"),
        **dict.fromkeys("ٹټ", "ت"),
        **dict.fromkeys("ڈډ", "د"),
        **dict.fromkeys("ڑړڕ", "ر"),
        **dict.fromkeys("ںڼ", "ن"),
        **dict.fromkeys("ڵ", "ل"),
        **dict.fromkeys("ڨڧ", "ق"),
    }
)
