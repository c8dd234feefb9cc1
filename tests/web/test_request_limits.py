"""However much an address asks for, the page stays small and says what it left out."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from articles.models import Tag
from articles.search.query.fields import MAX_NAMES
from articles.searching.request import MAX_TEXT, MAX_VALUES

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = ("source", "tag", "mention", "author", "section")


@pytest.fixture
def bridge(make_article):
    for year in range(2000, 2030):
        make_article(
            f"افتتاح الجسر {year}", source=f"صحيفة {year}", tags=["نهر السرو"], published=f"{year}-03-14"
        )


def test_a_long_query_is_cut_before_anything_sees_it(client, bridge):
    text = "الجسر " + "ا" * MAX_TEXT + "زائد"
    for path in ("/search", "/feed", "/compare"):
        html = client.get(path, {"q": text}).content.decode()
        assert "زائد" not in html
        assert "%D8%B2%D8%A7%D8%A6%D8%AF" not in html
    page = client.get("/search", {"q": text}).content.decode()
    assert "البحث أطول من ألف حرف" in page
    answer = client.get("/api/v1/search", {"q": text}).json()
    assert (len(answer["query"]["text"]), answer["query"]["cut"]) == (MAX_TEXT, True)
    assert client.get("/api/v1/search", {"q": text[:MAX_TEXT]}).json()["query"]["cut"] is False


def test_a_filter_takes_fifty_values(client, bridge):
    values = [f"tag-{number}" for number in range(MAX_VALUES + 1)]
    allowed = client.get("/api/v1/search", {"tag": values[:-1]})
    assert allowed.status_code == 200
    refused = client.get("/api/v1/search", {"tag": values})
    assert refused.status_code == 422
    assert refused.json()["parameter"] == "tag"
    assert str(MAX_VALUES) in refused.json()["accepted"]
    assert client.get("/api/v1/search", {"tag": ["tag"] * (MAX_VALUES + 1)}).status_code == 422
    for path in ("/search", "/compare"):
        html = client.get(path, {"q": "الجسر", "tag": values}).content.decode()
        assert "لخمسين قيمة" in html
        assert values[-1] not in html


def crowded(columns: tuple[str, ...], value: str) -> str:
    """An address of nearly 10,000 bytes, or of 990 filters."""
    pairs: list[tuple[str, str]] = [("q", "الجسر")]
    while len(urlencode(pairs)) < 9_900 and len(pairs) < 990:
        pairs.append((columns[len(pairs) % len(columns)], value.format(len(pairs))))
    return urlencode(pairs)


def test_an_address_of_ten_thousand_bytes_makes_no_heavy_page(client, bridge):
    for columns in (COLUMNS, ("tag",), ("source", "author")):
        for value in ("{}", "-{}", "غير-موجود-{}", "x" * 90 + "{}"):
            for path in ("/search", "/compare"):
                response = client.get(f"{path}?{crowded(columns, value)}")
                assert response.status_code == 200
                assert len(response.content) < 500_000, (path, columns, value)


def test_a_page_of_results_in_other_sizes_keeps_its_size(client, bridge):
    html = client.get("/search?q=الجسر&limit=10").content.decode()
    assert "limit=10&amp;page=2" in html


@pytest.mark.parametrize("path", ["/search", "/feed", "/export", "/compare", "/admin/login/"])
def test_more_than_a_thousand_fields_are_refused_in_plain_words(client, db, path):
    fields = "&".join(f"field{number}=1" for number in range(1_001))
    answer = client.get(f"{path}?{fields}")
    assert (answer.status_code, "أكثر من ألف حقل" in answer.content.decode()) == (400, True)
    sent = client.post("/settings", fields, content_type="application/x-www-form-urlencoded")
    assert (sent.status_code, "أكثر من ألف حقل" in sent.content.decode()) == (400, True)


def test_a_program_learns_how_many_parameters_it_may_send(client, db):
    answer = client.get("/api/v1/search?" + "&".join(f"field{number}=1" for number in range(1_001)))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "1,000" in answer.json()["detail"]


def test_a_name_that_half_the_tags_have_stands_for_the_thousand_most_used(client, make_article):
    tags = [Tag(name=f"اسم {number:05}", slug=f"name-{number:05}") for number in range(MAX_NAMES + 5)]
    Tag.objects.bulk_create(tags)
    make_article("افتتاح الجسر", tags=["اسم 01003"])
    for query in ("وسم:اسم", " ".join(["وسم:اسم"] * 60)):
        answer = client.get("/api/v1/search", {"q": query}).json()
        assert answer["total"] == 1
        assert "فاقتُصر على أكثرها مقالات" in client.get("/search", {"q": query}).content.decode()
    assert "فاقتُصر" not in client.get("/search", {"q": 'وسم:"اسم 01003"'}).content.decode()


@pytest.mark.parametrize("number", [2**31, 10**11, 2**63, 2**64, 10**30])
def test_a_number_that_no_row_has_is_not_found(client, admin_client, number):
    public = ["/a/{}/", "/a/{}/x/", "/a/{}/original", "/a/{}/copies", "/a/{}/article.pdf", "/dates/{}/"]
    for path in (*public, "/a/{}/card.png", "/a/{}/cite/apa", "/sitemap-{}.xml", "/api/v1/articles/{}"):
        assert client.get(path.format(number)).status_code == 404, path
    for path in ("/admin/upload/{}/", "/admin/upload/file/{}/", "/admin/upload/article/{}/"):
        assert admin_client.get(path.format(number)).status_code == 404, path


@pytest.mark.parametrize(
    "path",
    [
        *("/search?q=%00", "/search?q=الجسر&source=%00&tag=%00&author=a%00b", "/?x=%00", "/feed?q=%00"),
        *("/tags/%00", "/authors/%00", "/api/v1/search?q=%00", "/api/v1/suggest?q=%00", "/oai?verb=%00"),
        *("/oembed?url=%00", "/a/%00", "/sources/%00/", "/export?format=csv&q=%00", "/login?next=%00"),
    ],
)
@pytest.mark.django_db
def test_the_character_null_in_an_address_harms_nothing(client, path):
    assert client.get(path).status_code < 500
