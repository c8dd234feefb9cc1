"""The client against a server that answers over HTTP."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model

from articles.models import ApiKey
from newsarchive.client import Archive, ArchiveError, Name
from newsarchive.client.__main__ import main

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bridges(make_article):
    return [
        make_article(f"الجسر {n}", f"خبر عن الجسر رقم {n}", source="جريدة الميناء", published="2021-09-01").pk
        for n in range(130)
    ]


def test_every_result_and_every_export_come_once(live_server, bridges):
    archive = Archive(live_server.url)
    for sort in ("relevance", "newest"):
        assert sorted(each.id for each in archive.search("الجسر", sort=sort)) == bridges
    exported = list(archive.export("الجسر", source=["جريدة-الميناء"], from_="2021"))
    assert len(exported) == archive.count("الجسر") == len(bridges)
    assert exported[0]["body"].startswith("خبر عن الجسر")


def test_an_article_has_its_text_and_a_result_its_snippet(live_server, bridges):
    archive = Archive(live_server.url)
    article = archive.article(bridges[0])
    assert (article.title, article.body) == ("الجسر 0", "خبر عن الجسر رقم 0")
    assert article.source == Name("جريدة الميناء", "جريدة-الميناء")
    result = next(archive.search("رقم"))
    assert (result.published, "رقم" in result.snippet) == ("2021-09-01", True)


def test_what_the_archive_refuses_is_an_error_with_its_problem(live_server, bridges):
    with pytest.raises(ArchiveError) as caught:
        list(Archive(live_server.url).search("الجسر", sort="best"))
    assert (caught.value.status, caught.value.problem["parameter"]) == (422, "sort")
    with pytest.raises(ArchiveError):
        Archive(live_server.url).article(999_999)


def test_a_closed_archive_opens_to_a_key(live_server, bridges, settings):
    settings.ARCHIVE_PUBLIC = False
    key = ApiKey(name="قارئ", user=get_user_model().objects.create_user("reader"), scopes=["read"])
    letters = key.renew()
    key.save()
    with pytest.raises(ArchiveError):
        Archive(live_server.url).count("الجسر")
    assert Archive(live_server.url, key=letters).count("الجسر") == len(bridges)


def test_the_command_prints_a_line_an_article(live_server, bridges, capsys):
    assert main([live_server.url, "search", "الجسر", "--limit", "3", "--filter", "sort=oldest"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["source"]["slug"] for row in rows] == ["جريدة-الميناء"] * 3
    assert main([live_server.url, "export", "الجسر"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(bridges)
    assert main([live_server.url, "article", str(bridges[5])]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == bridges[5]
    assert main([live_server.url, "article", "999999"]) == 1
    assert "no such article" in capsys.readouterr().err
