"""Moving an archive to another engine: nothing is lost, whatever is saved in between."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.models import IndexChange
from articles.search.engines.tantivy.engine import TantivyEngine
from articles.search.types import Hits
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.status import checks
from articles.status.overview import CHECKS
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)
pytest.importorskip("tantivy", reason="the extra tantivy is not installed")


def found(text: str) -> list[int]:
    return sorted(result.article.pk for result in search(SearchRequest(text=text)).results)


def switch(name: str) -> str:
    out = StringIO()
    call_command("switch_engine", name, stdout=out)
    return out.getvalue()


@pytest.fixture
def start_with(settings):
    """As when all processes end, and start with another setting."""

    def start(name: str) -> None:
        settings.SEARCH_ENGINE = name
        runtime.reset()

    start("whoosh")
    return start


@pytest.fixture
def article():
    return archive.create(title="الجسر", body="نصّ")


def test_all_processes_use_the_other_engine_at_once(article, start_with):
    assert "SEARCH_ENGINE=tantivy" in switch("tantivy")
    assert active_engine.name() == "tantivy", "the setting still names the former one"
    later = archive.create(title="الجسر الجديد", body="نصّ")
    archive.update(article, body="نصّ عن البحيرة")
    assert found("الجسر") == [article.pk, later.pk]
    assert found("البحيرة") == [article.pk]
    assert not IndexChange.objects.exists()
    start_with("tantivy")
    active_engine.adopt_setting()
    assert not rebuild.must_rebuild(runtime.current_engine())
    assert found("الجسر") == [article.pk, later.pk]


def test_a_setting_that_names_the_former_engine_is_told(article, start_with, client):
    def told() -> list[str]:
        return [check.id for check in run_checks(tags=[CHECKS]) if check.id == "articles.W006"]

    assert told() == []
    switch("tantivy")
    assert told() == ["articles.W006"]
    assert client.get("/readyz").json()["engine"] == "tantivy"
    start_with("tantivy")
    active_engine.adopt_setting()
    assert told() == []


def test_an_archive_moves_back(article, start_with):
    switch("tantivy")
    archive.update(article, title="البحيرة")
    switch("whoosh")
    assert active_engine.name() == "whoosh"
    assert (found("الجسر"), found("البحيرة")) == ([], [article.pk])
    start_with("tantivy")
    assert active_engine.name() == "whoosh", "whatever the setting said before"


@pytest.mark.parametrize("step", ["build_for", "_catch_up", "_compare_articles", "_compare_rankings"])
def test_a_move_that_is_interrupted_leaves_the_present_engine_and_goes_on(article, monkeypatch, step):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"articles.indexing.switch.{step}", interrupted)
        with pytest.raises(KeyboardInterrupt):
            switch("tantivy")
    assert active_engine.name() == "whoosh"
    later = archive.create(title="الجسر الجديد", body="نصّ")
    assert found("الجسر") == [article.pk, later.pk]
    switch("tantivy")
    assert active_engine.name() == "tantivy"
    assert found("الجسر") == [article.pk, later.pk]


def test_an_engine_that_answers_otherwise_is_not_moved_to(article, monkeypatch):
    monkeypatch.setattr(TantivyEngine, "search", lambda *args, **options: Hits((), 0))
    with pytest.raises(CommandError, match="finds 1 articles, in the new index 0"):
        switch("tantivy")
    assert active_engine.name() == "whoosh"


def test_a_batch_that_was_begun_before_the_move_is_applied_to_both(article, monkeypatch):
    """Whoever waits for the lock meanwhile finds the new engine."""
    move_to, engines = active_engine.move_to, []

    def drain_in_between(name):
        move_to(name)
        archive.update(article, title="البحيرة")
        engines.append(active_engine.name())

    monkeypatch.setattr(active_engine, "move_to", drain_in_between)
    switch("tantivy")
    outbox.drain()
    assert engines == ["tantivy"]
    assert (found("الجسر"), found("البحيرة")) == ([], [article.pk])


def test_an_index_that_was_left_behind_is_built_anew(article, start_with):
    switch("tantivy")
    start_with("tantivy")
    active_engine.adopt_setting()
    outbox.drain()
    archive.delete(article)
    start_with("whoosh")
    assert rebuild.must_rebuild(runtime.current_engine())
    assert "agrees" in switch("whoosh")
    assert found("الجسر") == []
    assert not rebuild.must_rebuild(runtime.current_engine())


def test_a_rebuild_of_the_present_engine_forgets_the_other(article, start_with):
    rebuild.build_for("tantivy")
    archive.create(title="الجسر الجديد", body="نصّ")
    assert active_engine.pending_engine() == "tantivy"
    rebuild.rebuild("whoosh")
    assert active_engine.pending_engine() is None
    assert not IndexChange.objects.exists()
    start_with("tantivy")
    assert rebuild.must_rebuild(runtime.current_engine())


def test_a_start_without_the_command_builds_the_index_and_keeps_the_vocabulary(article, start_with):
    for number in range(3):
        archive.create(title=f"الجسر {number}", body="نصّ")
    rebuild.rebuild("whoosh")
    frozen = runtime.vocabulary()
    assert frozen
    start_with("tantivy")
    assert rebuild.must_rebuild(runtime.current_engine())
    rebuild.rebuild("tantivy")
    assert runtime.vocabulary() == frozen
    assert len(found("الجسر")) == 4


def test_an_unknown_engine_is_refused():
    with pytest.raises(CommandError, match="tantivy"):
        switch("lucene")


def test_an_archive_that_outgrew_its_engine_is_told_the_command(article, start_with, monkeypatch):
    assert run_checks(tags=[CHECKS]) == []
    monkeypatch.setattr(checks, "ROOM", {"whoosh": (0, "tantivy")})
    (warning,) = run_checks(tags=[CHECKS])
    assert warning.id == "articles.W001"
    assert "switch_engine tantivy" in warning.hint
    start_with("tantivy")
    assert run_checks(tags=[CHECKS]) == []


def test_the_administration_shows_what_the_checks_tell(article, start_with, monkeypatch, admin_client):
    monkeypatch.setattr(checks, "ROOM", {"whoosh": (0, "tantivy")})
    assert "manage.py switch_engine tantivy" in admin_client.get("/admin/").content.decode()
