"""Embargoes and what is held back, as staff see them: the reading page, the review, the administration."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.importing import pipeline
from articles.models import Article, Import
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def embargoed():
    soon = timezone.now() + timedelta(hours=2)
    return archive.create("جسر السنديان", "نصّ عن الجسر.", status="scheduled", visible_from=soon)


def test_staff_see_it_with_a_notice_and_no_cache_keeps_it(client, admin_client, embargoed, django_user_model):
    address = embargoed.get_absolute_url()
    page = admin_client.get(address)
    assert "لا يراه القرّاء بعد" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client.get(address).status_code == 404
    client.force_login(django_user_model.objects.create_user("salma", password="x"))
    assert client.get(address).status_code == 404


def form(article: Article, **changed: str) -> dict[str, str]:
    return {
        "title": article.title,
        "body": article.body,
        "status": article.status,
        "language": "ar",
        "authors": "",
        "published": "",
    } | changed


def test_an_embargo_set_in_the_administration_holds_the_article_back(admin_client, client):
    article = archive.create("جسر السنديان", "نصّ عن الجسر.")
    edit = reverse("admin:articles_article_change", args=[article.pk])
    admin_client.post(edit, form(article, visible_from_0="2099-01-01", visible_from_1="08:00"))
    article.refresh_from_db()
    assert (article.status, article.visible_from.year) == ("scheduled", 2099)
    assert client.get("/api/v1/search", {"q": "السنديان"}).json()["total"] == 0
    admin_client.post(edit, form(article, visible_from_0="", visible_from_1=""))
    assert client.get("/api/v1/search", {"q": "السنديان"}).json()["total"] == 1


def test_a_new_article_with_an_embargo_is_scheduled(admin_client):
    new = form(Article(title="جديد", body="نصّ", status="published"))
    embargo = {"visible_from_0": "2099-01-01", "visible_from_1": "08:00"}
    admin_client.post(reverse("admin:articles_article_add"), new | embargo)
    assert Article.objects.get().is_scheduled


def test_the_review_says_why_and_until_when(admin_client, tmp_path):
    rows = [
        {
            "uri": f"urn:{n}",
            "headline": f"خبر {n}",
            "body_text": f"نصّ الخبر رقم {n} عن الجسر.",
            "pubstatus": s,
        }
        | e
        for n, (s, e) in enumerate(
            [("usable", {}), ("withheld", {}), ("usable", {"embargoed": "2099-01-01T00:00:00Z"})], start=1
        )
    ]
    path = tmp_path / "items.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    pipeline.import_paths([path], status="draft")
    batch = Import.objects.get()
    page = admin_client.get(batch.get_absolute_url()).content.decode()
    assert "محجوب في أصله" in page
    withheld, embargoed = Article.objects.filter(pk__gt=Article.objects.order_by("pk")[0].pk).order_by("pk")
    listed = admin_client.get(reverse("upload-file", args=[batch.files.get().pk])).content.decode()
    assert "حجبته الجهة التي أرسلته" in listed
    assert "لا يُنشر قبل" in listed
    assert "حجبته الجهة" in admin_client.get(reverse("upload-article", args=[withheld.pk])).content.decode()
    assert "انتظر موعده" in admin_client.get(reverse("upload-article", args=[embargoed.pk])).content.decode()
    said = admin_client.post(reverse("upload-publish", args=[batch.pk]), follow=True).content.decode()
    assert "لم يُنشر ما حُجب في أصله" in said
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "published", "scheduled"]
