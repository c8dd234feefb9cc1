"""The contract of an engine. Each engine's test module inherits it and gives an ``engine`` fixture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import limits, schema
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.errors import UnindexableArticle
from articles.search.ranking import bm25, proximity
from articles.search.terms import wildcards
from articles.search.types import (
    And,
    AtLeast,
    DateRange,
    Doc,
    Everything,
    FacetCount,
    Filter,
    Form,
    Fuzzy,
    Hits,
    InColumn,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
)
from tests.search.equality import assert_same
from tests.search.queries import all_of, phrase, query, word
from tests.search.random_queries import Random

DOCS = (
    Doc(
        1,
        "افتتاح جسر النخيل",
        "افتتحت البلدية جسر النخيل صباح اليوم. وقال رئيس البلدية إن الجسر الجديد يخفف الزحام.",
        published="2021-03-01",
        source="nahr",
        section="محليات",
        tags=("جسور", "بلدية"),
        authors=("سلمى",),
        duplicate_group=7,
    ),
    Doc(
        2,
        "الزحام يعود إلى وسط المدينة",
        "عاد الزحام إلى وسط المدينة رغم الجسر الجديد، وطالبت القوات بتنظيم السير.",
        published="2021-03-15",
        source="manara",
        section="محليات",
        tags=("زحام",),
        mentions=("جسور", "بلدية"),
        authors=("كمال", "سلمى"),
    ),
    Doc(
        3,
        "القوات تنهي تدريباتها",
        "أنهت القوات تدريباتها في الصحراء. وللقوات مواعيد أخرى هذا العام.",
        published="2021-04",
        source="nahr",
        section="أمن",
        tags=(),
    ),
    Doc(
        4,
        "افتتاح جسر النخيل",
        "افتتحت البلدية جسر النخيل صباح اليوم. وقال رئيس البلدية إن الجسر الجديد يخفف الزحام.",
        published="2022-01-05",
        source="manara",
        section="محليات",
        tags=("جسور",),
        duplicate_group=7,
    ),
    Doc(
        5,
        "مهرجان التمور",
        "زار آلاف الناس مهرجان التمور. كَتَبَ الزوار آراءهم.",
        published="2022",
        source="nahr",
    ),
    Doc(6, "خبر بلا تاريخ", "نص قصير عن النخيل والتمور. كُتِبَ على عجل."),
)


def asked(engine: Engine, node: Node, **fields: Any) -> set[int]:
    """The ids that match, told twice: by ``search`` and by ``scan``."""
    question = query(node, **fields)
    hits = engine.search(question, limit=100)
    found = {hit.id for hit in hits.hits}
    assert hits.total == len(hits.hits) == len(found)
    assert sorted(engine.scan(question)) == sorted(found)
    return found


def order(hits: Hits) -> list[int]:
    return [hit.id for hit in hits.hits]


class EngineContract:
    """What every engine does. ``engine`` is empty, ``filled`` holds ``DOCS``."""

    @pytest.fixture
    def engine(self, analyzer: Analyzer) -> Iterator[Engine]:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, engine: Engine) -> Engine:
        engine.rebuild(DOCS)
        return engine

    # ---- an index that does not exist yet ----

    def test_no_index_is_an_empty_one(self, engine: Engine, analyzer: Analyzer) -> None:
        hits = engine.search(query(all_of("الزحام", analyzer), facets=("source", "year")))
        assert (hits.hits, hits.total, hits.groups, hits.next) == ((), 0, 0, None)
        assert hits.facets == {"source": (), "year": ()}
        assert list(engine.scan(query())) == list(engine.ids()) == list(engine.words()) == []
        assert engine.suggest("ال") == []
        assert engine.fingerprint() is None

    def test_the_fingerprint_is_of_the_analyzer_and_the_schema(
        self, filled: Engine, analyzer: Analyzer
    ) -> None:
        assert filled.fingerprint() == schema.fingerprint(analyzer)

    # ---- limits ----

    @pytest.mark.parametrize(
        "doc",
        [
            Doc(limits.MAX_ID + 1, "بحيرة", ""),
            Doc(0, "بحيرة", ""),
            Doc(7, "بحيرة", "", duplicate_group=2**63),
            Doc(7, "بحيرة", "", published="٢٠٢١-xx"),
            Doc(7, "بحيرة", "و " * (limits.MAX_WORDS + 1)),
        ],
        ids=["id", "no id", "group", "date", "words"],
    )
    def test_an_article_beyond_the_limits_is_refused_by_name(
        self, filled: Engine, analyzer: Analyzer, doc: Doc
    ) -> None:
        with pytest.raises(UnindexableArticle, match=f"article {doc.id}:"):
            filled.replace([1, doc.id], [doc])
        assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6]
        filled.rebuild([*DOCS, doc])
        assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6], "a rebuild leaves it out"

    def test_the_largest_numbers_are_held(self, engine: Engine, analyzer: Analyzer) -> None:
        last, dated = Doc(limits.MAX_ID, "بحيرة", ""), Doc(limits.MAX_ID - 1, "بحيرة", "", "9999-12-31")
        engine.replace([], [last, dated, Doc(1, "بحيرة", "", "0001", duplicate_group=limits.MAX_GROUP)])
        for sort, ids in (("newest", [dated.id, 1, last.id]), ("oldest", [1, dated.id, last.id])):
            hits = engine.search(query(all_of("بحيرة", analyzer), sort=sort)).hits
            assert [hit.id for hit in hits] == ids

    # ---- changes ----

    def test_replace_fills_an_engine_that_has_no_index(self, engine: Engine) -> None:
        engine.replace([1, 2], DOCS[:2])
        assert sorted(engine.ids()) == [1, 2]
        assert engine.fingerprint() is not None

    def test_replace_changes_adds_and_removes_in_one_go(self, filled: Engine, analyzer: Analyzer) -> None:
        changed = Doc(2, "عنوان آخر", "متن آخر عن البحيرة")
        filled.replace([1, 2, 9], [changed, Doc(9, "تاسع", "متن عن البحيرة")])
        assert sorted(filled.ids()) == [2, 3, 4, 5, 6, 9]
        assert asked(filled, all_of("البحيرة", analyzer)) == {2, 9}
        assert asked(filled, all_of("الزحام", analyzer)) == {4}

    def test_replacing_twice_is_replacing_once(self, filled: Engine, analyzer: Analyzer) -> None:
        for _ in range(2):
            filled.replace([3, 4], [DOCS[2]])
        assert sorted(filled.ids()) == [1, 2, 3, 5, 6]
        assert asked(filled, all_of("القوات", analyzer)) == {2, 3}

    def test_removing_everything_leaves_an_empty_index(self, filled: Engine) -> None:
        filled.replace([doc.id for doc in DOCS], [])
        assert list(filled.ids()) == []
        assert filled.search(query()).total == 0
        assert list(filled.words()) == []

    def test_docs_are_read_once_when_the_engine_is_ready(self, filled: Engine) -> None:
        reads = []

        def docs() -> Iterator[Doc]:
            reads.append(1)
            yield DOCS[0]

        filled.replace([1], docs())
        assert reads == [1]

    def test_docs_that_fail_leave_the_index_as_it_was(self, filled: Engine, analyzer: Analyzer) -> None:
        def docs() -> Iterator[Doc]:
            yield Doc(1, "بديل", "بديل")
            raise RuntimeError("the database went away")

        for change in (lambda: filled.replace([1, 2], docs()), lambda: filled.rebuild(docs())):
            with pytest.raises(RuntimeError):
                change()
            assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6]
            assert asked(filled, all_of("بديل", analyzer)) == set()
        filled.replace([1], [])
        assert sorted(filled.ids()) == [2, 3, 4, 5, 6]

    def test_rebuild_holds_the_given_docs_alone(self, filled: Engine) -> None:
        filled.rebuild(DOCS[4:])
        assert sorted(filled.ids()) == [5, 6]
        filled.rebuild([])
        assert list(filled.ids()) == []

    def test_a_deleted_index_is_gone_and_can_be_made_anew(self, filled: Engine, analyzer: Analyzer) -> None:
        filled.delete()
        assert filled.fingerprint() is None
        assert list(filled.ids()) == list(filled.words()) == []
        filled.delete()
        filled.rebuild(DOCS[4:])
        assert sorted(filled.ids()) == [5, 6]

    def test_many_small_changes_add_up(self, engine: Engine, analyzer: Analyzer) -> None:
        for number in range(1, 41):
            engine.replace([number], [Doc(number, f"خبر {number}", "متن عن النخيل")])
        engine.replace(range(1, 41, 2), [])
        assert sorted(engine.ids()) == list(range(2, 41, 2))
        assert asked(engine, all_of("النخيل", analyzer)) == set(range(2, 41, 2))

    def test_a_closed_engine_opens_again(self, filled: Engine) -> None:
        filled.close()
        filled.close()
        assert filled.search(query()).total == len(list(filled.ids()))

    def test_empty_texts_can_be_stored(self, engine: Engine) -> None:
        engine.replace([1, 2], [Doc(1, "", ""), Doc(2, "", "نص")])
        assert asked(engine, Everything()) == {1, 2}

    def test_long_articles_and_large_numbers(self, engine: Engine, analyzer: Analyzer) -> None:
        body = "بداية " + "كلمة " * 70_000 + "نهاية الخبر"
        large = 2**40
        engine.replace([large], [Doc(large, "طويل", body, duplicate_group=2**40)])
        assert asked(engine, phrase("نهاية الخبر", analyzer)) == {large}
        assert asked(engine, phrase("كلمة نهاية", analyzer)) == {large}

    # ---- what matches ----

    def test_a_word_matches_by_its_widest_form(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, word("القوات", analyzer)) == {2, 3}
        assert asked(filled, word("وللقوات", analyzer, layers=("surface",))) == {3}
        assert asked(filled, word("غائبة", analyzer)) == set()

    def test_any_spelling_of_a_form_will_do(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, word("مهرجان", analyzer, also=("الصحراء",))) == {3, 5}
        assert asked(filled, phrase("افتتحت البلدية", analyzer, also=("غائبة",))) == {1, 4}

    def test_the_title_can_be_searched_alone(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, word("الزحام", analyzer)) == {1, 2, 4}
        assert asked(filled, word("الزحام", analyzer, scope="title")) == {2}
        assert asked(filled, phrase("وسط المدينة", analyzer, scope="title")) == {2}
        assert asked(filled, phrase("الجسر الجديد", analyzer, scope="title")) == set()
        assert asked(filled, Pattern("زحا*", scope="title")) == {2}

    def test_phrases_keep_their_order(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, phrase("جسر النخيل", analyzer)) == {1, 4}
        assert asked(filled, phrase("النخيل جسر", analyzer)) == set()
        assert asked(filled, phrase("النخيل افتتحت", analyzer)) == set(), "title and body are two texts"
        assert asked(filled, phrase("إلى وسط المدينة", analyzer)) == {2}

    @pytest.mark.parametrize("slop", [0, 2])
    def test_a_phrase_of_one_word_is_the_word(self, filled: Engine, analyzer: Analyzer, slop: int) -> None:
        assert asked(filled, phrase("النخيل", analyzer, slop=slop)) == {1, 4, 6}

    def test_proximity_has_no_order_and_a_bound(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, phrase("النخيل البلدية", analyzer, slop=0)) == set()
        assert asked(filled, phrase("النخيل البلدية", analyzer, slop=1)) == {1, 4}
        assert asked(filled, phrase("اليوم البلدية", analyzer, slop=2)) == {1, 4}
        assert asked(filled, phrase("الصحراء أنهت", analyzer, slop=2)) == set()
        assert asked(filled, phrase("الصحراء أنهت", analyzer, slop=3)) == {3}

    def test_a_word_twice_in_a_phrase_needs_two_places(self, engine: Engine, analyzer: Analyzer) -> None:
        engine.rebuild([Doc(1, "", "شيئا فشيئا ثم شيئا شيئا"), Doc(2, "", "ثم شيئا بعد")])
        assert asked(engine, phrase("شيئا شيئا", analyzer)) == {1}
        assert asked(engine, phrase("شيئا شيئا", analyzer, slop=1)) == {1}

    def test_booleans(self, filled: Engine, analyzer: Analyzer) -> None:
        crowd, palm, force = (word(text, analyzer) for text in ("الزحام", "النخيل", "القوات"))
        assert asked(filled, And((crowd, palm))) == {1, 4}
        assert asked(filled, Or((crowd, palm))) == {1, 2, 4, 6}
        assert asked(filled, And((palm, Not(crowd)))) == {6}
        assert asked(filled, Not(Or((crowd, palm)))) == {3, 5}
        assert asked(filled, AtLeast((crowd, palm, force), 2)) == {1, 2, 4}
        assert asked(filled, Everything()) == {1, 2, 3, 4, 5, 6}
        assert asked(filled, Nothing()) == asked(filled, Or(())) == set()
        assert asked(filled, And(())) == {1, 2, 3, 4, 5, 6}

    def test_columns_and_dates_in_the_query(self, filled: Engine, analyzer: Analyzer) -> None:
        assert asked(filled, InColumn("source", ("nahr",))) == {1, 3, 5}
        assert asked(filled, InColumn("tag", ("زحام", "بلدية"))) == {1, 2}
        assert asked(filled, InColumn("author", ("سلمى",))) == {1, 2}
        assert asked(filled, Not(InColumn("section", ("محليات", "غائب")))) == {3, 5, 6}
        assert asked(filled, DateRange(20210301, 20210499)) == {1, 2, 3}

    def test_patterns_stand_for_folded_words(self, filled: Engine) -> None:
        assert asked(filled, Pattern("زحا*")) == {1, 2, 4}
        assert asked(filled, Pattern("الزحا*")) == {1, 2, 4}
        assert asked(filled, Pattern("*خيل")) == {1, 4, 6}
        assert asked(filled, Pattern("م*ان")) == {5}
        assert asked(filled, Pattern("غائب*")) == set()
        assert asked(filled, Pattern("نخ.ل")) == set(), "only the star is special"

    def test_fuzzy_words_are_a_slip_away(self, filled: Engine) -> None:
        assert asked(filled, Fuzzy("مهرحان")) == {5}
        assert asked(filled, Fuzzy("مهجران")) == {5}, "two letters swapped are one slip"
        assert asked(filled, Fuzzy("مرحان", 1)) == set()
        assert asked(filled, Fuzzy("مرحان", 2)) == {5}

    def test_a_pattern_for_too_many_words_is_cut_and_told(
        self, filled: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert filled.search(query(Pattern("*"))).warnings == ()
        monkeypatch.setattr(wildcards, "MAX_WORDS", 2)
        hits = filled.search(query(Pattern("ا*")))
        assert [(warning.code, warning.value) for warning in hits.warnings] == [("pattern-cut", "ا*")]
        assert asked(filled, Pattern("ا*")) == {1, 2, 4}, "the words of most articles are kept"

    def test_harakat_that_were_typed_must_stand_in_the_text(self, filled: Engine, analyzer: Analyzer) -> None:
        def exact(text: str) -> set[int]:
            return asked(filled, word(text, analyzer, layers=("surface",), vocalised=text), mode="exact")

        assert asked(filled, word("كتب", analyzer, layers=("surface",))) == {5, 6}
        assert exact("كَتب") == {5}
        assert exact("كُتب") == exact("كُتِبَ") == {6}
        assert exact("كِتب") == set()
        assert exact("النخِيل") == set()

    # ---- filters and facets ----

    def test_filters_include_and_exclude(self, filled: Engine) -> None:
        def with_filter(*filters: Filter, **fields: Any) -> set[int]:
            return asked(filled, Everything(), filters=filters, **fields)

        assert with_filter(Filter("source", ("nahr",))) == {1, 3, 5}
        assert with_filter(Filter("source", ("nahr", "manara"))) == {1, 2, 3, 4, 5}
        assert with_filter(Filter("source", (), ("nahr",))) == {2, 4, 6}
        assert with_filter(Filter("source", ("غائب",))) == set()
        assert with_filter(Filter("tag", ("جسور",), ("بلدية",))) == {4}
        assert with_filter(Filter("mention", ("جسور",))) == {2}
        assert with_filter(Filter("source", ("nahr",)), Filter("author", ("سلمى",))) == {1}

    def test_a_date_filter_leaves_undated_articles_out(self, filled: Engine) -> None:
        assert asked(filled, Everything(), dates=DateRange(last=20210499)) == {1, 2, 3}
        assert asked(filled, Everything(), dates=DateRange(first=20220000)) == {4, 5}
        assert asked(filled, Everything(), dates=DateRange(20210315, 20210315)) == {2}

    def test_facets_count_the_matches(self, filled: Engine, analyzer: Analyzer) -> None:
        facets = filled.search(query(facets=schema.FACETS), limit=0).facets
        assert facets["source"] == (FacetCount("nahr", 3), FacetCount("manara", 2))
        assert facets["tag"] == (FacetCount("جسور", 2), FacetCount("بلدية", 1), FacetCount("زحام", 1))
        assert facets["mention"] == (FacetCount("بلدية", 1), FacetCount("جسور", 1))
        assert facets["author"] == (FacetCount("سلمى", 2), FacetCount("كمال", 1))
        assert facets["year"] == (FacetCount("2021", 3), FacetCount("2022", 2))
        assert [f.value for f in facets["month"]] == ["2021-03", "2021-04", "2022-01"]
        assert [f.value for f in facets["day"]] == ["2021-03-01", "2021-03-15", "2022-01-05"]
        crowd = filled.search(query(all_of("القوات", analyzer), facets=("source",)))
        assert crowd.facets == {"source": (FacetCount("manara", 1), FacetCount("nahr", 1))}

    def test_a_facet_ignores_its_own_filter_alone(self, filled: Engine) -> None:
        hits = filled.search(
            query(
                filters=(Filter("source", ("manara",)),),
                dates=DateRange(20210000, 20219999),
                facets=("source", "year", "section"),
            )
        )
        assert hits.total == 1
        assert hits.facets["source"] == (FacetCount("nahr", 2), FacetCount("manara", 1))
        assert hits.facets["year"] == (FacetCount("2021", 1), FacetCount("2022", 1))
        assert hits.facets["section"] == (FacetCount("محليات", 1),)

    def test_facets_count_a_few_matches_among_many(self, engine: Engine, analyzer: Analyzer) -> None:
        """Also when the articles stand in several commits, and one of them has been replaced."""
        others = [Doc(number, "", "متن", "2020-05-05", "nahr", tags=("أنهار",)) for number in range(1, 61)]
        rare = [
            Doc(70, "", "زرافة", "2021-03-01", "manara", tags=("حدائق", "أنهار"), authors=("سلمى", "كمال")),
            Doc(71, "", "زرافة", "2021", "", tags=("حدائق",)),
            Doc(72, "", "زرافة", "2021-03-02", "nahr"),
        ]
        engine.rebuild([*others, rare[0]])
        engine.replace([71, 72], rare[1:])
        engine.replace([72], [replace(rare[2], source="manara")])
        facets = engine.search(query(all_of("زرافة", analyzer), facets=schema.FACETS)).facets
        assert facets["source"] == (FacetCount("manara", 2),)
        assert facets["tag"] == (FacetCount("حدائق", 2), FacetCount("أنهار", 1))
        assert facets["author"] == (FacetCount("سلمى", 1), FacetCount("كمال", 1))
        assert facets["year"] == (FacetCount("2021", 3),)
        assert facets["month"] == (FacetCount("2021-03", 2),)
        assert facets["section"] == ()

    def test_facets_keep_the_commonest_values(self, filled: Engine) -> None:
        facets = filled.search(query(facets=("tag", "year"), facet_size=1)).facets
        assert facets["tag"] == (FacetCount("جسور", 2),)
        assert len(facets["year"]) == 2

    # ---- order and paging ----

    def test_the_form_as_typed_ranks_first(self, engine: Engine, analyzer: Analyzer) -> None:
        bodies = ("وصلت قوات جديدة", "وصلت القوات جديدة", "وصلت وللقوات جديدة", "وصلت قواتها جديدة")
        engine.rebuild(Doc(number, "", body) for number, body in enumerate(bodies, 1))
        hits = engine.search(query(all_of("القوات", analyzer)))
        assert order(hits)[0] == 2
        assert hits.total == 4

    def test_equal_scores_put_the_newest_id_first(self, engine: Engine, analyzer: Analyzer) -> None:
        engine.rebuild(Doc(number, "خبر", "متن واحد") for number in (3, 1, 2))
        assert order(engine.search(query(all_of("متن", analyzer)))) == [3, 2, 1]
        assert order(engine.search(query())) == [3, 2, 1]

    def test_words_side_by_side_rank_higher(self, engine: Engine, analyzer: Analyzer) -> None:
        engine.rebuild(
            [
                Doc(1, "", "بحيرة المدينة القديمة جميلة"),
                Doc(2, "", "بحيرة جميلة المدينة القديمة"),
            ]
        )
        assert order(engine.search(query(all_of("بحيرة المدينة", analyzer)))) == [1, 2]

    def test_scores_are_the_formula(self, filled: Engine, analyzer: Analyzer) -> None:
        hits = filled.search(query(word("مهرجان", analyzer, layers=("surface",))))
        score = 0.0
        texts = {"title": "مهرجان التمور", "body": "زار آلاف الناس مهرجان التمور كتب الزوار آراءهم"}
        for field, weight in bm25.FIELD_WEIGHTS.items():
            text = texts[field]
            average = sum(len(analyzer.words(getattr(doc, field))) for doc in DOCS) / 6
            length = len(text.split())
            score += (
                weight * bm25.LAYER_WEIGHTS["surface"] * bm25.idf(6, 1) * bm25.saturation(1, length, average)
            )
        early = proximity.LEAD_WEIGHT / (1 + 3 / proximity.LEAD_WORDS)  # the fourth word
        score += (proximity.PRESENCE_WEIGHT + early) * bm25.idf(6, 1)
        assert hits.hits[0].score == pytest.approx(score, abs=1e-4)

    def test_the_earlier_in_the_body_the_better(self, engine: Engine, analyzer: Analyzer) -> None:
        late = "حديقة واسعة جميلة في وسط المدينة قرب البحيرة"
        engine.rebuild([Doc(1, "", "البحيرة قرب حديقة واسعة جميلة في وسط المدينة"), Doc(2, "", late)])
        assert order(engine.search(query(word("البحيرة", analyzer)))) == [1, 2]

    def test_the_nearer_the_better_in_either_order(self, engine: Engine, analyzer: Analyzer) -> None:
        engine.rebuild(
            [
                Doc(1, "", "زار الوفد حديقة البحيرة وغادر ثم عاد إليها"),
                Doc(2, "", "زار الوفد البحيرة حديقة وغادر ثم عاد إليها"),
                Doc(3, "", "زار الوفد البحيرة وغادر ثم عاد إليها حديقة"),
            ]
        )
        hits = engine.search(query(all_of("حديقة البحيرة", analyzer))).hits
        assert [hit.id for hit in hits][-1] == 3
        assert 4 * (hits[0].score - hits[1].score) < hits[1].score - hits[2].score

    def test_dates_can_order(self, filled: Engine) -> None:
        assert order(filled.search(query(sort="newest"))) == [4, 5, 3, 2, 1, 6]
        assert order(filled.search(query(sort="oldest"))) == [1, 2, 3, 5, 4, 6]

    @pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
    @pytest.mark.parametrize("fold", [False, True])
    def test_pages_by_offset_and_by_cursor_are_the_whole(
        self, engine: Engine, analyzer: Analyzer, sort: str, fold: bool
    ) -> None:
        engine.rebuild(
            Doc(
                number,
                "متن" * (number % 3 == 0),
                "متن عن النخيل " * (number % 7) + "متن التمور " * (number % 5),
                published=f"2021-{number % 12 + 1:02}" * (number % 4 > 0),
                duplicate_group=number // 10,
            )
            for number in range(1, 250)
        )
        node = Or((word("متن", analyzer), word("التمور", analyzer)))
        question = query(node, sort=sort, group_duplicates=fold)
        whole = engine.search(question, limit=1000)
        by_offset, by_cursor, cursor = [], [], None
        for offset in range(0, whole.groups, 30):
            by_offset += engine.search(question, offset=offset, limit=30).hits
            page = engine.search(question, after=cursor, limit=30)
            by_cursor += page.hits
            cursor = page.next
        assert cursor is None
        assert tuple(by_offset) == tuple(by_cursor) == whole.hits

    def test_no_hits_are_asked_for(self, filled: Engine) -> None:
        hits = filled.search(query(), limit=0)
        assert (hits.hits, hits.total, hits.next) == ((), 6, None)
        assert filled.search(query(), offset=100).hits == ()

    def test_copies_fold_into_the_best_of_their_story(self, filled: Engine, analyzer: Analyzer) -> None:
        question = query(all_of("جسر النخيل", analyzer), group_duplicates=True)
        hits = filled.search(question)
        assert [(hit.id, hit.duplicates) for hit in hits.hits] == [(4, 1)]
        assert (hits.total, hits.groups) == (2, 1)
        newest = filled.search(query(group_duplicates=True, sort="oldest"))
        assert [(hit.id, hit.duplicates) for hit in newest.hits] == [(1, 1), (2, 0), (3, 0), (5, 0), (6, 0)]
        assert filled.search(query()).groups == 6

    # ---- words ----

    def test_words_are_counted_by_article(self, filled: Engine) -> None:
        words = dict(filled.words())
        assert words["الزحام"] == 3
        assert words["البلدية"] == 2
        assert "بحيرة" not in words

    def test_suggestions_are_common_spellings(self, engine: Engine) -> None:
        engine.rebuild(
            [
                Doc(1, "", "الأمير أمير امير"),
                Doc(2, "", "الأمير أمير"),
                Doc(3, "", "الأمير أميال"),
            ]
        )
        assert engine.suggest("أمي") == ["الأمير", "أمير", "أميال"]
        assert engine.suggest("امي", limit=1) == ["الأمير"]
        assert engine.suggest("غائب") == engine.suggest("") == []

    def test_the_words_of_a_root(self, engine: Engine) -> None:
        engine.rebuild([Doc(1, "كتاب", "كاتب الكتاب"), Doc(2, "", "الكتاب في المكتبة"), Doc(3, "", "جسر")])
        roots = dict(engine.words_of(Form("root", ("كتب",))))
        assert roots == {"كتاب": 1, "الكتاب": 2, "كاتب": 1, "المكتبة": 1}
        assert dict(engine.words_of(Form("stem", ("جسر",)))) == {"جسر": 1}
        assert list(engine.words_of(Form("root", ("زرف",)))) == []

    def test_tells_all_spellings_of_forms_or_none(self, engine: Engine, analyzer: Analyzer) -> None:
        engine.rebuild([Doc(1, "كتاب", "كاتب الكتاب وكتابهم كُتب"), Doc(2, "", "الكتب في المكتبات، وجسر")])
        engine.replace([3], [Doc(3, "", "والجسور والكتب")])
        forms = [Form("lemma", ("كتاب", "جسر")), Form("folded", ("في", "غائب"))]
        found = engine.spellings(forms)
        layers = [analyzer.layers(word) for word, _ in engine.words()]
        meant = {each.surface for each in layers if each.lemma in ("كتاب", "جسر") or each.folded == "في"}
        assert {"والكتب", "والجسور", "وجسر", "في"} <= meant
        assert found is None or found == meant
        assert not engine.spellings([])

    # ---- the reference engine ----

    def test_answers_as_the_reference_engine(self, engine: Engine, analyzer: Analyzer) -> None:
        chance = Random(analyzer, seed=1)
        docs = chance.docs(300)
        reference = registry.create("memory", "", analyzer)
        reference.rebuild(docs)
        engine.rebuild(docs[:150])
        for start in range(150, 300, 30):
            engine.replace([], docs[start : start + 30])
        for _ in range(200):
            asked_for = chance.query()
            assert_same(reference, engine, asked_for)
        assert sorted(engine.words()) == sorted(reference.words())
        for prefix in ("ا", "ال", "مد", "قوا", "ولل"):
            assert engine.suggest(prefix) == reference.suggest(prefix)

    def test_without_some_sources_none_of_their_articles_is_told(
        self, engine: Engine, analyzer: Analyzer
    ) -> None:
        """Scores are another matter: how rare a word is may count them."""
        chance = Random(analyzer, seed=2)
        docs = chance.docs(120)
        reference = registry.create("memory", "", analyzer)
        reference.rebuild(doc for doc in docs if doc.source != "nahr")
        engine.rebuild(docs)
        partial = engine.without(("nahr",))
        for _ in range(40):
            asked_for = chance.query()
            expected, found = reference.search(asked_for, limit=200), partial.search(asked_for, limit=200)
            assert (found.total, found.facets) == (expected.total, expected.facets)
            assert {hit.id for hit in found.hits} == {hit.id for hit in expected.hits} or found.groups
            assert list(partial.scan(asked_for)) == list(reference.scan(asked_for))
        assert sorted(partial.words()) == sorted(reference.words())
        assert sorted(partial.suggest("ال", limit=5)) == sorted(reference.suggest("ال", limit=5))
        assert len(set(engine.ids())) == 120

    # ---- threads ----

    def test_threads_share_an_engine(self, filled: Engine, analyzer: Analyzer) -> None:
        question = query(all_of("النخيل", analyzer), facets=("source",))
        failures: list[BaseException] = []

        def read() -> None:
            try:
                for _ in range(20):
                    assert filled.search(question).total in (3, 4)
            except BaseException as error:
                failures.append(error)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(10):
            filled.replace([100], [Doc(100, "النخيل", "")] if number % 2 == 0 else [])
        for reader in readers:
            reader.join()
        assert failures == []
