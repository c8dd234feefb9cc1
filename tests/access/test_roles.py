"""The table of the roles in the README: each cell is tried, as the table says it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.access import roles
from articles.collections import editing
from articles.editing import bin, names
from articles.models import Article, Collection, Import, ImportedFile, Note, Source, Tag
from articles.models.history import Change
from tests import archive

pytestmark = pytest.mark.django_db

README = Path(__file__).resolve().parents[2] / "README.md"
VISITOR = "visitor"


def table() -> dict[str, dict[str, bool]]:
    """The README's table: for each row what it says of each role."""
    text = README.read_text("utf-8").partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.strip().splitlines()]
    head, _, *rows = lines
    return {
        row[0]: {role: cell == "yes" for role, cell in zip(head[1:], row[1:], strict=True)} for row in rows
    }


def client_of(role: str) -> Client:
    client = Client()
    if role != VISITOR:
        user = User.objects.create_user(role, password="x", is_staff=roles.is_staff(role))
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
    return client


def draft_of(user: str, make: Any, **fields: Any) -> Article:
    batch = Import.objects.create(user=User.objects.filter(username=user).first())
    file = ImportedFile.objects.create(batch=batch, name="ا.txt", status=ImportedFile.Status.DONE)
    article: Article = make("افتتاح الجسر", "عبر الجسر أوّل قطار.", imported_file=file, **fields)
    return article


def admin_form(client: Client, article: Article, **changes: str) -> Any:
    form = {
        "title": "عنوان مصحّح",
        "body": article.body,
        "status": article.status,
        "language": "ar",
        "version": "",
    }
    return client.post(reverse("admin:articles_article_change", args=[article.pk]), form | changes)


def changed(article: Article) -> bool:
    return Article.objects.get(pk=article.pk).title != article.title


# ---- a row each: does it, and says whether it was done -------------------------------------------------


def read_public(client: Client, role: str, make: Any) -> bool:
    return client.get(make().get_absolute_url()).status_code == 200


def read_named(client: Client, role: str, make: Any) -> bool:
    article = make(source="نشرة")
    article.source.is_private = True
    article.source.save()
    article.source.readers.set(Group.objects.filter(name__in=[roles.READER, roles.CONTRIBUTOR]))
    return client.get(article.get_absolute_url()).status_code == 200


def read_private(client: Client, role: str, make: Any) -> bool:
    article = make(source="نشرة")
    Source.objects.update(is_private=True)
    return client.get(article.get_absolute_url()).status_code == 200


def read_early(client: Client, role: str, make: Any) -> bool:
    return client.get(make(status="scheduled").get_absolute_url()).status_code == 200


def write_note(client: Client, role: str, make: Any) -> bool:
    client.post(f"/a/{make().pk}/notes", {"text": "للباب الثاني"})
    return Note.objects.exists()


def make_collection(client: Client, role: str, make: Any) -> bool:
    client.post("/collections/new", {"title": "جسور", "audience": "link"})
    made = Collection.objects.first()
    return bool(made and Client().get(made.get_absolute_url()).status_code == 200)


def collection_of_another(make: Any, audience: str) -> Collection:
    made = editing.create(User.objects.create_user("laila"), editing.Words("جسور", audience=audience))
    editing.add(made, [make().pk])
    return made


def read_shared_collection(client: Client, role: str, make: Any) -> bool:
    made = collection_of_another(make, "link")
    return client.get(made.get_absolute_url()).status_code == 200


def read_private_collection(client: Client, role: str, make: Any) -> bool:
    """On any of its addresses, in the API, in the administration."""
    made = collection_of_another(make, "private")
    item = made.items.get()
    for tail in ("feed", "export?format=csv", "collection.epub", "cite", "cite/ris", "citation/ris", "edit"):
        if client.get(f"/collections/{made.key}/{tail}").status_code == 200:
            return True
    for tail, form in (
        ("edit", {"title": "غيره", "audience": "public"}),
        ("items", {"item": item.pk, "act": "remove"}),
        ("delete", {"sure": "yes"}),
        ("list", {"listed": "yes"}),
    ):
        client.post(f"/collections/{made.key}/{tail}", form)
    fresh = Collection.objects.get()
    changed = (fresh.title, fresh.audience, fresh.items.count()) != ("جسور", "private", 1)
    lists = ("/collections/", "/api/v1/collections", "/admin/articles/collection/")
    told = any("جسور" in client.get(path).content.decode() for path in lists)
    read = client.get(made.get_absolute_url()).status_code == 200
    return changed or told or read or client.get(f"/api/v1/collections/{made.key}").status_code == 200


def list_collection(client: Client, role: str, make: Any) -> bool:
    made = collection_of_another(make, "public")
    client.post(f"/collections/{made.key}/list", {"listed": "yes"})
    return Collection.objects.listed().exists()


def upload(client: Client, role: str, make: Any) -> bool:
    client.post("/admin/upload/", {"files": SimpleUploadedFile("ا.txt", "عنوان\n\nنصّ".encode())})
    return Import.objects.exists()


