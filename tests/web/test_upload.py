"""Uploading: files in, watched, reviewed, corrected, published, and taken back."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article, Import, ImportedFile, ImportIssue, Original
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = """افتتاح الجسر المعلّق فوق نهر السرو

افتتاح الجسر المعلّق فوق نهر السرو

المرسى (14 أيلول 2021): افتتحت بلديّة المرسى صباح أمس الجسر المعلّق بعد ثلاث سنوات من العمل.

وقال رئيس البلديّة إنّ الجسر سيختصر طريق المزارعين إلى السوق."""


def row(n: int, **fields) -> dict:
    body = f"نصّ الخبر رقم {n} عن محصول الزيتون في قرية عين الحور {n * 7919}."
    return {"title": f"خبر {n}", "body": body, "source": "جريدة الميناء", "published": "2021-09-14"} | fields


def lines(*rows: dict) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def upload(client, *files: tuple[str, str | bytes], expect: int = 302, **fields):
    """Hand the files in. Returns the batch, or the answer when it is another than ``expect``ed by default."""
    data = {
        "files": [
            SimpleUploadedFile(name, body.encode() if isinstance(body, str) else body) for name, body in files
        ]
    }
    answer = client.post(reverse("upload"), data | fields)
    assert answer.status_code == expect, answer.content.decode()
    return Import.objects.latest("pk") if expect == 302 else answer


def found(text: str) -> list[int]:
    return [result.article.pk for result in search(SearchRequest(text=text)).results]


def page_of(client, target) -> str:
    answer = client.get(target if isinstance(target, str) else target.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(client, article: Article) -> dict[str, str]:
    """The review form of an article as a browser would send it back."""
    form = client.get(reverse("upload-article", args=[article.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {
        name: "\n".join(form[name].value()) for name in ("authors", "tag_names")
    }


# ---- who ------------------------------------------------------------------------------------------


def test_readers_are_sent_to_sign_in_and_their_files_are_not_kept(client, settings):
    answer = client.post(reverse("upload"), {"files": [SimpleUploadedFile("a.txt", b"x")]})
    assert answer.status_code == 302
    assert reverse("admin:login") in answer["Location"]
    assert not Import.objects.exists()


def test_staff_need_the_permission_to_add_articles(client):
    user = User.objects.create_user("sami", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(reverse("upload")).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    assert client.get(reverse("upload")).status_code == 200


def test_a_post_without_its_token_is_refused(admin_user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(reverse("upload"), {"files": [SimpleUploadedFile("a.txt", b"x")]}).status_code == 403


# ---- in -------------------------------------------------------------------------------------------


def test_from_file_to_reader_and_back(admin_client):
    batch = upload(admin_client, ("bridge.txt", PAGE))
    page = page_of(admin_client, batch)
    assert "ينتظر دوره" in page
    assert '<noscript><meta http-equiv="refresh"' in page

    run_jobs()
    article = Article.objects.get()
    assert (article.status, found("الجسر")) == (Article.Status.DRAFT, [])
    page = page_of(admin_client, batch)
    assert article.title in page
    assert "http-equiv" not in page

    preview = page_of(admin_client, reverse("upload-article", args=[article.pk]))
    assert "تكرار العنوان" in preview
    assert "سيختصر طريق المزارعين" in preview

    fields = form_of(admin_client, article) | {"title": "افتتاح جسر السرو", "published": "١٥ أيلول ٢٠٢١"}
    admin_client.post(reverse("upload-article", args=[article.pk]), fields)
    article.refresh_from_db()
    assert (article.title, article.published, article.edited) == ("افتتاح جسر السرو", "2021-09-15", True)

    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    assert found("المزارعين") == [article.pk]

    assert "يُحذف ما نُشر منها" in page_of(admin_client, reverse("upload-undo", args=[batch.pk]))
    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    assert found("المزارعين") == []
    assert not Article.objects.exists()
    assert "تُراجع عن هذه الدفعة" in page_of(admin_client, batch)


def test_files_lie_under_names_of_our_own(admin_client, settings):
    upload(admin_client, ("../../etc/passwd.txt", PAGE))
    file = ImportedFile.objects.get()
    assert file.name == "passwd.txt"
    assert "passwd" not in file.file.name
    assert Path(settings.MEDIA_ROOT) in Path(file.file.path).parents
    assert (Path(file.file.path).stat().st_mode & 0o777) == 0o600


def test_one_bad_file_leaves_the_rest_alone(admin_client):
    batch = upload(
        admin_client, ("a.txt", PAGE), ("empty.txt", ""), ("rows.jsonl", lines(row(1)) + b"\n{oops\n")
    )
    run_jobs()
    states = {file.name: file.status for file in batch.files.all()}
    assert states == {"a.txt": "done", "empty.txt": "failed", "rows.jsonl": "done"}
    page = page_of(admin_client, batch)
    assert "الملفّ فارغ" in page
    assert "ليس JSON صحيحًا" in page
    rows = batch.files.get(name="rows.jsonl")
    assert (rows.added, rows.refused) == (1, 1)
    assert "السطر ٢" in page_of(admin_client, reverse("upload-file", args=[rows.pk]))


def test_a_zip_is_read_member_by_member(admin_client):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", PAGE)
        archive.writestr("two.jsonl", lines(row(1), row(2)))
    batch = upload(admin_client, ("week.zip", packed.getvalue()))
    run_jobs()
    assert batch.articles().count() == 3
    page = page_of(admin_client, reverse("upload-file", args=[batch.files.get().pk]))
    assert "خبر 2" in page


def test_what_is_known_is_told_with_a_link(admin_client, make_article):
    first = upload(admin_client, ("a.txt", PAGE), publish_at_once="on")
    run_jobs()
    article = first.articles().get()
    assert found("الجسر") == [article.pk]
    batch = upload(admin_client, ("again.txt", PAGE))
    run_jobs()
    file = batch.files.get()
    assert (file.added, file.duplicates) == (0, 1)
    assert article.get_absolute_url() in page_of(admin_client, batch)


def test_the_publishing_of_many_is_shown_while_it_goes_on(admin_client):
    batch = upload(admin_client, ("a.jsonl", lines(*(row(n) for n in range(120)))))
    run_jobs()
    page = admin_client.post(reverse("upload-publish", args=[batch.pk]), follow=True).content.decode()
    assert '<progress id="publishing" value="0" max="120">' in page
    assert "data-refresh" in page
    assert reverse("upload-publish", args=[batch.pk]) not in page
    run_jobs()
    page = admin_client.get(batch.get_absolute_url()).content.decode()
    assert "data-refresh" not in page
    assert Article.objects.published().count() == 120


@pytest.mark.parametrize("typed", ["9999-99-99", "2021-13-01", "0000-00-00", "2021-02-30", "9999-99", "0000"])
def test_what_looks_like_a_date_and_is_none_is_asked_for_again(admin_client, typed):
    batch = upload(admin_client, ("rows.jsonl", lines(row(1))))
    run_jobs()
    article = batch.articles().get()
    answer = admin_client.post(
        reverse("upload-article", args=[article.pk]), form_of(admin_client, article) | {"published": typed}
    )
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_an_update_waits_beside_the_published_article_and_can_be_taken_back(admin_client):
    upload(admin_client, ("a.jsonl", lines(row(1, url="https://mina.example/1"))), publish_at_once="on")
    run_jobs()
    article = Article.objects.get()
    changed = row(1, url="https://mina.example/1", body="تصحيح: المحصول رمّان، والقرية عين الدلب.")
    batch = upload(admin_client, ("b.jsonl", lines(changed)))
    run_jobs()
    assert found("الزيتون") == [article.pk]
    held = batch.articles().get()
    assert article.get_absolute_url() in page_of(admin_client, reverse("upload-article", args=[held.pk]))

    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    run_jobs()
    assert (found("الرمان"), found("الزيتون")) == ([article.pk], [])
    assert Article.objects.count() == 1

    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    assert (found("الرمان"), found("الزيتون")) == ([], [article.pk])
    assert "الزيتون" in Original.objects.get().text


def test_without_review_articles_are_published_at_once(admin_client):
    upload(
        admin_client, ("rows.jsonl", lines(row(1), row(2))), publish_at_once="on", source_name="صحيفة الساحل"
    )
    run_jobs()
    assert len(found("الزيتون")) == 2
    assert {article.source.name for article in Article.objects.all()} == {"صحيفة الساحل"}


# ---- refusals -------------------------------------------------------------------------------------


def test_without_a_file_what_was_typed_stays(admin_client):
    answer = upload(admin_client, source_name="صحيفة الساحل", publish_at_once="on", expect=400)
    page = answer.content.decode()
    assert "لم تختر ملفًّا" in page
    assert 'value="صحيفة الساحل"' in page
    assert " checked" in page


def test_a_file_above_the_limit_is_refused_by_name_and_the_rest_goes_in(admin_client, settings):
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, "file_size": 2**20}
    batch = upload(admin_client, ("large.txt", "م" * 2**20), ("a.txt", PAGE))
    run_jobs()
    assert {file.name: file.status for file in batch.files.all()} == {"large.txt": "failed", "a.txt": "done"}
    assert "IMPORT_FILE_SIZE_MB" in page_of(admin_client, batch)
    assert not list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def test_too_many_files_are_refused_with_the_limit(admin_client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = upload(admin_client, *((f"{n}.txt", PAGE) for n in range(3)), expect=413)
    assert "UPLOAD_MAX_FILES" in answer.content.decode()


def test_a_script_sends_groups_into_one_batch(admin_client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    batch = ""
    for n in range(3):
        answer = admin_client.post(
            reverse("upload"),
            {"batch": batch, "files": SimpleUploadedFile(f"{n}.jsonl", lines(row(n)))},
            headers={"Accept": "application/json"},
        )
        batch = answer.json()["batch"]
    assert Import.objects.get().files.count() == 2
    assert "UPLOAD_MAX_FILES" in page_of(admin_client, answer.json()["page"])


def test_what_systems_leave_in_folders_is_not_taken(admin_client):
    batch = upload(admin_client, (".DS_Store", "x"), ("Thumbs.db", "x"), ("a.txt", PAGE))
    assert [file.name for file in batch.files.all()] == ["a.txt"]


# ---- review ---------------------------------------------------------------------------------------


def test_a_bad_date_is_refused_and_all_that_was_typed_stays(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    article = batch.articles().get()
    fields = form_of(admin_client, article) | {"published": "قريبًا", "title": "عنوان مصحّح", "body": "نصّ مصحّح"}
    answer = admin_client.post(reverse("upload-article", args=[article.pk]), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(typed in page for typed in ("قريبًا", "عنوان مصحّح", "نصّ مصحّح", "لم يُفهم هذا التاريخ"))


def test_what_another_saved_meanwhile_is_not_overwritten_unknowingly(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    article = batch.articles().get()
    url = reverse("upload-article", args=[article.pk])
    mine = form_of(admin_client, article) | {"title": "عنواني"}
    admin_client.post(url, form_of(admin_client, article) | {"title": "عنوان غيري"})
    answer = admin_client.post(url, mine)
    assert answer.status_code == 422
    assert "عنواني" in answer.content.decode()
    mine["version"] = answer.context["form"]["version"].value()
    admin_client.post(url, mine)
    article.refresh_from_db()
    assert article.title == "عنواني"


def test_source_and_tags_are_made_from_what_is_typed(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    article = batch.articles().get()
    fields = form_of(admin_client, article) | {
        "source_name": "وكالة الضفاف",
        "tag_names": "نهر السرو\nالمرسى",
    }
    answer = admin_client.post(reverse("upload-article", args=[article.pk]), fields | {"publish": "1"})
    assert answer["Location"] == batch.get_absolute_url()
    article.refresh_from_db()
    assert article.source.name == "وكالة الضفاف"
    assert {tag.name for tag in article.tags.all()} == {"نهر السرو", "المرسى"}
    assert len(search(SearchRequest(columns={"tag": ("نهر-السرو",)})).results) == 1


def test_publishing_one_leads_to_the_next_and_discarding_one_leaves_the_rest(admin_client):
    batch = upload(admin_client, ("rows.jsonl", lines(row(1), row(2), row(3))))
    run_jobs()
    first, second, third = batch.articles().order_by("pk")
    fields = form_of(admin_client, first) | {"publish": "1"}
    answer = admin_client.post(reverse("upload-article", args=[first.pk]), fields)
    assert answer["Location"] == reverse("upload-article", args=[second.pk])
    answer = admin_client.post(reverse("upload-discard-article", args=[second.pk]))
    assert answer["Location"] == reverse("upload-article", args=[third.pk])
    assert set(batch.articles()) == {first, third}
    assert found("الزيتون") == [first.pk]


def test_a_draft_goes_back_to_what_was_understood(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    article = batch.articles().get()
    title = article.title
    url = reverse("upload-article", args=[article.pk])
    admin_client.post(url, form_of(admin_client, article) | {"title": "عنوان آخر", "tag_names": "وسم"})
    admin_client.post(reverse("upload-restore-article", args=[article.pk]))
    article.refresh_from_db()
    assert (article.title, article.edited, article.tags.count()) == (title, False, 0)


# ---- once more ------------------------------------------------------------------------------------


def test_a_failed_file_is_read_again_in_the_encoding_that_a_person_chose(admin_client):
    short = "خبر عاجل\n\nوصلت القافلة."
    batch = upload(admin_client, ("a.txt", short.encode("iso8859_6")))
    run_jobs()
    file = batch.files.get()
    admin_client.post(reverse("upload-retry-file", args=[file.pk]), {"encoding": "iso8859_6"})
    run_jobs()
    assert "وصلت القافلة." in batch.articles().get().body


def test_a_failed_file_is_replaced_on_the_page_of_its_batch(admin_client):
    batch = upload(admin_client, ("empty.txt", ""), ("good.txt", PAGE))
    run_jobs()
    failed = batch.files.get(name="empty.txt")
    html = page_of(admin_client, f"{batch.get_absolute_url()}?show=failed")
    assert "استبدِل الملفّ" in html
    assert "أعِد القراءة" not in html, "an empty file stays empty"
    assert 'id="together"' not in html, "there is nothing to set of what failed"
    assert f'name="instead" value="{failed.pk}"' in page_of(
        admin_client, reverse("upload-file", args=[failed.pk])
    )
    other = PAGE.replace("الجسر", "النفق")
    assert upload(admin_client, ("mended.txt", other), batch=batch.pk, instead=failed.pk) == batch
    run_jobs()
    failed.refresh_from_db()
    assert failed.status == ImportedFile.Status.DISCARDED
    assert "تعذّر:" not in page_of(admin_client, batch)
    assert Article.objects.filter(imported_file__batch=batch).count() == 2
    good = batch.files.get(name="good.txt")
    upload(admin_client, ("more.txt", PAGE * 2), batch=batch.pk, instead=good.pk)
    good.refresh_from_db()
    assert good.status == ImportedFile.Status.DONE, "only what failed is replaced"


def test_an_undone_batch_can_be_read_again_or_forgotten(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    admin_client.post(reverse("upload-retry", args=[batch.pk]))
    run_jobs()
    assert batch.articles().count() == 1
    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    path = Path(batch.files.get().file.path)
    admin_client.post(reverse("upload-forget", args=[batch.pk]))
    assert not path.exists()
    assert not Import.objects.exists()


def test_a_discarded_file_is_not_read(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE), ("b.jsonl", lines(row(1))))
    admin_client.post(reverse("upload-discard-file", args=[batch.files.get(name="a.txt").pk]))
    run_jobs()
    assert [article.title for article in batch.articles()] == ["خبر 1"]


def test_the_history_lists_all_batches(admin_client):
    upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    page = page_of(admin_client, reverse("upload"))
    assert "سجلّ عمليّات الرفع" in page
    assert "تنتظر المراجعة" in page


# ---- the words of refusals -------------------------------------------------------------------------


def test_refusals_are_told_in_the_language_and_digits_of_whoever_reads_them(admin_client):
    batch = upload(admin_client, ("a.jsonl", lines(row(1)) + b'\n{"title": "cut'), ("b.txt", ""))
    run_jobs()
    arabic = page_of(admin_client, batch)
    assert "السطر ٢: <bdi>السطر ليس JSON صحيحًا: نصّ فُتحت علامته ولم تُغلق." in arabic
    assert "الملفّ فارغ. تحقّق من الأصل" in arabic
    admin_client.cookies["django_language"] = "en"
    english = page_of(admin_client, batch)
    assert "Line 2: <bdi>The line is not valid JSON: a text whose quotation mark is not closed." in english
    assert "The file is empty. Check the original" in english


def test_limits_are_told_in_the_digits_of_the_reader(admin_client, settings):
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, "characters": 1200}
    batch = upload(admin_client, ("a.txt", PAGE + "م" * 1500))
    run_jobs()
    assert "والحدّ ١٢٠٠ (IMPORT_CHARACTERS)" in page_of(admin_client, batch)


def test_refusals_that_were_stored_as_text_keep_it(admin_client):
    batch = upload(admin_client, ("a.txt", ""))
    run_jobs()
    ImportIssue.objects.update(values={}, message="نصّ حُفظ قديمًا")
    assert "نصّ حُفظ قديمًا" in page_of(admin_client, batch)


def test_the_reasons_for_cuts_are_told_in_english_too(admin_client):
    batch = upload(admin_client, ("bridge.txt", PAGE))
    run_jobs()
    admin_client.cookies["django_language"] = "en"
    page = page_of(admin_client, reverse("upload-article", args=[batch.articles().get().pk]))
    assert "Title repeated" in page
    assert "تكرار العنوان" not in page


def test_the_files_of_an_undone_batch_say_so(admin_client):
    batch = upload(admin_client, ("a.txt", PAGE))
    run_jobs()
    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    assert "تُراجع عنه<" not in page_of(admin_client, batch)
    admin_client.post(reverse("upload-undo", args=[batch.pk]))
    run_jobs()
    assert "تُراجع عنه<" in page_of(admin_client, batch)


def test_an_encoding_that_was_not_found_out_is_chosen_and_the_file_read(admin_client):
    batch = upload(admin_client, ("dos.txt", PAGE.replace("ّ", "").encode("cp720")))
    run_jobs()
    file = batch.files.get()
    assert file.issues.get().code == "unknown_encoding"
    admin_client.post(reverse("upload-retry-file", args=[file.pk]), {"encoding": "cp720"})
    run_jobs()
    assert batch.articles().get().title == "افتتاح الجسر المعلق فوق نهر السرو"


def test_a_bad_rule_file_leaves_the_review_open(admin_client, settings, tmp_path):
    batch = upload(admin_client, ("bridge.txt", PAGE))
    run_jobs()
    settings.DATA_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text("[[rule]]")
    article = batch.articles().get()
    page = page_of(admin_client, reverse("upload-article", args=[article.pk]))
    assert "own.toml" in page
    assert article.title in page
    admin_client.post(reverse("upload-restore-article", args=[article.pk]))
    assert batch.articles().get().title == article.title


def test_an_encoding_is_asked_for_where_there_may_be_several(admin_client):
    workbook = (Path(__file__).parents[1] / "data/formats/workbook.xlsx").read_bytes()
    batch = upload(admin_client, ("page.txt", PAGE), ("rows.xlsx", workbook))
    run_jobs()
    text, rows = (page_of(admin_client, reverse("upload-file", args=[file.pk])) for file in batch.files.all())
    assert 'name="encoding"' in text
    assert 'name="encoding"' not in rows
    assert "أعِد القراءة" in rows


def test_a_field_says_where_it_was_read_to_those_who_hear_it(admin_client):
    batch = upload(admin_client, ("خبر.jsonl", lines(row(1))))
    run_jobs()
    article = batch.articles().get()
    path = reverse("upload-article", args=[article.pk])
    html = page_of(admin_client, path)
    assert "من حقل \u2068العنوان\u2069 في الملفّ" in html
    wrong = form_of(admin_client, article) | {"published": "31 شباط 2021"}
    for page in (html, admin_client.post(path, wrong).content.decode()):
        described = {each for ids in re.findall(r'aria-describedby="([^"]+)"', page) for each in ids.split()}
        assert described
        assert described - set(re.findall(r'id="([^"]+)"', page)) == set()


def test_whoever_signs_in_wrongly_hears_why(client):
    page = client.post("/login", {"username": "", "password": ""}).content.decode()
    described = {each for ids in re.findall(r'aria-describedby="([^"]+)"', page) for each in ids.split()}
    assert {"id_username_error", "id_password_error"} <= described
    assert described - set(re.findall(r'id="([^"]+)"', page)) == set()
