"""What a private source holds is nowhere for those who may not read it: in no page, list, count or file."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.indexing import outbox
from articles.models import Article, Source
from tests import archive
from tests.access.test_closed_archive import addresses
from tests.pages import around

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE, TAG, AUTHOR, SECTION = "نشرة الخزامى", "وادي الخيزران", "زهراء الكتمانيّ", "أخبار مكتومة"
TITLE = "تدشين مرصد الخيزران"
BODY = "بدأ المرصد الخيزرانيّ أعماله في وادٍ بعيد."
# What tells of it: pieces of its names and words that nothing else has.
MARKS = ("الخزامى", "الخيزران", "الخيزرانيّ", "الكتمانيّ", "مكتومة", "2031-05", "٢٠٣١")
COPY = "عبرت القافلة السهل في ثلاثة أيّام ثمّ نزلت عند النبع الأخير قبل أن يهبط الليل على الرعاة والخيام."

SLUG = SOURCE.replace(" ", "-")
QUERIES = (
    "/search?q=", "/search?q=المرصد", "/search?q=قافلة", "/search?q=قافلة&copies=fold",
    "/search?q=كتمان&mode=wide", f"/search?source={SLUG}", f"/search?q=مصدر:{SOURCE}",
    f"/search?q=كاتب:{AUTHOR}",
        f"/search?tag={TAG.replace(' ', '-')}", "/search?q=الخيزرن", "/search?q=الخي*",
    "/search?q=المرصد -القافلة",
    "/search?q=المرصد أو القافلة&sort=newest", "/search?q=مرصد&match=any&more=source",
    *(f"/export?q=&format={kind}" for kind in ("csv", "jsonl", "ris", "bibtex", "ninjs")),
    "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListRecords&metadataPrefix=nitf",
    "/oai?verb=ListSets", "/suggestions?q=وادي", "/suggestions?q=الخ",
    "/feed?q=المرصد", "/compare?q=المرصد&q=القافلة", "/compare.csv?q=المرصد",
    "/dates/2031/", "/dates/2031/5/6/", "/past?day=6&month=5",
    f"/sources/{SLUG}/", f"/tags/{TAG.replace(' ', '-')}/", "/authors/?name=زهراء", "/tags/?name=وادي",
    "/api/v1/search?q=المرصد", "/api/v1/search?q=", "/api/v1/search?q=الخيزرن", "/api/v1/compare?q=المرصد",
    "/api/v1/timeline?q=المرصد&by=year", "/api/v1/suggest?q=الخ", "/api/v1/suggest?q=نشرة",
    "/api/v1/suggest?q=وادي", "/api/v1/suggest?q=المرصد الخ",
)  # fmt: skip


@pytest.fixture
def private(make_article: Any) -> Any:
    """A private article (1) with a name of everything, and a copy of a public one (2) in the same source."""
    make_article(
        TITLE,
        BODY,
        pk=1,
        source=SOURCE,
        tags=[TAG],
        authors=[AUTHOR],
        section=SECTION,
        published="2031-05-06",
    )
    make_article("القافلة تعبر السهل", COPY, pk=2, source=SOURCE, tags=[TAG], published="2031-05-07")
    make_article("القافلة تعبر السهل", COPY, pk=3, source="المنارة", tags=["قوافل"], published="2021-03-04")
    make_article("سوق القرية", "باع الرعاة المرصد القديم.", pk=4, source="المنارة", published="2021-03-05")
    Source.objects.filter(name=SOURCE).update(is_private=True)
    return Source.objects.get(name=SOURCE)


def reader_of(source: Source) -> Client:
    group = Group.objects.create(name="باحثون")
    source.readers.add(group)
    user = User.objects.create_user("salma", password="x")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, path: str) -> str:
    response = client.get(quote(path, safe="/?&=:*-%"))
    content = b"".join(response) if response.streaming else response.content
    answers = {200, 301, 302, 403, 404, 405, 422, 503}  # 503: no worker runs
    assert response.status_code in answers, (path, response.status_code)
    headers = " ".join(
        unquote(value)
        for name, value in response.headers.items()
        if name != "Content-Length"  # it tells how many digits ``took_ms`` has
    )
    return content.decode("utf-8", "replace") + headers


def told(client: Client, path: str) -> list[str]:
    """The marks in an answer, but for those that were in the question."""
    answer, asked = text_of(client, path), path.replace("2031", "2031-05 ٢٠٣١")
    return [mark for mark in MARKS if mark in answer and mark not in asked]


def test_a_visitor_is_told_of_it_nowhere(client: Client, private: Source) -> None:
    for path in (*QUERIES, *sorted(set(addresses()) - {"/logout"})):
        assert told(client, path) == [], path


def test_neither_is_a_signed_in_reader_of_nothing(client: Client, private: Source) -> None:
    client.force_login(User.objects.create_user("sami", password="x"))
    for path in (*QUERIES, "/", "/sources/", "/tags/", "/authors/", "/sitemap-0.xml", "/a/1/", "/a/2/"):
        assert told(client, path) == [], path


@pytest.mark.parametrize(
    "path",
    ["/a/1/x/", "/a/1/", "/a/1/article.pdf", "/a/1/card.png", "/a/1/cite/ris", "/a/2/copies", "/a/3/copies"],
)
def test_its_addresses_answer_as_if_there_were_nothing(client: Client, private: Source, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_withdrawn_one_is_as_unknown_as_a_published_one(client: Client, make_article: Any) -> None:
    make_article(pk=7, source=SOURCE, status="withdrawn")
    assert client.get("/a/7/x/").status_code == client.get("/api/v1/articles/7").status_code == 410
    Source.objects.update(is_private=True)
    assert client.get("/a/7/x/").status_code == client.get("/api/v1/articles/7").status_code == 404


def test_its_readers_find_it_everywhere(client: Client, private: Source) -> None:
    reader = reader_of(private)
    for path in (
        "/",
        "/search?q=المرصد",
        "/a/1/",
        "/feed?q=المرصد",
        "/export?q=&format=jsonl",
        "/tags/",
    ):
        assert told(reader, path), path
    assert reader.get("/a/1/article.pdf").headers["Cache-Control"].startswith("private")
    found = reader.get("/api/v1/search", {"q": "المرصد"}).json()
    assert found["total"] == 2
    assert {facet["label"] for facet in found["facets"]["source"]} == {SOURCE, "المنارة"}


def test_counts_agree_with_what_is_shown(client: Client, private: Source) -> None:
    found = client.get("/api/v1/search", {"q": "المرصد"}).json()
    assert found["total"] == len(found["results"]) == 1
    assert found["facets"]["source"] == [{"value": "المنارة", "label": "المنارة", "count": 1}]
    caravan = client.get("/api/v1/search", {"q": "القافلة"}).json()
    assert [(each["id"], each["copies"]) for each in caravan["results"]] == [(3, 0)]
    assert client.get("/api/v1/search", {"q": "", "copies": "fold"}).json()["total"] == 2


def test_a_stream_is_made_for_who_asked(client: Client, private: Source) -> None:
    """Two exports at once, chunk by chunk in one thread: neither has what belongs to the other."""
    reader = reader_of(private)
    streams = [each.get("/export", {"q": "", "format": "jsonl"}) for each in (client, reader)]
    chunks = zip(*(iter(stream) for stream in streams), strict=False)
    visitor, member = (b"".join(side).decode() for side in zip(*chunks, strict=True))
    assert "الخيزران" not in visitor
    assert "الخيزران" in member


def test_what_becomes_private_is_gone_at_once(client: Client, make_article: Any) -> None:
    make_article(TITLE, BODY, pk=1, source=SOURCE)
    assert client.get("/api/v1/search", {"q": "المرصد"}).json()["total"] == 1
    Source.objects.update(is_private=True)
    assert client.get("/api/v1/search", {"q": "المرصد"}).json()["total"] == 0
    Source.objects.update(is_private=False)
    assert client.get("/api/v1/search", {"q": "المرصد"}).json()["total"] == 1


# What tells of words: scores, corrections, other spellings, completions, what is related, how a word is read.
ABOUT_WORDS = (
    "/api/v1/search?q=المرصد", "/api/v1/search?q=المرصد القافلة&match=any", "/api/v1/search?q=الخيزران",
    "/api/v1/search?q=الخيزرانن", "/search?q=الخيزرانن", "/search?q=المرصدد", "/search?q=كتمانيّ",
    "/search?q=تدشين", "/search?q=تدشبن", "/search?q=قافله", "/search?q=alkhayzaran", "/search?q=hgodvhk",
    "/search?q=خيزران~", "/search?q=*خيزر*", "/search?q=مرصد&mode=wide", "/api/v1/suggest?q=مر",
    "/api/v1/suggest?q=بد", "/api/v1/articles/3/related", "/api/v1/articles/4/related", "/a/3/", "/a/4/",
    "/api/v1/articles/3/copies", "/export?q=المرصد&format=csv", "/suggestions?q=تد", "/",
)  # fmt: skip


REQUEST = r"\b[0-9a-f]{32}\b"  # its id in a header


def answers(client: Client) -> dict[str, str]:
    """What a stranger reads, without what differs each time."""
    found = {}
    for path in (*QUERIES, *ABOUT_WORDS):
        text = text_of(client, path)
        for pattern in (
            r'"took_ms":[0-9.]+',
            r"<responseDate>[^<]*",
            r'csrfmiddlewaretoken" value="[^"]*',
            REQUEST,
        ):
            text = re.sub(pattern, "", text)
        found[path] = text
    return found


def test_a_stranger_is_answered_as_if_it_were_not_there(client: Client, private: Source) -> None:
    """To the last byte: nothing can be learnt by scores, counts, corrections, spellings or completions."""
    with_it = answers(client)
    for article in Article.objects.filter(source=private):
        archive.delete(article)
    outbox.drain()
    without_it = answers(client)
    differing = {path: around(with_it[path], without_it[path]) for path in with_it}
    assert {path: lines for path, lines in differing.items() if with_it[path] != without_it[path]} == {}