def upload_and_publish(client: Client, role: str, make: Any) -> bool:
    file = SimpleUploadedFile("ا.txt", "عنوان\n\nنصّ".encode())
    client.post("/admin/upload/", {"files": file, "publish_at_once": "on"})
    return Import.objects.exists()


def write_draft(client: Client, role: str, make: Any) -> bool:
    form = {"title": "بقلمي", "body": "نصّ", "status": "draft", "language": "ar"}
    client.post(reverse("admin:articles_article_add"), form)
    return Article.objects.filter(title="بقلمي", status="draft").exists()


def write_published(client: Client, role: str, make: Any) -> bool:
    form = {"title": "بقلمي", "body": "نصّ", "status": "published", "language": "ar"}
    client.post(reverse("admin:articles_article_add"), form)
    return Article.objects.filter(title="بقلمي", status="published").exists()


def correct_own(client: Client, role: str, make: Any) -> bool:
    article = draft_of(role, make, status="draft")
    admin_form(client, article)
    return changed(article)


def correct_others(client: Client, role: str, make: Any) -> bool:
    article = draft_of("nobody", make, status="draft")
    admin_form(client, article)
    return changed(article)


def correct_published(client: Client, role: str, make: Any) -> bool:
    article = draft_of(role, make, status="published")
    admin_form(client, article)
    return changed(article)


def publish(client: Client, role: str, make: Any) -> bool:
    article = draft_of(role, make, status="draft")
    assert article.imported_file
    client.post(f"/admin/upload/{article.imported_file.batch_id}/publish/")
    return Article.objects.get(pk=article.pk).status == "published"


def withdraw(client: Client, role: str, make: Any) -> bool:
    article = make()
    form = {"action": "withdraw", "_selected_action": article.pk}
    client.post(reverse("admin:articles_article_changelist"), form)
    return Article.objects.get(pk=article.pk).status == "withdrawn"


def delete(client: Client, role: str, make: Any) -> bool:
    article = make()
    client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})
    return not Article.objects.published().filter(pk=article.pk).exists()


def undo(client: Client, role: str, make: Any) -> bool:
    batch = draft_of(role, make, status="published").imported_file.batch  # type: ignore[union-attr]
    client.post(f"/admin/upload/{batch.pk}/undo/")
    batch.refresh_from_db()
    return batch.undone_at is not None


def rename(client: Client, role: str, make: Any) -> bool:
    source = Source.objects.create(name="المنارة")
    client.post(reverse("admin:articles_source_change", args=[source.pk]), {"name": "المنار"})
    return Source.objects.filter(name="المنار").exists()


def merge(client: Client, role: str, make: Any) -> bool:
    rows = [Tag.objects.create(name=name) for name in ("جسور", "جسر")]
    form = {"action": "merge", "_selected_action": [row.pk for row in rows], "target": rows[0].pk}
    client.post(reverse("admin:articles_tag_changelist"), form)
    return Tag.objects.count() == 1


def bring_back(client: Client, role: str, make: Any) -> bool:
    article = make("العنوان الأوّل")
    archive.update(article, title="العنوان الثاني")
    client.post(
        reverse("admin:articles_article_history", args=[article.pk]), {"change": Change.objects.get().pk}
    )
    return Article.objects.get(pk=article.pk).title == "العنوان الأوّل"


def unbin(client: Client, role: str, make: Any) -> bool:
    article = make()
    bin.put_in(Article.objects.all())
    form = {"action": "take_out", "_selected_action": article.pk}
    client.post(reverse("admin:articles_binnedarticle_changelist"), form)
    return Article.objects.published().exists()


