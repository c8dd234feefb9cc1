"""What its sender holds back is not published by an import."""

from __future__ import annotations

import json

import pytest

from articles.importing import pipeline
from articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


def item(number: int, **more) -> dict:
    body = f"أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة بعد صيانة دامت {number} أشهر كاملة."
    return {
        "uri": f"urn:newsml:sindyan.example:{number}",
        "headline": f"جسر السنديان {number}",
        "body_text": body,
        "versioncreated": "2024-03-01T08:00:00Z",
        "infosource": [{"name": "وكالة السنديان"}],
    } | more


def load(tmp_path, *items: dict):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return pipeline.import_paths([path])


def test_withheld_and_embargoed_items_are_drafts(tmp_path):
    report = load(
        tmp_path,
        item(1, pubstatus="usable"),
        item(2, pubstatus="withheld", embargoed="2099-01-01T00:00:00Z"),
        item(3, embargoed="2099-01-01T00:00:00Z"),
        item(4, embargoed="2020-01-01T00:00:00Z"),
    )
    assert report.added == 4
    assert sorted(Article.objects.published().values_list("title", flat=True)) == [
        "جسر السنديان 1",
        "جسر السنديان 4",
    ]


def test_a_withheld_version_does_not_overwrite_what_readers_see(tmp_path):
    url = "https://sindyan.example/1"
    load(tmp_path, item(1, link=url))
    load(
        tmp_path,
        item(1, link=url, pubstatus="withheld", body_text="نصّ جديد لا يجوز نشره بعد عن جسر السنديان."),
    )
    assert "نصّ جديد" not in Article.objects.published().get().body


def test_a_canceled_item_is_told_and_not_stored(tmp_path):
    report = load(tmp_path, item(1), item(2, pubstatus="canceled"))
    assert (report.added, [issue.code for issue in report.issues], report.files_failed) == (1, ["killed"], 0)
