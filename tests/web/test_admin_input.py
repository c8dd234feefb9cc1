"""Whatever is sent to the administration, no page of it fails: all models, forms, lists and actions."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import IndexChange, Source, Tag

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
NASTY = (
    *("abc", "-1", "1.5", "٣", "9" * 30, "1,x", "\0", "a\0b", "\ud800", "9999-99-99", "../..", "%", "None"),
    "a" * 5000,
)
FEW = ("", "abc", "9" * 30, "\0")
OF_LISTS = (
    *("q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "lacks", "is_entity", "sample", "id"),
    *("status__exact", "source__id__exact", "source__id__in", "source__isnull", "id__in", "pk", "status__in"),
    *("is_staff__exact", "groups__id__exact", "failure_time__gte", "failure_time__year", "user_agent__regex"),
)


@pytest.fixture
def rows(make_article, admin_user):
    """A row of every model, by its label."""
    make_article("افتتاح الجسر", source="جريدة الميناء", tags=["نهر السرو"])
    IndexChange.objects.create(article_id=1)
    Group.objects.create(name="محرّرون")
    User.objects.create_user("other")


def sent(text: str) -> str:
    """As a browser can send it: half letters become what they do in UTF-8."""
    return text.encode("utf-8", "replace").decode()


def address(model, page: str, *args) -> str | None:
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
    except NoReverseMatch:
        return None


def status(client: Client, path: str, data=None, *, post: bool = False) -> int:
    return (client.post if post else client.get)(path, data).status_code


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_lists_answer_any_parameter(model, admin_client, rows):
    path = address(model, "changelist")
    for name in OF_LISTS:
        for text in FEW:
            assert status(admin_client, path, {name: sent(text)}) in (200, 302, 400, 403), (name, text)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_actions_answer_any_choice_of_rows(model, admin_client, rows):
    path = address(model, "changelist")
    for action in ("delete_selected", "merge", "publish", "withdraw", "to_draft", "x"):
        for text in FEW:
            fields = {
                "action": action,
                "_selected_action": [sent(text), "1"],
                "post": "yes",
                "index": sent(text),
            }
            assert status(admin_client, path, fields, post=True) in (200, 302, 400, 403), (action, text)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_forms_answer_any_value(model, admin_client, admin_user, rows):
    """Of every field, when a form is opened with it and when it is sent."""
    row = (
        model._default_manager.exclude(pk=admin_user.pk).last()
        if model is User
        else model._default_manager.first()
    )
    pages = [address(model, "add"), *([address(model, "change", row.pk)] if row else [])]
    for path in filter(None, pages):
        page = admin_client.get(path)
        if page.status_code != 200:
            continue
        names = [
            *page.context["adminform"].form.fields,
            "_popup",
            "_to_field",
            "_saveasnew",
            "_changelist_filters",
        ]
        for name in names:
            assert status(admin_client, path, {name: "abc"}) in (200, 400, 403), name
            assert status(admin_client, path, {name: "9" * 30}, post=True) in (200, 302, 400, 403), name
        for text in ("", *NASTY):
            everywhere = dict.fromkeys(names, sent(text))
            assert status(admin_client, path, everywhere, post=True) in (200, 302, 400, 403), text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_addresses_of_rows_that_are_none(model, admin_client, rows):
    for text in ("", *NASTY):
        for page in ("change", "delete", "history"):
            if path := address(model, page, sent(text)):
                assert status(admin_client, path) in (200, 302, 400, 403, 404), (page, text)
                assert status(admin_client, path, {"post": "yes"}, post=True) in (200, 302, 400, 403, 404)


def test_the_pages_beside(admin_client, rows):
    """Completion, links to the site, forms of passwords."""
    user = User.objects.get(username="admin")
    for text in map(sent, NASTY):
        asked = {"app_label": "articles", "model_name": "article", "field_name": "source", "term": text}
        for changed in ({}, {"page": text}, {"field_name": text}, {"model_name": text}, {"app_label": text}):
            path = reverse("admin:autocomplete")
            assert status(admin_client, path, asked | changed) in (200, 400, 403, 404), (text, changed)
        for path in (
            reverse("admin:view_on_site", args=[text.replace("/", "") or "x", text]),
            reverse("admin:auth_user_password_change", args=[text.replace("/", "")]),
            reverse("admin:app_list", args=["articles"]) + f"?{text}",
        ):
            assert status(admin_client, path) in (200, 302, 400, 403, 404), path
        fields = {"old_password": text, "new_password1": text, "new_password2": text, "usable_password": text}
        for path in (
            reverse("admin:password_change"),
            reverse("admin:auth_user_password_change", args=[user.pk]),
        ):
            assert status(admin_client, path, fields, post=True) in (200, 302, 400, 403)


def test_what_was_chosen_is_shown_again_and_what_is_no_row_left_out(admin_client, rows):
    source, tag = Source.objects.get(), Tag.objects.get()
    path = reverse("admin:articles_article_add")
    sent_again = admin_client.post(path, {"source": source.pk, "tags": [tag.pk, "abc"], "title": ""})
    page = sent_again.content.decode()
    assert f'<option value="{source.pk}" selected' in page
    assert f'<option value="{tag.pk}" selected' in page
    assert "abc" not in page.partition("<form")[2].partition("errorlist")[0]
