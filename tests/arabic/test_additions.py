"""The words that an editor adds."""

from __future__ import annotations

import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.additions import KINDS, Additions, read_additions
from articles.arabic.morphology.lexicon import read_forms
from articles.arabic.morphology.verbs import imperfect_stems, perfect_stems, read_verb
from articles.arabic.orthography.normalizer import normalize
from articles.arabic.spelling.spelling_variants import Families
from articles.indexing import runtime
from articles.search.query.parse import parse
from articles.search.query.spellings import Spellings

TEXT = """
# words of this archive
noun: زربول زرابيل   # shoes
verb: تلفن يتلفن
name: برقوشستان
protected: كوزفان
forms: هيرة هيرات هيور
family: زنكلون زنقلون
"""
plain, taught = Analyzer(), Analyzer(additions=read_additions(TEXT))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("زربول", "والزرابيل"),
        ("تلفن", "سيتلفنون"),
        ("برقوشستان", "ولبرقوشستان"),
        ("كوزفان", "وكوزفان"),
        ("هيرة", "الهيور"),
    ],
)
def test_words_of_an_editor_count_as_those_of_the_product(one: str, other: str) -> None:
    assert taught.layers(one).lemma == taught.layers(other).lemma
    assert plain.layers(one).lemma != plain.layers(other).lemma


def test_a_family_widens_queries() -> None:
    query = parse("زنكلون", analyzer=taught, spellings=Spellings(taught))
    assert "زنقلون" in str(query.node)
    assert "زنقلون" not in str(parse("زنكلون", analyzer=plain, spellings=Spellings(plain)).node)


def test_the_words_of_the_product_stay() -> None:
    for word in ("الوزراء", "يقولون", "للبنان", "سنوات"):
        assert taught.layers(word) == plain.layers(word)


@pytest.mark.parametrize(
    "line", ["noun زربول", "nuon: زربول", "noun:", "verb: تلفن يتلفن تلفنة", "family: زنكلون", "name: Vienna"]
)
def test_a_wrong_line_is_told_and_the_rest_counts(line: str) -> None:
    found = read_additions(f"noun: زربول زرابيل\n\n{line}\nname: برقوشستان\n")
    assert [problem.number for problem in found.problems] == [3]
    assert len(found.lines) == 2


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(read_additions(text), Additions)


_WORDS = st.lists(st.text("ءابتثهىيوةأإآنّ", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.builds("{}: {}".format, st.sampled_from(KINDS), _WORDS), max_size=8))
def test_lines_that_are_taken_can_be_used(lines: list[str]) -> None:
    found = read_additions("\n".join(lines))
    assert all(set(stems) for stems in map(_stems, found.of("verbs.txt")))
    assert Families(found.of("families.txt")).variants("زنكلون") == ()
    assert read_forms(found.of("forms.txt")).keys() >= {
        normalize(line.split()[0]) for line in found.of("forms.txt")
    }


def _stems(line: str) -> list[str]:
    verb = read_verb(line)
    return [stem for stem, _ in (*perfect_stems(verb), *imperfect_stems(verb))]


def test_the_index_is_out_of_date_after_a_change_that_shapes_words() -> None:
    assert taught.fingerprint() != plain.fingerprint()
    widened = Analyzer(additions=read_additions("family: زنكلون زنقلون"))
    assert widened.fingerprint() == plain.fingerprint()


def test_other_processes_get_the_words() -> None:
    assert pickle.loads(pickle.dumps(taught)).layers("الزرابيل") == taught.layers("الزرابيل")


def test_analyze_reads_the_file_of_the_archive(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATA_DIR = settings.INDEX_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "lexicon.txt").write_text("noun: زربول زرابيل\nnoun\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        call_command("analyze", "الزرابيل")
    assert "زربول" in capsys.readouterr().out
    assert "line 2 is left out" in caplog.text


def test_a_file_that_cannot_be_read_counts_for_nothing(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "lexicon.txt").write_bytes(b"\xff\xfe\x00")
    assert runtime.additions() == Additions()
    assert "cannot be read" in caplog.text
