"""What readers see: drafts take the place of what they update, and nothing comes back by itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.editing import articles, publishing
from articles.models import Article
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:articles_article_changelist"


def found(text: str) -> list[int]:
    return sorted(result.article.pk for result in search(SearchRequest(text=text)).results)


@pytest.fixture
def live():
    return archive.create("عنوان قديم", "نصّ قديم عن الميناء.")


@pytest.fixture
def draft(live):
    return archive.create("عنوان جديد", "نصّ جديد عن الميناء.", status="draft", replaces=live)


def act(client, action: str, *chosen: Article) -> None:
    client.post(reverse(LIST), {"action": action, "_selected_action": [article.pk for article in chosen]})


def test_the_action_publishes_the_draft_of_an_update_in_its_articles_place(admin_client, live, draft):
    act(admin_client, "publish", draft)
    assert [article.title for article in Article.objects.all()] == ["عنوان جديد"]
    assert found("الميناء") == [live.pk]


def test_the_status_field_publishes_the_draft_of_an_update_in_its_articles_place(admin_client, live, draft):
    form = {"title": "عنوان أجدّ", "body": draft.body, "status": "published", "language": "ar", "authors": ""}
    edit = reverse("admin:articles_article_change", args=[draft.pk])
    done = admin_client.post(edit, form | {"published": "", "_continue": "1"}, follow=True)
    assert done.status_code == 200
    assert done.redirect_chain[-1][0].endswith(f"/{live.pk}/change/")
    assert [(article.pk, article.title) for article in Article.objects.all()] == [(live.pk, "عنوان أجدّ")]


def test_the_action_leaves_what_was_corrected_by_hand_and_says_so(admin_client, live, draft):
    archive.update(live, edited=True)
    chosen = {"action": "publish", "_selected_action": [draft.pk]}
    page = admin_client.post(reverse(LIST), chosen, follow=True).content.decode()
    assert "حُرّر باليد" in page
    live.refresh_from_db()
    assert live.title == "عنوان قديم"


def test_the_action_gives_back_what_was_withdrawn(admin_client, live):
    act(admin_client, "withdraw", live)
    assert found("الميناء") == []
    act(admin_client, "publish", live)
    assert found("الميناء") == [live.pk]


def test_withdrawing_leaves_drafts(live, draft):
    assert publishing.withdraw(Article.objects.all()) == 1
    draft.refresh_from_db()
    assert draft.status == Article.Status.DRAFT


def test_a_batch_that_is_published_brings_back_nothing_that_was_withdrawn(live, draft):
    publishing.withdraw(Article.objects.filter(pk=live.pk))
    assert publishing.publish(Article.objects.all()) == 0
    assert found("الميناء") == []
    shown = publishing.publish_one(draft)
    assert (shown.pk, shown.is_public) == (live.pk, True)
    assert found("جديد") == [live.pk]


def test_an_edit_does_not_undo_a_withdrawal_that_came_between(live):
    read_before = Article.objects.get(pk=live.pk)
    publishing.withdraw(Article.objects.filter(pk=live.pk))
    archive.update(read_before, body="نصّ مصحّح عن الميناء.")
    live.refresh_from_db()
    assert (live.status, live.body) == (Article.Status.WITHDRAWN, "نصّ مصحّح عن الميناء.")
    assert found("الميناء") == []


def test_the_draft_of_an_update_inherits_the_input_of_a_deleted_article(live, draft):
    Article.objects.filter(pk=live.pk).update(input_key="x" * 64)
    later = archive.create("عنوان أحدث", "نصّ أحدث عن الميناء.", status="draft", replaces=live)
    articles.delete(Article.objects.filter(pk=live.pk))
    draft.refresh_from_db()
    later.refresh_from_db()
    assert (draft.input_key, draft.replaces) == ("x" * 64, None)
    assert (later.input_key, later.replaces) == (None, draft)
    publishing.publish_one(draft)
    assert publishing.publish(Article.objects.all()) == 1
    assert [(article.pk, article.title) for article in Article.objects.all()] == [(draft.pk, "عنوان أحدث")]


def test_a_draft_that_is_to_update_an_article_is_no_copy_of_it():
    text = "أعلنت إدارة ميناء الرملة صباح اليوم استئناف رحلات العبّارات نحو الجزر القريبة بعد توقّف دام أسبوعًا."
    live = archive.create("الميناء", text)
    draft = archive.create("الميناء", text, status="draft", replaces=live)
    archive.update(draft, subtitle="بعد العاصفة")
    publishing.publish_one(draft)
    live.refresh_from_db()
    assert (live.subtitle, live.duplicate_group) == ("بعد العاصفة", 0)
