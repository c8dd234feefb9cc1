"""Collections: made, filled, put in order, read by whom they are for, and taken along."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.access import roles
from articles.collections import editing
from articles.editing import erasure
from articles.models import ApiKey, Article, AuditEntry, Collection, CollectionItem, Source

pytestmark = pytest.mark.django_db

TITLE = "جسور السرو"


@pytest.fixture
def articles(make_article: Any) -> list[Article]:
    return [
        make_article(title, "نصّ", pk=pk, source="المنارة", authors=[author], published=f"202{pk}-01-0{pk}")
        for pk, title, author in (
            (1, "افتتاح الجسر", "وليد الياسين"),
            (2, "حصاد القمح", "أمل البستانيّ"),
            (3, "عودة القطار", "سلمى الراوي"),
        )
    ]


def client_of(name: str, role: str = roles.READER) -> Client:
    user, made = User.objects.get_or_create(username=name)
    if made:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def collection_of(name: str = "sami", ids: Any = (1, 2, 3), **fields: Any) -> Collection:
    owner, _made = User.objects.get_or_create(username=name)
    made = editing.create(owner, editing.Words(**{"title": TITLE} | fields))
    editing.add(made, list(ids))
    return made


def titles(client: Client, collection: Collection) -> list[str]:
    page = client.get(collection.get_absolute_url()).content.decode()
    return re.findall(r'<h2[^>]*><a href="/a/[^>]*>([^<]+)', page)


ADDRESSES = (
    "", "feed", "export?format=csv", "export?format=jsonl", "export?format=ris", "export?format=bibtex",
    "export?format=ninjs", "collection.epub", "cite", "cite/bibtex", "cite/ris", "cite/csl", "citation/ris",
    "citation/bibtex", "citation/csl",
)  # fmt: skip


def address(collection: Collection, tail: str) -> str:
    return collection.get_absolute_url() if not tail else f"/collections/{collection.key}/{tail}"


# ---- made and filled ----------------------------------------------------------------------------------


def test_whoever_came_from_results_is_led_back_to_them_and_nowhere_else(articles: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_user("researcher"))
    path = f"/collect?id={articles[0].pk}&back="
    assert 'href="/search?q=x&amp;page=2"' in client.get(f"{path}q%3Dx%26page%3D2").content.decode()
    page = client.get(f"{path}https%3A//elsewhere.example/%22%3E").content.decode()
    assert 'href="/search?https://elsewhere.example/&quot;&gt;"' in page
    assert "العودة إلى النتائج" not in client.get(path).content.decode()


def test_an_article_is_put_into_a_new_collection_and_then_others(articles: Any) -> None:
    client = client_of("sami")
    client.post("/collect?id=2", {"title": f" {TITLE} "})
    made = Collection.objects.get()
    assert (made.title, made.audience) == (TITLE, "private")
    said = client.post("/collect?id=1&id=3&id=2", {"collection": made.key}).content.decode()
    assert f"أُضيف إلى «{TITLE}»" in said
    assert "فيها" in said
    assert titles(client, made) == ["حصاد القمح", "افتتاح الجسر", "عودة القطار"]


@pytest.mark.parametrize(
    ("query", "form", "said"),
    [
        ("id=1", {"title": " "}, "اكتب اسمًا"),
        ("id=1", {"title": "س" * 201}, "أطول ممّا يجوز"),
        ("id=99", {"title": "جديدة"}, "لم تختر مقالًا"),
        ("", {"title": "جديدة"}, "لم تختر مقالًا"),
    ],
)
def test_what_cannot_be_added_is_told(articles: Any, query: str, form: Any, said: str) -> None:
    response = client_of("sami").post(f"/collect?{query}", form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Collection.objects.exists()


@pytest.mark.parametrize("query", ["id=x", "id=%00", "id=-1", "id=" + "9" * 13, "&".join(["id=1"] * 501)])
def test_what_names_no_article_is_refused(articles: Any, query: str) -> None:
    assert client_of("sami").get(f"/collect?{query}").status_code == 422
    assert Client().get(f"/cite?{query}").status_code == 422


def test_limits_are_told(articles: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = collection_of(ids=[1])
    monkeypatch.setattr(editing, "MAX_ARTICLES", 1)
    monkeypatch.setattr(editing, "MAX_COLLECTIONS", 1)
    client = client_of("sami")
    assert "لا تتّسع" in client.post("/collect?id=2", {"collection": made.key}).content.decode()
    assert "أكثر ما يجوز" in client.post("/collect?id=2", {"title": "أخرى"}).content.decode()
    response = client.post("/collections/new", {"title": "أخرى", "audience": "private"})
    assert response.status_code == 422
    assert 'value="أخرى"' in response.content.decode()


def test_it_is_put_in_order_and_said_something_of(articles: Any) -> None:
    made, client = collection_of(), client_of("sami")
    items = {item.article_id: item.pk for item in made.items.all()}

    def act(pk: int, **fields: Any) -> list[str]:
        client.post(f"/collections/{made.key}/items", {"item": items[pk]} | fields)
        return [title.split()[0] for title in titles(client, made)]

    assert act(3, act="up") == ["افتتاح", "عودة", "حصاد"]
    assert act(1, act="down") == ["عودة", "افتتاح", "حصاد"]
    assert act(2, act="save", place="1", note="للمقدّمة") == ["حصاد", "عودة", "افتتاح"]
    assert act(2, act="save", place="99", note="للمقدّمة") == ["عودة", "افتتاح", "حصاد"]
    assert act(2, act="save", place="x", note="للمقدّمة") == ["عودة", "افتتاح", "حصاد"]
    assert "للمقدّمة" in client.get(made.get_absolute_url()).content.decode()
    assert act(1, act="remove") == ["عودة", "حصاد"]
    assert act(3, act="up") == ["عودة", "حصاد"]


def test_order_leaves_what_one_does_not_see_where_it_is(articles: Any) -> None:
    made, client = collection_of(), client_of("sami")
    Article.objects.filter(pk=2).update(status="withdrawn")
    item = made.items.get(article=3)
    client.post(f"/collections/{made.key}/items", {"item": item.pk, "act": "up"})
    assert titles(client, made) == ["عودة القطار", "افتتاح الجسر"]
    Article.objects.filter(pk=2).update(status="published")
    assert titles(client, made) == ["عودة القطار", "افتتاح الجسر", "حصاد القمح"]


def test_its_words_are_changed_and_it_is_deleted_once_that_is_ticked(articles: Any) -> None:
    made, client = collection_of(), client_of("sami")
    path = f"/collections/{made.key}/edit"
    assert client.post(path, {"title": "", "audience": "link"}).status_code == 422
    client.post(path, {"title": "جسور النهر", "audience": "link", "byline": "سامي النجّار"})
    made.refresh_from_db()
    assert (made.title, made.audience) == ("جسور النهر", "link")
    client.post(f"/collections/{made.key}/delete", {})
    assert Collection.objects.exists()
    client.post(f"/collections/{made.key}/delete", {"sure": "yes"})
    assert not Collection.objects.exists()
    assert Article.objects.count() == 3


# ---- who reads it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ADDRESSES)
def test_a_private_one_is_its_owners_alone(articles: Any, tail: str) -> None:
    made = collection_of()
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief"))
    opened = client_of("sami").get(address(made, tail))
    assert opened.status_code == 200
    assert opened.getvalue()  # to its end, where a stream lets go of its connection
    for client in (Client(), client_of("laila"), client_of("amal", roles.ADMINISTRATOR), chief):
        assert client.get(address(made, tail)).status_code == 404


@pytest.mark.parametrize("audience", ["private", "link", "public"])
def test_what_is_not_listed_is_in_no_list(articles: Any, audience: str) -> None:
    made = collection_of(audience=audience)
    for client in (Client(), client_of("laila")):
        for path in (
            "/collections/",
            "/api/v1/collections",
            "/",
            "/sitemap-0.xml",
            "/sitemap.xml",
            "/sitemap-collections.xml",
            "/feed",
        ):
            text = client.get(path).getvalue().decode()
            assert TITLE not in text
            assert made.key not in text


def test_what_is_listed_is_in_the_sitemap(articles: Any) -> None:
    assert Client().get("/sitemap-collections.xml").status_code == 404
    assert "sitemap-collections" not in Client().get("/sitemap.xml").content.decode()
    made = collection_of(audience="public")
    editing.decide(made, listed=True)
    assert (
        "<loc>http://testserver/sitemap-collections.xml</loc>"
        in Client().get("/sitemap.xml").content.decode()
    )
    text = Client().get("/sitemap-collections.xml").getvalue().decode()
    assert f"<loc>http://testserver{made.get_absolute_url()}</loc>" in text
    assert text.count("<url>") == 1


@pytest.mark.parametrize("tail", ADDRESSES)
def test_a_stranger_with_its_link_reads_it(articles: Any, tail: str) -> None:
    made = collection_of(audience="link")
    response = Client().get(address(made, tail))
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    response.close()


def test_a_stranger_changes_nothing(articles: Any) -> None:
    made = collection_of(audience="public")
    item = made.items.first()
    assert item
    for client in (Client(), client_of("laila")):
        for tail, form in (
            ("edit", {"title": "غيره", "audience": "private"}),
            ("items", {"item": item.pk, "act": "remove"}),
            ("delete", {"sure": "yes"}),
            ("delete", {"act": "renew"}),
            ("list", {"listed": "yes"}),
        ):
            assert client.post(address(made, tail), form).status_code in (302, 403, 404)
        client.post("/collect?id=1", {"collection": made.key})
    fresh = Collection.objects.get()
    assert (fresh.title, fresh.key, fresh.listed_at, fresh.items.count()) == (TITLE, made.key, None, 3)


def test_another_collections_item_is_not_reached_through_ones_own(articles: Any) -> None:
    own, other = collection_of("laila"), collection_of("sami")
    item = other.items.first()
    assert item
    response = client_of("laila").post(address(own, "items"), {"item": item.pk, "act": "remove"})
    assert response.status_code == 404
    assert other.items.count() == 3


def test_a_new_link_ends_the_present_one(articles: Any) -> None:
    made = collection_of(audience="link")
    client_of("sami").post(address(made, "delete"), {"act": "renew"})
    assert Client().get(address(made, "")).status_code == 404
    assert Client().get(Collection.objects.get().get_absolute_url()).status_code == 200


def test_an_editor_lets_it_into_the_list_and_the_audit_trail_says_so(articles: Any) -> None:
    made = collection_of(audience="public", byline="سامي النجّار")
    editor = client_of("amal", roles.EDITOR)
    assert "أدرِجها في القائمة" in editor.get(made.get_absolute_url()).content.decode()
    editor.post(address(made, "list"), {"listed": "yes"})
    page = Client().get("/collections/").content.decode()
    assert TITLE in page
    assert "سامي النجّار" in page
    assert "X-Robots-Tag" not in Client().get(made.get_absolute_url())
    entry = AuditEntry.objects.get(action="listed")
    assert (entry.user_name, entry.row_id, entry.values) == ("amal", made.pk, {"listed": True})
    editor.post(address(made, "list"), {"listed": "no"})
    assert TITLE not in Client().get("/collections/").content.decode()


@pytest.mark.parametrize("audience", ["private", "link"])
def test_an_editor_lists_nothing_that_is_not_for_everybody(articles: Any, audience: str) -> None:
    made = collection_of(audience=audience)
    assert client_of("amal", roles.EDITOR).post(address(made, "list"), {"listed": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "stays"),
    [
        ({"title": TITLE, "audience": "public"}, True),
        ({"title": "اشترِ الآن", "audience": "public"}, False),
        ({"title": TITLE, "audience": "public", "description": "كلام آخر"}, False),
        ({"title": TITLE, "audience": "link"}, False),
    ],
)
def test_who_changes_its_words_or_readers_takes_it_off_the_list(
    articles: Any, form: dict[str, str], stays: bool
) -> None:
    made = collection_of(audience="public")
    editing.decide(made, listed=True)
    client_of("sami").post(address(made, "edit"), form)
    assert Collection.objects.listed().exists() == stays


def test_so_does_a_note_on_an_article_but_no_article(articles: Any) -> None:
    made = collection_of(ids=[1], audience="public")
    editing.decide(made, listed=True)
    client = client_of("sami")
    client.post("/collect?id=2", {"collection": made.key})
    assert Collection.objects.listed().exists()
    item = made.items.first()
    assert item
    client.post(address(made, "items"), {"item": item.pk, "act": "save", "note": "اشترِ الآن"})
    assert not Collection.objects.listed().exists()


@pytest.mark.parametrize("how", ["withdrawn", "draft", "deleted", "private"])
def test_an_article_that_a_reader_may_not_read_is_neither_in_it_nor_in_its_count(
    articles: Any, make_article: Any, how: str
) -> None:
    secret = make_article("سرّ الخزامى", "نصّ الخزامى", pk=9, source="نشرة")
    made = collection_of(ids=[9, 1], audience="public")
    editing.decide(made, listed=True)
    if how == "private":
        Source.objects.filter(name="نشرة").update(is_private=True)
    else:
        Article.objects.filter(pk=secret.pk).update(status=how)
    client = Client()
    for tail in ADDRESSES:
        text = client.get(address(made, tail)).getvalue()
        if tail == "collection.epub":
            book = zipfile.ZipFile(BytesIO(text))
            text = b"".join(map(book.read, book.namelist()))
        assert "الخزامى" not in text.decode("utf-8", "ignore"), tail
        assert "/a/9/" not in text.decode("utf-8", "ignore"), tail
    assert "مقال واحد" in client.get(made.get_absolute_url()).content.decode()
    assert "مقال واحد" in client.get("/collections/").content.decode()
    assert client.get("/api/v1/collections").json()["results"][0]["articles"] == 1
    found = client.get(f"/api/v1/collections/{made.key}").json()
    assert (found["articles"], [each["article"]["id"] for each in found["items"]]) == (1, [1])


def test_an_archive_that_is_closed_shows_it_to_members_alone(articles: Any, settings: Any) -> None:
    settings.ARCHIVE_PUBLIC = False
    made = collection_of(audience="link")
    assert Client().get(address(made, "")).status_code == 302
    assert client_of("laila").get(address(made, "")).status_code == 200


# ---- what becomes of it -------------------------------------------------------------------------------


def test_with_the_account_go_the_collections_that_the_archive_does_not_list(articles: Any) -> None:
    for audience in ("private", "link", "public"):
        collection_of(audience=audience, title=audience)
    listed = collection_of(audience="public", title="مدرجة")
    editing.decide(listed, listed=True)
    User.objects.get(username="sami").delete()
    assert Collection.objects.get() == listed
    assert (Collection.objects.get().owner, listed.items.count()) == (None, 3)
    assert Client().get(listed.get_absolute_url()).status_code == 200


def test_an_account_with_a_collection_can_be_deleted_in_the_administration(articles: Any) -> None:
    collection_of("sami", audience="link")
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief"))
    user = User.objects.get(username="sami")
    chief.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(username="sami").exists()


def test_an_erased_article_is_in_none(articles: Any) -> None:
    made = collection_of()
    made.items.filter(article=1).update(note="عنه")
    erasure.erase_rows([1], "حكم")
    assert CollectionItem.objects.count() == 2
    assert titles(client_of("sami"), made) == ["حصاد القمح", "عودة القطار"]


def test_the_administration_shows_those_that_are_shared_and_none_that_is_private(articles: Any) -> None:
    for audience in ("private", "link", "public"):
        collection_of(audience=audience, title=f"مجموعة {audience}")
    editor = User.objects.create_user("amal", is_staff=True)
    editor.groups.add(Group.objects.get(name=roles.EDITOR))
    client = Client()
    client.force_login(editor)
    page = client.get("/admin/articles/collection/").content.decode()
    assert "مجموعة link" in page
    assert "مجموعة public" in page
    assert "مجموعة private" not in page
    public = Collection.objects.get(audience="public")
    client.post("/admin/articles/collection/", {"action": "list_them", "_selected_action": public.pk})
    assert Collection.objects.listed().get() == public
    client.post("/admin/articles/collection/", {"action": "unlist", "_selected_action": public.pk})
    assert not Collection.objects.listed().exists()


# ---- taken along --------------------------------------------------------------------------------------


def test_files_keep_its_order(articles: Any) -> None:
    made = collection_of(ids=[3, 1, 2], audience="link")
    lines = Client().get(address(made, "export?format=jsonl")).getvalue().decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [3, 1, 2]
    book = zipfile.ZipFile(BytesIO(Client().get(address(made, "collection.epub")).getvalue()))
    assert "افتتاح الجسر" in "".join(
        book.read(name).decode("utf-8", "ignore") for name in book.namelist() if name.endswith("html")
    )
    assert Client().get(address(made, "export?format=doc")).status_code == 422


def test_its_feed_has_what_came_last_first(articles: Any) -> None:
    made = collection_of(ids=[2, 1], audience="link")
    text = Client().get(address(made, "feed")).content.decode()
    assert re.findall(r"<entry><title>([^<]+)", text) == ["افتتاح الجسر", "حصاد القمح"]
    assert f"collection:{made.key}" in text or made.key in text


def test_its_own_citation_names_who_gathered_it_its_day_and_its_lasting_address(articles: Any) -> None:
    made = collection_of(audience="link", byline="سامي أبو زيد", title="جسور {السرو}")
    page = Client().get(made.get_absolute_url()).content.decode()
    permalink = f"http://testserver/collections/{made.key}/"
    assert "أبو زيد، سامي. «جسور {السرو}»، مجموعة في أرشيف الأخبار، بحالها في" in page
    assert Client().get(permalink, follow=True).redirect_chain[-1][0] == Client().get(permalink)["Location"]
    bib = Client().get(address(made, "citation/bibtex")).content.decode()
    assert bib.startswith("@online{newsarchive-collection-")
    assert r"title        = {جسور \textbraceleft{}السرو\textbraceright{}}" in bib
    ris = Client().get(address(made, "citation/ris")).content.decode()
    assert "TY  - ELEC\r\nAU  - أبو زيد, سامي\r\n" in ris
    assert ris.endswith("ER  - \r\n")
    csl = json.loads(Client().get(address(made, "citation/csl")).content)
    assert (csl[0]["URL"], csl[0]["author"]) == (permalink, [{"family": "أبو زيد", "given": "سامي"}])
    assert Client().get(address(made, "citation/x")).status_code == 404


# ---- the API ------------------------------------------------------------------------------------------


def test_the_api_lists_and_shows_them(articles: Any) -> None:
    made = collection_of(audience="public", description="وصف", byline="سامي")
    assert Client().get("/api/v1/collections").json() == {"results": []}
    editing.decide(made, listed=True)
    made.items.filter(article=1).update(note="للمقدّمة")
    (head,) = Client().get("/api/v1/collections").json()["results"]
    assert head["url"] == made.get_absolute_url()
    assert (head["title"], head["articles"], head["byline"]) == (TITLE, 3, "سامي")
    found = Client().get(f"/api/v1/collections/{made.key}").json()
    assert [each["article"]["id"] for each in found["items"]] == [1, 2, 3]
    assert [each["note"] for each in found["items"]] == ["للمقدّمة", None, None]


def test_the_api_shows_a_shared_one_to_who_has_its_key_and_no_private_one(articles: Any) -> None:
    private, shared = collection_of(title="خاصّة"), collection_of(audience="link")
    assert Client().get(f"/api/v1/collections/{shared.key}").status_code == 200
    for key in (private.key, "x", "%00"):
        assert Client().get(f"/api/v1/collections/{key}").status_code == 404
    assert Client().get(f"/api/v1/collections/{'x' * 300}").status_code == 422


def test_a_program_reads_its_users_private_one_and_no_other(articles: Any) -> None:
    own, other = collection_of("sami"), collection_of("laila")
    key = ApiKey(name="برنامج", user=User.objects.get(username="sami"), scopes=["read"])
    letters = key.renew()
    key.save()
    headers = {"Authorization": f"Bearer {letters}"}
    assert Client().get(f"/api/v1/collections/{own.key}", headers=headers).status_code == 200
    assert Client().get(f"/api/v1/collections/{other.key}", headers=headers).status_code == 404
