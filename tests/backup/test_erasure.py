"""An erased article is found nowhere in the data folder, whatever file its text lay in and however packed."""

from __future__ import annotations

import gzip
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from articles.editing.erasure import erase_rows
from articles.importing.pipeline import import_paths
from articles.models import Article, AuditEntry, Change, ImportIssue, Tag, Tombstone
from tests import archive
from tests.backups import done, manage, refused

# Words that nothing else has, of the title, the text, an earlier version, the author, a tag, the file's name;
# and their stems, for what an index holds of words.
WORDS = ("زمخشرون", "قرطاسيون", "دهليزيون", "خيتعورون", "عرندسون", "شمردلون")
STEMS = ("زمخشر", "قرطاسي", "دهليزي", "خيتعور", "عرندس", "شمردل")
SECRET = {
    "title": "زمخشرون يفتتحون الجسر",
    "body": "عبر قرطاسيون الجسر أوّل مرّة ثمّ عادوا إلى بيوتهم قبل الغروب.",
    "author": "عرندسون",
    "tags": "شمردلون",
}
PREPARE = """
from django.contrib.auth.models import User
from articles.collections import editing
from articles.models import Note
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from articles.editing import articles
from articles.importing import jobs, uploads
from articles.importing.pipeline import import_paths
from articles.models import Article, Import, ImportedFile
text = "title,body,author,tags,url\\n{title},{body},{author},{tags},https://example.org/1\\n"
text += "آخر,نصّ آخر,,,https://example.org/2\\n"
batch = Import.objects.create(publish_at_once=True, source_name="المنارة")
uploads.receive(batch, [SimpleUploadedFile("خيتعورون.csv", text.encode())])
jobs.read_file.func(ImportedFile.objects.get().pk)
article = Article.objects.get(title__startswith="زمخشرون")
article.title, article.body = "دهليزيون يفتتحون الجسر", article.body + " وبقي قرطاسيون."
articles.update([articles.Version(article)])
client = Client(SERVER_NAME="localhost")
for path in ("article.pdf", "card.png"):
    assert client.get(f"/a/{{article.pk}}/{{path}}").status_code == 200
reader = User.objects.create_user("laila")
Note.objects.create(user=reader, article=article, exact="عبر قرطاسيون الجسر", text="زمخشرون")
collection = editing.create(reader, editing.Words("جسور"))
editing.add(collection, [article.pk])
collection.items.update(note="عن دهليزيون")
print(article.pk)
"""
# What quotes it elsewhere: rules of its source and what they did to another article, the name of a series, a
# failed job, somebody's way to the sign-in, an export.
QUOTE = """
from array import array
from axes.models import AccessAttempt
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from articles.editing import stories
from articles.importing.rules import cleaning_rules
from articles.ingest.clean import rules
from articles.models import Article, Change, Export, SourceRule, Source, Story
from articles.models.packing import packed_ids
article, other = Article.objects.order_by("-title")
source = Source.objects.get(name="المنارة")
line = "عبر قرطاسيون الجسر أوّل مرّة ثمّ عادوا إلى بيوتهم قبل الغروب."
for kind, text in (("same", line), ("place", line), ("label", "دهليزيون: " + line)):
    SourceRule.objects.create(source=source, line=text, role="boilerplate", kind=kind, place=1)
    Change.objects.create(kind="article", row_id=other.pk, action="edited", reason="قاعدة تنظيف: " + text)
SourceRule.objects.create(source=source, line="نصّ آخر", role="boilerplate", kind="same", place=1)
learnt = rules.Rule("recurring", "سبب", source="المنارة", line=("عبر قرطاسيون .*", "نص اخر"))
cleaning_rules.write_rule_file(source, learnt)
series = Story.objects.create(kind="series", name="زمخشرون يفتتحون", key="x")
stories.set_story([article.pk], series)
DBTaskResult.objects.create(status="FAILED", task_path="x", queue_name="default", backend_name="default",
    args_kwargs={"args": [], "kwargs": {}}, traceback="قرطاسيون", finished_at=timezone.now())
AccessAttempt.objects.create(get_data="next=" + article.get_absolute_url(), failures_since_start=1)
export = Export.objects.create(user_id=1, query="q=x", format="csv", site="x", status="ready",
    packed_ids=packed_ids(array("q", [article.pk, other.pk])))
export.path.parent.mkdir(exist_ok=True)
export.path.write_text("زمخشرون")
"""
LEFT = """
from articles.models import Change, SourceRule, Story
print([(rule.kind, rule.line) for rule in SourceRule.objects.order_by("pk")])
print(sorted(Change.objects.values_list("reason", flat=True)))
print([story.name for story in Story.objects.all()])
"""
BACKUP = (
    "from articles.backup.daily import _make; from django.conf import settings; _make(settings.BACKUP_DIR)"
)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever lies packed in them: tars, gzip and zlib streams wherever they begin."""
    yield data
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=BytesIO(data)) as tar:
            for info in tar:
                if member := tar.extractfile(info):
                    yield from unpacked(member.read())
        return
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data))
        return
    for begin in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[begin.start() :])
        except zlib.error:
            continue


def holding(folder: Path) -> dict[str, set[str]]:
    """The files in which any of the words stands, as UTF-8, UTF-16 or windows-1256, or escaped as in JSON or
    in an address."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        for data in unpacked(path.read_bytes()) if path.is_file() else ():
            for word, stem in zip(WORDS, STEMS, strict=True):
                forms = (stem.encode(), stem.encode("utf-16-le"), stem.encode("unicode_escape"))
                forms += (stem.encode("cp1256"), quote(stem).encode())
                if any(form in data for form in forms) or stem in path.name:
                    found.setdefault(str(path.relative_to(folder)), set()).add(word)
    return found


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def erased(tmp_path_factory: Any, request: Any) -> tuple[Path, int, dict[str, set[str]]]:
    """A data folder after an erasure and the next backup; the article's id; what held it before."""
    data: Path = tmp_path_factory.mktemp("erasure") / "data"
    daily = {"BACKUP_DIR": str(data / "daily"), "BACKUP_KEEP": "1", "SEARCH_ENGINE": request.param}
    done(data, "migrate", "-v0", **daily)
    done(data, "sample", **daily)
    done(data, "build_fonts")
    pk = int(done(data, "shell", "-v0", "-c", PREPARE.format(**SECRET), **daily).split()[-1])
    done(
        data,
        "shell",
        "-v0",
        "-c",
        QUOTE.replace("objects.order_by", f"objects.filter(pk__gte={pk}).order_by"),
        **daily,
    )
    (data / "rules" / "own.toml").write_text("# nothing\n")
    done(data, "shell", "-v0", "-c", BACKUP, **daily)
    before = holding(data)
    assert "BACKUP" not in refused_usage(data, "erase", str(pk))
    out = done(data, "erase", str(pk), "--reason", "حكم محكمة السرو", **daily)
    assert "1 articles, 1 uploaded files" in out
    assert "1 daily backups" in out
    assert "look at own.toml" in out
    done(data, "shell", "-v0", "-c", BACKUP, **daily)
    return data, pk, before


