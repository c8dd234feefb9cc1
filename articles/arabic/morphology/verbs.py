"""The forms of a verb, by rule: persons, tenses, voices, and the pronouns behind them.

``data/verbs.txt`` holds verbs as a dictionary does, the perfect and where no rule makes it the imperfect
(قال يقول). From these two come the few stems to which all endings are added: قال and قل, يقول and يقل. A word
is a form of a verb when what its prefix and ending leave is one of them, and nothing shows that it is a
noun: no article stands before a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import NamedTuple

from articles.arabic.morphology.lexicon import Lexicon
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize

_SHADDA = "\u0651"
_CACHED = 32_768
_MAX_LETTERS = 16
_NONE: dict[str, str] = {}

# Endings of the perfect, by the shape of its stem: before a vowel, before a consonant (قال, قل).
_OPEN = ("", "ت", "وا", "تا", "ا")
_CLOSED = ("ت", "نا", "تم", "ن")
# Of the imperfect: the whole stem, and the short one of hollow and defective verbs (لم يقل, لم يدع).
_LONG = ("", "ون", "وا", "ان", "ا", "ين")
_SHORT = ("", "ن")
# Behind a stem that has lost its last weak letter.
_WEAK_PERFECT = ("ت", "وا", "تا")
_WEAK_IMPERFECT = ("", "ون", "وا", "ين")
_PREFIXES = frozenset("يتن")
_BEGIN = _PREFIXES | {"ا"}
_LAST = frozenset("تانم")  # letters that endings of the perfect end in
# What stands between a form and a pronoun, and the pronouns.
_OBJECT = re.compile(r"(.{2,}?)(هما|هم|ها|ه|نا|ني|كم|ك)")
_OBJECTS = frozenset("اهمكي")
_NOUN = 0.04  # the part of a word's occurrences with the article that makes it a noun
# A perfect that stands so much oftener than the verb's surest forms is mostly another word: حول, شخص, وقت.
_ANOTHER = 6.0
_FEMININE = 0.18  # how often its feminine stands beside a perfect that begins with ت
_MOSTLY = 0.5
# Verbs of form I that have one: hollow ones, and those that begin with a hamza.
_PASSIVE = frozenset(["قال", "باع", "زار", "قاد", "ساق", "صاغ", "خاف", "أخذ", "أكل", "أمر", "أسر"])
_AMBIGUOUS = frozenset({"ا", "ن", "نا", "ان", "تا", "ين"})  # endings that nouns have, too


class Verb(NamedTuple):
    """A verb as the data has it, shadda written on the last letter of a doubled one."""

    perfect: str
    imperfect: str


def read_verb(line: str) -> Verb:
    """A line of the data: the perfect, and the imperfect where the rule does not make it."""
    perfect, *rest = line.split()
    return Verb(perfect, rest[0] if rest else imperfect_of(perfect))


def imperfect_of(perfect: str) -> str:
    """The imperfect of a verb of form II to X, and of a sound one of form I.

    >>> imperfect_of("استقال"), imperfect_of("أعطى"), imperfect_of("تلقى"), imperfect_of("كتب")
    ('يستقيل', 'يعطي', 'يتلقى', 'يكتب')
    """
    plain = perfect.replace(_SHADDA, "")
    causative = len(plain) > 3 and plain[0] == "أ" and plain == perfect.rstrip(_SHADDA)
    body = perfect[1:] if plain[0] == "ا" or causative else perfect
    if plain[-2] == "ا" and (causative or plain.startswith("است")):
        body = body[:-2] + "ي" + body[-1]
    if plain[-1] == "ى" and not plain.startswith("ت"):
        body = body[:-1] + "ي"
    if plain[-1] == "أ" and len(plain) > 3 and not plain.startswith("ت"):
        body = body[:-1] + "ئ"  # ينطفئ
    return "ي" + body


class Verbs:
    """Recognises verb forms among folded words."""

    def __init__(self, lexicon: Lexicon, verbs: Iterable[Verb], nouns: Set[str], names: Set[str]) -> None:
        """``nouns``: folded words that are nouns whatever else they are. ``names`` are at most perfects."""
        self._lexicon = lexicon
        self._counts = lexicon.counts
        self._nouns = nouns
        self._names = names
        # What stands before the endings of a tense → ending → lemma.
        self._perfect: dict[str, dict[str, str]] = {}
        self._imperfect: dict[str, dict[str, str]] = {}
        # Of two verbs with one form it is the commoner's; a full form goes before a shortened or passive one.
        common = sorted(verbs, key=lambda verb: -self._counts.get(_folded(verb.perfect), 0.0))
        #: The perfects, folded.
        self.folded = frozenset(_folded(verb.perfect) for verb in common)
        lemmas: dict[Verb, str] = {}
        #: The perfect of a verb that only hamza tells from a commoner one (بدا, بدأ), and its lemma.
        self.spelt: dict[str, str] = {}
        #: The perfect that is a noun, too, and the lemma of its verb; and the other way round.
        self.homographs: dict[str, str] = {}
        for verb in common:
            taken = set(lemmas.values())
            lemmas[verb] = self._lemma_of(verb, taken)
            perfect = _folded(verb.perfect)
            if perfect in taken:
                self.spelt[verb.perfect] = lemmas[verb]
            elif lemmas[verb] != perfect and self._is_often_perfect(verb):
                self.homographs[perfect] = lemmas[verb]
        self.perfects = {lemma: perfect for perfect, lemma in self.homographs.items()}
        for paradigm, stems_of in ((self._perfect, perfect_stems), (self._imperfect, imperfect_stems)):
            stems = [(lemma, list(stems_of(verb))) for verb, lemma in lemmas.items()]
            _add(paradigm, ((lemma, *first) for lemma, (first, *_) in stems))
            _add(paradigm, ((lemma, *stem) for lemma, (_, *others) in stems for stem in others))
        self.lemma = lru_cache(_CACHED)(self._lemma)

    def _lemma_of(self, verb: Verb, taken: Set[str]) -> str:
        """The perfect; the imperfect when the perfect is a noun, too (دعم), or another verb (بدأ, بدا)."""
        perfect = _folded(verb.perfect)
        return _folded(verb.imperfect) if perfect in taken or self._is_noun(perfect) else perfect

    def _is_often_perfect(self, verb: Verb) -> bool:
        """Whether who writes the noun that the perfect is, too, may well mean the verb: رسم, not حول."""
        perfect, imperfect = _folded(verb.perfect), _folded(verb.imperfect)
        if perfect in FOLDED_STOPWORDS:
            return False
        feminine = (perfect[:-1] if perfect[-1] in "اي" else perfect) + "ت"
        surest = (imperfect, "ت" + imperfect[1:], feminine)
        count = self._counts.get
        return count(perfect, 0.0) <= _ANOTHER * sum(count(form, 0.0) for form in surest)

    def without_object(self, word: str) -> str | None:
        """The verb form that is left of a folded word without its pronoun (اعتقلوه: اعتقلوا)."""
        found = _OBJECT.fullmatch(word) if word[-1] in _OBJECTS else None
        if not found or self._is_noun(word) or self._is_noun(word[:-1]):
            return None
        form = found[1]
        if form[-1] == "ت" and self._has_feminine(form):
            return None
        if word[-1] == "ه" and self._counts.get(word) and not self._lexicon.has_pronoun(word):
            return None
        for left in (form[:-1] + "ي" if form[-1] == "ا" else "", form, form + "ا" if form[-1] == "و" else ""):
            if len(left) > 2 and left in self._counts and self.lemma(left) and not self._is_noun(left):
                return left
        return None

    def _has_feminine(self, form: str) -> bool:
        """Whether the ت is rather that of a noun in ة: قيمتها is of قيمة, not of قام."""
        noun = form[:-1] + "ه"
        return noun in self._nouns or self._counts.get(noun, 0.0) > self._counts.get(form, 0.0)

    def is_imperfect(self, word: str) -> bool:
        """Whether a folded word is a form of the imperfect."""
        return bool(self._of_imperfect(word)) and not self._is_noun(word)

    def is_verb(self, word: str) -> bool:
        """Whether a folded word is a form of a verb and no noun."""
        return self.lemma(word) is not None and not self._is_noun(word)

    def _lemma(self, word: str) -> str | None:
        """The verb of a folded form without pronouns; None for any other word. Names (علي, نجد) are no forms
        of other words."""
        found = self._verb(word)
        return found if found == word or word not in self._names else None

    def _verb(self, word: str) -> str | None:
        if not 2 < len(word) < _MAX_LETTERS or word in self._nouns:
            return None
        if word.startswith(ARTICLE) and self._is_rather_definite(word):
            return None
        if word[0] not in _BEGIN and word[-1] not in _LAST and word not in self._perfect:
            return None
        if word[0] == "ت" and self._is_rather_imperfect(word[1:]) and not self._is_noun(word):
            return self._of_imperfect(word)
        if found := self._perfect.get(word, _NONE).get(""):
            return word if self._is_noun(word) else found
        if self._is_noun(word):
            return None
        return self._of_perfect(word) or self._of_imperfect(word)

    def _is_rather_imperfect(self, rest: str) -> bool:
        """Of ت and a rest that may be تمثّل or تُمثّل: what يتمثل and يمثل show, and what تمكّنت does. تمّت is
        of تمّ, which is commoner than يمت."""
        count = self._counts.get
        whole = "ت" + rest
        if self._of_perfect(whole) and count(whole[:-1], 0.0) > count("ي" + rest, 0.0):
            return False
        feminine = max(count(whole + "ت", 0.0), count(whole[:-1] + "ت", 0.0) if rest[-1] in "اي" else 0.0)
        if feminine > _FEMININE * count(whole, 0.0):
            return False
        return rest in self._imperfect and count("ي" + rest, 0.0) > count("يت" + rest, 0.0)

    def _is_rather_definite(self, word: str) -> bool:
        """Whether a word that begins with ال is a noun of the data with the article: التهم is mostly of تهم,
        which is commoner than يلتهم, and التقى of no تقي."""
        noun, count = word[len(ARTICLE) :], self._counts.get
        return noun in self._nouns and count(noun, 0.0) > count("ي" + word[1:], 0.0)

    def _of_perfect(self, word: str) -> str | None:
        for size in (3, 2, 1):
            stem, ending = word[:-size], word[-size:]
            found = self._perfect.get(stem, _NONE).get(ending)
            if found and not (ending in _AMBIGUOUS and (self._is_noun(stem) or word[:-1] in self._nouns)):
                return found
        return None

    def _of_imperfect(self, word: str) -> str | None:
        if word[:1] not in _PREFIXES and not self._is_of_speaker(word):
            return None
        for size in (0, 2, 1):
            stem, ending = word[1 : len(word) - size], word[len(word) - size :]
            found = self._imperfect.get(stem, _NONE).get(ending)
            if not found or (ending and word[0] in "نا"):
                continue
            if ending not in _AMBIGUOUS or not self._is_noun(word[0] + stem):
                return found
        return None

    def _is_of_speaker(self, word: str) -> bool:
        """Whether a word begins with the أ of أقول: it has none of a verb's own (أعلن), which goes before."""
        return word[:1] == "ا" and self._lexicon.spelt(word, 0, "أ") > _MOSTLY

    def _is_noun(self, word: str) -> bool:
        """Whether the word is seen with the article."""
        if word in self._nouns:
            return True
        definite = ARTICLE + word
        seen = self._counts.get(definite)
        if not seen:
            return False
        seen *= 1 - self._lexicon.spelt(definite, -1, "ء")  # not الدعاء
        return seen > _NOUN * self._counts.get(word, 0.0)


