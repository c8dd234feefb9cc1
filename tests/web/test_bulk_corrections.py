"""One correction for the articles of several batches: counted, made, gone on with, taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.importing import bulk_corrections
from articles.importing.corrections import Correction
from articles.models import Article, BulkCorrection, Change, Import, Source, Tag
from tests.jobs import run_jobs
from tests.web.test_upload import form_of, found, lines, page_of, row, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(admin_client):
    return admin_client


@pytest.fixture
def batches(editor) -> list[Import]:
    """Three batches of two articles: of each the first has no section, the last batch has no source."""
    made = []
    for n in (10, 20, 30):
        rows = [row(n, section=""), row(n + 1, section="اقتصاد")]
        if n == 30:
            rows = [each | {"source": ""} for each in rows]
        made.append(upload(editor, (f"{n}.jsonl", lines(*rows))))
    run_jobs()
    return made


def asked(field: str, value: str, *batches: Import, **more: str) -> dict:
    return {"field": field, field: value, "batch": [batch.pk for batch in batches]} | more


def correct(client, *args, **more) -> BulkCorrection:
    answer = client.post(reverse("upload-propose-correction"), asked(*args, **more))
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return BulkCorrection.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def _sender(name: str) -> User:
    """Somebody who uploads, and decides of nothing that readers see."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    return user


def sections() -> dict[str, str]:
    return dict(Article.objects.values_list("title", "section"))


def test_it_says_how_many_before_it_does_anything(editor, batches):
    path = reverse("upload-propose-correction")
    answer = editor.get(path, asked("section", "محلّيّات", *batches[:2], missing_only="on"))
    html = answer.content.decode()
    assert "ما يُضبط: مقالان، والدفعات: دفعتان." in html
    assert "ويبقى كما هو: مقالان" in html
    assert "لا يتغيّر ما هو معروف" in html
    html = editor.get(path, asked("section", "محلّيّات", *batches[:2])).content.decode()
    assert "ما يُضبط: ٤ مقالات" in html
    assert "محلّيّات" not in sections().values(), "nothing was changed by asking"


def test_a_section_is_set_where_it_lacks_and_taken_back(editor, batches):
    correction = correct(editor, "section", "محلّيّات", *batches[:2], missing_only="on")
    assert sections() | {"خبر 10": "محلّيّات", "خبر 20": "محلّيّات"} == sections()
    assert (correction.changed, correction.status) == (2, "applied")
    assert (sections()["خبر 11"], sections()["خبر 30"]) == ("اقتصاد", "")
    assert Article.objects.get(title="خبر 10").edited
    html = page_of(editor, correction)
    assert "ضُبط في: مقالان" in html

    assert editor.post(correction.get_absolute_url()).status_code == 302
    run_jobs()
    assert set(sections().values()) == {"", "اقتصاد"}
    assert not Article.objects.filter(edited=True).exists(), "they are as if nobody had touched them"
    assert "تُراجع عنه" in page_of(editor, correction)


def test_a_source_is_made_and_goes_with_the_way_back(editor, batches):
    correction = correct(editor, "source", "صحيفة المنارة", *batches)
    assert set(Article.objects.values_list("source__name", flat=True)) == {"صحيفة المنارة"}
    bulk_corrections.undo(correction, drafts_only=False)
    assert set(Article.objects.values_list("source__name", flat=True)) == {"جريدة الميناء", None}
    assert not Source.objects.filter(name="صحيفة المنارة").exists()


def test_a_date_comes_back_with_its_evidence(editor, batches):
    article = Article.objects.get(title="خبر 10")
    before = (article.published, article.published_approximate, article.evidence)
    correction = correct(editor, "published", "٣ آذار ٢٠٢٢", *batches)
    article.refresh_from_db()
    assert article.published == "2022-03-03"
    assert "published" not in article.evidence
    bulk_corrections.undo(correction, drafts_only=False)
    article.refresh_from_db()
    assert (article.published, article.published_approximate, article.evidence) == before


def test_tags_are_added_and_those_that_were_there_stay(editor, batches):
    correct(editor, "tags", "الزيتون", batches[0])
    correction = correct(editor, "tags", "الزيتون\nعين الحور", *batches)
    assert Tag.objects.get(name="عين الحور").articles.count() == 6
    bulk_corrections.undo(correction, drafts_only=False)
    assert Tag.objects.get(name="الزيتون").articles.count() == 2
    assert not Tag.objects.filter(name="عين الحور").exists()


def test_what_an_editor_wrote_since_stays(editor, batches):
    correction = correct(editor, "section", "محلّيّات", *batches)
    first, second = Article.objects.order_by("pk")[:2]
    for article, change in ((first, {"section": "ثقافة"}), (second, {"title": "عنوان حرّره محرّر"})):
        path = reverse("upload-article", args=[article.pk])
        assert editor.post(path, form_of(editor, article) | change).status_code == 302
    bulk_corrections.undo(correction, drafts_only=False)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.section, first.edited) == ("ثقافة", True)
    assert (second.section, second.title, second.edited) == ("اقتصاد", "عنوان حرّره محرّر", True)


