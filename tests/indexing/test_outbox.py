"""The outbox: whatever changes an article changes the index, and nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.editing import articles, names, publishing
from articles.indexing import documents, locks, outbox, rebuild, runtime
from articles.models import Article, IndexChange, Source, Tag
from articles.models.outbox import paused
from articles.search.errors import IndexBusy
from articles.search.types import Doc
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str, **fields) -> list[int]:
    return sorted(result.article.pk for result in search(SearchRequest(text=text, **fields)).results)


def test_a_saved_article_is_found_and_an_edited_one_by_its_new_words():
    article = archive.create(title="افتتاح الجسر", body="عبرت أولى الحافلات الجسر الجديد.")
    assert found("الحافلات") == [article.pk]
    archive.update(article, body="عبرت أولى الدراجات الجسر الجديد.")
    assert found("الحافلات") == []
    assert found("الدراجات") == [article.pk]


def test_a_deleted_article_is_gone():
    article = archive.create(title="افتتاح الجسر", body="نصّ")
    archive.delete(article)
    assert found("الجسر") == []
    assert not IndexChange.objects.exists()


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.WITHDRAWN])
def test_readers_find_published_articles_alone(status):
    archive.create(title="افتتاح الجسر", body="نصّ", status=status)
    assert found("الجسر") == []


def test_bulk_changes_reach_the_index():
    for n in range(3):
        archive.create(title=f"الجسر {n}", body="نصّ")
    assert publishing.withdraw(Article.objects.filter(title="الجسر 1")) == 1
    assert len(found("الجسر")) == 2
    articles.delete(Article.objects.all())
    assert found("الجسر") == []


def test_a_change_rolled_back_leaves_no_trace():
    with transaction.atomic():
        archive.create(title="الجسر", body="نصّ")
        transaction.set_rollback(True)
    assert not IndexChange.objects.exists()
    assert found("الجسر") == []


def test_merging_sources_moves_their_articles():
    target, gone = Source.objects.create(name="جريدة الميناء"), Source.objects.create(name="الميناء")
    article = archive.create(title="الجسر", body="نصّ", source=gone)
    names.merge(gone, target)
    assert found("الجسر", columns={"source": (target.slug,)}) == [article.pk]
    assert not Source.objects.filter(pk=gone.pk).exists()


def test_merging_and_deleting_tags_reaches_the_index():
    target, gone = Tag.objects.create(name="نهر السرو"), Tag.objects.create(name="السرو")
    article = archive.create(title="الجسر", body="نصّ", tags=[gone])
    names.merge(gone, target)
    assert found("", columns={"tag": (target.slug,)}) == [article.pk]
    names.delete(Tag.objects.all())
    assert found("", columns={"tag": (target.slug,)}) == []
    assert found("الجسر") == [article.pk]


def test_deleting_a_source_keeps_its_articles():
    source = Source.objects.create(name="جريدة الميناء")
    article = archive.create(title="الجسر", body="نصّ", source=source)
    names.delete([source])
    assert found("الجسر") == [article.pk]
    assert found("الجسر", columns={"source": (source.slug,)}) == []


def test_a_poison_article_is_postponed_and_the_rest_goes_on(monkeypatch):
    """The engine is the real one; only reading one row fails, as a damaged row would."""
    with paused():
        good = archive.create(title="الجسر", body="نصّ")
        bad = archive.create(title="الجسر", body="تالف")
    read = documents.doc_of

    def read_or_fail(article):
        if article.pk == bad.pk:
            raise ValueError("damaged row")
        return read(article)

    monkeypatch.setattr(documents, "doc_of", read_or_fail)
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == [good.pk]
    left = IndexChange.objects.get()
    assert (left.article_id, left.attempts) == (bad.pk, 1)
    assert "damaged row" in left.error
    assert left.not_before > timezone.now()

    monkeypatch.undo()
    IndexChange.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == [good.pk, bad.pk]


def test_a_clock_that_was_put_back_holds_up_no_change():
    with paused():
        first, second = archive.create(body="الجسر"), archive.create(body="الجسر")
    tomorrow = timezone.now() + timedelta(days=1)
    IndexChange.objects.update(not_before=tomorrow, created_at=tomorrow)
    IndexChange.objects.filter(article_id=second.pk).update(attempts=3)
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == [first.pk, second.pk]


def test_a_busy_index_leaves_the_row_for_the_locks_holder():
    with locks.lock("drain.lock"):
        article = archive.create(title="الجسر", body="نصّ")
        assert IndexChange.objects.count() == 1
        with pytest.raises(IndexBusy):
            outbox.drain(runtime.current_engine())
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == [article.pk]


def test_what_people_save_goes_before_what_an_import_has_stored():
    with paused():
        imported = archive.create(title="الجسر القديم", body="نصّ")
    saved = archive.create(title="الجسر الجديد", body="نصّ")
    assert found("الجسر") == [saved.pk]  # nobody's request pays for the backlog
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == [imported.pk, saved.pk]


def test_a_change_of_many_articles_is_left_to_the_worker():
    with paused():
        Article.objects.bulk_create(Article(title=f"الجسر {n}", status="draft") for n in range(101))
    publishing.publish(Article.objects.all())
    assert found("الجسر") == []
    outbox.drain(runtime.current_engine())
    assert len(found("الجسر")) == 20  # a page of them
    assert not IndexChange.objects.exists()


def test_a_change_during_a_rebuild_reaches_both_indexes():
    first = archive.create(title="الجسر الأول", body="نصّ")
    engine = runtime.current_engine()
    assert found("الجسر") == [first.pk]
    with locks.rebuilding("whoosh"):  # as a rebuild in another process holds it
        second = archive.create(title="الجسر الثاني", body="نصّ")
        assert found("الجسر") == [first.pk, second.pk]
        assert IndexChange.objects.get().held
    outbox.drain(engine)
    assert not IndexChange.objects.exists()
    assert found("الجسر") == [first.pk, second.pk]


def test_rebuild_and_check():
    article = archive.create(title="الجسر", body="نصّ")
    engine = runtime.current_engine()
    engine.replace([article.pk, 999], [documents.doc_of(article), Doc(id=999, title="الجسر", body="")])
    difference = rebuild.check(engine)
    assert (difference.missing, difference.surplus) == (frozenset(), frozenset({999}))
    rebuild.repair(engine, difference)
    assert not rebuild.check(engine)
    rebuild.rebuild("whoosh")
    assert found("الجسر") == [article.pk]
    assert not rebuild.must_rebuild(runtime.current_engine())


@pytest.mark.parametrize("pointer", ["", "{}", '{"name": "generation-1"}', "\x00"])
def test_an_index_that_cannot_be_read_is_rebuilt(pointer):
    article = archive.create(title="الجسر", body="نصّ")
    (runtime.vocabulary_file().parent / "whoosh" / "current").write_text(pointer)
    runtime.reset()
    assert rebuild.must_rebuild(runtime.current_engine())
    rebuild.rebuild("whoosh")
    assert found("الجسر") == [article.pk]
