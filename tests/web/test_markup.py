"""Markup in every field of an article, a file and an address: on no page does any of it become markup."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Article, Import, Source, Story, Tag
from tests.access.test_closed_archive import addresses
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = (
    """"'`><script>alert(7)</script><img src=x onerror=alert(7)></textarea></title>--><svg/onload=alert(7)>"""
)
OWN = ("/static/", "/admin/jsi18n/")
LINKS = ("href", "src", "action", "formaction", "poster", "data", "xlink:href")
ASKED = (
    *("/search?q={}", "/search?q=الجسر&source={}&tag={}", "/search?q=x&from={}", "/search?q=x&mode={}"),
    *("/search?q=x&page={}", "/compare?q={}&q=x", "/compare.svg?q={}&q=x", "/export?format={}", "/feed?q={}"),
    *("/past?day={}", "/admin/login/?next={}", "/login?next={}", "/help?x={}", "/sources/{}/", "/tags/{}/"),
    *("/authors/{}", "/{}", "/a/1/{}/", "/settings?next={}", "/api/v1/search?mode={}", "/admin/?q={}"),
    *("/admin/articles/article/?q={}", "/admin/articles/tag/?q={}", "/admin/articles/source/?o={}"),
    *("/oembed?url={}", "/oai?verb={}", "/stories/?q={}", "/alerts/new?q={}"),
)


class Live(HTMLParser):
    """Collects what would run: handlers, scripts within the page, addresses of scripts, foreign elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [f"{tag} {name}" for name in values if name.startswith("on") or name == "srcdoc"]
        for name in LINKS:
            scheme = urlsplit((values.get(name) or "").strip().replace("\t", "")).scheme.lower()
            if scheme not in ("", "http", "https", "mailto", "data") or (scheme == "data" and tag != "img"):
                self.found.append(f"{tag} {name}={values[name]}")
        own = "json" in (values.get("type") or "") or (values.get("src") or "").startswith(OWN)
        if tag == "script" and not own:
            self.found.append(f"script {values}")
        if tag in ("iframe", "object", "embed", "base") or values.get("src") == "x":
            self.found.append(tag)


@pytest.fixture
def everywhere(make_article: Any, settings: Any) -> None:
    """Published articles, a draft, a source, tags and a story whose every field is markup."""
    settings.EMAIL_URL = "smtp://mail.example.org"
    fields: dict[str, Any] = {
        **dict.fromkeys(("subtitle", "section", "dateline", "agency"), EVIL[:100]),
        "authors": [EVIL],
        "published": "2021-09-14",
    }
    for pk in (1, 2):
        make_article(
            f"الجسر {EVIL}", f"{EVIL}\n\n## {EVIL}\n\nالجسر", source=EVIL, tags=[EVIL], pk=pk, **fields
        )
    Article.objects.update(duplicate_group=1, url="javascript:alert(7)")
    Source.objects.update(note=EVIL, home_url="javascript:alert(7)")
    Article.objects.update(story=Story.objects.create(lead_id=1))


def pages(client: Client, paths: Iterator[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        answer = client.get(path, follow=True)
        if answer.get("Content-Type", "").startswith(("text/html", "image/svg")):
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield path, body.decode()
        answer.close()


def walked() -> Iterator[str]:
    names = [row.get_absolute_url() for model in (Source, Tag) for row in model.objects.all()]
    yield from sorted({*addresses(), *names})
    yield from (path.replace("{}", quote(EVIL)) for path in ASKED)


@pytest.mark.parametrize("who", ["reader", "administrator"])
def test_no_page_runs_what_was_written(everywhere: None, admin_client: Client, who: str) -> None:
    client = Client(raise_request_exception=False) if who == "reader" else admin_client
    seen = 0
    for path, page in pages(client, walked()):
        seen += EVIL[:20] in page or "&lt;script&gt;alert(7)" in page
        assert not Live(page).found, path
    assert seen > 10


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"{EVIL[:60].replace('/', '')}.txt", f"{EVIL}\n\nنصّ الخبر عن الجسر {EVIL}"),
        ("a.html", f"<title>{EVIL}</title><article><h1>خبر</h1><p onclick=alert(7)>نصّ {EVIL}</article>"),
        ("a.csv", f'title,body,{EVIL.replace(",", "")}\n"{EVIL.replace(chr(34), "")}",نصّ,x\n,,\n'),
        ("a.jsonl", '{"title": "' + "x" * 9 + '", "body": "نصّ", "url": "javascript:alert(7)"}\n{"x": 1}'),
    ],
)
def test_no_page_of_an_upload_runs_what_is_in_the_file(admin_client: Client, name: str, content: str) -> None:
    file = SimpleUploadedFile(name, content.encode())
    assert admin_client.post("/admin/upload/", {"files": file}).status_code < 400
    run_jobs()
    batch = Import.objects.get()
    paths = ["/admin/upload/", f"/admin/upload/{batch.pk}/"]
    paths += [f"/admin/upload/file/{file.pk}/" for file in batch.files.all()]
    paths += [f"/admin/upload/article/{article.pk}/" for article in Article.objects.all()]
    paths += [f"/admin/upload/file/{file.pk}/columns/" for file in batch.files.all()]
    for path, page in pages(admin_client, iter(paths)):
        assert not Live(page).found, path


def test_no_title_adds_a_header_to_a_download(client: Client, make_article: Any) -> None:
    make_article('خبر"; filename=evil.exe\r\nSet-Cookie: x=1\u2028', "نصّ الجسر", pk=1, published="2021-09")
    Article.objects.update(story=Story.objects.create(lead_id=1, name='"\r\nX-Evil: 1'))
    paths = [
        "article.pdf",
        "article.epub",
        "card.png",
        "original",
        "proof",
        *(f"cite/{s}" for s in ("ris", "apa")),
    ]
    asked = quote('"\r\nX-Evil: 1')
    more = [
        f"/export?format=csv&q={asked}",
        f"/search.epub?q={asked}",
        "/story/1/story.epub",
        "/story/1/feed",
    ]
    for path in [*(f"/a/1/{path}" for path in paths), *more]:
        answer = client.get(path)
        answer.close()
        assert answer.status_code in (200, 404), path
        assert not {"Set-Cookie", "X-Evil"} & set(answer.headers), path
        assert (
            "evil.exe"
            not in answer.get("Content-Disposition", "").partition("filename*")[0].rpartition('"')[2]
        )
