"""How a query was read, said to its reader: one sentence, and every folding that was applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.search.query.foldings import foldings
from articles.search.query.unparse import period_text, text_of, typed_spelling
from articles.search.types import (
    And,
    AtLeast,
    Column,
    DateRange,
    Everything,
    Filter,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Word,
)

Label = Callable[[Column, str], str]
Written = Callable[[str], str]  # of a folded word, how the archive mostly writes it

_SENTENCES: Final = {
    "everything": _("كل المقالات"),
    "nothing": pgettext_lazy("البحث", "لا شيء"),
    "quoted": _("«{word}»"),
    "word": _("كلمة «{word}»"),
    "words-2": _("الكلمتان {words} معًا"),
    "words": _("الكلمات {words} كلها"),
    "title": _("{words} في العنوان"),
    "phrase": _("عبارة «{words}» بترتيبها"),
    "near": _("«{words}» متقاربة، بينها {count} من الكلمات على الأكثر"),
    "name": _("«{word}» (أو «{other}»)"),
    "prefix": _("كل كلمة تبدأ بـ«{word}»"),
    "suffix": _("كل كلمة تنتهي بـ«{word}»"),
    "inside": _("كل كلمة فيها «{word}»"),
    "glob": _("كل كلمة على هيئة «{word}»"),
    "fuzzy": _("كل كلمة تشبه «{word}»"),
    "without": _("دون {words}"),
    "most": _("{count} على الأقل من هذه: {words}"),
    "source": _("المصدر: {name}"),
    "tag": _("الوسم: {name}"),
    "mention": _("ورد فيه: {name}"),
    "author": _("الكاتب: {name}"),
    "section": _("القسم: {name}"),
    "date": _("التاريخ: {date}"),
    "dates": _("التاريخ: من {first} إلى {last}"),
    "since": _("التاريخ: منذ {date}"),
    "until": _("التاريخ: حتى {date}"),
    "or": pgettext_lazy("بين أجزاء البحث", " أو "),
    "and": pgettext_lazy("بين أجزاء البحث", " و"),
    "comma": pgettext_lazy("بين أجزاء القائمة", "، "),
    "then": pgettext_lazy("بين أجزاء البحث", "، و"),
    "semicolon": pgettext_lazy("بين أجزاء البحث", "؛ "),
    "spelling": _("حُسبت الحروف المتشابهة واحدة: {words}"),
    "stem": _("تكفي الكلمة دون زوائدها: {words}"),
    "lemma": _("يكفي المفرد والجمع وتصاريف الفعل: {words}"),
    "other": _("تكفي كتابة أخرى للاسم نفسه: {words}"),
    "root": _("تكفي أي كلمة من الجذر نفسه: {words}"),
    "exact": _("كما كُتبت تمامًا"),
}


def explain(
    query: Query,
    label: Label = lambda column, value: value,
    *,
    with_foldings: bool = True,
) -> str:
    """How the query was read, in one plain sentence. ``label`` turns a filter's slug into a name."""
    return _Explainer(label).query(query, with_foldings=with_foldings)


def explain_foldings(query: Query, written: Written = str) -> str:
    """What the words of the query stand for beyond themselves; empty when for nothing else. ``written`` says
    how a folded word is mostly written."""
    return _Explainer(lambda column, value: value, written).foldings(query)


def _say(key: str, **values: object) -> str:
    return _sentences(get_language())[key].format(**values)


@lru_cache
def _sentences(language: str | None) -> dict[str, str]:
    """All sentences in the language in use: some twenty are said of a query, and a look into the catalogue
    takes six times as long as one here."""
    return {key: str(sentence) for key, sentence in _SENTENCES.items()}


def _bare(node: Node) -> str:
    return text_of(node).strip('"')


def quoted(words: Iterable[str]) -> str:
    """The words as a list: «جسر» و«نفق», “جسر” and “نفق”."""
    return _say("and").join(_say("quoted", word=word) for word in words)


