"""A batch of many files: shown by what they lack, corrected together, gone through one by one; and the editor
of every article."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from articles.importing.batch_files import natural_key
from articles.models import Article, Import
from articles.web.upload.batch_views import FILES_PER_PAGE
from tests.jobs import run_jobs
from tests.web.test_upload import lines, page_of, row, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(admin_client):
    return admin_client


@pytest.fixture
def batch(editor) -> Import:
    """Twelve files of one article each: two without a date, three without a source."""
    lacking = {
        1: {"published": ""},
        2: {"published": ""},
        3: {"source": ""},
        4: {"source": ""},
        10: {"source": ""},
    }
    files = [(f"خبر {n}.jsonl", lines(row(n, **lacking.get(n, {})))) for n in (10, 11, 12, *range(1, 10))]
    batch = upload(editor, *files)
    run_jobs()
    return batch


def names(html: str) -> list[str]:
    return re.findall(r'<p class="name" id="n\d+"><bdi>(.*?)\.jsonl', html)


def together(client, batch: Import, field: str, value: str, *files: str, expect: int = 302, **more):
    chosen = [batch.files.get(name=f"{name}.jsonl").pk for name in files]
    path = reverse("upload-together", args=[batch.pk])
    answer = client.post(path, {"field": field, field: value, "file": chosen} | more)
    assert answer.status_code == expect
    return answer


def test_files_are_sorted_as_people_count(editor, batch):
    assert names(page_of(editor, batch)) == [f"خبر {n}" for n in range(1, 13)]
    assert sorted(["b10", "B2", "a١٢", "a٣"], key=natural_key) == ["a٣", "a١٢", "B2", "b10"]


def test_files_are_shown_by_what_they_lack(editor, batch):
    html = page_of(editor, f"{batch.get_absolute_url()}?show=undated")
    assert names(html) == ["خبر 1", "خبر 2"]
    assert names(page_of(editor, f"{batch.get_absolute_url()}?show=sourceless")) == [
        "خبر 3",
        "خبر 4",
        "خبر 10",
    ]
    assert len(names(page_of(editor, f"{batch.get_absolute_url()}?show=ready"))) == 7
    assert len(names(page_of(editor, f"{batch.get_absolute_url()}?show=nonsense"))) == 12
    assert "بلا مصدر" in html, "what can be shown is offered"


def test_a_source_is_set_for_the_chosen_files(editor, batch):
    together(editor, batch, "source", "صحيفة المنارة", "خبر 3", "خبر 5", missing_only="on")
    found = {article.title: article.source.name for article in Article.objects.exclude(source=None)}
    assert found["خبر 3"] == "صحيفة المنارة"
    assert found["خبر 5"] == "جريدة الميناء", "what is known stays"
    assert "خبر 4" not in found, "it was not chosen"
    together(editor, batch, "source", "صحيفة المنارة", "خبر 5")
    assert Article.objects.get(title="خبر 5").source.name == "صحيفة المنارة"
    assert Article.objects.get(title="خبر 5").edited


def test_a_date_is_set_for_all_that_lack_one(editor, batch):
    together(editor, batch, "published", "٣ آذار ٢٠٢٢", all="1", show="undated", missing_only="on")
    assert set(Article.objects.filter(title__in=["خبر 1", "خبر 2"]).values_list("published", flat=True)) == {
        "2022-03-03"
    }
    assert Article.objects.filter(published="2021-09-14").count() == 10


def test_tags_are_added_and_a_section_is_set(editor, batch):
    together(editor, batch, "tags", "الزيتون\nعين الحور", "خبر 6", "خبر 7", missing_only="on")
    together(editor, batch, "tags", "الريف", "خبر 6")
    article = Article.objects.get(title="خبر 6")
    assert {tag.name for tag in article.tags.all()} == {"الزيتون", "عين الحور", "الريف"}
    together(editor, batch, "section", "محلّيّات", "خبر 6")
    assert Article.objects.get(title="خبر 6").section == "محلّيّات"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("published", "أمس القريب", "لم يُفهم هذا التاريخ"),
        ("source", " ", "اكتب ما تضبطه"),
        ("nonsense", "س", ""),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_is_lost(editor, batch, field, value, told):
    html = together(editor, batch, field, value, "خبر 3", expect=422).content.decode()
    assert told in html
    assert value.strip() in html or field == "nonsense"
    assert f'value="{batch.files.get(name="خبر 3.jsonl").pk}" aria-label=' in html
    assert html.count(" checked>") >= 1
    assert Article.objects.get(title="خبر 3").source is None


def test_nothing_is_set_without_a_choice(editor, batch):
    assert (
        "اختر ملفّات أوّلًا" in together(editor, batch, "source", "صحيفة المنارة", expect=422).content.decode()
    )
    together(editor, batch, "source", "س", expect=422, file=["99999999", "x", "9" * 40])


def test_whoever_may_not_correct_the_batch_sets_nothing(client, batch):
    from django.contrib.auth.models import User

    client.force_login(User.objects.create_user("reader"))
    together(client, batch, "source", "صحيفة المنارة", "خبر 3")
    assert Article.objects.get(title="خبر 3").source is None


def test_the_review_counts_and_goes_on(editor, batch):
    first = Article.objects.order_by("pk").first()
    html = page_of(editor, reverse("upload-article", args=[first.pk]))
    assert "١ من ١٢" in html
    following = re.search(r'href="([^"]+)" rel="next"', html)
    assert "٢ من ١٢" in page_of(editor, following[1])


def test_every_article_is_edited_beside_its_original(editor, batch, make_article):
    typed = make_article("مقال كُتب هنا", "نصّ المقال الذي كُتب في الإدارة.", source="جريدة الميناء")
    path = reverse("upload-article", args=[typed.pk])
    assert path in page_of(editor, typed.get_absolute_url())
    assert path in page_of(editor, reverse("admin:articles_article_changelist"))
    html = page_of(editor, path)
    assert "لم يُحفظ الأصل" in html
    version = re.search(r'name="version" value="([^"]+)"', html)[1]
    data = {"title": "مقال عُدّل", "body": "نصّ آخر.", "source_name": "الشاهد", "version": version}
    assert editor.post(path, data | {"withdraw": "1"}).status_code == 302
    typed.refresh_from_db()
    assert (typed.title, typed.source.name, typed.status) == ("مقال عُدّل", "الشاهد", "withdrawn")
    gone = editor.get(typed.get_absolute_url())
    assert gone.status_code == 410
    assert path in gone.content.decode()
    version = re.search(r'name="version" value="([^"]+)"', page_of(editor, path))[1]
    assert editor.post(path, data | {"version": version, "reinstate": "1"}).status_code == 302
    typed.refresh_from_db()
    assert typed.is_public


def test_the_pages_of_a_batch_keep_what_is_shown(editor):
    batch = upload(
        editor, *((f"خبر {n}.jsonl", lines(row(n, published=""))) for n in range(FILES_PER_PAGE + 1))
    )
    run_jobs()
    html = page_of(editor, f"{batch.get_absolute_url()}?show=undated")
    assert 'href="?show=undated&amp;page=2" rel="next"' in html
    assert names(page_of(editor, f"{batch.get_absolute_url()}?show=undated&page=2")) == [
        f"خبر {FILES_PER_PAGE}"
    ]
    assert 'href="?page=2" rel="next"' in page_of(editor, batch)


def test_a_file_is_read_again_where_that_may_help(editor):
    batch = upload(editor, ("empty.txt", ""), ("other.txt", ""))
    run_jobs()
    again, other = batch.files.order_by("pk")
    retry = reverse("upload-retry", args=[batch.pk])
    html = page_of(editor, batch)
    assert retry not in html
    assert reverse("upload-retry-file", args=[again.pk]) not in html
    editor.post(retry)
    assert not batch.files.filter(status="waiting").exists()

    again.issues.update(code="too_slow")  # its limit may have been raised
    html = page_of(editor, batch)
    assert retry in html
    assert reverse("upload-retry-file", args=[again.pk]) in html
    assert reverse("upload-retry-file", args=[other.pk]) not in html
    editor.post(retry)
    assert [file.pk for file in batch.files.filter(status="waiting")] == [again.pk]

    batch.files.filter(pk=other.pk).update(reader="")  # read by an earlier version of the archive
    assert reverse("upload-retry-file", args=[other.pk]) in page_of(editor, batch)


def test_a_table_is_read_again_once_the_columns_of_another_like_it_are_named(editor):
    table = "س,ص\nافتتاح الجسر رقم {n},عبر الجسر أوّل قطار في ربيع ذلك العام رقم {n}.\n"
    batch = upload(editor, *((f"{n}.csv", table.format(n=n)) for n in (1, 2)))
    run_jobs()
    first, second = batch.files.order_by("pk")
    assert {first.status, second.status} == {"failed"}
    retry = reverse("upload-retry", args=[batch.pk])
    retry_second = reverse("upload-retry-file", args=[second.pk])
    page = page_of(editor, batch)
    assert retry not in page
    assert retry_second not in page
    named = {"c1": "title", "c2": "text", "remember": "on"}
    editor.post(reverse("upload-columns", args=[first.pk]), named)
    run_jobs()
    assert batch.files.get(pk=first.pk).status == "done"
    page = page_of(editor, batch)
    assert retry in page
    assert retry_second in page
    editor.post(retry)
    run_jobs()
    assert batch.files.get(pk=second.pk).status == "done"