def test_published_articles_are_corrected_in_the_index_too(editor, batches):
    editor.post(reverse("upload-publish", args=[batches[0].pk]))
    run_jobs()
    path = reverse("upload-propose-correction")
    html = editor.get(path, asked("source", "صحيفة المنارة", *batches)).content.decode()
    assert "ومنه ما يراه القرّاء الآن: مقالان" in html
    correct(editor, "source", "صحيفة المنارة", *batches)
    assert len(found("source:المنارة")) == 2


def test_many_are_left_to_the_worker_and_gone_on_with(editor, batches, monkeypatch):
    monkeypatch.setattr(bulk_corrections, "MANY", 1)
    monkeypatch.setattr(bulk_corrections, "BATCH", 2)
    answer = editor.post(reverse("upload-propose-correction"), asked("section", "محلّيّات", *batches))
    correction = BulkCorrection.objects.get()
    assert "يُضبط" in page_of(editor, answer["Location"])
    assert "محلّيّات" not in sections().values()
    run_jobs()
    assert set(sections().values()) == {"محلّيّات"}
    editor.post(correction.get_absolute_url())
    assert "يجري التراجع" in page_of(editor, correction)
    run_jobs()
    assert set(sections().values()) == {"", "اقتصاد"}


@pytest.mark.parametrize("status", ["applying", "undoing"])
def test_what_a_dead_worker_left_is_done_by_the_next(editor, batches, status):
    correction = correct(editor, "section", "محلّيّات", *batches)
    if status == "applying":
        Article.objects.filter(title="خبر 31").update(section="")
        BulkCorrection.objects.update(status=status, reached=2)
    else:
        BulkCorrection.objects.update(status=status, reached=0)
    bulk_corrections.requeue_interrupted()
    bulk_corrections.requeue_interrupted()
    run_jobs()
    correction.refresh_from_db()
    assert set(sections().values()) == ({"محلّيّات"} if status == "applying" else {"", "اقتصاد"})
    assert not correction.is_working


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("published", "أمس القريب", "لم يُفهم هذا التاريخ"), ("section", " ", "اكتب ما تضبطه"), ("x", "y", "")],
)
def test_what_cannot_be_set_is_told_and_nothing_is_lost(editor, batches, field, value, told):
    answer = editor.get(reverse("upload-propose-correction"), asked(field, value, batches[0]))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert told in html
    assert html.count(" checked>") >= 1
    assert value.strip() in html or field == "x"


def test_nothing_is_set_without_a_batch(editor, batches):
    answer = editor.get(reverse("upload-propose-correction"), asked("section", "محلّيّات"))
    assert answer.status_code == 422
    assert "اختر دفعات أوّلًا" in answer.content.decode()


def test_whoever_comes_back_finds_the_choice_as_it_was(editor, batches):
    answer = editor.get(reverse("upload-propose-correction"), asked("section", "محلّيّات", *batches[:2]))
    address = answer.content.decode().split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    html = page_of(editor, address)
    assert 'value="محلّيّات"' in html
    assert html.count("checked>") == 2


def test_a_batch_that_was_undone_or_is_anothers_is_left_alone(client, editor, batches):
    batches[0].undone_at = batches[0].created_at
    batches[0].save()
    client.force_login(_sender("sender"))
    answer = client.post(reverse("upload-propose-correction"), asked("section", "محلّيّات", *batches))
    assert answer.status_code == 422
    assert "محلّيّات" not in sections().values()
    correct(editor, "section", "محلّيّات", *batches)
    assert sections()["خبر 10"] == ""


def test_a_sender_corrects_and_takes_back_drafts_alone(client, editor, batches):
    sender = _sender("sender")
    Import.objects.update(user=sender)
    client.force_login(sender)
    correction = correct(client, "section", "محلّيّات", *batches)
    editor.post(reverse("upload-publish", args=[batches[0].pk]))
    run_jobs()
    client.post(correction.get_absolute_url())
    assert sections()["خبر 10"] == "محلّيّات", "readers see it, and the sender decides of drafts"
    assert sections()["خبر 20"] == ""
    client.force_login(_sender("other"))
    assert client.get(correction.get_absolute_url()).status_code == 404


def test_the_history_names_the_act(editor, batches):
    correct(editor, "section", "محلّيّات", *batches)
    change = Change.objects.filter(action="edited").latest("pk")
    assert change.reason == "ضُبط معًا في دفعات"
    assert change.user_name == "admin"


def test_a_correction_whose_numbers_are_damaged_is_told_and_ends(editor, batches):
    row = BulkCorrection.objects.create(field="section", values=["محلّيّات"], packed_ids=b"no zlib", total=2)
    bulk_corrections.apply_correction.func(row.pk)
    row.refresh_from_db()
    assert row.status == "applied"
    assert page_of(editor, row)


def test_what_would_change_is_counted_as_it_is_made(editor, batches):
    for correction in (
        Correction("source", ("جريدة الميناء",), False),
        Correction("section", ("اقتصاد",), False),
        Correction("published", ("2021-09-14",), False),
        Correction("source", ("جريدة الميناء",), True),
    ):
        rows = bulk_corrections.to_change(bulk_corrections.in_question(batches, False), correction)
        counted = rows.count()
        made = bulk_corrections.start(correction, batches, None, drafts_only=False)
        assert made.changed == counted
        bulk_corrections.undo(made, drafts_only=False)
