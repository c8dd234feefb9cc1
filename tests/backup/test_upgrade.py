"""An archive of an older version is carried over whole: made by the migrations of its time, then migrated."""

from __future__ import annotations

from pathlib import Path

from tests.backups import done

BEFORE = "0009_columns"  # before roles, history, seals
FILL = """
import hashlib, zlib
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
apps = MigrationExecutor(connection).loader.project_state([("articles", "0009_columns")]).apps
def model(name): return apps.get_model("articles", name)
source = model("Source").objects.create(name="المنارة", slug="المنارة")
tag = model("Tag").objects.create(name="جسور", slug="جسور")
batch = model("Import").objects.create(source_name="المنارة")
file = model("ImportedFile").objects.create(batch=batch, name="أخبار.csv", status="done", known_as="k")
for number, status in enumerate(("published", "draft", "withdrawn"), start=1):
    raw = f"الجسر {number}\\n\\nعبر الجسر قطار رقم {number}."
    article = model("Article").objects.create(
        pk=number * 10, title=f"الجسر {number}", body=f"عبر الجسر قطار رقم {number}.", slug=f"الجسر-{number}",
        source=source, status=status, imported_file=file, input_key=str(number),
        raw_hash=hashlib.sha256(raw.encode()).hexdigest(), authors=["سامي"], published="2021-09-09",
    )
    article.tags.add(tag)
    model("Original").objects.create(article=article, name="أخبار.csv", packed=zlib.compress(raw.encode()))
import json
state = {"title": "قبل", "body": "نصّ قديم", "source": source.pk, "tags": [tag.pk]}
packed = zlib.compress(json.dumps(state).encode())
model("ArticleRevision").objects.create(article_id=10, file=file, packed=packed)
"""
LOOK = """
from datetime import date
from django.contrib.auth.models import Group, User
from django.test import Client
from articles.access import roles
from articles.editing import articles, bin, revisions
from articles.models import Article, ArticleRevision, Change
from articles.proof import sealing
client = Client(SERVER_NAME="localhost")
print([client.get(f"/a/{pk}/x/").status_code for pk in (10, 20, 30)])
print(client.get("/api/v1/search", {"q": "قطار", "source": "المنارة", "tag": "جسور"}).json()["total"])
print(client.get("/a/10/original").getvalue().decode().splitlines()[0])
print(sorted(Group.objects.values_list("name", flat=True)) == sorted(roles.ALL))
article = Article.objects.get(pk=10)
article.title = "الجسر الجديد"
articles.update([articles.Version(article)])
revisions.bring_back(Change.objects.get())
print(Article.objects.get(pk=10).title)
bin.put_in(Article.objects.filter(pk=10)); bin.take_out(Article.objects.filter(pk=10))
revisions.restore(ArticleRevision.objects.get().pk)
print(Article.objects.get(pk=10).title)
print(sealing.make_seal(date(2026, 1, 2)).items.filter(kind="original").count())
page = client.get("/a/10/").status_code
"""
PERMISSIONS = """
from django.contrib.auth.models import Group
print(sorted(Group.objects.get(name="editor").permissions.values_list("codename", flat=True)))
"""


def test_an_older_archive_is_carried_over(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "migrate", "-v0", "articles", BEFORE)
    done(data, "migrate", "-v0", "auth")
    done(data, "shell", "-v0", "-c", FILL)
    done(data, "migrate", "-v0")
    done(data, "rebuild_index")
    assert "sound" in done(data, "verify")
    said = done(data, "shell", "-v0", "-c", LOOK, DEBUG="1").splitlines()
    assert said == ["[301, 404, 410]", "1", "الجسر 1", "True", "الجسر 1", "قبل", "3"]
    assert "sound" in done(data, "verify")
    assert "sealed on 2026-01-02" in done(data, "verify", "--proof", "20")


def test_a_restored_archive_has_the_same_roles(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "migrate", "-v0")
    done(data, "sample")
    done(data, "backup", str(tmp_path / "a.tar"))
    done(tmp_path / "b", "restore", str(tmp_path / "a.tar"))
    said = {done(place, "shell", "-v0", "-c", PERMISSIONS) for place in (data, tmp_path / "b")}
    assert len(said) == 1
    assert "change_article" in said.pop()
