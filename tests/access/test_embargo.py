"""What is under an embargo is nowhere before its time: every address of the site is asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from articles.editing import publishing
from articles.models import Article, Source, Tag
from tests import archive
from tests.access.test_closed_archive import addresses

pytestmark = pytest.mark.django_db(transaction=True)

# A word of the title, the text, the source, a tag, the author, the section: each has one of its own.
MARKS = {
    "title": "قنطرةخضراء",
    "body": "جدولزمردي",
    "source": "صحيفةالمرجان",
    "tag": "ساقيةالياقوت",
    "author": "ريمالفيروزي",
    "section": "بابالعقيق",
}
# Parameters that addresses take; every address is asked with each.
QUERIES = [
    "",
    *(f"?q={quote(word)}" for word in MARKS.values()),
    "?q=" + quote("قنطر*"),
    "?q=" + quote("ساقية"),
    "?q=" + quote("قنطرةخضراد"),
    "?source=*&tag=*",
    "?q=" + quote("الجسر") + "&sort=newest&copies=all",
    "?ids=1,2&id=1&with=2",
]


@pytest.fixture
def embargoed() -> Article:
    """Two articles on one subject: the first is public, the second is like it and under an embargo."""
    text = "فتحت البلديّة الجسر القديم فوق الوادي بعد ترميم دام عامين كاملين، وعاد الناس يعبرونه مشيًا."
    archive.create(
        "الجسر القديم", text, pk=2, published="2021-09-14", source=Source.objects.create(name="المنارة")
    )
    return archive.create(
        f"الجسر القديم {MARKS['title']}",
        f"{text} {MARKS['body']}",
        [Tag.objects.create(name=MARKS["tag"])],
        pk=1,
        published="2021-09-14",
        source=Source.objects.create(name=MARKS["source"], home_url="https://marjan.example/"),
        authors=[MARKS["author"]],
        section=MARKS["section"],
        duplicate_group=1,
        status=Article.Status.SCHEDULED,
        visible_from=timezone.now() + timedelta(days=3),
    )


def answers(client: Client) -> Iterator[tuple[str, str]]:
    """What every address of the site answers, with each of the queries."""
    source, tag = Source.objects.get(name=MARKS["source"]), Tag.objects.get(name=MARKS["tag"])
    own = {source.get_absolute_url(), tag.get_absolute_url()}
    for path in sorted(set(addresses()) | own):
        if path.startswith("/admin/"):
            continue
        for query in QUERIES:
            response = client.get(path + query)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            yield path + query, body.decode("utf-8", "replace")


def leaks(client: Client) -> list[tuple[str, str]]:
    """The marks that an answer holds though its address does not: by kind, with the address."""
    found = []
    for address, text in answers(client):
        asked = quote(address, safe="%")
        for name, word in MARKS.items():
            if word in text and quote(word) not in asked:
                found.append((name, address))
    return found


def test_no_address_tells_of_it(client: Client, embargoed: Article) -> None:
    assert leaks(client) == []


def test_the_walk_would_see_it(client: Client, embargoed: Article) -> None:
    Article.objects.filter(pk=1).update(visible_from=timezone.now())
    assert publishing.publish_due() == 1
    assert {name for name, _ in leaks(client)} == set(MARKS)


def test_what_is_asked_by_its_words_is_not_found(client: Client, embargoed: Article) -> None:
    for word in MARKS.values():
        answer = client.get("/api/v1/search", {"q": word}).json()
        assert answer["total"] == 0, word
    for path in ("/a/1/x/", "/a/1/", "/api/v1/articles/1"):
        assert client.get(path).status_code == 404, path
