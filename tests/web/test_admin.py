"""The administration: Arabic, right to left, and every button reaches the index."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from articles.editing import publishing
from articles.models import Article, Import, ImportedFile, IndexChange, Source, Tag
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.status import overview
from newsarchive import __version__
from tests import archive
from tests.jobs import run_jobs
from tests.web.test_upload import lines, row, upload

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str) -> list[int]:
    return sorted(result.article.pk for result in search(SearchRequest(text=text)).results)


def fields(article: Article, **changes) -> dict[str, str]:
    return {
        "title": article.title,
        "body": article.body,
        "status": article.status,
        "language": "ar",
        "authors": "",
        "published": article.published,
    } | changes


def test_the_login_page_is_arabic_and_right_to_left(client):
    page = client.get(reverse("admin:login")).content.decode()
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_the_lists_open_and_search(admin_client, make_article):
    make_article("افتتاح الجسر", source="جريدة الميناء", tags=["نهر السرو"])
    for model in ("article", "source", "tag", "indexchange"):
        assert admin_client.get(reverse(f"admin:articles_{model}_changelist")).status_code == 200
    page = admin_client.get(reverse("admin:articles_article_changelist"), {"q": "الجسر"})
    assert "افتتاح الجسر" in page.content.decode()


def test_an_article_written_by_hand_is_found_and_editing_marks_it(admin_client):
    done = admin_client.post(
        reverse("admin:articles_article_add"),
        {
            "title": "افتتاح الجسر",
            "body": "عبرت الحافلات.",
            "status": "published",
            "language": "ar",
            "authors": "ليلى القاسم\nسامي النجار",
            "published": "2021-09",
        },
    )
    assert done.status_code == 302, done.context["adminform"].errors
    article = Article.objects.get()
    assert article.authors == ["ليلى القاسم", "سامي النجار"]
    assert found("الحافلات") == [article.pk]

    edit = reverse("admin:articles_article_change", args=[article.pk])
    assert "ليلى القاسم\nسامي النجار" in admin_client.get(edit).content.decode().replace("\r", "")
    admin_client.post(edit, fields(article, body="عبرت الدراجات."))
    article.refresh_from_db()
    assert article.edited
    assert found("الدراجات") == [article.pk]


def test_tags_chosen_in_the_form_reach_the_index(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    tag = Tag.objects.create(name="نهر السرو")
    admin_client.post(
        reverse("admin:articles_article_change", args=[article.pk]), fields(article, tags=[tag.pk])
    )
    page = search(SearchRequest(columns={"tag": (tag.slug,)}))
    assert [result.article.pk for result in page.results] == [article.pk]


def test_a_bad_date_is_refused_and_what_was_typed_stays(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    page = admin_client.post(
        reverse("admin:articles_article_change", args=[article.pk]),
        fields(article, title="عنوان جديد", published="أمس"),
    )
    assert page.status_code == 200
    assert "عنوان جديد" in page.content.decode()
    article.refresh_from_db()
    assert article.title == "افتتاح الجسر"


@pytest.mark.parametrize(("action", "left"), [("withdraw", 0), ("to_draft", 0), ("publish", 1)])
def test_bulk_actions_reach_the_index(admin_client, make_article, action, left):
    article = make_article("افتتاح الجسر")
    admin_client.post(
        reverse("admin:articles_article_changelist"), {"action": action, "_selected_action": [article.pk]}
    )
    assert len(found("الجسر")) == left


def test_bulk_deletion_reaches_the_index(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    admin_client.post(
        reverse("admin:articles_article_changelist"),
        {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"},
    )
    assert found("الجسر") == []


def test_the_home_tells_how_the_archive_stands(admin_client, make_article):
    make_article("افتتاح الجسر", source="جريدة الميناء")
    make_article("مسودّة", status=Article.Status.DRAFT)
    batch = Import.objects.create()
    ImportedFile.objects.create(batch=batch, name="a.txt", status=ImportedFile.Status.FAILED)
    IndexChange.objects.create(article_id=7, attempts=2)
    page = admin_client.get(reverse("admin:index")).content.decode()
    words = " ".join(strip_tags(page).split())
    assert "المقالات المنشورة١أُضيف منها في سبعة أيّام: ١" in words
    assert "١المسودّات" in words
    assert "١ملفّات تعذّرت قراءتها" in words
    assert f"{reverse('upload-batch', args=[batch.pk])}?show=failed" in page
    assert "منها ما لم يُفهرس لخطأ: مقال واحد" in words
    assert "١منشورة بلا تاريخ" in words
    assert reverse("upload") in page


def test_the_home_of_an_empty_archive_says_that_nothing_waits(admin_client):
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "لا شيء ينتظرك" in page
    assert "لم يُرفع شيء بعد" in page
    assert "آخر ما جرى" not in page


def test_the_home_tells_the_latest_changes(admin_client, make_article):
    article = make_article("افتتاح الجسر", source="جريدة الميناء", published="2021-03-04")
    publishing.withdraw(Article.objects.filter(pk=article.pk))
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "آخر ما جرى" in page
    assert reverse("admin:articles_article_history", args=[article.pk]) in page
    assert "<del>منشور</del> <ins>مسحوب</ins>" in page


def test_of_one_act_the_home_tells_once(admin_client):
    batch = upload(admin_client, ("خبر.jsonl", lines(*(row(n) for n in range(1, 10)))))
    run_jobs()
    admin_client.post(reverse("upload-publish", args=[batch.pk]))
    page = admin_client.get(reverse("admin:index")).content.decode()
    latest = page.partition('<ol class="latest">')[2].partition("</ol>")[0]
    assert latest.count("<li>") == 1
    assert "٩ مقالات</a>" in latest


def test_who_may_change_nothing_sees_no_latest_changes(client, make_article):
    article = make_article("افتتاح الجسر")
    publishing.withdraw(Article.objects.filter(pk=article.pk))
    client.force_login(User.objects.create_user("sami", password="x", is_staff=True))
    page = client.get(reverse("admin:index")).content.decode()
    assert "افتتاح الجسر" not in page
    assert "ليس لك إذن" in page


def test_the_home_shows_what_checks_of_the_archive_warn_of(admin_client):
    from django.core import checks

    def outgrown(app_configs, **kwargs):
        return [checks.Warning("الأرشيف أكبر من محرّكه", hint="switch_engine", id="articles.W999")]

    checks.register(outgrown, overview.CHECKS)
    try:
        page = admin_client.get(reverse("admin:index")).content.decode()
    finally:
        checks.registry.registry.registered_checks.discard(outgrown)
    assert "الأرشيف أكبر من محرّكه" in page


def test_the_samples_are_offered_for_removal_once_real_articles_are_in(admin_client, make_article):
    make_article("من العيّنة", sample=True)
    assert "احذف العيّنة" not in admin_client.get(reverse("admin:index")).content.decode()
    own = make_article("افتتاح الجسر")
    assert "احذف العيّنة" in admin_client.get(reverse("admin:index")).content.decode()
    admin_client.post(reverse("remove-samples"))
    assert list(Article.objects.all()) == [own]
    assert found("العينة") == []


def test_removing_the_samples_takes_the_permission_to_delete(client, make_article):
    make_article("من العيّنة", sample=True)
    client.force_login(User.objects.create_user("sami", password="x", is_staff=True))
    assert client.post(reverse("remove-samples")).status_code == 403
    assert Article.objects.count() == 1


def test_sources_are_merged_into_the_chosen_one(admin_client, make_article):
    article = make_article("افتتاح الجسر", source="الميناء")
    target = Source.objects.create(name="جريدة الميناء")
    chosen = {"action": "merge", "_selected_action": [target.pk, article.source.pk]}
    url = reverse("admin:articles_source_changelist")
    assert "جريدة الميناء" in admin_client.post(url, chosen).content.decode()
    admin_client.post(url, chosen | {"target": target.pk})
    article.refresh_from_db()
    assert article.source == target
    assert list(Source.objects.all()) == [target]


def test_the_home_page_says_which_version_runs(admin_client):
    assert f"newsarchive {__version__}" in admin_client.get(reverse("admin:index")).content.decode()


def test_what_another_saved_meanwhile_is_not_overwritten_unknowingly(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    edit = reverse("admin:articles_article_change", args=[article.pk])
    seen = admin_client.get(edit).context["adminform"].form.initial["version"]
    archive.update(article, body="نصّ جاء به ملفّ.")
    page = admin_client.post(edit, fields(article, body="نصّ المحرّر.", version=seen))
    assert page.status_code == 200
    assert "نصّ المحرّر." in page.content.decode()
    article.refresh_from_db()
    assert article.body == "نصّ جاء به ملفّ."
    version = page.context["adminform"].form["version"].value()
    assert admin_client.post(edit, fields(article, body="نصّ المحرّر.", version=version)).status_code == 302
    article.refresh_from_db()
    assert article.body == "نصّ المحرّر."


def test_a_form_opened_before_a_withdrawal_does_not_undo_it(admin_client, make_article):
    article = make_article("افتتاح الجسر")
    edit = reverse("admin:articles_article_change", args=[article.pk])
    seen = admin_client.get(edit).context["adminform"].form.initial["version"]
    publishing.withdraw(Article.objects.filter(pk=article.pk))
    assert admin_client.post(edit, fields(article, body="نصّ المحرّر.", version=seen)).status_code == 200
    assert found("الجسر") == []


def test_the_list_says_of_each_article_what_it_is_and_what_it_lacks(admin_client, make_article):
    shown = make_article("جسر المرسى", source="صحيفة المنارة", published="2021-09-14")
    make_article("بلا شيء", status="withdrawn")
    html = admin_client.get("/admin/articles/article/").content.decode()
    assert f'<a class="headline" href="/admin/upload/article/{shown.pk}/">جسر المرسى</a>' in html
    assert "<b><bdi>صحيفة المنارة</bdi></b> · ١٤ أيلول/سبتمبر ٢٠٢١</span>" in html
    assert 'class="lack">بلا مصدر' in html
    assert '<span class="badge bad">مسحوب</span>' in html
    assert "من العيّنة" not in html
    make_article("من العيّنة", sample=True)
    assert "sample__exact" in admin_client.get("/admin/articles/article/").content.decode()


@pytest.mark.parametrize(
    ("lacks", "left"), [("date", ["ب"]), ("source", ["ب"]), ("author", ["ب"]), ("tags", ["ب"])]
)
def test_the_list_is_filtered_by_what_is_missing(admin_client, make_article, lacks, left):
    make_article("أ", source="المنارة", published="2021", authors=["ليلى القاسم"], tags=["جسور"])
    make_article("ب")
    rows = admin_client.get("/admin/articles/article/", {"lacks": lacks}).context["cl"].result_list
    assert [row.title for row in rows] == left


def test_who_deletes_an_article_is_told_what_goes_and_can_withdraw_it(admin_client, make_article):
    article = make_article("جسر <المرسى>")
    path = f"/admin/articles/article/{article.pk}/delete/"
    html = admin_client.get(path).content.decode()
    assert "جسر &lt;المرسى&gt;" in html
    assert "إلى السلّة" in html
    assert " object" not in html
    admin_client.post("/admin/articles/article/", {"action": "withdraw", "_selected_action": article.pk})
    article.refresh_from_db()
    assert article.is_withdrawn
    assert "اسحبه بدل الحذف" not in admin_client.get(path).content.decode()
    admin_client.post(path, {"post": "yes"})
    article.refresh_from_db()
    assert article.status == Article.Status.DELETED


def test_who_deletes_a_source_is_told_how_many_articles_it_touches_and_can_merge_it(
    admin_client, make_article
):
    for title in ("أ", "ب", "ج"):
        make_article(title, source="الضفاف")
    make_article("د", source="وكالة الضفاف")
    old, new = Source.objects.get(name="الضفاف"), Source.objects.get(name="وكالة الضفاف")
    html = admin_client.get(f"/admin/articles/source/{old.pk}/delete/").content.decode()
    assert "<b>٣ مقالات</b>" in html
    assert f'<option value="{new.pk}">وكالة الضفاف</option>' in html
    form = {"action": "merge", "_selected_action": [old.pk, new.pk]}
    assert "اختر الاسم الذي يبقى" in admin_client.post("/admin/articles/source/", form).content.decode()
    form = {"action": "delete_selected", "_selected_action": [old.pk]}
    assert "٣ مقالات" in admin_client.post("/admin/articles/source/", form).content.decode()


def test_staff_find_the_editor_on_the_page_of_an_article_and_of_a_withdrawn_one(admin_client, make_article):
    shown, hidden = make_article("ظاهر"), make_article("مسحوب", status="withdrawn")
    for article in (shown, hidden):
        editor = f"/admin/upload/article/{article.pk}/"
        assert editor in admin_client.get(article.get_absolute_url()).content.decode()
        assert editor not in Client().get(article.get_absolute_url()).content.decode()


def test_what_the_administration_says_after_a_change_is_right(admin_client, make_article):
    make_article("أ", source="المنارة")
    source = Source.objects.get()
    path = f"/admin/articles/source/{source.pk}/change/"
    html = admin_client.post(
        path, {"name": "المنار", "home_url": "", "note": ""}, follow=True
    ).content.decode()
    assert "نجحت إضافة" not in html
    assert "حُفظ مصدر «" in html


def words_of(client, path):
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).content.decode()).split())


def test_the_lists_speak_as_the_pages_do(admin_client, make_article):
    """Times with both names of the month and the interface's digits; no names that machines use."""
    article = make_article(source="المنارة")
    publishing.withdraw(Article.objects.filter(pk=article.pk))
    changes = words_of(admin_client, "/admin/articles/change/")
    assert "منشور ثمّ مسحوب" in changes
    assert re.search(r"[٠-٩]+ \S+( \S+)?/\S+ [٠-٩]{4} [٠-٩]{2}:[٠-٩]{2}", changes)
    trail = words_of(admin_client, "/admin/articles/auditentry/")
    assert "عدد المقالات: ١، إلى: مسحوب" in trail
    lists = ("change", "auditentry", "source", "tag", "collection", "apikey", "binnedarticle", "indexchange")
    for path in (*(f"/admin/articles/{name}/" for name in lists), "/admin/auth/user/", "/admin/auth/group/"):
        html = admin_client.get(path).content.decode()
        shown = re.sub(r"(?s)<(head|script)\b.*?</\1>|<bdi.*?</bdi>|<[^>]+>", " ", html)
        assert not re.search(r"\b(kind|row id|user name|published|withdrawn|administrator|Kind)\b", shown), (
            path
        )


