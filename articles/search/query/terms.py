"""The third step of reading a query: words as typed become leaves of the tree, by mode.

``exact`` looks at the cleaned spelling alone; ``normal`` decides by the lemma, ``wide`` by the root, and the
narrower layers only rank. Inside quotes letters are folded but clitics and order stay. Spelling families
(أميركا, أمريكا) and compound names (عبدالله, عبد الله) become alternatives here, so the index needs none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer, Layers, Token
from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.spelling import compound_names
from articles.search.query.spellings import Spellings
from articles.search.types import And, Form, Fuzzy, Layer, Mode, Node, Or, Pattern, Phrase, Scope, Word

_LAYERS: Final[dict[Mode, tuple[Layer, ...]]] = {
    "exact": ("surface",),
    "normal": ("surface", "folded", "stem", "lemma"),
    "wide": ("surface", "folded", "stem", "lemma", "root"),
}
# The last layer decides the match, so a quoted word must be there with its clitics; wider layers only rank.
_QUOTED: Final[tuple[Layer, ...]] = ("surface", "stem", "lemma", "folded")
_HARAKAT: Final = re.compile("[\u064b-\u0652\u0670]")
_JOINER: Final = re.compile("[-_/'’@&+·#\u2010\u2011\u2212]*")
_NUMBER_JOINER: Final = re.compile("[.,:٫٬]")
_ARTICLE_HEAD: Final = "ال"  # آل سعود


@dataclass(frozen=True, slots=True)
class Typed:
    """A word of the query and, in ``raw``, how it was typed, harakat included."""

    token: Token
    raw: str

    @property
    def folded(self) -> str:
        return self.token.folded


Piece = tuple[Typed, ...]  # one word, or several that a hyphen, a _ or nothing at all holds together


def _has_ending(layers: Layers) -> bool:
    return not layers.folded.endswith(layers.stem)


class Words:
    """Makes the leaves of one query in one mode; with ``spellings``, words stand for other spellings too."""

    def __init__(self, analyzer: Analyzer, mode: Mode, spellings: Spellings | None) -> None:
        self.analyzer = analyzer
        self.mode: Mode = mode
        self.lenient = mode != "exact"
        self.spellings = spellings if self.lenient else None

    def pieces(self, text: str) -> list[Piece]:
        """The words of a text, those that belong together in one piece."""
        groups: list[list[Typed]] = []
        for token in self.analyzer.analyze(text):
            typed = Typed(token, text[token.start : token.end])
            if groups and self._belong_together(text, groups[-1][-1].token, token):
                groups[-1].append(typed)
            else:
                groups.append([typed])
        return [tuple(group) for group in groups]

    def can_be_spared(self, piece: Piece) -> bool:
        """Whether the piece is a function word, which an article need not have."""
        return self.lenient and len(piece) == 1 and is_stopword(piece[0].token.surface)

    @staticmethod
    def _belong_together(text: str, before: Token, after: Token) -> bool:
        gap = text[before.end : after.start]
        if _JOINER.fullmatch(gap):
            return True
        around = before.surface[-1:] + after.surface[:1]
        return bool(_NUMBER_JOINER.fullmatch(gap)) and around.isascii()

    def run(self, pieces: Sequence[Piece], spared: Collection[Piece], scope: Scope) -> list[Node]:
        """The nodes of pieces that stand beside each other outside quotes, without those to be ``spared``.

        A compound name is found first: in أم كلثوم even the function word says something.
        """
        nodes: list[Node] = []
        at = 0
        while at < len(pieces):
            pair = pieces[at : at + 2]
            name = self._name(pair, scope) if self.lenient and pair[-1] not in spared else None
            if name:
                nodes.append(name)
            elif pieces[at] not in spared:
                nodes.append(self.piece(pieces[at], scope))
            at += 2 if name else 1
        return nodes

    def piece(self, piece: Piece, scope: Scope) -> Node:
        """A word, beside its two parts when it is a joined name; several words held together: a phrase."""
        if len(piece) > 1:
            return self.phrase(piece, scope)
        word = self._word(piece[0], _LAYERS[self.mode], scope)
        apart = self._apart(piece[0])
        if len(apart) > 1:
            return Or((word, self._name_apart(apart, scope)))
        split = [self._folded_phrase(pair, scope) for pair in self._splits(piece[0])]
        return Or((word, *split)) if split else word

    def _splits(self, word: Typed) -> Iterator[tuple[str, str]]:
        if self.spellings:
            yield from self.spellings.split(word.folded)

    def _folded_phrase(self, words: Sequence[str], scope: Scope) -> Node:
        return Phrase(tuple(Word(word, (Form("folded", (word,)),), scope) for word in words))

    def _name(self, pair: Sequence[Piece], scope: Scope) -> Node | None:
        """A compound name that was typed apart: so, or joined; None when the two words are none."""
        if len(pair) < 2 or len(pair[0]) + len(pair[1]) > 2:
            return None
        (head,), (rest,) = pair
        whole = compound_names.joined(head.folded, rest.folded)
        if not whole:
            return self._joined(head, rest, scope)
        layers = _LAYERS[self.mode]
        apart: Node = self._word(rest, layers, scope)
        if not is_stopword(head.token.surface):  # أم is or as well as mother: only the rest is required
            apart = self._name_apart((head, rest), scope)
        # آل سعود may be written السعود, but is not every سعود.
        layers = _QUOTED if head.folded == _ARTICLE_HEAD else layers
        return Or((apart, self._spelled(whole, layers, scope)))

    def _name_apart(self, parts: Sequence[Typed], scope: Scope) -> Node:
        """The parts of a name beside each other; in wide mode, too, a name is no other word of its roots."""
        return Phrase(tuple(self._word(part, _LAYERS["normal"], scope) for part in parts))

    def _joined(self, head: Typed, rest: Typed, scope: Scope) -> Node | None:
        """Two words that the archive has as one, too: so, or each for itself."""
        whole = self.spellings.joined(head.folded, rest.folded) if self.spellings else None
        if not whole:
            return None
        each = And(tuple(self._word(word, _LAYERS[self.mode], scope) for word in (head, rest)))
        return Or((each, Word(whole, (Form("folded", (whole,)),), scope)))

    def phrase(self, words: Sequence[Typed], scope: Scope, slop: int = 0) -> Node:
        """Words in quotes: letters folded, order and clitics as typed; compound names joined and apart."""
        layers = _QUOTED if self.lenient else _LAYERS["exact"]
        variants: list[Node] = []
        for spelling in dict.fromkeys(self._variants(tuple(words), slop)):
            found = tuple(self._word(word, layers, scope) for word in spelling)
            variants.append(found[0] if len(found) == 1 else Phrase(found, slop))
        return Or(tuple(variants)) if len(variants) > 1 else variants[0]

    def _variants(self, words: tuple[Typed, ...], slop: int) -> Iterator[tuple[Typed, ...]]:
        yield words
        if self.lenient and not slop:
            yield tuple(self._together(words))
            yield tuple(part for word in words for part in self._apart(word))

    def _together(self, words: Sequence[Typed]) -> Iterator[Typed]:
        at = 0
        while at < len(words):
            whole = (
                compound_names.joined(*(word.folded for word in words[at : at + 2]))
                if at + 1 < len(words)
                else ()
            )
            yield self._typed(whole[0]) if whole else words[at]
            at += 2 if whole else 1

    def _apart(self, word: Typed) -> list[Typed]:
        parts = compound_names.split(word.folded) if self.lenient else None
        return [self._typed(part) for part in parts] if parts else [word]

    def _typed(self, folded: str) -> Typed:
        return Typed(Token(0, len(folded), *self.analyzer.layers(folded)), folded)

    def _word(self, word: Typed, layers: Sequence[Layer], scope: Scope) -> Word:
        surface = word.token.surface
        others = compound_names.cases(word.folded)[1:] if self.lenient else ()
        vocalised = word.raw if not self.lenient and _HARAKAT.search(word.raw) else ""
        return self._spelled((surface, *others), layers, scope, vocalised)

    def _spelled(
        self, spellings: Sequence[str], layers: Sequence[Layer], scope: Scope, vocalised: str = ""
    ) -> Word:
        """A word that counts in any of its spellings, the first being the one that was typed."""
        readings = [self.analyzer.layers(spelling) for spelling in spellings]
        alike, near = self._other_spellings(spellings) if self.spellings else ([], [])
        lemmas, perfects = self.analyzer.homographs(readings[0])
        also: dict[Layer, list[str]] = {"lemma": [*lemmas], "folded": near}
        if layers[-1] in ("lemma", "root"):  # inside quotes a verb is as it was typed
            also["folded"] = [*near, *perfects]
        forms = []
        for layer in layers:
            counted = readings[:1] if layer == "surface" else [*readings, *alike]
            terms = [getattr(reading, layer) for reading in counted] + also.get(layer, [])
            forms.append(Form(layer, tuple(dict.fromkeys(terms))))
        return Word(spellings[0], tuple(forms), scope, vocalised)

    def _other_spellings(self, spellings: Sequence[str]) -> tuple[list[Layers], list[str]]:
        """Readings that count in every layer as the word itself does, and folded words that count as such:
        those by rule, and those of which an ending comes off that the word does not have (سوريا, سورية)."""
        alike, near = [], []
        for spelling in spellings if self.spellings else ():
            has_ending = _has_ending(self.analyzer.layers(spelling))
            for other in self.spellings.of_family(spelling) if self.spellings else ():
                reading = self.analyzer.layers(other)
                if _has_ending(reading) == has_ending:
                    alike.append(reading)
                else:
                    near.append(other)
            near += self.spellings.by_rule(spelling) if self.spellings else []
        return alike, near

    def pattern(self, text: str, scope: Scope) -> Node | None:
        """``*ستراتيجي*``: each part between stars is folded; None when the text holds more than one word."""
        parts = []
        for part in text.split("*"):
            tokens = self.analyzer.analyze(part)
            if len(tokens) > 1:
                return None
            parts.append(tokens[0].folded if tokens else "")
        glob = re.sub(r"\*+", "*", "*".join(parts))
        return Pattern(glob, scope) if len(glob.replace("*", "")) > 1 else None

    def fuzzy(self, text: str, edits: int, scope: Scope) -> Node | None:
        """``كلمة~``; None when the text is not one word."""
        tokens = self.analyzer.analyze(text)
        return Fuzzy(tokens[0].folded, edits, scope) if len(tokens) == 1 else None
