"""The lemma of a stem: the singular of a broken plural, the elative of its feminine, the verb of its forms.

Nouns come from ``data/nouns.txt``, verbs from ``data/verbs.txt`` (see :mod:`.verbs`).
A word that both have is the noun. The lemma is a function of the stem; where folding makes two words one
(قوى, قوي), the spelling of the word tells which it is, and the stem keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from articles.arabic.morphology.additions import Additions
from articles.arabic.morphology.derivation import verbs_of
from articles.arabic.morphology.lexicon import Lexicon, read_lines
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.arabic.morphology.verbs import Verbs, read_verb
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize

_MOSTLY = 0.5
_ALWAYS = 0.97
# The verb that function words are forms of.
_BE = frozenset(map(normalize, ["كان", "كانت", "كانوا", "كنت", "كنا", "كنتم", "يكون", "تكون", "يكن", "تكن"]))


class Lemmas:
    """Brings stems to lemmas."""

    def __init__(self, lexicon: Lexicon, additions: Additions, names: Set[str]) -> None:
        """``names``: folded names, which are forms of no other word."""
        self._lexicon = lexicon
        nouns = [*additions.of("nouns.txt"), *read_lines("nouns.txt")]
        verbs = [*additions.of("verbs.txt"), *read_lines("verbs.txt")]
        self.nouns, self._first, self._spelt = _read_nouns(nouns)
        self._inflected = _inflected(nouns)
        no_verbs = self.nouns.keys() | {
            lead + word for word in FOLDED_STOPWORDS - _BE for lead in ("", "و", "ف")
        }  # وفي is not وفى
        self.verbs = Verbs(lexicon, map(read_verb, dict.fromkeys(verbs)), no_verbs, names)
        for perfect, imperfect in map(read_verb, verbs):
            lemma = normalize(imperfect)
            noun = self._first.get(normalize(perfect), perfect)
            if perfect[-1] in "أا" and noun[-1] == "ء" and self.verbs.lemma(lemma) == lemma:
                self.verbs.spelt[perfect] = lemma  # قرأ is not قراء, nor دعا دعاء

    def lemma(self, stem: str) -> str:
        """The lemma of a stem; the stem itself when nothing is known of it."""
        return self.nouns.get(stem) or self.verbs.lemma(stem) or stem

    def noun(self, word: str, spelling: str) -> str | None:
        """The stem of a folded word that the data has as a noun; ``spelling``: how its letters stand in the
        text, as far as they are known. None for any other word."""
        if spelling in self._spelt:
            return self._spelt[spelling]
        return word if word in self.nouns and self._agree(word, spelling) else None

    def spelling(self, word: str) -> str:
        """How a folded word is written that the text has in another form."""
        return self._first.get(word, word)

    def _agree(self, word: str, spelling: str) -> bool:
        """Whether the word may be spelt so: إ is not أ, nobody writes hamza where none is (الأم is not آلام),
        and what many leave out (ء, the dots of ى) must be in most places where the word stands, for this
        place to be counted as one of theirs."""
        first = self._first[word]
        if any(letter in "أإآ" and other == "ا" for letter, other in zip(spelling, first, strict=False)):
            return False
        if spelling[0] != first[0] and (spelling[0] == "إ" or (first[0] == "أ" and first[1] == "ل")):
            return spelling[0] != "إ" and self._lexicon.spelt(word, 0, "أ") > _MOSTLY
        if spelling[-1] == first[-1] or first[-1] not in "ءى":
            return True
        return self._lexicon.spelt(word, -1, first[-1]) > (_ALWAYS if first[-1] == "ء" else _MOSTLY)

    def is_arabic(self, word: str) -> bool:
        """Whether a folded word is inflected as Arabic words are (أفلام is said of فيلم, برتقالة of برتقال),
        a nisba of such a word (جمهوري) or formed of a verb of the data."""
        if any(word.removesuffix(ending) in self._inflected for ending in ("", "ي", "يه", "ين", "ون")):
            return True
        return any(verb in self.verbs.folded for verb in verbs_of(word))

    def knows(self, word: str) -> bool:
        """Whether the folded word is a form of a noun or of a verb."""
        if word in self.nouns:
            return not word.startswith(ARTICLE) or self._lexicon.spelt(word, 0, "أ") > _MOSTLY
        return self.verbs.lemma(word) is not None


def _inflected(lines: Iterable[str]) -> frozenset[str]:
    """The folded lemmas that have a form of another shape (أفلام), or one of a single piece in ة."""
    found = set()
    for line in lines:
        lemma, *forms = map(normalize, line.split())
        if any(form == lemma + "ه" or not _is_part(form, lemma) for form in forms):
            found.add(lemma)
    return frozenset(found)


def _is_part(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _read_nouns(lines: Iterable[str]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Folded form → lemma, folded form → how it is written; spelling → stem, where only spelling tells.

    The first line that has a folded form decides; a later one with another spelling gets a stem
    of its own, which is that spelling.
    """
    lemmas: dict[str, str] = {}
    first: dict[str, str] = {}
    spelt: dict[str, str] = {}
    for line in lines:
        lemma = normalize(line.split()[0])
        for spelling in line.split():
            word = normalize(spelling)
            if word in lemmas and spelling == line and first[word] != spelling:
                lemmas[spelling] = spelt[spelling] = spelling  # آب is not أب
            elif word not in lemmas:
                lemmas[word], first[word] = lemma, spelling
            elif lemmas[word] != lemma and first[word] != spelling:
                other = spelling if spelling != word else first[word]
                lemmas[other], lemmas[word] = (
                    (lemma, lemmas[word]) if other == spelling else (lemmas[word], lemma)
                )
                spelt[first[word]], spelt[spelling] = (word, other) if other == spelling else (other, word)
    return lemmas, first, spelt