def test_an_empty_list_says_so(admin_client):
    for name in ("binnedarticle", "apikey", "indexchange"):
        assert "لا شيء هنا بعد." in words_of(admin_client, f"/admin/articles/{name}/")
    assert "لا شيء يوافق ما طلبته." in words_of(admin_client, "/admin/articles/source/?q=زرافة")
    assert "العدد: ١" in words_of(admin_client, "/admin/auth/user/")


def test_an_account_is_given_roles_by_ticks_and_nothing_is_shown_of_its_password(admin_client, admin_user):
    html = admin_client.get(f"/admin/auth/user/{admin_user.pk}/change/").content.decode()
    assert "pbkdf2" not in html
    assert "مضبوطة" in html
    assert re.search(r'<input type="checkbox" name="groups"', html)
    assert 'name="user_permissions"' not in html


@pytest.mark.parametrize("path", ["/admin/articles/article/add/", "/admin/articles/apikey/add/"])
def test_day_and_hour_of_a_time_have_names_of_their_own(admin_client, path):
    html = admin_client.get(path).content.decode()
    parts = re.findall(r'<input type="text" name="\w+_[01]"[^>]*>', html)
    assert len(parts) == 2
    assert all("aria-label" in part for part in parts)


def test_a_field_of_chosen_articles_is_set_and_taken_back(admin_client, make_article):
    for number in range(3):
        make_article(f"خبر {number}", source="جريدة الميناء", section="رياضه")
    other = make_article("غيره", section="رياضه")
    chosen = list(Article.objects.exclude(pk=other.pk).values_list("pk", flat=True))
    path = reverse("admin:articles_article_changelist")
    asked = {"action": "set_fields", "_selected_action": chosen}
    page = admin_client.post(path, asked).content.decode()
    assert "٣ مقالات" in page
    page = admin_client.post(path, asked | {"field": "section", "section": ""})
    assert page.status_code == 422
    assert "اكتب ما تضبطه" in page.content.decode()
    answer = admin_client.post(path, asked | {"field": "section", "section": "رياضة"})
    assert set(Article.objects.filter(section="رياضة").values_list("pk", flat=True)) == set(chosen)
    page = admin_client.get(answer["Location"]).content.decode()
    assert "ضُبط في: ٣ مقالات" in page
    admin_client.post(answer["Location"])
    assert not Article.objects.filter(section="رياضة").exists()


def test_a_field_is_set_across_the_pages_of_a_list(admin_client, make_article):
    for number in range(4):
        make_article(f"خبر {number}", source="جريدة الميناء" if number else "المنارة")
    source = Source.objects.get(name="جريدة الميناء")
    path = reverse("admin:articles_article_changelist") + f"?source__id__exact={source.pk}"
    first = source.articles.first().pk
    asked = {"action": "set_fields", "_selected_action": [first], "select_across": "1", "index": "0"}
    page = admin_client.post(path, asked).content.decode()
    assert 'name="select_across" value="1"' in page
    assert page.count('name="_selected_action"') == 1
    admin_client.post(path, asked | {"field": "tags", "tags": "نهر السرو"})
    assert Article.objects.filter(tags__name="نهر السرو").count() == 3