class _Explainer:
    def __init__(self, label: Label, written: Written = str) -> None:
        self.label = label
        self.written = written

    def query(self, query: Query, *, with_foldings: bool) -> str:
        parts = [self.node(query.node)]
        parts += [self._filter(chosen) for chosen in query.filters]
        if query.dates != DateRange():
            parts.append(self._dates(query.dates))
        parts += [self.foldings(query)] if with_foldings else []
        return _say("semicolon").join(part for part in parts if part)

    def node(self, node: Node) -> str:
        match node:
            case And():
                return self._together(node.nodes)
            case AtLeast():
                return _say("most", words=self._list(node.nodes, "comma"), count=node.minimum)
            case Or():
                if typed := typed_spelling(node):
                    return _say("name", word=_bare(typed), other=_bare(node.nodes[1]))
                return self._list(node.nodes, "or")
            case Not():
                return _say("without", words=self.node(node.node))
            case InColumn():
                return _say(node.column, name=node.text)
            case DateRange():
                return self._dates(node)
            case Everything():
                return _say("everything")
        return self._leaf(node)

    def _leaf(self, node: Node) -> str:
        match node:
            case Word():
                return self._scoped(node, _say("word", word=node.text))
            case Phrase():
                text = " ".join(word.text for word in node.words)
                near = _say("near" if node.slop else "phrase", words=text, count=node.slop)
                return self._scoped(node.words[0], near)
            case Pattern():
                return self._scoped(node, self._pattern(node.glob))
            case Fuzzy():
                return self._scoped(node, _say("fuzzy", word=node.term))
        return _say("nothing")

    def _list(self, nodes: Iterable[Node], separator: str) -> str:
        return _say(separator).join(self.node(node) for node in nodes)

    def _scoped(self, leaf: Word | Pattern | Fuzzy, said: str) -> str:
        return _say("title", words=said) if leaf.scope == "title" else said

    def _pattern(self, glob: str) -> str:
        letters = glob.strip("*")
        if "*" in letters:
            return _say("glob", word=glob)
        kinds = {(False, True): "prefix", (True, False): "suffix", (True, True): "inside"}
        return _say(kinds[glob.startswith("*"), glob.endswith("*")], word=letters)

    def _together(self, nodes: Sequence[Node]) -> str:
        """Required parts: plain words first and in one breath, then the rest, exclusions last."""
        words = [node for node in nodes if isinstance(node, Word) and node.scope == "any"]
        excluded = [node for node in nodes if isinstance(node, Not)]
        bound = [node for node in nodes if isinstance(node, InColumn | DateRange)]
        others = [node for node in nodes if node not in (*words, *excluded, *bound)]
        said = [self._words(words)] if words else []
        said += [self._nested(node) for node in others]
        text = _say("then").join(said)
        text = _say("comma").join([part for part in (text, *map(self.node, excluded)) if part])
        return _say("semicolon").join([part for part in (text, *map(self.node, bound)) if part])

    def _nested(self, node: Node) -> str:
        return (
            f"({self.node(node)})" if isinstance(node, Or) and not typed_spelling(node) else self.node(node)
        )

    def _words(self, words: Sequence[Word]) -> str:
        if len(words) == 1:
            return self.node(words[0])
        listed = quoted(word.text for word in words)
        return _say("words-2" if len(words) == 2 else "words", words=listed)

    def _filter(self, chosen: Filter) -> str:
        column = chosen.column
        wanted = _say("or").join(self.label(column, value) for value in chosen.include)
        unwanted = _say("comma").join(self.label(column, value) for value in chosen.exclude)
        said = [_say(column, name=wanted)] if wanted else []
        said += [_say("without", words=_say(column, name=unwanted))] if unwanted else []
        return _say("comma").join(said)

    def _dates(self, dates: DateRange) -> str:
        first, dots, last = period_text(dates).partition("..")
        if not dots:
            return _say("date", date=first)
        if first and last:
            return _say("dates", first=first, last=last)
        return _say("since", date=first) if first else _say("until", date=last)

    def foldings(self, query: Query) -> str:
        if query.mode == "exact":
            return _say("exact")
        folded = foldings(query)
        added = tuple(each.spelling for each in query.spellings)  # said by themselves, without clitics
        spelled = self._arrows(
            (each.word, tuple(term for term in each.folded if not term.endswith(added))) for each in folded
        )
        stems = self._arrows(
            (each.word, tuple(term for term in each.stem if term not in (*added, *each.folded)))
            for each in folded
        )
        lemmas = self._arrows(
            (each.word, tuple(lemma for lemma in dict.fromkeys(each.lemma) if lemma not in each.stem))
            for each in folded
        )
        others = self._arrows((each.word, (each.spelling,)) for each in query.spellings)
        roots = self._arrows((each.word, each.root) for each in folded)
        said = (("spelling", spelled), ("stem", stems), ("lemma", lemmas), ("other", others), ("root", roots))
        return _say("semicolon").join(_say(key, words=text) for key, text in said if text)

    def _arrows(self, pairs: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        said: dict[str, list[str]] = {}
        for word, terms in pairs:
            others = [each for each in dict.fromkeys(map(self.written, terms)) if each != word]
            if others:
                said.setdefault(word, []).extend(others)
        return _say("comma").join(f"{word} ← {_say('or').join(others)}" for word, others in said.items())
