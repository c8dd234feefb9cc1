"""The plain export: whole, readable without this program, and read back to the same archive."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests import pages
from tests.backups import done, found, refused

PREPARE = """
from datetime import date
from django.contrib.auth.models import User, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from articles.editing import articles, bin, names, publishing
from articles.editing.erasure import erase_rows
from articles.importing import jobs, uploads
from articles.importing.pipeline import import_paths
from articles.models import Article, Import, ImportedFile, Source, Tag
from articles.models.actor import Actor, acting
from articles.models.api_keys import ApiKey
from articles.proof import sealing
user = User.objects.create_user("salma", password="x")
ApiKey.objects.create(name="برنامج", user=user, hint="na_x", digest="d" * 64)
batch = Import.objects.create(user=user, publish_at_once=True)
line = "عنوان {0},نصّ الخبر رقم {0},https://example.org/{0},جسور;أنهار,سامي\\n"
rows = "title,body,url,tags,author\\n" + "".join(map(line.format, range(8)))
uploads.receive(batch, [SimpleUploadedFile("أخبار.csv", rows.encode())])
jobs.read_file.func(ImportedFile.objects.get().pk)
own = list(Article.objects.filter(title__startswith="عنوان ").order_by("pk"))
with acting(Actor(lambda: user, reason="سهو")):
    own[0].title = "عنوان مصحّح"
    articles.update([articles.Version(own[0])])
    publishing.withdraw(Article.objects.filter(pk=own[1].pk))
    bin.put_in(Article.objects.filter(pk=own[2].pk))
    names.merge(Tag.objects.get(name="أنهار"), Tag.objects.get(name="جسور"))
erase_rows([own[3].pk], "حكم")
articles.delete(Article.objects.filter(pk=own[7].pk))
source = Source.objects.order_by("pk").first()
source.is_private = True
source.save()
source.readers.add(Group.objects.first())
sealing.make_seal(date(2026, 1, 2))
from articles.collections import editing
from articles.models import Note, Subscriber
Subscriber.objects.create(email="laila@example.org").searches.create(query="q=x")
Note.objects.create(user=user, article=own[0], text="ملاحظة خندروفيّة")
for audience in ("private", "link", "public"):
    made = editing.create(user, editing.Words(f"مجموعة {audience}", audience=audience))
    editing.add(made, [own[0].pk, own[4].pk])
editing.decide(made, listed=True)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data: Path = tmp_path_factory.mktemp("bag") / "data"
    done(data, "migrate", "-v0")
    done(data, "sample")
    done(data, "shell", "-v0", "-c", PREPARE)
    (data / "rules").mkdir()
    (data / "rules" / "قاعدة.toml").write_text("# no rule yet\n", "utf-8")
    done(data, "rebuild_index")
    return data


@pytest.fixture(scope="module")
def bag(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("bags") / "bag"
    assert "articles" in done(archive, "export", "--bagit", str(folder))
    return folder


def payload(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "data").rglob("*"))
        if path.is_file()
    }


def lines(folder: Path, name: str) -> list[dict[str, object]]:
    text = (folder / "data" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_it_is_read_without_this_program(bag: Path) -> None:
    manifest = (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in manifest)
    assert {name: hashlib.sha256(data).hexdigest() for name, data in payload(bag).items()} == sums
    corrected = next(each for each in lines(bag, "articles.jsonl") if each["title"] == "عنوان مصحّح")
    assert corrected["tags"] == ["جسور"]
    original = (bag / "data" / "originals" / f"{corrected['id']}.txt").read_bytes()
    assert hashlib.sha256(original).hexdigest() == corrected["sha256_of_original"]
    assert "عنوان 0" in original.decode()
    change = next(each for each in lines(bag, "rows/articles.change.jsonl") if each["reason"] == "سهو")
    assert change["user_name"] == "salma"
    schema = (bag / "data" / "SCHEMA.txt").read_text("utf-8")
    for file in (bag / "data" / "rows").iterdir():
        assert file.name.removesuffix(".jsonl") in schema
        for row in lines(bag, f"rows/{file.name}")[:1]:
            assert all(f"  {column}: " in schema for column in row)


def test_no_account_is_in_it(archive: Path, bag: Path) -> None:
    everything = b"".join(payload(bag).values())
    assert (archive / "secret_key").read_bytes().strip() not in everything
    for word in (b"laila@example.org", b"pbkdf2", b'"password"', b"auth.user", b"d" * 64):
        assert word not in everything


def test_of_what_readers_made_it_has_the_collections_that_the_archive_lists(bag: Path) -> None:
    (collection,) = lines(bag, "rows/articles.collection.jsonl")
    assert (collection["title"], collection["owner_id"]) == ("مجموعة public", None)
    items = lines(bag, "rows/articles.collectionitem.jsonl")
    assert [item["collection_id"] for item in items] == [collection["id"]] * 2
    assert not any("خندروفيّة".encode() in text for text in payload(bag).values())


def test_read_back_it_is_the_same_archive(archive: Path, bag: Path, tmp_path: Path) -> None:
    """Ids, addresses, history, originals, files, seals: a second export is the first, byte by byte."""
    data = tmp_path / "data"
    done(data, "migrate", "-v0")
    assert "added" in done(data, "import", str(bag))
    done(data, "export", "--bagit", str(tmp_path / "again"))
    first, second = payload(bag), payload(tmp_path / "again")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert found(archive, "الخبر") == found(data, "الخبر") != []
    answers = pages.answers(archive, each=4, words=4)
    assert sum(answer.status == 200 for answer in answers.values()) > 60
    assert pages.differences(answers, pages.answers(data, answers)) == {}
    assert "sound" in done(data, "verify")
    assert "there is an archive already" in refused(data, "import", str(bag))


@pytest.mark.parametrize(
    "name",
    ["rows/articles.article.jsonl", "articles.jsonl", "SCHEMA.txt", "archive.json", "originals", "uploads"],
)
def test_a_flipped_byte_is_named_and_nothing_is_stored(bag: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(bag, tmp_path / "bag"))
    path = copy / "data" / name
    path = path if path.is_file() else next(each for each in sorted(path.rglob("*")) if each.is_file())
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    data = tmp_path / "data"
    done(data, "migrate", "-v0")
    assert path.relative_to(copy).as_posix() in refused(data, "import", str(copy))
    assert found(data, "الخبر") == []


def test_a_folder_that_holds_something_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    assert "is not empty" in refused(archive, "export", "--bagit", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
