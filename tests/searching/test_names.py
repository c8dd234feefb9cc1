"""Names that are typed are found, however many there are and however they change."""

from __future__ import annotations

import pytest

from articles.models import Source, Tag
from articles.searching.query.names import NameIndex
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


def suggested(client, typed: str) -> list[str]:
    return [each["text"] for each in client.get("/api/v1/suggest", {"q": typed}).json()["suggestions"]]


def test_a_name_is_suggested_wherever_it_stands_in_the_alphabet(client):
    Tag.objects.bulk_create([Tag(name=f"أحمد {number:04}", slug=f"a{number}") for number in range(2_100)])
    archive.create(
        tags=[Tag.objects.create(name="يونس الراوي")], source=Source.objects.create(name="يوميّة الضفاف")
    )
    assert "يونس الراوي" in suggested(client, "الراوي")
    assert suggested(client, "يو") == ["يوميّة الضفاف", "يونس الراوي"]


def test_names_are_those_of_the_moment(client):
    tag = Tag.objects.create(name="يونس الراوي")
    other = Tag.objects.create(name="وادي الرمان")
    archive.create(tags=[tag, other])
    assert suggested(client, "يونس") == ["يونس الراوي"]
    tag.name = "سليم الراوي"
    tag.save()
    assert suggested(client, "يونس") == []
    assert suggested(client, "سليم") == ["سليم الراوي"]
    other.delete()
    assert suggested(client, "وادي") == []


def test_a_name_in_a_query_is_the_same_however_it_is_spelt(make_article):
    make_article("افتتاح", tags=["إدارة المياه"], source="صحيفة الميناء")
    for text in ('وسم:"ادارة المياه"', "وسم:المياه", "مصدر:الميناء", "مصدر:صحيفة-الميناء"):
        assert search(SearchRequest(text=text)).total == 1, text


def test_a_whole_name_comes_before_names_that_contain_it():
    names = NameIndex([("river", "نهر"), ("sea", "نهر وبحر"), ("pier", "رصيف")], str.strip)
    assert names.values("نهر") == ("river",)
    assert names.values("river") == ("river",)
    assert names.values("بحر") == ("sea",)
    assert [each.name for each in names.beginning("ن", limit=5)] == ["نهر", "نهر وبحر"]
    assert [each.name for each in names.beginning("ن", limit=1)] == ["نهر"]
    assert names.beginning(" ", limit=5) == []
