"""Writers that meet in PostgreSQL, each in a thread with a connection of its own. Run by test_postgres.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.urls import reverse

from articles.editing import articles, publishing
from articles.importing import pipeline
from articles.importing.rows.store import Report, store
from articles.indexing import outbox, turns
from articles.ingest.types import Draft, RawArticle
from articles.models import Article, Import, ImportedFile, IndexChange
from articles.models.outbox import paused
from articles.search.engines.whoosh.engine import WhooshEngine
from articles.search.errors import IndexBusy
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "بلغ محصول الزيتون في القرية نحو سبعمئة قنطار هذا الموسم، وقال المزارعون إنّ المطر جاء في وقته."


def draft(number: int, text: str = TEXT) -> Draft:
    body = f"{text} القرية رقم {number}."
    return Draft(
        title=f"خبر {number}",
        body=body,
        raw=RawArticle(text=body).dumps(),
        source="الميناء",
        url=f"https://mina.example/{number}",
        tags=("الزيتون", f"قرية {number}"),
    )


def import_drafts(*drafts: Draft, stored: Event | None = None, go_on: Event | None = None) -> Report:
    """Store them in one batch; with events, tell when it is stored and commit when told to."""
    report = Report()
    with paused():
        batch = Import.objects.create(publish_at_once=True)
        file = ImportedFile.objects.create(batch=batch, name="a.jsonl")
        to = pipeline.begin(file)
        with transaction.atomic():
            store(drafts, report, to)
            if stored and go_on:
                stored.set()
                assert go_on.wait(60)
    return report


def in_thread(pool: ThreadPoolExecutor, work: Callable[[], object]) -> Future[object]:
    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def wait_for_a_lock() -> None:
    """Return when another connection waits for a lock."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as executor:
        yield executor


def test_two_imports_of_one_new_input_store_it_once(pool):
    stored, go_on = Event(), Event()
    first = in_thread(pool, lambda: import_drafts(draft(1), draft(2), stored=stored, go_on=go_on))
    assert stored.wait(60)
    second = in_thread(pool, lambda: import_drafts(draft(2), draft(3)))
    wait_for_a_lock()
    go_on.set()
    assert first.result().added == 2
    report = second.result()
    assert (report.added, report.duplicates, report.issues) == (1, 1, [])
    assert Article.objects.count() == 3


def test_an_input_that_came_changed_meanwhile_is_its_next_version(pool):
    stored, go_on = Event(), Event()
    first = in_thread(pool, lambda: import_drafts(draft(1), stored=stored, go_on=go_on))
    assert stored.wait(60)
    second = in_thread(pool, lambda: import_drafts(draft(1, f"{TEXT} ثمّ عاد المطر.")))
    wait_for_a_lock()
    go_on.set()
    first.result()
    assert (second.result().added, second.result().updated) == (0, 1)
    assert "ثمّ عاد المطر" in Article.objects.get().body


def test_imports_in_opposite_order_end_with_every_input_once(pool):
    """They wait for each other's rows: whichever PostgreSQL gives up stores its batch once more."""
    drafts = [draft(number) for number in range(120)]
    for start in range(0, 120, 20):
        some = drafts[start : start + 20]
        one = in_thread(pool, lambda some=some: import_drafts(*some))
        other = in_thread(pool, lambda some=some: import_drafts(*reversed(some)))
        reports = [one.result(), other.result()]
        assert sum(report.added for report in reports) == 20
        assert sum(report.duplicates for report in reports) == 20
        assert [report.issues for report in reports] == [[], []]
    assert Article.objects.count() == 120


def test_an_import_does_not_overwrite_what_an_editor_saves_meanwhile(pool):
    import_drafts(draft(1))
    saved, go_on = Event(), Event()

    def edit() -> None:
        with paused(), transaction.atomic():
            (article,) = articles.lock([Article.objects.get().pk]).values()
            archive.update(article, body="نصّ صحّحه محرّر.", edited=True)
            saved.set()
            assert go_on.wait(60)

    editor = in_thread(pool, edit)
    assert saved.wait(60)
    importer = in_thread(pool, lambda: import_drafts(draft(1, f"{TEXT} ثمّ عاد المطر.")))
    wait_for_a_lock()
    go_on.set()
    editor.result()
    assert importer.result().duplicates == 1
    assert Article.objects.get().body == "نصّ صحّحه محرّر."