def test_no_former_index_has_a_word_of_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "migrate", "-v0")
    pk = int(done(data, "shell", "-v0", "-c", PREPARE.format(**SECRET)).split()[-1])
    done(data, "rebuild_index")
    done(data, "switch_engine", "tantivy")
    assert {name.split("/")[1] for name in holding(data) if name.startswith("index/")} == {
        "tantivy",
        "whoosh",
    }
    done(data, "erase", str(pk), "--reason", "حكم", SEARCH_ENGINE="tantivy")
    assert holding(data) == {}


def test_an_archive_without_an_index_is_swept_and_gets_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "migrate", "-v0")
    pk = int(done(data, "shell", "-v0", "-c", PREPARE.format(**SECRET)).split()[-1])
    shutil.rmtree(data / "index")
    assert "1 articles" in done(data, "erase", str(pk), "--reason", "حكم")
    assert holding(data) == {}
    assert done(data, "check_index") == "the index agrees with the database\n"


def refused_usage(data: Path, *command: str) -> str:
    result = manage(data, *command)
    assert result.returncode == 2
    return result.stderr


def test_before_it_lay_in_many_places(erased: Any) -> None:
    _, _, before = erased
    kinds = {name.split("/")[0].split(".")[0] for name in before}
    assert {"archive", "index", "uploads", "daily", "exports", "rules"} <= kinds
    assert {word for words in before.values() for word in words} == set(WORDS)


def test_no_file_has_a_word_of_it(erased: Any) -> None:
    data, _, _ = erased
    assert holding(data) == {}


def test_rules_and_series_quote_what_is_there(erased: Any) -> None:
    data, _, _ = erased
    rules, reasons, names = done(data, "shell", "-v0", "-c", LEFT).splitlines()[-3:]
    assert rules == "[('place', 'نصّ آخر'), ('same', 'نصّ آخر')]"
    assert reasons == "['قاعدة تنظيف: ', 'قاعدة تنظيف: نصّ آخر', 'قاعدة تنظيف: نصّ آخر']"
    assert names == "['']"
    (learnt,) = (data / "rules").glob("learnt-*.toml")
    assert "نص اخر" in learnt.read_text("utf-8")