def _folded(form: str) -> str:
    return normalize(form.replace(_SHADDA, ""))


def _add(paradigm: dict[str, dict[str, str]], found: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
    for lemma, stem, endings in found:
        of_ending = paradigm.setdefault(stem, {})
        for ending in endings:
            of_ending.setdefault(ending, lemma)


def perfect_stems(verb: Verb) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each folded stem of the perfect, with its endings; the passive where it is spelt otherwise."""
    plain = verb.perfect.replace(_SHADDA, "")
    folded = normalize(plain)
    if plain[-1] in "ىا" and plain[-2:] != "ءا":
        yield folded, ("",)
        yield folded[:-1], _WEAK_PERFECT
        weak = folded[:-1] + ("و" if plain[-1] == "ا" and len(plain) == 3 else "ي")
        yield weak, (*_CLOSED, "ا")
        yield _passive(folded[:-1] + "ي"), ("", "ا", *_CLOSED)
    elif plain[-1] == "ي":
        yield folded, ("", "ت", "ا", "تا", *_CLOSED)
        yield folded[:-1], ("وا",)
    elif _is_hollow(plain):
        yield folded, _OPEN
        yield folded[:-2] + folded[-1], _CLOSED
        yield folded[:-2] + "ي" + folded[-1], _OPEN  # قيل, أدير, استقيل
    else:
        yield folded, (*_OPEN, *(() if verb.perfect.endswith(_SHADDA) else _CLOSED))
        if verb.perfect.endswith(_SHADDA):
            yield folded + folded[-1], _CLOSED  # مددت
        if len(plain) == 4 and plain[1] == "ا" and plain[0] != "و":
            yield folded[0] + "و" + folded[2:], _OPEN  # شوهد; ووجه is mostly و + وجه
        yield from _perfect_with_hamza(verb, folded)


def _perfect_with_hamza(verb: Verb, folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The stems in which a hamza has another seat than in the bare perfect."""
    plain = verb.perfect
    if plain[-1] == "أ":
        yield folded[:-1] + "و", ("وا",)  # بدؤوا
        yield folded[:-1] + "ي", ("ت", "وا")  # قرئت, أنشئوا; ملئ is mostly مليء
    elif plain[-2:] == "اء":
        yield normalize(plain[:-1] + "ؤ"), ("وا",)  # جاؤوا
        yield normalize(plain + "ت")[:-1], ("ت", "تا")  # أضاءت
        if len(plain) == 3 and verb.imperfect[2] != "و":
            yield folded[0] + "ي", _CLOSED  # جئنا, not سؤنا
    elif len(plain) == 3 and plain[1] == "أ":
        yield folded[0] + "ي" + folded[2], _OPEN  # سئلت


def _passive(stem: str) -> str:
    """The passive of form III has و for ا; of others the spelling is the same."""
    return stem[0] + "و" + stem[2:] if len(stem) == 4 and stem[1] == "ا" else stem


def _is_hollow(perfect: str) -> bool:
    """Of قال, أدار, اختار, استقال, not of شاهد or تناول."""
    return perfect[-2] == "ا" and (len(perfect) == 3 or perfect[0] in "أا") and perfect[-1] not in "ءئ"


def imperfect_stems(verb: Verb) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each folded stem of the imperfect without its prefix, with its endings, and the passive's."""
    plain = verb.imperfect.replace(_SHADDA, "")
    folded = normalize(plain)[1:]
    hollow = len(plain) > 3 and plain[-2] in "اوي" and plain[-1] not in "ىءئ" and _is_hollow(verb.perfect)
    if plain[-1] in "ىيوا":
        yield folded, ("", "ان", "ا", "ن")
        yield folded[:-1], _WEAK_IMPERFECT
        yield folded[:-1] + "ي", ("", "ان")  # يدعى, يقضى
    elif hollow:
        yield folded, _LONG
        yield folded[:-2] + folded[-1], _SHORT
        if len(verb.perfect) > 3 or verb.perfect in _PASSIVE:
            yield folded[:-2] + "ا" + folded[-1], _LONG  # يقال, يدار
    else:
        yield folded, (*_LONG, "ن")
        if verb.imperfect.endswith(_SHADDA):
            yield folded + folded[-1], _SHORT
        if plain[-1] in "أئ":
            yield folded[:-1] + "و", ("ون", "وا")  # يقرؤون, يهنئون
        if plain[-1] == "ء":
            yield normalize(plain[1:-1] + "ؤ"), ("ون", "وا")  # يشاؤون
    if len(verb.perfect) == 3 and verb.perfect[0] == "و":
        yield "و" + folded, _LONG  # يوضع
    if verb.perfect in _PASSIVE and verb.perfect[0] == "أ":
        yield "و" + folded[1:], _LONG  # يؤخذ
