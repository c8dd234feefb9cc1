"""A reader's notes: written by a form, read in the notebook, taken out of it, and nobody else's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.editing import bin, erasure
from articles.models import Article, Note, Source
from tests import archive

pytestmark = pytest.mark.django_db

BODY = "عبر الجسر أوّل قطار صباح اليوم وسط حضور كبير.\n\n## ما بعده\n\nوقال المدير إنّ الخطّ يصل المرسى في ساعة."
WORDS = "أوّل قطار صباح اليوم وسط حضور كبير"


@pytest.fixture
def article(make_article: Any) -> Article:
    made: Article = make_article("افتتاح الجسر", BODY, pk=1, source="المنارة")
    return made


def reader(name: str = "sami") -> Client:
    client = Client()
    client.force_login(User.objects.get_or_create(username=name)[0])
    return client


def write(client: Client, **fields: Any) -> Any:
    return client.post("/a/1/notes", {"exact": WORDS, "text": "للباب الثاني"} | fields)


# ---- writing ------------------------------------------------------------------------------------------


def test_words_are_marked_and_said_something_of(article: Article) -> None:
    client = reader()
    assert write(client).status_code == 302
    page = client.get("/a/1/notes").content.decode()
    assert WORDS in page
    assert "للباب الثاني" in page
    note = Note.objects.get()
    assert (note.exact, note.prefix, note.start) == (WORDS, "افتتاح الجسر\nعبر الجسر ", 23)
    assert note.suffix == ".\nما بعده\nوقال المدير إنّ الخطّ "


def test_the_words_are_stored_as_the_article_has_them(article: Article) -> None:
    write(reader(), exact="اول قطار صباح اليوم وسط حضور كبير")
    assert Note.objects.get().exact == WORDS


def test_a_note_may_be_on_the_whole_article_or_a_mark_alone(article: Article) -> None:
    client = reader()
    write(client, exact="", text="مقال مهمّ")
    write(client, text="")
    assert [bool(note.exact) for note in Note.objects.all()] == [False, True]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"exact": "كلمات ليست في هذا المقال"}, "لم نجد هذه الكلمات في المقال"),
        ({"exact": "", "text": "  "}, "اكتب ملاحظة، أو انسخ كلمات"),
        ({"exact": "س" * 5_001}, ""),
        ({"start": "x"}, ""),
        ({"text": "نصّ\0"}, ""),
    ],
)
def test_what_cannot_be_written_is_told_and_stays_in_the_form(
    article: Article, fields: Any, said: str
) -> None:
    response = write(reader(), **fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    if fields.get("text", "x").strip():
        assert "نصّ" in response.content.decode() or "للباب الثاني" in response.content.decode()
    assert not Note.objects.exists()


def test_who_was_signed_out_meanwhile_finds_what_they_wrote(article: Article) -> None:
    response = write(Client())
    assert response.status_code == 403
    assert "للباب الثاني" in response.content.decode()
    assert "خرجت من حسابك" in response.content.decode()


def test_a_note_is_rewritten_and_deleted(article: Article) -> None:
    client = reader()
    write(client)
    note = Note.objects.get()
    client.post(f"/notes/{note.pk}", {"act": "save", "text": "للخاتمة"})
    note.refresh_from_db()
    assert (note.text, note.exact) == ("للخاتمة", WORDS)
    client.post(f"/notes/{note.pk}", {"act": "delete"})
    assert not Note.objects.exists()


def test_a_note_on_nothing_without_words_is_none(article: Article) -> None:
    client = reader()
    write(client, exact="")
    client.post(f"/notes/{Note.objects.get().pk}", {"act": "save", "text": " "})
    assert not Note.objects.exists()


def test_a_full_notebook_says_so(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.annotations.notes.MAX_NOTES", 1)
    client = reader()
    write(client)
    response = write(client, text="أخرى")
    assert response.status_code == 422
    assert "بلغ دفترك" in response.content.decode()
    assert "أخرى" in response.content.decode()


# ---- whose they are -----------------------------------------------------------------------------------


def test_nobody_sees_or_changes_anothers_notes(article: Article) -> None:
    write(reader())
    note = Note.objects.get()
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief"))
    for client in (reader("laila"), chief, Client()):
        for path in (
            "/a/1/notes",
            "/notebook",
            "/notebook.md",
            "/notebook.jsonld",
            article.get_absolute_url(),
        ):
            assert "للباب الثاني" not in client.get(path, follow=True).getvalue().decode()
        assert client.post(f"/notes/{note.pk}", {"act": "delete"}).status_code in (302, 404)
    assert Note.objects.exists()


def test_they_go_with_the_account(article: Article) -> None:
    write(reader())
    User.objects.get(username="sami").delete()
    assert not Note.objects.exists()


def test_they_go_with_an_article_that_is_erased(article: Article) -> None:
    write(reader())
    erasure.erase_rows([article.pk], "حكم")
    assert not Note.objects.exists()


NOTEBOOK = ("/notebook", "/notebook.md", "/notebook.jsonld", "/notebook?q=باب")


def unreadable(article: Article, how: str) -> None:
    if how == "private":
        Source.objects.update(is_private=True)
    elif how == "binned":
        bin.put_in(Article.objects.all())
    else:
        Article.objects.update(status=how)


@pytest.mark.parametrize("how", ["private", "withdrawn", "draft", "scheduled", "binned"])
def test_of_an_article_that_one_may_not_read_any_more_ones_own_words_alone_are_left(
    article: Article, how: str
) -> None:
    client = reader()
    write(client)
    unreadable(article, how)
    for path in NOTEBOOK:
        response = client.get(path)
        text = response.getvalue().decode()
        assert "للباب الثاني" in text, path
        assert not any(word in text for word in ("قطار", "افتتاح", "المنارة", "المدير")), path
    assert "للباب الثاني" not in client.get("/notebook?q=قطار").content.decode()
    assert client.get("/a/1/notes").status_code == 404
    assert client.get("/notebook/readable?id=1").json() == {}


def test_who_may_read_a_private_source_still_sees_their_quotes(article: Article) -> None:
    client = reader()
    write(client)
    Source.objects.update(is_private=True)
    group = Group.objects.create(name="نشرة")
    article.source.readers.add(group)  # type: ignore[union-attr]
    User.objects.get(username="sami").groups.add(group)
    for path in NOTEBOOK[:3]:
        assert WORDS in client.get(path).getvalue().decode(), path


# ---- after a correction -------------------------------------------------------------------------------


def test_a_correction_of_the_text_moves_the_words_along(article: Article) -> None:
    client = reader()
    write(client)
    archive.update(article, body="بعد تأخير، عبر الجسر أوّل قطار صباح أمس وسط حضور كبير.\n\nوقال المدير.")
    page = client.get("/notebook").content.decode()
    assert "أوّل قطار صباح أمس وسط حضور كبير" in page
    assert not lost(page)


def test_words_that_are_gone_are_said_to_be(article: Article) -> None:
    client = reader()
    write(client)
    archive.update(article, body="تأجّل افتتاح الخطّ.")
    for path in ("/notebook", "/a/1/notes"):
        page = client.get(path).content.decode()
        assert WORDS in page
        assert lost(page)
    assert "لم نجد الكلمات في النصّ الحاليّ" in client.get("/notebook.md").getvalue().decode()


def lost(page: str) -> bool:
    return bool(re.search(r"data-lost>", page))


# ---- the notebook -------------------------------------------------------------------------------------


def test_the_notebook_is_searched_as_readers_type_and_sorted(article: Article, make_article: Any) -> None:
    client = reader()
    write(client)
    make_article("حصاد القمح", "بدأ الحصاد في السهل.", pk=2, published="2020-01-01")
    client.post("/a/2/notes", {"text": "إلى الفصل الأوّل"})
    titles = {"افتتاح الجسر", "حصاد القمح"}

    def shown(query: str) -> list[str]:
        page = client.get(f"/notebook{query}").content.decode()
        return [
            title for title in re.findall(r'<h2[^>]*><a href="/a/\d[^>]*>([^<]+)', page) if title in titles
        ]

    assert shown("") == ["حصاد القمح", "افتتاح الجسر"]
    assert shown("?sort=oldest") == ["افتتاح الجسر", "حصاد القمح"]
    assert shown("?q=الي الفصل") == ["حصاد القمح"]
    assert shown("?q=اول قطار") == ["افتتاح الجسر"]
    assert shown("?q=زرافة") == []
    assert shown("?sort=nonsense&page=x") == ["حصاد القمح", "افتتاح الجسر"]


def test_the_notebook_without_an_account_is_a_page_for_the_browsers_own(client: Client) -> None:
    page = client.get("/notebook").content.decode()
    assert "محفوظة في هذا المتصفّح وحده" in page
    assert client.get("/notebook.md").status_code == client.get("/notebook.jsonld").status_code == 302


def test_many_notes_cost_few_queries(
    article: Article, make_article: Any, django_assert_max_num_queries: Any
) -> None:
    client = reader()
    for number in range(2, 12):
        make_article(f"خبر {number}", BODY, pk=number)
        client.post(f"/a/{number}/notes", {"exact": WORDS})
    with django_assert_max_num_queries(10):
        client.get("/notebook")


# ---- files --------------------------------------------------------------------------------------------


def test_markdown_shows_each_word_as_it_is(article: Article) -> None:
    client = reader()
    write(client, text="# ليس عنوانًا\n- *ولا* قائمة\n1. <b>ولا</b>")
    text = client.get("/notebook.md").getvalue().decode()
    assert text.startswith("# دفتري\n\n## [افتتاح الجسر](http://testserver/a/1/) – المنارة\n")
    assert f"\n> {WORDS}\n" in text
    assert "\\# ليس عنوانًا\n\\- \\*ولا\\* قائمة\n1\\. \\<b\\>ولا\\</b\\>" in text


def validated(annotation: dict[str, Any]) -> None:
    """What the Web Annotation Data Model says that an annotation MUST and MUST NOT have."""
    assert annotation["type"] == "Annotation"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", annotation["id"])  # exactly one IRI
    assert annotation["motivation"] in ("commenting", "highlighting")
    for name in ("created", "modified"):  # xsd:dateTime with the timezone UTC, "Z"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", annotation[name])
    body = annotation.get("body")
    if body:
        assert body["type"] == "TextualBody"
        assert isinstance(body["value"], str)
    target = annotation["target"]  # one or more
    if isinstance(target, str):
        assert target.startswith("http")
        return
    assert target["source"].startswith("http")  # a SpecificResource has exactly one source
    quote, *rest = target["selector"]
    assert quote["type"] == "TextQuoteSelector"
    assert isinstance(quote["exact"], str)
    assert quote["exact"]  # exactly one
    for name in ("prefix", "suffix"):  # at most one
        assert isinstance(quote.get(name, ""), str)
    for place in rest:
        assert place["type"] == "TextPositionSelector"
        assert 0 <= place["start"] < place["end"]  # exactly one of each, not negative


def test_json_ld_is_what_the_data_model_asks_for(article: Article) -> None:
    client = reader()
    write(client)
    write(client, text="")
    write(client, exact="", text="على المقال كلّه")
    response = client.get("/notebook.jsonld")
    assert response["Content-Type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    found = json.loads(response.getvalue())
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    assert found["id"].startswith("http")
    assert found["total"] == 3
    first = found["first"]
    assert (first["type"], first["startIndex"]) == ("AnnotationPage", 0)
    assert len(first["items"]) == 3
    for annotation in first["items"]:
        validated(annotation)
    selector = next(
        each for each in first["items"] if each["motivation"] == "commenting" and "selector" in each["target"]
    )["target"]["selector"]
    text = "افتتاح الجسر\n" + BODY.replace("## ", "").replace("\n\n", "\n")
    assert selector[0]["exact"] == text[selector[1]["start"] : selector[1]["end"]] == WORDS


# ---- out of a browser, into the account -----------------------------------------------------------------


def annotation(number: int = 1, **changes: Any) -> dict[str, Any]:
    made = {
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": "من المتصفّح", "format": "text/plain"},
        "target": {
            "source": "http://testserver/a/1/",
            "selector": [
                {"type": "TextQuoteSelector", "exact": WORDS, "prefix": "عبر الجسر ", "suffix": "."},
                {"type": "TextPositionSelector", "start": 23, "end": 57},
            ],
        },
    }
    return made | changes


def take(client: Client, sent: Any) -> Any:
    body = sent if isinstance(sent, str) else json.dumps(sent)
    return client.post("/notebook/take", body, content_type="application/json")


def test_notes_of_a_browser_are_taken_over_once(article: Article) -> None:
    client, sent = reader(), [annotation(1), annotation(2, body=None)]
    assert take(client, sent).json() == {"taken": [each["id"] for each in sent]}
    assert take(client, sent).json() == {"taken": [each["id"] for each in sent]}
    assert sorted(Note.objects.values_list("text", flat=True)) == ["", "من المتصفّح"]
    items = json.loads(client.get("/notebook.jsonld").getvalue())["first"]["items"]
    assert {each["id"] for each in items} == {each["id"] for each in sent}


def test_one_whose_words_are_gone_is_taken_over_and_says_so(article: Article) -> None:
    archive.update(article, body="تأجّل افتتاح الخطّ.")
    client = reader()
    assert len(take(client, [annotation()]).json()["taken"]) == 1
    assert lost(client.get("/notebook").content.decode())


def test_those_on_what_one_may_not_read_stay_in_the_browser(article: Article) -> None:
    article.status = "withdrawn"
    article.save()
    assert take(reader(), [annotation()]).json() == {"taken": []}


@pytest.mark.parametrize(
    "value",
    [
        None, 3, "x", [], {}, annotation(target="http://testserver/"), annotation(target={"source": 3}),
        annotation(id="x"), annotation(body={"value": 3}),
        annotation(target={"source": "/a/1/", "selector": 3}),
        annotation(target={"source": "/a/1/", "selector": [{"type": "TextQuoteSelector", "exact": ["x"]}]}),
        annotation(target={"source": "/a/99999999999/"}), annotation(target="/a/1/", body=None),
    ],
)  # fmt: skip
def test_what_is_no_annotation_is_passed_over(article: Article, value: Any) -> None:
    client = reader()
    response = take(client, [value, annotation()])
    assert response.status_code == 200
    assert response.json() == {"taken": [annotation()["id"]]}


def test_half_letters_and_nul_are_read_as_blanks(article: Article) -> None:
    body = {"type": "TextualBody", "value": "قبل\0بعد\ud800آخر"}
    take(reader(), [annotation(body=body)])
    assert Note.objects.get().text == "قبل بعد آخر"


@pytest.mark.parametrize("body", ["", "{", "{}", "3", "[" * 100_000, json.dumps([1] * 201)])
def test_what_is_no_list_is_refused(article: Article, body: str) -> None:
    assert take(reader(), body).status_code == 422


def test_a_stranger_takes_nothing_over(article: Article, client: Client) -> None:
    assert take(client, [annotation()]).status_code == 302
    assert not Note.objects.exists()


def test_what_the_browser_has_notes_on_is_named_if_it_may_be_read(article: Article, client: Client) -> None:
    found = client.get("/notebook/readable?id=1&id=2&id=x&id=%00").json()
    assert list(found) == ["1"]
    assert (found["1"]["title"], found["1"]["source"]) == ("افتتاح الجسر", "المنارة")