def test_a_form_that_is_saved_after_an_import_is_told_of_it(pool, admin_client):
    import_drafts(draft(1))
    article = Article.objects.get()
    seen, address = article.updated_at.isoformat(), reverse("upload-article", args=[article.pk])
    stored, go_on = Event(), Event()
    changed = f"{TEXT} ثمّ عاد المطر."
    importer = in_thread(pool, lambda: import_drafts(draft(1, changed), stored=stored, go_on=go_on))
    assert stored.wait(60)
    form = {"title": "عنوان المحرّر", "body": "نصّ المحرّر.", "version": seen}
    page = in_thread(pool, lambda: admin_client.post(address, form))
    wait_for_a_lock()
    go_on.set()
    importer.result()
    response = page.result()
    assert response.status_code == 422
    assert "نصّ المحرّر." in response.content.decode()
    article.refresh_from_db()
    assert "ثمّ عاد المطر" in article.body


def test_an_article_that_is_withdrawn_while_its_update_is_published_is_public_once(pool):
    """Either order is one that people may have meant; a second article is none."""
    live = archive.create("عنوان قديم", "نصّ قديم.")
    update = archive.create("عنوان جديد", "نصّ جديد.", status="draft", replaces=live)
    one = in_thread(pool, lambda: publishing.publish_one(update))
    other = in_thread(pool, lambda: publishing.withdraw(Article.objects.filter(pk=live.pk)))
    one.result()
    other.result()
    assert [(article.pk, article.title) for article in Article.objects.all()] == [(live.pk, "عنوان جديد")]


def test_a_draft_that_two_people_publish_updates_its_article_once(pool):
    live = archive.create("عنوان قديم", "نصّ قديم.")
    update = archive.create("عنوان جديد", "نصّ جديد.", status="draft", replaces=live)
    both = [in_thread(pool, lambda: publishing.publish_one(update)) for _ in range(2)]
    assert {shown.result().pk for shown in both} == {live.pk}
    assert [(article.pk, article.title) for article in Article.objects.all()] == [(live.pk, "عنوان جديد")]


def test_workers_claim_other_changes_and_never_one_article_at_a_time(pool, monkeypatch):
    monkeypatch.setattr(turns, "_SHARED", {"whoosh"})
    IndexChange.objects.bulk_create(IndexChange(article_id=number) for number in (1, 2, 3, 1))
    changes = IndexChange.objects.order_by("id")
    claimed, go_on = Event(), Event()

    def first() -> list[int]:
        with turns.turn():
            mine = turns.claim(changes[:2])
            claimed.set()
            assert go_on.wait(60)
            return [article for _, article in mine]

    def second() -> list[int]:
        with turns.turn():
            return [article for _, article in turns.claim(changes)]

    one = in_thread(pool, first)
    assert claimed.wait(60)
    assert in_thread(pool, second).result() == [3], "article 1 waits for the change before"
    go_on.set()
    assert one.result() == [1, 2]
    assert in_thread(pool, second).result() == [1, 2, 3, 1]


def test_what_other_workers_have_claimed_is_waited_for(pool, monkeypatch):
    monkeypatch.setattr(turns, "_SHARED", {"whoosh"})
    article = archive.create("جسر", "نصّ")
    outbox.drain_and_wait()
    IndexChange.objects.create(article_id=article.pk)
    claimed, go_on = Event(), Event()

    def hold() -> None:
        with turns.turn():
            turns.claim(IndexChange.objects.all())
            claimed.set()
            assert go_on.wait(60)

    holder = in_thread(pool, hold)
    assert claimed.wait(60)
    with pytest.raises(IndexBusy):
        outbox.drain()
    go_on.set()
    holder.result()
    outbox.drain_and_wait()
    assert not IndexChange.objects.exists()


def test_an_article_saved_again_does_not_wait_for_bulk_changes(pool, monkeypatch):
    monkeypatch.setattr(turns, "_SHARED", {"whoosh"})
    edited, imported = archive.create("جسر", "نصّ"), archive.create("سدّ", "نصّ")
    outbox.drain_and_wait()
    IndexChange.objects.create(article_id=edited.pk)
    IndexChange.objects.create(article_id=imported.pk, bulk=True)
    in_bulk, go_on, replace = Event(), Event(), WhooshEngine.replace

    def slowly(self, ids, docs) -> None:
        if imported.pk in ids:
            in_bulk.set()
            assert go_on.wait(60)
        replace(self, ids, docs)

    monkeypatch.setattr(WhooshEngine, "replace", slowly)
    worker = in_thread(pool, outbox.drain)
    assert in_bulk.wait(60)
    IndexChange.objects.create(article_id=edited.pk)
    assert outbox.drain(bulk=False) == 1
    go_on.set()
    worker.result()
    assert not IndexChange.objects.exists()
