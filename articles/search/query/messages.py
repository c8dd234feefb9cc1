"""The sentences of the notes that a query carries, in Arabic and English."""

from __future__ import annotations

from typing import Final, Literal

from articles.search.types import QueryWarning

Language = Literal["ar", "en"]

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "cut": (
        "النص أطول من أن يُبحث عنه كله، فقُرئت أول {value} كلمة منه.",
        "The text is too long for a search: only its first {value} words were read.",
    ),
    "unbalanced-quote": (
        "علامة تنصيص لم تُغلق، فقُرئ ما بعدها كلمات لا عبارة.",
        "A quotation mark is not closed: what follows it was read as words, not as a phrase.",
    ),
    "unbalanced-bracket": (
        "قوس بلا نظير، فأُهمل.",
        "A bracket has no partner and was left out.",
    ),
    "too-deep": (
        "الأقواس متداخلة كثيرًا، فأُهمل بعضها.",
        "Brackets are nested too deeply: some were left out.",
    ),
    "dangling-or": ("«أو» ليس قبلها أو بعدها شيء، فأُهملت.", "An OR has nothing beside it and was left out."),
    "dangling-not": ("علامة استبعاد ليس بعدها شيء، فأُهملت.", "A NOT has nothing after it and was left out."),
    "star-in-phrase": (
        "لا أثر للنجمة * داخل علامتي التنصيص.",
        "A star * means nothing inside quotation marks.",
    ),
    "pattern-cut": (
        "النمط «{value}» يوافق كلمات كثيرة جدًا، فاقتُصر على أكثرها ورودًا.",
        "The pattern {value} fits too many words: only the commonest were taken.",
    ),
    "not-a-date": (
        "«{value}» ليس تاريخًا نعرفه، فأُهمل. اكتب مثلًا: تاريخ:2021-09 أو تاريخ:9 أيلول 2021.",
        "“{value}” is no date that we know and was left out. Write date:2021-09, for example.",
    ),
    "hijri": (
        "التاريخ الهجري «{value}» حُوّل إلى الميلادي بالتقريب، وقد يختلف يومًا.",
        "The Hijri date “{value}” was converted approximately: it may be off by a day.",
    ),
    "unknown-source": ("لا مصدر في الأرشيف اسمه «{value}».", "No source in the archive is called “{value}”."),
    "unknown-tag": ("لا وسم في الأرشيف اسمه «{value}».", "No tag in the archive is called “{value}”."),
    "unknown-mention": ("لا اسم في الأرشيف يُكتب «{value}».", "No name in the archive is written “{value}”."),
    "unknown-author": ("لا كاتب في الأرشيف اسمه «{value}».", "No author in the archive is called “{value}”."),
    "unknown-section": (
        "لا قسم في الأرشيف اسمه «{value}».",
        "No section in the archive is called “{value}”.",
    ),
    "not-required": (
        "لا يُشترط وجود {value}؛ ضعها بين علامتي تنصيص إن أردتها.",
        "Not required: {value}. Put it in quotation marks if you want it.",
    ),
    "no-words": ("ليس في البحث كلمة يُبحث عنها.", "There is no word to search for."),
}


def sentence(note: QueryWarning, language: Language = "ar") -> str:
    """The note as a sentence for readers. Raises KeyError for a code that has none."""
    arabic, english = _SENTENCES[note.code]
    value = _listed(note.value.split(), language) if note.code == "not-required" else note.value
    return (arabic if language == "ar" else english).format(value=value)


def _listed(words: list[str], language: Language) -> str:
    if language == "ar":
        return " و".join(f"«{word}»" for word in words)
    return " and ".join(f"“{word}”" for word in words)