def test_readers_are_told_why_and_search_goes_on(erased: Any) -> None:
    data, pk, _ = erased
    engine = "tantivy" if (data / "index" / "tantivy").exists() else "whoosh"
    look = f"""
from django.test import Client
client = Client(SERVER_NAME="localhost")
page = client.get("/a/{pk}/x/")
print(page.status_code, "حكم محكمة السرو" in page.content.decode())
print(client.get("/api/v1/articles/{pk}").json()["reason"])
print(client.get("/api/v1/search", {{"q": "آخر"}}).json()["total"] > 0)
"""
    assert done(data, "shell", "-v0", "-c", look, DEBUG="1", SEARCH_ENGINE=engine).split("\n")[:3] == [
        "410 True",
        "حكم محكمة السرو",
        "True",
    ]
    done(data, "verify", SEARCH_ENGINE=engine)
    assert "no such article" in refused(data, "erase", str(pk), "--reason", "x", SEARCH_ENGINE=engine)


@pytest.mark.django_db(transaction=True)
class TestRows:
    def test_what_it_leaves_in_the_rows(self, tmp_path: Path, admin_client: Any) -> None:
        file = tmp_path / "خيتعورون.csv"
        row = "{title},{body},{author},{tags},https://example.org/1".format(**SECRET)
        file.write_text(f"title,body,author,tags,url\n{row}\n", "utf-8")
        for _ in range(2):
            import_paths([file], source_name="المنارة")
        article = Article.objects.get()
        archive.update(article, title="دهليزيون يفتتحون الجسر")
        archive.create("تحديث زمخشرون", "نصّ", status="draft", replaces=article)
        form = {"title": "دهليزيون", "body": "نصّ", "status": "published", "language": "ar"}
        admin_client.post(reverse("admin:articles_article_change", args=[article.pk]), form)
        result = erase_rows([article.pk, 999], "حكم")
        assert len(result.articles) == 2
        assert not Article.objects.exists()
        assert not Tag.objects.exists()
        assert not Change.objects.exists()
        assert [issue.message for issue in ImportIssue.objects.all()] == [""]
        assert AuditEntry.objects.get(action="erased").values["articles"] == 2
        # The same file, and the same text from elsewhere, are refused from now on.
        report = import_paths([file], source_name="المنارة")
        assert (report.added, [issue.code for issue in report.issues]) == (0, ["erased"])
        file.write_text(f"title,body,author,tags,url\n{row.replace('example', 'sample')}\n", "utf-8")
        report = import_paths([file], source_name="غيرها")
        assert (report.added, len(report.issues)) == (0, 1)

    def test_copies_are_told_and_stay(self, make_article: Any) -> None:
        text = "عبرت القافلة السهل في ثلاثة أيّام ثمّ نزلت عند النبع الأخير قبل أن يهبط الليل على الرعاة."
        one, other = (make_article("القافلة", text, source=name, duplicate_group=7) for name in "اب")
        assert erase_rows([one.pk], "حكم").copies == (other.pk,)

    @pytest.mark.parametrize(("status", "told"), [("published", 410), ("withdrawn", 410), ("draft", 404)])
    def test_who_never_knew_of_it_is_told_nothing(
        self, client: Client, make_article: Any, status: str, told: int
    ) -> None:
        article = make_article(status=status)
        erase_rows([article.pk], "حكم")
        assert client.get(article.get_absolute_url()).status_code == told

    def test_from_the_administration(self, admin_client: Any, make_article: Any) -> None:
        article = make_article("زمخشرون")
        listed = reverse("admin:articles_article_changelist")
        form = {"action": "erase", "_selected_action": article.pk}
        assert "السبب كما يراه القرّاء" in admin_client.post(listed, form).content.decode()
        admin_client.post(listed, form | {"reason": "حكم"})
        assert Article.objects.exists()
        admin_client.post(listed, form | {"reason": "حكم", "sure": "yes"})
        assert not Article.objects.exists()
        assert Tombstone.objects.get().reason == "حكم"

    def test_a_sweep_that_is_hindered_is_begun_anew(self, monkeypatch: Any) -> None:
        from django_tasks_db.models import DBTaskResult

        from articles.erasure import jobs

        def full(files: Any) -> None:
            raise OSError("no space left")

        monkeypatch.setattr(jobs, "sweep", full)
        jobs.sweep_erased.func([])
        again = DBTaskResult.objects.get()
        assert again.task_path.endswith("sweep_erased")
        assert again.run_after > again.enqueued_at