def delete_for_good(client: Client, role: str, make: Any) -> bool:
    article = make()
    bin.put_in(Article.objects.all())
    form = {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"}
    client.post(reverse("admin:articles_binnedarticle_changelist"), form)
    return not Article.objects.exists()


def unmerge(client: Client, role: str, make: Any) -> bool:
    one, other = (Tag.objects.create(name=name) for name in ("جسور", "جسر"))
    names.merge(one, other)
    form = {"action": "restore", "_selected_action": Change.objects.get().pk}
    client.post(reverse("admin:articles_change_changelist"), form)
    return Tag.objects.count() == 2


def see_holdings(client: Client, role: str, make: Any) -> bool:
    return client.get(reverse("holdings")).status_code == 200


def read_audit(client: Client, role: str, make: Any) -> bool:
    return client.get(reverse("admin:audit-export", args=["csv"])).status_code == 200


def erase(client: Client, role: str, make: Any) -> bool:
    form = {"action": "erase", "_selected_action": make().pk, "reason": "حكم", "sure": "yes"}
    client.post(reverse("admin:articles_article_changelist"), form)
    return not Article.objects.exists()


def give_role(client: Client, role: str, make: Any) -> bool:
    user = User.objects.create_user("laila", password="x")
    form = {"username": "laila", "is_active": "on", "groups": [Group.objects.get(name=roles.EDITOR).pk]}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    client.post(reverse("admin:auth_user_change", args=[user.pk]), form)
    user.refresh_from_db()
    return user.is_staff and user.groups.filter(name=roles.EDITOR).exists()


def take_all(client: Client, role: str, make: Any) -> bool:
    """Make oneself what one is not: a superuser, or the master of one."""
    chief = User.objects.create_superuser("chief", password="x")
    own = User.objects.filter(username=role).first()
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on", "is_staff": "on"}
    for user in filter(None, (chief, own)):
        form = {"username": user.username, "is_superuser": "on", "email": "x@example.org"}
        client.post(reverse("admin:auth_user_change", args=[user.pk]), form | dates)
        passwords = {"password1": "ثعلب-أزرق-19", "password2": "ثعلب-أزرق-19", "usable_password": "true"}
        client.post(reverse("admin:auth_user_password_change", args=[user.pk]), passwords)
    client.post(reverse("admin:auth_user_delete", args=[chief.pk]), {"post": "yes"})
    after = User.objects.filter(username="chief").first()
    taken = after is None or not after.check_password("x") or after.email != ""
    return taken or bool(own and User.objects.get(pk=own.pk).is_superuser)


ACTS: dict[str, Callable[[Client, str, Any], bool]] = {
    "read what is published": read_public,
    "read a private source that names one's role or group": read_named,
    "read every private source": read_private,
    "mark words of an article and write notes, in an account": write_note,
    "make a collection and share it": make_collection,
    "read a collection that was shared, by its link": read_shared_collection,
    "read or change another's private collection": read_private_collection,
    "let a public collection into the archive's list": list_collection,
    "look at an article before its embargo ends": read_early,
    "upload files, as drafts": upload,
    "upload files and publish them at once": upload_and_publish,
    "write a draft by hand": write_draft,
    "write a published article by hand": write_published,
    "correct a draft of one's own": correct_own,
    "correct a draft of another's": correct_others,
    "correct what is published": correct_published,
    "publish drafts": publish,
    "withdraw": withdraw,
    "delete, into the bin": delete,
    "take back an import": undo,
    "rename a source": rename,
    "merge tags": merge,
    "see what was changed, and bring it back": bring_back,
    "bring a deleted article back": unbin,
    "delete for good": delete_for_good,
    "bring a merged tag back": unmerge,
    "see the state of the holdings": see_holdings,
    "read the audit trail": read_audit,
    "erase in law": erase,
    "give a role": give_role,
    "make oneself a superuser": take_all,
}

CELLS = [(row, role) for row, cells in table().items() for role in cells]


def test_the_table_has_a_row_for_every_act_and_a_column_for_every_role() -> None:
    assert list(table()) == list(ACTS)
    assert {role for _, role in CELLS} == {VISITOR, *roles.ALL}


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_a_cell(make_article: Any, row: str, role: str) -> None:
    assert ACTS[row](client_of(role), role, make_article) == table()[row][role]


PAGES = {
    "articles_article": "article", "articles_source": "source", "articles_tag": "tag",
    "articles_collection": "collection",
    "articles_indexchange": "indexchange", "articles_auditentry": "auditentry",
    "auth_user": "user", "auth_group": "group",
}  # fmt: skip


@pytest.mark.parametrize("role", [VISITOR, *roles.ALL])
@pytest.mark.parametrize("page", PAGES)
def test_a_list_of_the_administration_opens_for_those_who_may_see_it(role: str, page: str) -> None:
    label = page.partition("_")[0]
    may = {f"{label}.{act}_{PAGES[page]}" for act in ("view", "change")}
    own = page == "articles_article" and role == roles.CONTRIBUTOR  # the list of their own drafts
    allowed = role != VISITOR and roles.is_staff(role) and bool(may & roles.permissions_of(role) or own)
    assert (client_of(role).get(reverse(f"admin:{page}_changelist")).status_code == 200) == allowed


def test_a_contributors_list_has_their_own_drafts_alone(make_article: Any) -> None:
    client = client_of(roles.CONTRIBUTOR)
    own = draft_of(roles.CONTRIBUTOR, make_article, status="draft")
    other = draft_of("nobody", make_article, status="draft", slug="x")
    make_article("ما قرأه الناس")
    page = client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert page.count("_selected_action") <= 1
    assert re.findall(r'class="headline" href="([^"]+)"', page) == [reverse("upload-article", args=[own.pk])]
    assert client.get(reverse("admin:articles_article_change", args=[other.pk])).status_code == 302
    assert client.get(reverse("upload-article", args=[own.pk])).status_code == 200
    assert client.get(reverse("upload-article", args=[other.pk])).status_code in {403, 404}


def test_migrating_brings_the_groups_to_the_table() -> None:
    editors = Group.objects.get(name=roles.EDITOR)
    editors.permissions.clear()
    roles.make_groups()
    names = {f"{each.content_type.app_label}.{each.codename}" for each in editors.permissions.all()}
    assert names == roles.permissions_of(roles.EDITOR)
