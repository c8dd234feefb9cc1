"""The audit trail: what is entered, that nothing is changed, who reads it, how it is taken along."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.access import roles
from articles.models import AuditEntry, Import, Tag
from articles.models.history import AppendOnly
from tests.access.test_roles import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def entries(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_signing_in_and_failing_to(client: Client) -> None:
    User.objects.create_user("salma", password="ثعلب-أزرق-19")
    for password in ("خطأ", "ثعلب-أزرق-19"):
        client.post("/login", {"username": "salma", "password": password}, REMOTE_ADDR="192.0.2.7")
    (failed,), (entered,) = entries("refused"), entries("signed_in")
    assert (failed.user_name, failed.address) == ("salma", "192.0.2.7")
    assert (entered.user_name, entered.address) == ("salma", "192.0.2.7")


def test_uploading_publishing_undoing_deleting(make_article: Any) -> None:
    client = client_of(roles.ARCHIVIST)
    client.post("/admin/upload/", {"files": SimpleUploadedFile("ا.txt", "عنوان\n\nنصّ".encode())})
    batch = Import.objects.get()
    assert (entries("uploaded")[0].row_id, entries("uploaded")[0].user_name) == (batch.pk, roles.ARCHIVIST)
    article = make_article(status="draft")
    listed = reverse("admin:articles_article_changelist")
    client.post(listed, {"action": "publish", "_selected_action": article.pk})
    (published,) = entries("status")
    assert published.values == {"articles": 1, "ids": [article.pk], "to": "published"}
    assert published.user_name == roles.ARCHIVIST
    client.post(f"/admin/upload/{batch.pk}/undo/")
    assert entries("undone")[0].row_id == batch.pk
    client.post(listed, {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"})
    assert entries("binned")[0].values["ids"] == [article.pk]
    bin_ = reverse("admin:articles_binnedarticle_changelist")
    client.post(bin_, {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"})
    assert entries("deleted")[0].values["ids"] == [article.pk]


def test_merging(admin_client: Any) -> None:
    rows = [Tag.objects.create(name=name) for name in ("جسور", "جسر")]
    form = {"action": "merge", "_selected_action": [row.pk for row in rows], "target": rows[0].pk}
    admin_client.post(reverse("admin:articles_tag_changelist"), form)
    assert (entries("merged")[0].row_id, entries("merged")[0].values["into"]) == (rows[1].pk, rows[0].pk)


def test_large_exports_alone(client: Client, make_article: Any, monkeypatch: Any) -> None:
    from articles.editing import audit

    monkeypatch.setattr(audit, "MANY_EXPORTED", 2)
    for _ in range(2):
        make_article("قطار", "وصل القطار.")
    b"".join(client.get("/export", {"q": "القطار", "format": "csv"}))
    assert entries("exported") == []
    make_article("قطار", "وصل القطار.")
    b"".join(client.get("/export", {"q": "القطار", "format": "csv"}))
    assert [each.values for each in entries("exported")] == [{"format": "csv"}]


def test_roles_and_accounts(admin_client: Any) -> None:
    user = User.objects.create_user("laila", password="x")
    editors = Group.objects.get(name=roles.EDITOR)
    form = {"username": "laila", "is_active": "on", "groups": [editors.pk]}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    path = reverse("admin:auth_user_change", args=[user.pk])
    admin_client.post(path, form)
    assert [(each.row_id, each.values, each.user_name) for each in entries("roles")] == [
        (user.pk, {"add": [roles.EDITOR]}, "admin")
    ]
    assert {"is_staff": True} in [each.values for each in entries("account")]
    admin_client.post(path, form | {"groups": [], "is_superuser": "on"})
    assert entries("roles")[-1].values == {"remove": [roles.EDITOR]}
    assert {"is_superuser": True, "is_staff": False} in [each.values for each in entries("account")]
    user.groups.add(editors)
    user.groups.clear()
    assert entries("roles")[-1].values == {"clear": [roles.EDITOR]}
    editors.user_set.add(user)
    assert entries("roles")[-1].row_id == user.pk
    admin_client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})
    assert entries("account")[-1].values == {"deleted": "laila"}


def test_entries_are_only_ever_added(make_article: Any) -> None:
    from articles.editing import audit

    audit.record("undone", kind="import", row_id=1)
    entry = AuditEntry.objects.get()
    for act in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(user_name="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["user_name"]),
    ):
        with pytest.raises(AppendOnly):
            act()
    assert AuditEntry.objects.get().user_name == ""


def test_no_text_of_an_article_is_in_it(admin_client: Any, make_article: Any) -> None:
    article = make_article("مرصد الخزامى", "بدأ المرصد أعماله.")
    form = {"title": "مرصد البنفسج", "body": "نصّ", "status": "draft", "language": "ar", "reason": "سهو"}
    admin_client.post(reverse("admin:articles_article_change", args=[article.pk]), form)
    admin_client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})
    trail = json.dumps(list(AuditEntry.objects.values("values", "kind", "user_name")), ensure_ascii=False)
    assert "المرصد" not in trail
    assert "مرصد" not in trail
    assert "سهو" in trail


def test_administrators_read_it_and_take_it_along(make_article: Any) -> None:
    client = client_of(roles.ADMINISTRATOR)
    page = client.get(reverse("admin:articles_auditentry_changelist"))
    assert page.status_code == 200
    assert "=cmd" not in page.content.decode()
    Client().post("/login", {"username": "=cmd()", "password": "x"})
    lines = b"".join(client.get(reverse("admin:audit-export", args=["jsonl"]))).decode().splitlines()
    assert [json.loads(line)["action"] for line in lines][-1] == "refused"
    table = list(
        csv.DictReader(
            b"".join(client.get(reverse("admin:audit-export", args=["csv"]))).decode().splitlines()
        )
    )
    assert len(table) == len(lines)
    assert table[-1]["user_name"].startswith("'=")
    assert client.get(reverse("admin:audit-export", args=["xml"])).status_code == 404


@pytest.mark.parametrize("role", [roles.CONTRIBUTOR, roles.EDITOR, roles.ARCHIVIST])
def test_others_do_not(role: str) -> None:
    client = client_of(role)
    assert client.get(reverse("admin:articles_auditentry_changelist")).status_code == 403
    assert client.get(reverse("admin:audit-export", args=["csv"])).status_code == 403
