"""What agencies send after an item: newer versions of it, older ones, embargoes that end, kills."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.editing import publishing
from articles.importing import pipeline, uploads
from articles.models import Article, Import, ItemKill
from tests import archive
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

FAR = "2099-01-01T00:00:00Z"
BODY = "أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة بعد صيانة دامت شهرين كاملين."


def item(version: int | None = 1, uri: str = "urn:newsml:sindyan.example:1", **more: Any) -> dict[str, Any]:
    numbered = {} if version is None else {"version": str(version)}
    return {
        "uri": uri,
        "headline": f"جسر السنديان، النسخة {version}",
        "body_text": f"{BODY} وهذه النسخة رقم {version} من {uri}.",
        "versioncreated": "2024-03-01T08:00:00Z",
        "infosource": [{"name": "وكالة السنديان"}],
    } | numbered | more  # fmt: skip


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def load(*items: dict[str, Any], status: str = "published") -> pipeline.Report:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        return pipeline.import_paths([path], status=status)

    return load


def titles(**conditions: Any) -> list[str]:
    rows = Article.objects.filter(**conditions).order_by("pk")
    return [title.rpartition(" ")[2] for title in rows.values_list("title", flat=True)]


def test_a_newer_version_updates_and_an_older_one_does_not(load):
    load(item(9))
    report = load(item(10))
    assert (report.added, report.updated, titles()) == (0, 1, ["10"])
    report = load(item(2))
    assert (report.added, report.updated, report.duplicates, titles()) == (0, 0, 1, ["10"])


def test_versions_in_one_file_in_any_order(load):
    load(item(3), item(1), item(2), item(4))
    assert titles() == ["4"]


def test_an_older_version_does_not_follow_a_newer_one_into_review(load):
    load(item(1))
    load(item(3), status="draft")
    report = load(item(2), status="draft")
    assert (report.updated, report.duplicates) == (0, 1)
    assert titles(status="draft") == ["3"]


def test_an_id_that_is_no_uri_is_one_of_its_source(load):
    load(item(1, uri="4711"), item(2, uri="4711", infosource=[{"name": "وكالة البلّوط"}]))
    assert titles() == ["1", "2"]


def test_an_embargo_is_kept_and_ends_by_itself(load):
    load(item(1, embargoed=FAR), item(1, uri="urn:2", headline="محجوب", pubstatus="withheld", embargoed=FAR))
    assert set(Article.objects.values_list("status", "held_reason")) == {("scheduled", "")}
    assert set(Article.objects.values_list("visible_from", flat=True)) == {datetime(2099, 1, 1, tzinfo=UTC)}
    assert publishing.publish_due() == 0
    Article.objects.update(visible_from=timezone.now() - timedelta(seconds=1))
    assert publishing.publish_due() == 2
    assert Article.objects.published().count() == 2


def test_an_embargoed_version_waits_beside_what_readers_see(load):
    load(item(1))
    load(item(2, embargoed=FAR))
    assert (titles(status="published"), titles(status="scheduled")) == (["1"], ["2"])
    Article.objects.filter(status="scheduled").update(visible_from=timezone.now())
    publishing.publish_due()
    assert (titles(), titles(status="published")) == (["2"], ["2"])


def test_an_update_of_what_was_withdrawn_meanwhile_becomes_a_draft(load):
    load(item(1))
    load(item(2, embargoed=FAR))
    publishing.withdraw(Article.objects.filter(status="published"))
    Article.objects.filter(status="scheduled").update(visible_from=timezone.now())
    assert publishing.publish_due() == 0
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "withdrawn"]


def test_a_newer_version_lifts_an_embargo_or_holds_the_item_back(load):
    load(
        item(1, embargoed=FAR),
        item(1, uri="urn:2", embargoed=FAR),
        item(1, uri="urn:3", pubstatus="withheld"),
    )
    load(item(2), item(2, uri="urn:2", pubstatus="withheld"), item(2, uri="urn:3"))
    found = Article.objects.order_by("pk").values_list("status", "held_reason", "item_version")
    assert list(found) == [("published", "", "2"), ("draft", "withheld", "2"), ("published", "", "2")]


def test_a_draft_that_waits_for_an_editor_goes_on_waiting(load):
    load(item(1), status="draft")
    load(item(2))
    assert (titles(status="draft"), Article.objects.published().count()) == (["2"], 0)


def test_a_kill_withdraws_what_readers_see_and_says_so(load, client):
    load(item(1), item(1, uri="urn:2", headline="باقٍ"))
    killed = Article.objects.order_by("pk")[0]
    report = load(item(2, pubstatus="canceled"))
    assert (report.added, report.updated, report.files_failed) == (0, 1, 0)
    (failure,) = report.as_json()["failed"]
    assert killed.title in failure["reason"]
    assert "urn:newsml:sindyan.example:1" in failure["reason"]
    assert client.get(killed.get_absolute_url()).status_code == 410
    assert client.get("/api/v1/search", {"q": "السنديان"}).json()["total"] == 1


def test_a_killed_item_does_not_come_back_by_itself(load):
    load(item(1))
    load(item(2, pubstatus="canceled"))
    load(item(1), item(2), item(1, headline="مرّة أخرى"))
    assert Article.objects.published().count() == 0


def test_a_kill_may_come_before_its_item(load):
    load(item(2, pubstatus="canceled"))
    load(item(1))
    assert list(Article.objects.values_list("status", "held_reason")) == [("draft", "canceled")]
    load(item(3))
    assert titles(status="published") == ["3"]


def test_what_is_held_back_is_counted(load):
    report = load(item(1), item(1, uri="urn:2", pubstatus="withheld"), item(1, uri="urn:3", embargoed=FAR))
    assert (report.added, report.held) == (3, 2)


def test_a_kill_stops_an_embargoed_item(load):
    load(item(1, embargoed=FAR))
    report = load(item(2, pubstatus="canceled"))
    assert [issue.code for issue in report.issues] == ["killed"]
    Article.objects.update(visible_from=timezone.now())
    assert publishing.publish_due() == 0
    assert list(Article.objects.values_list("status", "held_reason")) == [("draft", "canceled")]


def test_an_older_kill_spares_a_newer_version(load):
    load(item(5))
    load(item(4, pubstatus="canceled"))
    assert titles(status="published") == ["5"]


def test_a_kill_of_what_is_not_here_says_so(load):
    report = load(item(1, uri="urn:unknown", pubstatus="canceled"))
    assert [issue.code for issue in report.issues] == ["killed"]
    assert ItemKill.objects.count() == 1


def test_what_its_sender_holds_back_is_not_published_with_its_batch(load):
    load(
        item(1),
        item(1, uri="urn:2", pubstatus="withheld"),
        item(1, uri="urn:3", embargoed=FAR),
        status="draft",
    )
    assert publishing.publish(Article.objects.all()) == 2
    assert list(Article.objects.order_by("pk").values_list("status", flat=True)) == [
        "published",
        "draft",
        "scheduled",
    ]
    shown = publishing.publish_one(Article.objects.get(status="draft"))
    assert (shown.is_public, Article.objects.get(pk=shown.pk).held_reason) == (True, "")


def test_withdrawing_and_giving_back_keep_an_embargo():
    soon = timezone.now() + timedelta(hours=1)
    article = archive.create(visible_from=soon, status="scheduled")
    rows = Article.objects.filter(pk=article.pk)
    assert publishing.withdraw(rows) == 1
    assert publishing.publish_one(rows.get()).is_scheduled
    rows.update(status="withdrawn")
    assert publishing.reinstate(rows) == 1
    assert rows.get().is_scheduled


def undo_last() -> None:
    batch = Import.objects.latest("pk")
    uploads.undo(batch)
    run_jobs()


def test_undoing_a_batch_brings_back_what_its_kill_took(load):
    load(item(1))
    load(item(1, "urn:newsml:sindyan.example:2", embargoed=FAR))
    load(
        item(2, pubstatus="canceled", versioncreated="2024-03-02T08:00:00Z"),
        item(2, "urn:newsml:sindyan.example:2", pubstatus="canceled"),
    )
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "withdrawn"]
    undo_last()
    assert sorted(Article.objects.values_list("status", flat=True)) == ["published", "scheduled"]
    assert not ItemKill.objects.exists()
    load(item(3))
    assert titles(status="published") == ["3"]


def test_what_another_batch_has_killed_too_stays_killed_until_both_are_undone(load):
    load(item(1))
    load(item(2, pubstatus="canceled"))
    first = Import.objects.latest("pk")
    load(item(3, pubstatus="canceled"))
    uploads.undo(first)
    run_jobs()
    assert Article.objects.get().status == "withdrawn"
    undo_last()
    assert Article.objects.get().status == "published"


def test_what_an_editor_has_withdrawn_before_stays_withdrawn(load):
    load(item(1))
    publishing.withdraw(Article.objects.all())
    load(item(2, pubstatus="canceled"))
    undo_last()
    assert Article.objects.get().status == "withdrawn"


def test_an_article_from_before_items_had_ids_is_known_by_its_address(load):
    uri = "https://sindyan.example/items/1"
    load(item(1, uri))
    Article.objects.update(item_key="", item_version="")
    load(item(2, uri, pubstatus="canceled"))
    assert Article.objects.get().status == "withdrawn"
    undo_last()
    load(item(1, uri))  # the same once more: now it is known
    assert Article.objects.get().item_version == "1"
