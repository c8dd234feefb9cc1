"""The sentences of the warnings that a query carries."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from articles.search.types import QueryWarning
from articles.searching.query.explain import quoted

_SENTENCES: Final = {
    "cut": _("النص أطول من أن يُبحث عنه كله، فقُرئت أول {value} كلمة منه."),
    "unbalanced-quote": _("علامة تنصيص لم تُغلق، فقُرئ ما بعدها كلمات لا عبارة."),
    "unbalanced-bracket": _("قوس بلا نظير، فأُهمل."),
    "too-deep": _("الأقواس متداخلة كثيرًا، فأُهمل بعضها."),
    "dangling-or": _("«أو» ليس قبلها أو بعدها شيء، فأُهملت."),
    "dangling-not": _("علامة استبعاد ليس بعدها شيء، فأُهملت."),
    "star-in-phrase": _("لا أثر للنجمة * داخل علامتي التنصيص."),
    "pattern-cut": _("النمط «{value}» يوافق كلمات كثيرة جدًا، فاقتُصر على أكثرها ورودًا."),
    "names-cut": _("في الأرشيف أسماء كثيرة جدًا فيها «{value}»، فاقتُصر على أكثرها مقالات."),
    "not-a-date": _("«{value}» ليس تاريخًا نعرفه، فأُهمل. اكتب مثلًا: تاريخ:2021-09 أو تاريخ:9 أيلول 2021."),
    "hijri": _("التاريخ الهجري «{value}» حُوّل إلى الميلادي بالتقريب، وقد يختلف يومًا."),
    "unknown-source": _("لا مصدر في الأرشيف اسمه «{value}»."),
    "unknown-tag": _("لا وسم في الأرشيف اسمه «{value}»."),
    "unknown-mention": _("لا اسم في الأرشيف يُكتب «{value}»."),
    "unknown-author": _("لا كاتب في الأرشيف اسمه «{value}»."),
    "unknown-section": _("لا قسم في الأرشيف اسمه «{value}»."),
    "not-required": _("لا يُشترط وجود {value}؛ ضعها بين علامتي تنصيص إن أردتها."),
    "no-words": _("ليس في البحث كلمة يُبحث عنها."),
}


def sentence(warning: QueryWarning) -> str:
    """The warning for readers of the active language. Raises KeyError for a code that has none."""
    value = quoted(warning.value.split()) if warning.code == "not-required" else warning.value
    return str(_SENTENCES[warning.code]).format(value=value)
