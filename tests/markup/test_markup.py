"""Every page and state, the staff's too, in Arabic and English: the Nu HTML checker finds no error.

``make test-markup`` fetches the checker (npm's vnu-jar) and runs this.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from articles.editing import publishing
from articles.editing.articles import Article
from articles.models import Change, Import, Source, SourceRule, Story, Tag
from articles.stories.refresh import refresh
from tests import error_pages
from tests.jobs import run_jobs
from tests.web.test_upload import lines, row, upload

pytestmark = [pytest.mark.markup, pytest.mark.django_db(transaction=True)]

READERS = (
    "/", "/search?q=السرو&tag=المياه&source=-نشرة-السهل", "/search?from=2021-09&to=2021-09&list=compact",
    "/search?q=المرسى&numbers=1", "/search?q=النهر&page=9999", "/search?q=زرافة السرو&source=جريدة-الميناء",
    "/search?q=زرافة", "/search?q=\"", "/search",
    "/sources/", "/tags/", "/authors/", "/dates/", "/dates/2021/",
    "/dates/2021/9/14/", "/dates/undated/", "/past?day=09-14", "/help", "/stories/", "/login", 
    "/compare", "/compare?q=السرو&q=المرسى&by=month&from=2018", "/compare?q=السرو&by=week&from=2021&to=2021",
    "/no-such-page", "/api/docs", "/accounts/password_reset/", "/collections/", "/notebook",
    "/cite?q=%D8%A7%D9%84%D8%B3%D8%B1%D9%88", "/search?q=السرو&choose=on",
)  # fmt: skip
STAFF = (
    "/", "/admin/", "/admin/upload/", "/admin/upload/rules/", "/admin/password_change/", "/admin/auth/user/",
    "/exports/", "/login/second", "/collections/", "/admin/holdings/", "/admin/articles/collection/",
    "/admin/articles/apikey/", "/admin/articles/apikey/add/", "/admin/auth/user/add/",
    "/admin/auth/user/1/change/", "/admin/auth/group/", "/admin/auth/group/add/",
)  # fmt: skip


@pytest.fixture
def staff(settings) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("amal", password="x" * 20))
    return client


@pytest.fixture
def archive(staff) -> None:
    """The samples, an article that was withdrawn, one that was edited, and a rule that was applied."""
    call_command("sample")
    run_jobs()
    refresh()
    first, second = Article.objects.order_by("pk")[:2]
    publishing.withdraw(Article.objects.filter(pk=first.pk))
    form = staff.get(reverse("upload-article", args=[second.pk])).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    staff.post(reverse("upload-article", args=[second.pk]), values | {"title": "عنوان آخر", "tag_names": ""})


def paths() -> Iterator[str]:
    """The pages of single rows, for readers."""
    first, second = Article.objects.order_by("pk")[:2]
    copied = Article.objects.published().exclude(duplicate_group=0).first()
    assert copied
    yield from (
        first.get_absolute_url(),
        second.get_absolute_url(),
        f"{second.get_absolute_url()}?q=النهر&n=1",
    )
    yield f"/a/{copied.pk}/copies"
    yield from (
        Source.objects.order_by("pk")[0].get_absolute_url(),
        Tag.objects.order_by("pk")[0].get_absolute_url(),
    )
    yield from (story.get_absolute_url() for story in Story.objects.exclude(size=0)[:2])


def staff_paths() -> Iterator[str]:
    """The pages of single rows, for the staff, and the lists."""
    article = Article.objects.order_by("pk")[1]
    for model in ("article", "source", "tag", "change", "auditentry", "indexchange", "binnedarticle"):
        yield f"/admin/articles/{model}/"
    for model, pk in (
        ("article", article.pk),
        ("source", article.source_id),
        ("tag", Tag.objects.order_by("pk")[0].pk),
    ):
        yield f"/admin/articles/{model}/add/"
        yield from (f"/admin/articles/{model}/{pk}/{act}/" for act in ("change", "delete", "history"))
    yield f"/admin/articles/change/{Change.objects.latest('pk').pk}/change/"
    yield reverse("upload-article", args=[article.pk])
    yield reverse("upload-propose-rule", args=[article.pk]) + "?line=1&role=boilerplate"


def batch_paths(staff: Client, first: int) -> Iterator[str]:
    """A batch with what it can have: ready, without a date, a table, a file that failed; its rule. Its
    articles are numbered from ``first``: what is in the archive already is none of a batch."""
    batch = upload(
        staff,
        ("خبر.jsonl", lines(row(first))),
        ("بلا.jsonl", lines(row(first + 1, published="", source=""))),
        ("جدول.csv", "س,ص\nنصّ أوّل طويل عن الميناء,٢٠٢١\n"),
        ("تالف.zip", b"PK\x03\x04 no archive"),
        ("ملفّ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    )
    yield batch.get_absolute_url()
    run_jobs()
    yield batch.get_absolute_url()
    yield from (f"{batch.get_absolute_url()}?show={show}" for show in ("undated", "failed"))
    for file in batch.files.all():
        yield reverse("upload-file", args=[file.pk])
        if file.name.endswith("csv"):
            yield reverse("upload-columns", args=[file.pk])
    draft = batch.articles().exclude(source=None).first()
    assert draft
    yield reverse("upload-article", args=[draft.pk])
    yield reverse("upload-undo", args=[batch.pk])
    query = {"line": "1", "role": "boilerplate"}
    assert staff.post(reverse("upload-propose-rule", args=[draft.pk]), query).status_code == 302
    rule = SourceRule.objects.latest("pk")
    yield rule.get_absolute_url()
    run_jobs()
    yield rule.get_absolute_url()
    yield from correction_paths(staff, batch)


def correction_paths(staff: Client, batch: Import) -> Iterator[str]:
    """A field that is set in several batches: asked for, lacking something, done, taken back, listed."""
    path = reverse("upload-propose-correction")
    yield path
    yield f"{path}?batch={batch.pk}&field=section&section={quote('محلّيّات')}&missing_only=on"
    done = staff.post(path, {"batch": batch.pk, "field": "section", "section": "محلّيّات"})["Location"]
    yield done
    staff.post(done)
    yield done
    yield reverse("upload-corrections")


def check(folder: Path) -> list[str]:
    """What the checker finds in the pages of a folder."""
    jar = Path(os.environ["VNU_JAR"])
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}"
        for each in json.loads(told)["messages"]
    ]


def save(client: Client, folder: Path, path: str) -> None:
    answer = client.get(path, follow=True)  # a tag may have taken another's place
    assert answer.status_code < 500, path
    assert answer["Content-Type"].startswith("text/html"), (path, answer.status_code, answer.get("Location"))
    number = len(list(folder.iterdir()))
    (folder / f"{number:03} {path.strip('/').replace('/', '·')[:60]}.html").write_bytes(answer.content)


def test_no_page_has_an_error(archive, staff, tmp_path):
    for first, language in ((1, "ar"), (11, "en")):
        folder = tmp_path / f"pages-{language}"
        folder.mkdir()
        reader = Client()
        for client in (reader, staff):
            client.cookies["django_language"] = language
        for path in (*READERS, *paths()):
            save(reader, folder, path)
        for path in (*STAFF, *staff_paths(), *batch_paths(staff, first)):
            save(staff, folder, path)
        for name in error_pages.names():
            for number, html in enumerate(error_pages.states(name, language=language)):
                (folder / f"error {name} {number}.html").write_text(html, "utf-8")
        assert len(list(folder.iterdir())) > 70
    assert check(tmp_path) == []
