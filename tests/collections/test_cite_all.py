"""«استشهد بالكلّ»: results, chosen articles and collections, cited in order and in every style."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive_of_bridges(make_article: Any) -> None:
    for pk, title, author, published in (
        (1, "افتتاح جسر", "وليد الياسين", "2021-05-01"),
        (2, "جسر الحصاد", "د. أمل البستانيّ", "2020-01-01"),
        (3, "جسر القطار", "", "2022-03"),
        (4, "جسر آخر", "سلمى الراوي", ""),
    ):
        authors = [author] if author else []
        make_article(title, "خبر عن الجسر.", pk=pk, authors=authors, published=published, source="المنارة")


def cited(client: Client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    return re.findall(r'name="id" value="(\d+)"', page)


def test_results_are_cited_by_name_as_listed_and_by_date(client: Client, archive_of_bridges: None) -> None:
    assert cited(client, "/cite?q=جسر") == ["2", "3", "4", "1"]  # البستانيّ، جسر القطار، الراوي، الياسين
    assert cited(client, "/cite?q=جسر&order=published") == ["2", "1", "3", "4"]
    assert cited(client, "/cite?q=جسر&sort=newest&order=list")[:2] == ["3", "1"]
    assert cited(client, "/cite?q=جسر&order=x") == ["2", "3", "4", "1"]


def test_chosen_articles_are_cited_alone(client: Client, archive_of_bridges: None) -> None:
    assert cited(client, "/cite?id=4&id=1&id=4&id=99&order=list") == ["4", "1"]
    page = client.get("/cite?id=1").content.decode()
    assert '<bdi dir="ltr">http://testserver/a/1/</bdi>' in page
    assert "الياسين، وليد." in page


def test_in_english_names_and_titles_follow_each_other_from_left_to_right(
    client: Client, archive_of_bridges: None
) -> None:
    client.cookies["django_language"] = "en"
    page = client.get("/cite?id=2").content.decode()
    assert "<bdi>د. أمل البستانيّ</bdi>. “<bdi>جسر الحصاد</bdi>.” <bdi>المنارة</bdi>, 1 January 2020." in page


def test_every_style_has_all_of_them_on_the_page_and_as_a_file(
    client: Client, archive_of_bridges: None
) -> None:
    page = client.get("/cite?q=جسر").content.decode()
    assert page.count("@article{newsarchive-") == 4
    ris = client.get("/cite/ris?q=جسر").content.decode()
    assert ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == 4
    assert client.get("/cite/bibtex?q=جسر").content.decode().count("@article{") == 4
    response = client.get("/cite/csl?q=جسر&order=published")
    assert json.loads(response.content)[0]["id"] == "newsarchive-2"
    assert response["Content-Disposition"].endswith('.json"')


def test_of_many_there_are_files_and_of_too_many_the_first(
    client: Client, archive_of_bridges: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.web.cite.views.MAX_CITED", 3)
    monkeypatch.setattr("articles.web.cite.views.MAX_SHOWN", 2)
    page = client.get("/cite?q=جسر").content.decode()
    assert "هذه أوّل ما في القائمة: ٣ مقالات، وفيها كلّها ٤ مقالات." in page
    whole = re.search(r'href="(/export[?][^"]+format=csl)"', page)[1].replace("&amp;", "&")
    assert len(json.loads(client.get(whole).getvalue())) == 4
    assert "@article{" not in page
    assert client.get("/cite/bibtex?q=جسر").content.decode().count("@article{") == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cite?q=زرافة", 404),
        ("/cite/doc?q=جسر", 404),
        ("/cite?q=جسر&from=x", 422),
        ("/cite?id=99", 404),
        ("/cite/", 301),
    ],
)
def test_nothing_to_cite_and_what_cannot_be_read(
    client: Client, archive_of_bridges: None, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_the_search_page_leads_there_with_its_filters(client: Client, archive_of_bridges: None) -> None:
    page = client.get("/search?q=جسر&author=وليد الياسين").content.decode()
    (href,) = re.findall(r'href="(/cite\?[^"]+)"', page)
    assert cited(client, href.replace("&amp;", "&")) == ["1"]
