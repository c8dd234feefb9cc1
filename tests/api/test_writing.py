"""Writing by program: keys, articles, bulk, repeated requests, uploads."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import ApiKey, Article, AuditEntry, IdempotentRequest, Import, Source
from articles.models.history import Change
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

PROBLEM = "application/problem+json"
ARTICLES = "/api/v1/articles"
BODY = "عبرت أولى الحافلات الجسر المعلّق فوق نهر السرو صباح أمس، وقال رئيس البلديّة إنّ العمل انتهى في موعده."
ALL = list(ApiKey.Scope.values)


@pytest.fixture
def make_key(db):
    def make(role="editor", scopes=ALL, **fields):
        user = get_user_model().objects.create_user(f"{role}{ApiKey.objects.count()}", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        key = ApiKey(name="محصّل", user=user, scopes=scopes, **fields)
        letters = key.renew()
        key.save()
        return key, {"Authorization": f"Bearer {letters}"}

    return make


@pytest.fixture
def headers(make_key):
    return make_key()[1]


def send(client, path, body, headers, method="post"):
    call = getattr(client, method)
    return call(path, json.dumps(body), content_type="application/json", headers=headers)


def article(**fields):
    return {"title": "افتتاح الجسر", "body": BODY, "source": "جريدة الميناء", "published": "2021-09"} | fields


def test_an_article_is_added_and_found(client, headers):
    answer = send(client, ARTICLES, article(tags=["نهر السرو"], authors=["ليلى القاسم"]), headers)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "added")
    stored = client.get(answer["Location"]).json()
    assert (stored["title"], stored["body"]) == ("افتتاح الجسر", BODY)
    assert stored["source"]["name"] == "جريدة الميناء"
    assert (stored["published"], stored["authors"]) == ("2021-09", ["ليلى القاسم"])
    assert [tag["name"] for tag in stored["tags"]] == ["نهر السرو"]
    assert client.get("/api/v1/search?q=الحافلات").json()["total"] == 1


def test_what_is_there_already_is_not_there_twice(client, headers):
    first = send(client, ARTICLES, article(url="https://mina.example/1"), headers).json()
    again = send(client, ARTICLES, article(url="https://mina.example/1"), headers)
    assert (again.status_code, again.json()) == (200, first | {"outcome": "duplicate"})
    changed = send(client, ARTICLES, article(url="https://mina.example/1", body=BODY + " وزيد."), headers)
    assert (changed.status_code, changed.json()) == (200, first | {"outcome": "updated"})
    assert Article.objects.get().body.endswith("وزيد.")


def test_without_a_key_nothing_is_written(client):
    answer = send(client, ARTICLES, article(), {})
    assert (answer.status_code, answer.json()["type"]) == (401, "/api/v1/problems/unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Article.objects.exists()


def test_a_session_is_no_key(admin_client):
    assert send(admin_client, ARTICLES, article(), {}).status_code == 401


@pytest.mark.parametrize("state", ["unknown", "revoked", "expired", "inactive"])
def test_a_key_that_does_not_hold_is_refused(client, make_key, state):
    key, headers = make_key()
    past = timezone.now() - timedelta(days=1)
    if state == "unknown":
        headers = {"Authorization": "Bearer na_nothing"}
    elif state == "inactive":
        key.user.is_active = False
        key.user.save()
    else:
        setattr(key, {"revoked": "revoked_at", "expired": "expires_at"}[state], past)
        key.save()
    assert client.get("/api/v1/sources", headers=headers).status_code == 401
    assert send(client, ARTICLES, article(), headers).status_code == 401


def test_scopes_and_roles_bound_what_a_key_does(client, make_key, make_article):
    one = make_article("خبر", "نصّ الخبر")
    _, reads = make_key(scopes=["read"])
    refused = send(client, ARTICLES, article(), reads)
    assert (refused.status_code, refused.json()["scope"]) == (403, "create")
    _, contributes = make_key("contributor")
    assert send(client, ARTICLES, article(), contributes).status_code == 403
    assert send(client, ARTICLES, article(status="draft"), contributes).json()["status"] == "draft"
    assert send(client, f"{ARTICLES}/{one.pk}", {"title": "غيره"}, contributes, "patch").status_code == 403
    assert send(client, f"{ARTICLES}/{one.pk}/withdraw", {}, contributes).status_code == 403


def test_a_contributors_key_changes_nothing_that_readers_see(client, make_key, make_article):
    """Neither an article of the same address, nor one of the same text, nor by a file."""
    _, theirs = make_key("contributor")
    stored = make_article("افتتاح الجسر", BODY, source="جريدة الميناء", url="https://news.example/1")
    same = article(url="https://news.example/1", body=f"نصّ مدسوس. {BODY}", title="مدسوس")
    assert send(client, ARTICLES, same, theirs).status_code == 403
    assert (
        send(client, f"{ARTICLES}/bulk", {"articles": [same | {"status": "draft"}, same]}, theirs).status_code
        == 403
    )
    for sent in (same | {"status": "draft"}, article(status="draft")):
        assert send(client, ARTICLES, sent, theirs).status_code in (200, 201, 202)
    row = SimpleUploadedFile("a.jsonl", json.dumps(same).encode())
    assert client.post("/api/v1/uploads", {"file": row, "publish": "true"}, headers=theirs).status_code == 403
    assert client.post("/api/v1/uploads", {"file": row}, headers=theirs).status_code == 202
    run_jobs()
    for path, body, method in (("", {"title": "مدسوس"}, "patch"), ("/withdraw", {"reason": "x"}, "post")):
        assert send(client, f"{ARTICLES}/{stored.pk}{path}", body, theirs, method).status_code == 403
    seen = client.get(f"{ARTICLES}/{stored.pk}").json()
    assert (seen["title"], seen["body"]) == ("افتتاح الجسر", BODY)
    assert client.get("/api/v1/search?q=مدسوس").json()["total"] == 0
    assert "مدسوس" not in client.get(stored.get_absolute_url()).content.decode()


def test_the_last_use_of_a_key_is_known_and_its_letters_are_not(client, make_key):
    key, headers = make_key()
    client.get("/api/v1/sources", headers=headers)
    key.refresh_from_db()
    assert timezone.now() - key.last_used_at < timedelta(minutes=1)
    letters = headers["Authorization"].removeprefix("Bearer ")
    assert letters not in json.dumps(ApiKey.objects.values().get(), default=str)


def test_many_are_added_and_each_stands_for_itself(client, headers):
    bad = article(title="بلا نصّ", body="nan")
    rows = [article(title=f"خبر {n}", body=f"{BODY} {n}") for n in range(300)]
    sent = [*rows, bad, article(title="مسودّة", body="نصّ مسودّة طويل بما يكفي", status="draft"), rows[0]]
    results = send(client, f"{ARTICLES}/bulk", {"articles": sent}, headers).json()["results"]
    assert [each["outcome"] for each in results] == ["added"] * 300 + ["refused", "added", "duplicate"]
    assert results[300]["detail"]
    assert (results[-1]["id"], results[-2]["status"]) == (results[0]["id"], "draft")
    assert Article.objects.published().count() == 300


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"articles": []}, {"body": ""}, {"body": "   "}, article(colour="red"), article(title=None),
        article(published="2021-13"), article(published="2021-02-30"), article(url="javascript:alert(1)"),
        article(url="http://a[b/"), article(url="https://host:port/"),
        article(title="ا" * 501), article(tags=["وسم"] * 51), article(body="صفر\0"),
        article(status="deleted"),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused_by_its_place(client, headers, body):
    for path in (ARTICLES, f"{ARTICLES}/bulk"):
        answer = send(client, path, body, headers)
        assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems/bad-body")
    assert not Article.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "\ufeff{}", '{"title": NaN', '"\\ud800"', "[" * 10_000])
def test_a_body_that_is_no_json_is_refused(client, headers, body):
    answer = client.post(ARTICLES, body.encode("utf-8"), content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_halves_of_letters_are_no_text(client, headers):
    body = json.dumps(article()).replace("}", ', "dateline": "\\ud83d"}')
    answer = client.post(ARTICLES, body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("name", ["title", "body", "source", "section", "language", "url", "agency", "tags"])
def test_the_character_null_in_a_body_is_refused_by_its_place(client, headers, make_article, name):
    """PostgreSQL takes it in no value."""
    value = ["\0"] if name == "tags" else "نصّ\0"
    stored = make_article("خبر", BODY)
    answers = [send(client, ARTICLES, article(**{name: value}), headers)]
    answers.append(send(client, f"{ARTICLES}/bulk", {"articles": [article(**{name: value})]}, headers))
    answers.append(send(client, f"{ARTICLES}/{stored.pk}", {name: value}, headers, "patch"))
    assert [answer.status_code for answer in answers] == [422] * 3
    assert all(name in answer.json()["parameter"] for answer in answers)


def test_the_character_null_elsewhere_in_a_request_harms_nothing(client, headers, make_article):
    stored = make_article("خبر", BODY)
    withdraw = f"{ARTICLES}/{stored.pk}/withdraw"
    assert send(client, withdraw, {"reason": "\0"}, headers).status_code == 422
    named = headers | {"Idempotency-Key": "a\0"}
    assert send(client, ARTICLES, article(), named).status_code in (400, 422)
    for fields in ({"source": "a\0"}, {"publish": "\0"}):
        file = SimpleUploadedFile("a\0b.txt", BODY.encode())
        assert client.post("/api/v1/uploads", {"file": file, **fields}, headers=headers).status_code == 422
    for path in ("search?cursor=%00", "search?q=%00&sort=%00", "timeline?q=%00", "analyze?text=%00", "%00"):
        assert client.get(f"/api/v1/{path}").status_code < 500
    for letters in ("\0", "na_\0"):
        answer = client.get("/api/v1/sources", headers={"Authorization": f"Bearer {letters}"})
        assert answer.status_code == 401


def test_the_same_request_twice_is_done_once(client, headers):
    again = headers | {"Idempotency-Key": "load-1"}
    first, second = (send(client, ARTICLES, article(), again) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (second["Idempotency-Replayed"], second["Location"]) == ("true", first["Location"])
    assert Article.objects.count() == 1
    other = send(client, ARTICLES, article(title="غيره"), again)
    assert (other.status_code, other.json()["type"]) == (409, "/api/v1/problems/idempotency-key-reused")


def test_what_failed_may_be_sent_again_under_its_name(client, headers):
    named = headers | {"Idempotency-Key": "load-2"}
    assert send(client, ARTICLES, article(body="nan"), named).status_code == 422
    assert send(client, ARTICLES, article(), named).status_code == 201


def test_names_of_requests_are_forgotten_after_a_day_and_are_each_keys_own(client, make_key):
    (key, first), (_, second) = make_key(), make_key()
    for headers in (first, second):
        named = headers | {"Idempotency-Key": "one"}
        send(
            client, ARTICLES, article(title=f"خبر {len(named)}", body=BODY + headers["Authorization"]), named
        )
    assert Article.objects.count() == 2
    IdempotentRequest.objects.filter(key=key).update(created_at=timezone.now() - timedelta(days=2))
    send(client, ARTICLES, article(title="ثالث", body=BODY + " ثالث"), second | {"Idempotency-Key": "two"})
    assert not IdempotentRequest.objects.filter(key=key).exists()


def test_an_article_is_corrected_and_its_history_names_the_user(client, make_key, make_article):
    key, headers = make_key()
    one = make_article("خبر قديم", BODY, source="أ", tags=["قديم"], authors=["ليلى القاسم"])
    change = {"title": "خبر مصحّح", "source": "ب", "tags": ["جديد"], "published": "2020"}
    answer = send(client, f"{ARTICLES}/{one.pk}", change, headers, "patch").json()
    assert (answer["title"], answer["source"]["name"]) == ("خبر مصحّح", "ب")
    assert (answer["body"], answer["authors"]) == (BODY, ["ليلى القاسم"])
    assert [tag["name"] for tag in answer["tags"]] == ["جديد"]
    one.refresh_from_db()
    assert one.edited
    assert Change.objects.filter(row_id=one.pk, user=key.user).exists()
    assert client.get("/api/v1/search?q=مصحّح").json()["total"] == 1


def test_a_correction_of_what_has_changed_meanwhile_is_refused(client, headers, make_article):
    one = make_article("خبر", BODY)
    read = client.get(f"{ARTICLES}/{one.pk}")
    matching = headers | {"If-Match": read["ETag"]}
    first = send(client, f"{ARTICLES}/{one.pk}", {"title": "أوّل"}, matching, "patch")
    second = send(client, f"{ARTICLES}/{one.pk}", {"title": "ثانٍ"}, matching, "patch")
    assert (first.status_code, second.status_code) == (200, 412)
    renewed = headers | {"If-Match": first["ETag"]}
    assert send(client, f"{ARTICLES}/{one.pk}", {"title": "ثالث"}, renewed, "patch").status_code == 200


@pytest.mark.parametrize("change", [{"title": ""}, {"body": " "}])
def test_an_article_keeps_a_title_and_a_text(client, headers, make_article, change):
    one = make_article("خبر", BODY)
    assert send(client, f"{ARTICLES}/{one.pk}", change, headers, "patch").status_code == 422


def test_a_draft_is_taken_and_has_no_address_yet(client, headers):
    answer = send(client, ARTICLES, article(status="draft"), headers)
    assert (answer.status_code, answer.json()["status"]) == (202, "draft")
    assert "Location" not in answer
    published = send(client, ARTICLES, article(body=BODY * 2, url="https://example.org/2"), headers)
    assert client.get(published["Location"]).status_code == 200


BLANKS = [
    "",
    " ",
    "\n\t",
    "\x1c\x1f",
    "\x85",
    "\u00a0",
    "\u2028",
    "\u3000",
    "\ufeff",
    "\x16",
    "\x7f\x9d",
    "\u200b",
]


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_are_the_same_for_the_document_and_for_those_who_look(client, headers, make_article, blank):
    one = make_article("خبر", BODY)
    for change in ({"title": blank}, {"body": blank}, {"authors": [blank]}):
        assert send(client, f"{ARTICLES}/{one.pk}", change, headers, "patch").status_code == 422
    assert send(client, ARTICLES, article(body=blank), headers).status_code == 422
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    patterns = [
        *(schemas["Correction"]["properties"][name]["pattern"] for name in ("title", "body")),
        schemas["NewArticle"]["properties"]["body"]["pattern"],
        schemas["NewArticle"]["properties"]["authors"]["items"]["pattern"],
    ]
    assert not any(re.search(pattern, blank) for pattern in patterns)
    assert all(re.search(pattern, f"{blank}خبر") for pattern in patterns)


@pytest.mark.parametrize("body", ["-", "_", "- \x16 -"])
def test_a_text_of_dashes_is_none_for_the_document_either(client, headers, body):
    assert send(client, ARTICLES, article(body=body), headers).status_code == 422
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    pattern = schemas["NewArticle"]["properties"]["body"]["pattern"]
    assert not re.search(pattern, body)
    assert re.search(pattern, "- خبر")


def test_a_withdrawn_article_is_gone_for_readers(client, headers, make_article):
    one = make_article("خبر", BODY)
    answer = send(client, f"{ARTICLES}/{one.pk}/withdraw", {"reason": "طلب صاحبه"}, headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert client.get(f"{ARTICLES}/{one.pk}").status_code == 410
    assert send(client, f"{ARTICLES}/999/withdraw", {}, headers).status_code == 404


def test_an_article_of_a_source_that_is_hidden_from_the_user_is_not_there(client, make_key, make_article):
    one = make_article("خبر", BODY, source="سرّيّ")
    Source.objects.update(is_private=True)
    _, headers = make_key("contributor")
    assert client.get(f"{ARTICLES}/{one.pk}", headers=headers).status_code == 404
    told = send(client, ARTICLES, article(body=BODY, title="خبر", source="سرّيّ", status="draft"), headers)
    assert told.json()["id"] is None


def test_a_file_is_handed_in(client, headers, settings):
    row = json.dumps(article(), ensure_ascii=False)
    file = SimpleUploadedFile("news.jsonl", f"{row}\n{{}}\n".encode())
    answer = client.post("/api/v1/uploads", {"file": file, "publish": "true"}, headers=headers)
    assert answer.status_code == 202
    state = client.get(answer["Location"], headers=headers).json()
    assert state["id"] == answer.json()["id"]
    assert client.get(answer["Location"]).status_code == 401


@pytest.mark.parametrize(
    ("said", "published"), [("true", True), ("on", True), ("false", False), ("0", False)]
)
def test_a_file_is_published_when_that_is_said(client, headers, said, published):
    form = {"file": SimpleUploadedFile("news.jsonl", b"{}"), "publish": said}
    answer = client.post("/api/v1/uploads", form, headers=headers)
    assert Import.objects.get(pk=answer.json()["id"]).publish_at_once is published


@pytest.mark.parametrize("said", ["null", "2", "maybe", "[true]"])
def test_what_is_neither_yes_nor_no_is_refused(client, headers, said):
    form = {"file": SimpleUploadedFile("news.jsonl", b"{}"), "publish": said}
    assert client.post("/api/v1/uploads", form, headers=headers).status_code == 422
    assert not Import.objects.exists()


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, headers, settings):
    size = settings.IMPORT_LIMITS["file_size"] + 2**20
    request = {
        "CONTENT_LENGTH": str(size),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    answer = client.post("/api/v1/uploads", headers=headers, **request)
    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client, headers):
    request = {
        "CONTENT_LENGTH": str(50 * 2**20),
        "CONTENT_TYPE": "application/json",
        "wsgi.input": Unread(),
    }
    answer = client.post(ARTICLES, headers=headers, **request)
    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_refused(client, headers, kind):
    answer = client.post(ARTICLES, json.dumps(article()), content_type=kind, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (415, PROBLEM)
    assert answer.json()["accepted"] == "application/json"
    answer = client.post("/api/v1/uploads", "x", content_type=kind, headers=headers)
    assert answer.status_code == 415
    assert answer.json()["accepted"] == "multipart/form-data"


def test_a_body_without_a_length_is_refused(client, headers):
    answer = client.generic("POST", ARTICLES, headers=headers | {"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer["Content-Type"]) == (411, PROBLEM)


@pytest.mark.parametrize(
    ("accepted", "status"),
    [("application/json", 200), ("*/*", 200), ("application/*", 200), ("text/html", 406), ("image/png", 406)],
)
def test_answers_are_json_for_those_who_take_it(client, accepted, status):
    assert client.get("/api/v1/sources", headers={"Accept": accepted}).status_code == status


@pytest.mark.parametrize(
    "path", ["/api/v1/search", "/api/v1/articles/1", "/api/v1/uploads", "/api/v1/openapi.json"]
)
def test_a_method_that_is_not_taken_is_told_those_that_are(client, path):
    answer = client.delete(path)
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert answer["Allow"]


def test_an_upload_needs_a_file(client, headers):
    assert client.post("/api/v1/uploads", {}, headers=headers).status_code == 422
    assert send(client, "/api/v1/uploads", {}, headers).status_code == 415


def test_each_field_of_an_upload_is_sent_once(client, headers):
    file = SimpleUploadedFile("a.txt", "خبر عن الجسر".encode())
    for twice in ({"file": file, "source": ["الأولى", "الثانية"]}, {"file": [file, file]}):
        answer = client.post("/api/v1/uploads", twice, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
        file.seek(0)


def test_a_comparison_of_too_many_searches_is_refused_although_some_are_the_same(client):
    assert client.get("/api/v1/compare?" + "q=x&" * 7).status_code == 422
    assert client.get("/api/v1/compare?" + "q=x&" * 6).status_code == 200


def test_in_a_closed_archive_programs_read_with_a_key(client, make_key, settings, make_article):
    make_article("خبر", BODY)
    settings.ARCHIVE_PUBLIC = False
    _, reads = make_key("reader", scopes=["read"])
    _, writes = make_key(scopes=["create"])
    assert client.get("/api/v1/sources").status_code == 401
    assert client.get("/api/v1/sources", headers=reads).status_code == 200
    assert client.get("/api/v1/sources", headers=writes).status_code == 401
    assert client.get("/search", headers=reads).status_code == 302


def test_the_administration_makes_a_key_shows_it_once_and_revokes_it(admin_client, client, admin_user):
    form = {
        "name": "محصّل",
        "user": admin_user.pk,
        "scopes": ["read", "create"],
        "expires_at_0": "",
        "expires_at_1": "",
    }
    page = admin_client.post("/admin/articles/apikey/add/", form).content.decode()
    letters = page.partition('id="api-key">')[2].partition("<")[0]
    headers = {"Authorization": f"Bearer {letters}"}
    assert send(client, ARTICLES, article(), headers).status_code == 201
    listed = admin_client.get("/admin/articles/apikey/").content.decode()
    assert letters[:9] in listed
    assert letters not in listed
    key = ApiKey.objects.get()
    admin_client.post("/admin/articles/apikey/", {"action": "revoke", "_selected_action": [key.pk]})
    assert send(client, ARTICLES, article(), headers).status_code == 401
    assert AuditEntry.objects.filter(kind="api_key").count() == 2
