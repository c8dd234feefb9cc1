"""/oai, harvested by Sickle, which knows nothing of this archive."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import (
    BadArgument,
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    NoSetHierarchy,
)

from articles.editing import erasure, publishing
from articles.ingest.readers.agencies.nitf_reader import found_in_nitf
from articles.models import Article, HarvestEntry, Source
from articles.models.harvest import stamp
from articles.models.identity import identity
from articles.web.harvest import entries
from tests import archive

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"


class _Answer:
    """What Sickle needs of an answer over HTTP."""

    def __init__(self, content: bytes, status: int) -> None:
        self.content, self.status_code, self.headers = content, status, {}
        self.text = content.decode()

    def raise_for_status(self) -> None:
        assert self.status_code == 200


class _Harvester(Sickle):
    """Sickle that asks the application itself, with the queries that it would send."""

    def _request(self, kwargs: dict[str, str]) -> _Answer:
        response = Client().get("/oai", kwargs)
        return _Answer(response.content, response.status_code)


@pytest.fixture
def harvester() -> _Harvester:
    return _Harvester("http://testserver/oai")


def _ids(records: Iterator[Any], *, deleted: bool | None = None) -> list[int]:
    return [
        int(getattr(each, "header", each).identifier.rpartition(":")[2])
        for each in records
        if deleted is None or getattr(each, "header", each).deleted is deleted
    ]


def test_the_archive_tells_what_it_is(harvester: _Harvester) -> None:
    archive.create("أوّل")
    about = harvester.Identify()
    assert about.protocolVersion == "2.0"
    assert about.deletedRecord == "persistent"
    assert about.granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert about.repositoryIdentifier == identity().authority
    assert {each.metadataPrefix for each in harvester.ListMetadataFormats()} == {"oai_dc", "nitf"}


def test_dublin_core_has_what_the_article_has(harvester: _Harvester) -> None:
    source = Source.objects.create(name="جريدة الميزان")
    article = archive.create(
        "افتتاح جسر",
        "نصّ الخبر",
        source=source,
        authors=["ليلى", "سامي"],
        published="2021-09",
        section="محلّيّات",
    )
    found = harvester.GetRecord(identifier=identity().oai_identifier(article.pk), metadataPrefix="oai_dc")
    assert found.metadata["title"] == ["افتتاح جسر"]
    assert found.metadata["creator"] == ["ليلى", "سامي"]
    assert found.metadata["date"] == ["2021-09"]
    assert found.metadata["publisher"] == ["جريدة الميزان"]
    assert found.metadata["identifier"][0].endswith(article.get_absolute_url())
    assert found.header.setSpecs == [f"source:{source.pk}"]


def test_nitf_is_read_back_by_the_archives_own_reader(harvester: _Harvester) -> None:
    source = Source.objects.create(name="جريدة الميزان")
    article = archive.create(
        "افتتاح جسر",
        "مقدّمة.\n\n## عنوان داخليّ\n\nخاتمة <b> & بعدها.",
        source=source,
        authors=["ليلى"],
        published="2021-09-09",
        subtitle="على النهر",
        dateline="صيدا",
    )
    archive.create("بلا عنوان فرعيّ", "مقدّمة.\n\n## عنوان داخليّ\n\nخاتمة.")
    answer = Client().get("/oai", {"verb": "ListRecords", "metadataPrefix": "nitf"}).content
    found, plain = map(found_in_nitf, ElementTree.fromstring(answer).iterfind(".//{*}nitf"))
    assert "subtitle" not in plain.stated_fields
    assert found.stated_fields["title"] == article.title
    assert found.stated_fields["subtitle"] == "على النهر"
    assert found.stated_fields["authors"] == "ليلى"
    assert found.stated_fields["published"] == "2021-09-09"
    assert found.stated_fields["source"] == "جريدة الميزان"
    assert found.stated_fields["dateline"] == "صيدا"
    for part in ("مقدّمة.", "عنوان داخليّ", "خاتمة <b> & بعدها."):
        assert part in found.text


def test_characters_that_xml_cannot_hold_are_left_out(harvester: _Harvester) -> None:
    archive.create("عنوان\x0bمكسور", "نصّ\x01\ufffe آخر")
    for prefix in ("oai_dc", "nitf"):
        assert len(list(harvester.ListRecords(metadataPrefix=prefix))) == 1


def test_what_is_taken_away_is_told_as_deleted_for_ever(harvester: _Harvester) -> None:
    left, withdrawn, deleted, erased = (archive.create(f"خبر {n}", f"نصّ {n}") for n in range(4))
    draft = archive.create("مسودّة", "لا يراها أحد", status=Article.Status.DRAFT)
    assert len(_ids(harvester.ListRecords(metadataPrefix="oai_dc"), deleted=False)) == 4
    publishing.withdraw(Article.objects.filter(pk=withdrawn.pk))
    archive.delete(deleted, draft)
    erasure.erase_rows([erased.pk], "بحكم القانون")
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert _ids(iter(records), deleted=False) == [left.pk]
    assert set(_ids(iter(records), deleted=True)) == {withdrawn.pk, deleted.pk, erased.pk}
    assert all(record.xml.find(f"{OAI}metadata") is None for record in records if record.deleted)


def test_private_sources_are_not_harvested(harvester: _Harvester) -> None:
    secret = Source.objects.create(name="سرّيّ", is_private=True)
    archive.create("خبر سرّيّ", source=secret)
    shown = Source.objects.create(name="معروف")
    article = archive.create("خبر معروف", source=shown)
    assert _ids(harvester.ListIdentifiers(metadataPrefix="oai_dc")) == [article.pk]
    assert [each.setName for each in harvester.ListSets()] == ["معروف"]


def test_a_source_that_becomes_private_takes_its_records_away(harvester: _Harvester) -> None:
    from articles.editing import names

    source = Source.objects.create(name="معروف")
    article = archive.create("خبر", source=source)
    list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))
    before = HarvestEntry.objects.get(pk=article.pk).changed
    source.is_private = True
    names.save(source)
    assert _ids(harvester.ListIdentifiers(metadataPrefix="oai_dc"), deleted=True) == [article.pk]
    assert HarvestEntry.objects.get(pk=article.pk).changed > before


def test_a_set_has_the_articles_of_its_source(harvester: _Harvester) -> None:
    sources = [Source.objects.create(name=f"جريدة {n}") for n in range(2)]
    articles = [archive.create(f"خبر {n}", f"نصّ {n}", source=sources[n % 2]) for n in range(4)]
    found = harvester.ListIdentifiers(metadataPrefix="oai_dc", set=f"source:{sources[1].pk}")
    assert _ids(found) == [articles[1].pk, articles[3].pk]
    with pytest.raises(NoRecordsMatch):
        harvester.ListIdentifiers(metadataPrefix="oai_dc", set="source:999")


def test_only_what_changed_since_is_listed(harvester: _Harvester) -> None:
    old, new = archive.create("قديم", "نصّ أوّل"), archive.create("جديد", "نصّ ثانٍ")
    stamp()
    HarvestEntry.objects.filter(pk=old.pk).update(changed="2021-01-01T10:00:00.9Z")
    HarvestEntry.objects.filter(pk=new.pk).update(changed="2021-01-02T10:00:00Z")

    def ids(**arguments: str) -> list[int]:
        return _ids(harvester.ListIdentifiers(metadataPrefix="oai_dc", **arguments))

    assert ids(**{"from": "2021-01-02"}) == [new.pk]
    assert ids(until="2021-01-01") == [old.pk]
    assert ids(until="2021-01-01T10:00:00Z") == [old.pk]
    archive.update(old, title="قديم مصحَّح")
    assert ids() == [new.pk, old.pk]


def test_a_harvest_while_articles_come_and_go_meets_each_once(
    harvester: _Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "PAGE", 5)
    articles = [archive.create(f"خبر {n}", f"نصّ {n} فريد") for n in range(40)]
    deleted: list[Article] = []
    met = []
    for number, record in enumerate(harvester.ListRecords(metadataPrefix="oai_dc")):
        met.append(record)
        if number < 30 and number % 5 == 2:
            archive.create(f"طارئ {number}", f"نصّ طارئ {number}")
            deleted.append(articles[number - 1])  # met already
            deleted.append(articles[39 - number // 5])  # still to come
            archive.delete(*deleted[-2:])
    gone = {article.pk for article in deleted}
    seen = Counter(_ids(iter(met), deleted=False))
    assert all(seen[article.pk] == 1 for article in articles if article.pk not in gone)
    assert gone <= set(_ids(iter(met), deleted=True))


def test_wrong_requests_are_answered_by_the_protocols_codes(harvester: _Harvester) -> None:
    archive.create("خبر")
    with pytest.raises(CannotDisseminateFormat):
        harvester.ListRecords(metadataPrefix="marc21")
    with pytest.raises(BadArgument):
        harvester.ListRecords(metadataPrefix="oai_dc", **{"from": "2021-13-01"})
    with pytest.raises(BadArgument):
        harvester.ListRecords(metadataPrefix="oai_dc", **{"from": "2022-01-01", "until": "2021-01-01"})
    with pytest.raises(BadArgument):
        harvester.ListRecords(
            metadataPrefix="oai_dc", **{"from": "2021-01-01", "until": "2021-01-01T00:00:00Z"}
        )
    with pytest.raises(IdDoesNotExist):
        harvester.GetRecord(identifier="oai:elsewhere:1", metadataPrefix="oai_dc")
    with pytest.raises(NoSetHierarchy):
        list(harvester.ListSets())


@pytest.mark.parametrize(
    "token", ["", "x", "؟", "WzFd", "bnVsbA", "WyJvYWlfZGMiLCIiLCIiLDAsIiIsMF0", "[" * 3000, "a\x00b"]
)
def test_a_broken_token_is_refused(token: str, harvester: _Harvester) -> None:
    with pytest.raises(BadResumptionToken):
        list(harvester.ListRecords(resumptionToken=token))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "verb=Nothing",
        "verb=Identify&verb=Identify",
        "verb=Identify&x=%00%0b",
        "verb=ListRecords",
        "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=nitf",
        "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x",
        "verb=GetRecord&identifier=%00&metadataPrefix=oai_dc",
    ],
)
def test_every_answer_is_xml_with_an_error(query: str) -> None:
    response = Client().get("/oai?" + query)
    assert response.status_code == 200
    assert etree.fromstring(response.content).find(f"{OAI}error") is not None


def test_the_same_is_answered_to_a_post(harvester: _Harvester) -> None:
    archive.create("خبر")
    response = Client(enforce_csrf_checks=True).post(
        "/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    )
    assert etree.fromstring(response.content).find(f".//{OAI}record") is not None


def test_a_page_takes_the_same_queries_for_any_number_of_records(
    harvester: _Harvester, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        archive.create(f"خبر {n}", f"نصّ {n}")
    with django_assert_max_num_queries(16):
        assert len(list(harvester.ListRecords(metadataPrefix="nitf"))) == 30


def test_a_large_harvest_under_change_meets_each_once(harvester: _Harvester) -> None:
    """``HARVEST_RECORDS=20000`` tries it with as many, of which 200 go while 500 come."""
    size = int(os.environ.get("HARVEST_RECORDS", "1000"))
    rows = [Article(title=f"خبر {n}", body=f"نصّ {n}", slug="x") for n in range(size)]
    Article.objects.bulk_create(rows, batch_size=500)
    HarvestEntry.objects.bulk_create(HarvestEntry(article_id=row.pk) for row in rows)
    met = Counter[int]()
    gone, come = set[int](), 0
    step = size // 100
    for number, record in enumerate(harvester.ListRecords(metadataPrefix="oai_dc")):
        if not record.deleted:
            met[int(record.header.identifier.rpartition(":")[2])] += 1
        if number < size and number % step == step // 2:
            some = [rows[number // 2].pk, rows[-1 - number // 4].pk]
            archive.delete(*Article.objects.filter(pk__in=some))
            gone |= set(some)
            for _ in range(5):
                come += 1
                archive.create(f"طارئ {come}", f"نصّ الطارئ رقم {come}")
    assert come == 500
    assert len(gone) == 200
    assert all(met[row.pk] == 1 for row in rows if row.pk not in gone)
