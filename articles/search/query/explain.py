"""How a query was read, said to its reader: one sentence, and every folding that was applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from articles.search.query.messages import Language
from articles.search.query.unparse import period_text, text_of, typed_spelling
from articles.search.ranking.bm25 import scoring_words
from articles.search.types import (
    And,
    AtLeast,
    Column,
    DateRange,
    Everything,
    Filter,
    Fuzzy,
    InColumn,
    Layer,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Word,
)

Label = Callable[[Column, str], str]

_ARABIC: Final = {
    "everything": "كل المقالات",
    "nothing": "لا شيء",
    "quoted": "«{0}»",
    "word": "كلمة «{0}»",
    "words-2": "الكلمتان {0} معًا",
    "words": "الكلمات {0} كلها",
    "title": "{0} في العنوان",
    "phrase": "عبارة «{0}» بترتيبها",
    "near": "«{0}» متقاربة، بينها {1} من الكلمات على الأكثر",
    "name": "«{0}» (أو «{1}»)",
    "prefix": "كل كلمة تبدأ بـ«{0}»",
    "suffix": "كل كلمة تنتهي بـ«{0}»",
    "inside": "كل كلمة فيها «{0}»",
    "glob": "كل كلمة على هيئة «{0}»",
    "fuzzy": "كل كلمة تشبه «{0}»",
    "without": "دون {0}",
    "most": "{1} على الأقل من هذه: {0}",
    "source": "المصدر: {0}",
    "tag": "الوسم: {0}",
    "mention": "ورد فيه: {0}",
    "author": "الكاتب: {0}",
    "section": "القسم: {0}",
    "date": "التاريخ: {0}",
    "dates": "التاريخ: من {0} إلى {1}",
    "since": "التاريخ: منذ {0}",
    "until": "التاريخ: حتى {0}",
    "or": " أو ",
    "and": " و",
    "comma": "، ",
    "then": "، و",
    "semicolon": "؛ ",
    "spelling": "وحُسبت الحروف المتشابهة واحدة: {0}",
    "stem": "وتكفي أي صيغة لها الجذع نفسه: {0}",
    "root": "وتكفي أي كلمة من الجذر نفسه: {0}",
    "exact": "كما كُتبت تمامًا",
}
_ENGLISH: Final = {
    "everything": "all articles",
    "nothing": "nothing",
    "quoted": "“{0}”",
    "word": "the word “{0}”",
    "words-2": "both words {0}",
    "words": "all the words {0}",
    "title": "{0} in the title",
    "phrase": "the phrase “{0}” in this order",
    "near": "“{0}” near each other, at most {1} words among them",
    "name": "“{0}” (or “{1}”)",
    "prefix": "any word that begins with “{0}”",
    "suffix": "any word that ends with “{0}”",
    "inside": "any word that contains “{0}”",
    "glob": "any word of the form “{0}”",
    "fuzzy": "any word like “{0}”",
    "without": "without {0}",
    "most": "at least {1} of these: {0}",
    "source": "source: {0}",
    "tag": "tag: {0}",
    "mention": "mentions: {0}",
    "author": "author: {0}",
    "section": "section: {0}",
    "date": "date: {0}",
    "dates": "date: from {0} to {1}",
    "since": "date: since {0}",
    "until": "date: until {0}",
    "or": " or ",
    "and": " and ",
    "comma": ", ",
    "then": ", and ",
    "semicolon": "; ",
    "spelling": "letters that are often exchanged count as one: {0}",
    "stem": "any form with the same stem will do: {0}",
    "root": "any word of the same root will do: {0}",
    "exact": "exactly as typed",
}


_LAYERS: Final[tuple[Layer, ...]] = ("surface", "folded", "stem", "root")


@dataclass(frozen=True, slots=True)
class Folding:
    """What a typed word stands for in each layer, beyond itself; empty where nothing was folded."""

    word: str
    folded: tuple[str, ...] = ()
    stem: tuple[str, ...] = ()
    root: tuple[str, ...] = ()


def foldings(query: Query) -> list[Folding]:
    """The foldings of every word that scores, in the order of the query; words as typed are left out, and
    layers wider than the one that decides the match (the stem of a quoted word only ranks)."""
    found: dict[str, Folding] = {}
    for word in scoring_words(query.node):
        counting = _LAYERS[: _LAYERS.index(word.forms[-1].layer) + 1]
        terms = {form.layer: form.terms for form in word.forms if form.layer in counting}
        others = (tuple(t for t in terms.get(layer, ()) if t != word.text) for layer in _LAYERS[1:])
        folding = Folding(word.text, *others)
        if any((folding.folded, folding.stem, folding.root)):
            found.setdefault(word.text, folding)
    return list(found.values())


def explain(
    query: Query,
    language: Language = "ar",
    label: Label = lambda column, value: value,
    *,
    with_foldings: bool = True,
) -> str:
    """How the query was read, in one plain sentence. ``label`` turns a filter's slug into a name."""
    describer = _Explainer(_ARABIC if language == "ar" else _ENGLISH, label)
    return describer.query(query, with_foldings=with_foldings)


