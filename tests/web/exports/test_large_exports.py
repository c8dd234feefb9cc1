"""Large exports: asked for on the page, made by the worker, taken by their owner alone, and gone in time."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from articles.editing import publishing
from articles.editing.erasure import erase_rows
from articles.erasure.sweep import sweep
from articles.models import Article, AuditEntry, Export, Source
from articles.models.exports import all_public
from articles.models.packing import packed_ids, unpacked_ids
from articles.web.exports import making
from tests.archive import update

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(client: Any, django_user_model: Any) -> Any:
    user = django_user_model.objects.create_user("reader", "reader@example.org")
    client.force_login(user)
    return user


def ask(client: Any, query: str = "q=الجسر", format: str = "csv") -> Export:
    response = client.post(f"/exports/new?{query}", {"format": format})
    assert (response.status_code, response.headers["Location"]) == (302, "/exports/")
    return Export.objects.latest("pk")


def made(client: Any, **options: str) -> Export:
    export = ask(client, **options)
    making.make_waiting()
    export.refresh_from_db()
    return export


def taken(client: Any, export: Export) -> str:
    response = client.get(f"/exports/{export.pk}/file")
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def titles(text: str) -> list[str]:
    return [row["title"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]


def test_a_reader_asks_waits_and_takes_the_file(client: Any, reader: Any, make_article: Any) -> None:
    make_article("افتتاح الجسر")
    make_article("لا صلة له")
    export = ask(client)
    page = client.get("/exports/").content.decode()
    assert "ينتظر دوره" in page
    assert 'http-equiv="refresh"' in page
    making.make_waiting()
    page = client.get("/exports/").content.decode()
    assert f"/exports/{export.pk}/file" in page
    assert "refresh" not in page
    response = client.get(f"/exports/{export.pk}/file")
    assert response.headers["Content-Disposition"].endswith('.csv"')
    assert "no-store" in response.headers["Cache-Control"]
    assert titles(b"".join(response.streaming_content).decode()) == ["افتتاح الجسر"]


@pytest.mark.parametrize("format", ["csv", "jsonl", "ris", "bibtex", "ninjs"])
def test_the_file_is_what_the_stream_is(client: Any, reader: Any, make_article: Any, format: str) -> None:
    for day in range(1, 6):
        make_article(f"الجسر {day}", "فقرة.\n\nفقرة ثانية.", source="المنارة", tags=["جسور", "أنهار"])
    stream = client.get(f"/export?q=الجسر&format={format}").getvalue().decode()
    assert taken(client, made(client, format=format)) == stream


def test_nobody_else_sees_it(client: Any, reader: Any, make_article: Any, django_user_model: Any) -> None:
    make_article("افتتاح الجسر")
    export = made(client)
    client.force_login(django_user_model.objects.create_superuser("other"))
    assert client.get(f"/exports/{export.pk}/file").status_code == 404
    assert client.post(f"/exports/{export.pk}/delete").status_code == 404
    assert str(export.pk) not in re.findall(r"/exports/(\d+)/", client.get("/exports/").content.decode())
    client.logout()
    assert "/login" in client.get(f"/exports/{export.pk}/file").headers["Location"]
    assert "/login" in client.post("/exports/new?q=x", {"format": "csv"}).headers["Location"]


def test_private_articles_are_for_those_who_may_read_them(
    client: Any, reader: Any, make_article: Any, django_user_model: Any
) -> None:
    make_article("الجسر القديم")
    make_article("الجسر السرّيّ", source="سرّيّ")
    Source.objects.update(is_private=True)
    assert titles(taken(client, made(client))) == ["الجسر القديم"]
    client.force_login(django_user_model.objects.create_superuser("archivist"))
    assert len(titles(taken(client, made(client)))) == 2


def test_what_became_private_since_is_not_given(client: Any, reader: Any, make_article: Any) -> None:
    make_article("الجسر", source="المنارة")
    export = made(client)
    Source.objects.update(is_private=True)
    assert client.get(f"/exports/{export.pk}/file").status_code == 302
    assert not export.path.exists()
    assert "تغيّر بعض ما فيه" in client.get("/exports/").content.decode()
    client.post(f"/exports/{export.pk}/again")
    making.make_waiting()
    assert titles(taken(client, Export.objects.get(pk=export.pk))) == []


def test_what_was_withdrawn_since_is_not_given(client: Any, reader: Any, make_article: Any) -> None:
    article = make_article("الجسر")
    export = made(client)
    publishing.withdraw(Article.objects.filter(pk=article.pk))
    assert client.get(f"/exports/{export.pk}/file").status_code == 302
    assert not export.path.exists()


def test_what_is_withdrawn_while_it_is_made_is_not_in_it(
    client: Any, reader: Any, make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("الجسر")
    make_article("الجسر الآخر")
    export = ask(client)
    fill = making._fill

    def filled(*arguments: Any) -> Any:
        ids = fill(*arguments)
        if Article.objects.published().filter(pk=article.pk).exists():
            publishing.withdraw(Article.objects.filter(pk=article.pk))
        return ids

    monkeypatch.setattr(making, "_fill", filled)
    making.make_waiting()
    assert titles(taken(client, Export.objects.get(pk=export.pk))) == ["الجسر الآخر"]


def test_the_sweep_after_an_erasure_deletes_the_file(client: Any, reader: Any, make_article: Any) -> None:
    article = make_article("الجسر")
    other = make_article("لا صلة له")
    held, free = made(client), made(client, query="q=صلة")
    erased = erase_rows([article.pk], "طلب صاحبه")
    sweep(erased.files)
    assert not held.path.exists()
    held.refresh_from_db()
    assert (held.status, held.packed_ids) == (Export.Status.OUTDATED, b"")
    assert titles(taken(client, free)) == [other.title]


def test_its_owner_is_told_by_mail(client: Any, reader: Any, make_article: Any, settings: Any) -> None:
    settings.EMAIL_URL, settings.SITE_URL = "smtp://mail.example.org", "https://archive.example.org"
    make_article("الجسر")
    made(client)
    (message,) = mail.outbox
    assert message.to == ["reader@example.org"]
    assert "الجسر" in message.subject
    assert "https://archive.example.org/exports/" in message.body


def test_without_mail_nothing_is_sent(client: Any, reader: Any, make_article: Any) -> None:
    make_article("الجسر")
    assert made(client).status == Export.Status.READY
    assert mail.outbox == []


def test_it_goes_after_its_days_and_so_do_files_without_an_export(
    client: Any, reader: Any, make_article: Any
) -> None:
    make_article("الجسر")
    old, new = made(client), made(client)
    Export.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=8))
    stray = new.path.with_name("stray.part")
    stray.write_text("x")
    making.tidy()
    assert sorted(new.path.parent.iterdir()) == [new.path]
    assert Export.objects.get() == new


def test_what_kills_its_maker_is_given_up(client: Any, reader: Any, make_article: Any) -> None:
    make_article("الجسر")
    export = ask(client)
    Export.objects.filter(pk=export.pk).update(attempts=making.MAX_ATTEMPTS)
    making.make_waiting()
    assert "لم نستطع إعداده" in client.get("/exports/").content.decode()
    client.post(f"/exports/{export.pk}/again")
    making.make_waiting()
    assert titles(taken(client, Export.objects.get(pk=export.pk))) == ["الجسر"]


def test_a_worker_that_ends_leaves_it_to_the_next(client: Any, reader: Any, make_article: Any) -> None:
    make_article("الجسر")
    export = ask(client)
    looks = iter([False, False, True])
    making.make_waiting(lambda: next(looks, True))
    export.refresh_from_db()
    assert (export.status, export.attempts) == (Export.Status.WAITING, 0)
    assert list(export.path.parent.iterdir()) == []
    making.make_waiting()
    assert titles(taken(client, Export.objects.get(pk=export.pk))) == ["الجسر"]


def test_a_disk_that_is_full_costs_this_export_alone(
    client: Any, reader: Any, make_article: Any, settings: Any, tmp_path: Any
) -> None:
    make_article("الجسر")
    export = ask(client)
    settings.EXPORT_DIR = tmp_path / "file"
    settings.EXPORT_DIR.write_text("no folder")
    making.make_waiting()
    export.refresh_from_db()
    assert export.status == Export.Status.FAILED


def test_nobody_asks_for_more_than_a_few(client: Any, reader: Any, make_article: Any) -> None:
    make_article("الجسر")
    for _ in range(10):
        ask(client)
    page = client.post("/exports/new?q=الجسر", {"format": "csv"}, follow=True).content.decode()
    assert "أكثر ما يجوز" in page
    assert Export.objects.count() == 10
    client.post(f"/exports/{Export.objects.latest('pk').pk}/delete")
    assert Export.objects.count() == 9


@pytest.mark.parametrize(("query", "format"), [("q=x", "xls"), ("q=x", ""), ("q=x&sort=loudest", "csv")])
def test_what_cannot_be_read_is_refused(client: Any, reader: Any, query: str, format: str) -> None:
    assert client.post(f"/exports/new?{query}", {"format": format}).status_code == 422


def test_the_audit_trail_counts_large_ones(
    client: Any, reader: Any, make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.editing.audit.MANY_EXPORTED", 2)
    for day in range(3):
        make_article(f"الجسر {day}")
    made(client)
    entry = AuditEntry.objects.get(action=AuditEntry.Action.EXPORTED)
    assert (entry.user_name, entry.values["format"]) == ("reader", "csv")


def test_the_page_offers_files_for_many_results_to_those_who_are_signed_in(
    client: Any, reader: Any, make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.web.search.presenter.LARGE_EXPORT", 1)
    make_article("الجسر")
    assert "/exports/new" not in client.get("/search?q=الجسر").content.decode()
    make_article("الجسر الآخر")
    page = client.get("/search?q=الجسر").content.decode()
    action = re.search(r'action="(/exports/new\?[^"]*)"', page)
    assert action
    assert client.post(action[1], {"format": "jsonl"}).status_code == 302
    assert Export.objects.get().total == 2
    client.logout()
    page = client.get("/search?q=الجسر").content.decode()
    assert "/exports/new" not in page
    assert "format=csv" in page


def test_some_of_a_page_are_chosen_and_taken(client: Any, make_article: Any) -> None:
    first, second, third = (make_article(f"الجسر {day}") for day in range(3))
    page = client.get("/search?q=الجسر&choose=on").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="id" value="(\d+)" form="chosen">', page)
    assert {int(box) for box in boxes} == {first.pk, second.pk, third.pk}
    form = re.search(r'<form id="chosen".*?</form>', page, re.DOTALL)
    assert form
    (all_of_them,) = re.findall(r'<a href="([^"]+)">اختر ما في الصفحة كلّه', form[0])
    page = client.get("/search" + html.unescape(all_of_them)).content.decode()
    back = re.search(r'name="back" value="([^"]+)"', page)
    assert back
    assert "choose=all" in back[1]
    assert page.count('form="chosen" checked>') == 3
    hidden = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form[0])
    query = {"id": [*(value for _name, value in hidden), first.pk, third.pk], "format": "csv"}
    assert titles(client.get("/export", query).getvalue().decode()) == [first.title, third.title]
    nothing = {"id": [value for _name, value in hidden], "format": "csv"}
    assert titles(client.get("/export", nothing).getvalue().decode()) == []


def test_ids_are_packed_and_had_back(make_article: Any) -> None:
    from array import array

    article = make_article("الجسر")
    ids = array("q", [article.pk])
    assert unpacked_ids(packed_ids(ids)) == ids
    assert all_public(ids)
    assert not all_public(array("q", [article.pk, 999_999]))
    update(article, title="الجسر الجديد")
    assert all_public(ids)