def explain_foldings(query: Query, language: Language = "ar") -> str:
    """What the words of the query stand for beyond themselves; empty when for nothing else."""
    return _Explainer(_ARABIC if language == "ar" else _ENGLISH, lambda column, value: value).foldings(query)


class _Explainer:
    def __init__(self, say: dict[str, str], label: Label) -> None:
        self.say = say
        self.label = label

    def query(self, query: Query, *, with_foldings: bool) -> str:
        parts = [self.node(query.node)]
        parts += [self._filter(chosen) for chosen in query.filters]
        if query.dates != DateRange():
            parts.append(self._dates(query.dates))
        parts += [self.foldings(query)] if with_foldings else []
        return self.say["semicolon"].join(part for part in parts if part)

    def node(self, node: Node) -> str:
        match node:
            case And():
                return self._together(node.nodes)
            case AtLeast():
                return self._fill("most", self._list(node.nodes, "comma"), node.minimum)
            case Or():
                if typed := typed_spelling(node):
                    return self._fill("name", *(self._bare(child) for child in (typed, node.nodes[1])))
                return self._list(node.nodes, "or")
            case Not():
                return self._fill("without", self.node(node.node))
            case InColumn():
                return self._fill(node.column, node.text)
            case DateRange():
                return self._dates(node)
            case Everything():
                return self.say["everything"]
        return self._leaf(node)

    def _leaf(self, node: Node) -> str:
        match node:
            case Word():
                return self._scoped(node, self._fill("word", node.text))
            case Phrase():
                text = " ".join(word.text for word in node.words)
                return self._scoped(
                    node.words[0], self._fill("near" if node.slop else "phrase", text, node.slop)
                )
            case Pattern():
                return self._scoped(node, self._pattern(node.glob))
            case Fuzzy():
                return self._scoped(node, self._fill("fuzzy", node.term))
        return self.say["nothing"]

    def _fill(self, key: str, *values: object) -> str:
        return self.say[key].format(*values)

    def _list(self, nodes: Iterable[Node], separator: str) -> str:
        return self.say[separator].join(self.node(node) for node in nodes)

    def _scoped(self, leaf: Word | Pattern | Fuzzy, said: str) -> str:
        return self._fill("title", said) if leaf.scope == "title" else said

    @staticmethod
    def _bare(node: Node) -> str:
        return text_of(node).strip('"')

    def _pattern(self, glob: str) -> str:
        letters = glob.strip("*")
        if "*" in letters:
            return self._fill("glob", glob)
        kinds = {(False, True): "prefix", (True, False): "suffix", (True, True): "inside"}
        return self._fill(kinds[glob.startswith("*"), glob.endswith("*")], letters)

    def _together(self, nodes: Sequence[Node]) -> str:
        """Required parts: plain words first and in one breath, then the rest, exclusions last."""
        words = [node for node in nodes if isinstance(node, Word) and node.scope == "any"]
        excluded = [node for node in nodes if isinstance(node, Not)]
        bound = [node for node in nodes if isinstance(node, InColumn | DateRange)]
        others = [node for node in nodes if node not in (*words, *excluded, *bound)]
        said = [self._words(words)] if words else []
        said += [self._nested(node) for node in others]
        text = self.say["then"].join(said)
        text = self.say["comma"].join([part for part in (text, *map(self.node, excluded)) if part])
        return self.say["semicolon"].join([part for part in (text, *map(self.node, bound)) if part])

    def _nested(self, node: Node) -> str:
        return (
            f"({self.node(node)})" if isinstance(node, Or) and not typed_spelling(node) else self.node(node)
        )

    def _words(self, words: Sequence[Word]) -> str:
        if len(words) == 1:
            return self.node(words[0])
        listed = self.say["and"].join(self._fill("quoted", word.text) for word in words)
        return self._fill("words-2" if len(words) == 2 else "words", listed)

    def _filter(self, chosen: Filter) -> str:
        column = chosen.column
        wanted = self.say["or"].join(self.label(column, value) for value in chosen.include)
        unwanted = self.say["comma"].join(self.label(column, value) for value in chosen.exclude)
        said = [self._fill(column, wanted)] if wanted else []
        said += [self._fill("without", self._fill(column, unwanted))] if unwanted else []
        return self.say["comma"].join(said)

    def _dates(self, dates: DateRange) -> str:
        first, dots, last = period_text(dates).partition("..")
        if not dots:
            return self._fill("date", first)
        key = "dates" if first and last else "since" if first else "until"
        return self._fill(key, *(part for part in (first, last) if part))

    def foldings(self, query: Query) -> str:
        if query.mode == "exact":
            return self.say["exact"]
        known = foldings(query)
        spelled = self._arrows((each.word, each.folded) for each in known)
        stems = self._arrows((each.word, each.stem) for each in known)
        roots = self._arrows((each.word, each.root) for each in known)
        said = (("spelling", spelled), ("stem", stems), ("root", roots))
        return self.say["semicolon"].join(self._fill(key, text) for key, text in said if text)

    def _arrows(self, pairs: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        said = [f"{word} ← {self.say['or'].join(terms)}" for word, terms in pairs if terms]
        return self.say["comma"].join(said)
