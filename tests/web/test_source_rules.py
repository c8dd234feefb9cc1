"""A line of an original made a rule of its source: shown before, applied by the worker, taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.editing import names
from articles.importing import source_rules, steps
from articles.importing.rules import cleaning_rules
from articles.ingest.types import RawArticle
from articles.models import Article, Source, SourceRule
from tests.jobs import run_jobs
from tests.web.test_upload import form_of, upload

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = "صحيفة المنارة"
PEOPLE = ("سلمى الكاتب", "رامي السروجي", "هدى البيّاع", "وليد الطحّان")


def page(n: int, person: str) -> str:
    return f"""محصول الزيتون في قرية عين الحور للموسم رقم {n}

إشراف: {person}

قال المزارعون في القرية رقم {n} إنّ المحصول زاد هذا العام على محصول العام الماضي كثيرًا.

وتوقّعوا أن تمتلئ المعاصر {n * 7919} مرّة قبل أن ينتهي الموسم الذي بدأ في الخريف.

هذه صفحة من دفتر المنارة رقم {n}
"""


@pytest.fixture
def editor(admin_client):
    return admin_client


@pytest.fixture
def articles(editor) -> list[Article]:
    files = [(f"{n}.txt", page(n, person)) for n, person in enumerate(PEOPLE, start=1)]
    upload(editor, *files, source_name=SOURCE)
    run_jobs()
    return list(Article.objects.order_by("pk"))


def address(article: Article, text: str, role: str, kind: str = "") -> tuple[str, dict[str, str]]:
    """The path that proposes the rule, and what it asks for the line that begins with the text."""
    texts = RawArticle.loads(article.original.text).text.split("\n")
    number = next(n for n, line in enumerate(texts, start=1) if line.startswith(text))
    query = {"line": str(number), "role": role} | ({"kind": kind} if kind else {})
    return reverse("upload-propose-rule", args=[article.pk]), query


def apply(editor, article: Article, text: str, role: str, kind: str = "") -> SourceRule:
    path, query = address(article, text, role, kind)
    answer = editor.post(path, query)
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return SourceRule.objects.latest("pk")


def body_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).body


def test_the_page_says_what_would_change_before_it_does(editor, articles):
    path, query = address(articles[0], "هذه صفحة", "boilerplate")
    html = editor.get(path, query).content.decode()
    assert "تغيّر القاعدة ٤ مقالات، ومقالات المصدر التي لها أصل: ٤ مقالات" in html
    assert html.count('<div class="change">') == 3
    assert "<del>هذه صفحة من دفتر المنارة رقم 1</del>" in html
    assert not SourceRule.objects.exists()
    assert "دفتر المنارة" in body_of(articles[0])


def test_a_line_that_recurs_is_cut_from_all_articles_and_comes_back(editor, articles):
    before = [body_of(article) for article in articles]
    rule = apply(editor, articles[0], "هذه صفحة", "boilerplate")
    assert (rule.status, rule.changed, rule.looked_at) == ("applied", 4, 4)
    assert not any("دفتر المنارة" in body_of(article) for article in articles)
    html = editor.get(rule.get_absolute_url()).content.decode()
    assert "غُيّر:" in html
    assert articles[2].title in html
    assert editor.post(rule.get_absolute_url()).status_code == 302
    run_jobs()
    rule.refresh_from_db()
    assert (rule.status, rule.changed) == ("undone", 0)
    assert [body_of(article) for article in articles] == before
    assert not rule.effects.exists()


def test_a_label_tells_the_authors(editor, articles):
    apply(editor, articles[1], "إشراف", "byline", "label")
    assert [Article.objects.get(pk=each.pk).authors for each in articles] == [[name] for name in PEOPLE]
    assert Article.objects.get(pk=articles[0].pk).evidence["authors"]["place"] == "line 3"


def test_a_place_tells_the_title_whatever_the_file_states(editor):
    text = "بوّابة المنارة\n\nجسر جديد فوق النهر رقم {n}\n\n" + page(7, "سلمى الكاتب").partition("\n\n")[2]
    files = [
        (
            f"{n}.html",
            "<html><head><title>المنارة</title></head><body>"
            + "".join(f"<p>{line}</p>" for line in text.format(n=n).split("\n") if line)
            + "</body></html>",
        )
        for n in (1, 2, 3)
    ]
    upload(editor, *files, source_name=SOURCE)
    run_jobs()
    first = Article.objects.order_by("pk")[0]
    apply(editor, first, "جسر جديد", "title", "place")
    titles = list(Article.objects.order_by("pk").values_list("title", flat=True))
    assert titles == [f"جسر جديد فوق النهر رقم {n}" for n in (1, 2, 3)]


def test_what_a_hand_has_written_stays_then_and_when_the_rule_goes(editor, articles):
    by_hand = articles[0]
    values = form_of(editor, by_hand) | {"authors": "نادر الخطّاط"}
    editor.post(reverse("upload-article", args=[by_hand.pk]), values)
    rule = apply(editor, articles[1], "إشراف", "byline", "label")
    assert rule.changed == 4  # of the one written by hand the line alone, which is no part of the text
    assert Article.objects.get(pk=by_hand.pk).authors == ["نادر الخطّاط"]
    later = articles[3]
    values = form_of(editor, later) | {"authors": "زياد الورّاق"}
    editor.post(reverse("upload-article", args=[later.pk]), values)
    source_rules.undo(rule)
    run_jobs()
    authors = [Article.objects.get(pk=each.pk).authors for each in articles]
    assert authors == [["نادر الخطّاط"], [], [], ["زياد الورّاق"]]


def test_files_that_come_later_are_cleaned_too_until_the_rule_goes(editor, articles):
    rule = apply(editor, articles[0], "هذه صفحة", "boilerplate")
    upload(editor, ("9.txt", page(9, "ليلى الخزّاف")), source_name=SOURCE)
    upload(editor, ("10.txt", page(10, "ليلى الخزّاف")), source_name="جريدة الميناء")
    run_jobs()
    mine, others = Article.objects.order_by("-pk")[1], Article.objects.latest("pk")
    assert "دفتر المنارة" not in mine.body
    assert "دفتر المنارة" in others.body
    source_rules.undo(rule)
    run_jobs()
    assert "دفتر المنارة" in body_of(mine)


def test_a_worker_that_dies_leaves_the_rest_to_the_next(editor, articles, monkeypatch):
    monkeypatch.setattr(source_rules, "CHUNK", 2)
    path, query = address(articles[0], "هذه صفحة", "boilerplate")
    editor.post(path, query)
    rule = SourceRule.objects.get()
    due = SourceRule.objects.filter(pk=rule.pk, status="applying").select_related("source")
    assert steps.step(due, source_rules._apply_some)
    rule.refresh_from_db()
    assert (rule.status, rule.looked_at) == ("applying", 2)
    html = editor.get(rule.get_absolute_url()).content.decode()
    assert '<progress id="applied" value="2" max="4">' in html
    source_rules.requeue_interrupted()
    run_jobs()
    rule.refresh_from_db()
    assert (rule.status, rule.changed, rule.looked_at) == ("applied", 4, 4)


def test_a_merged_source_takes_its_rules_along(editor, articles):
    rule = apply(editor, articles[0], "هذه صفحة", "boilerplate")
    into = Source.objects.create(name="المنارة اليوميّة")
    names.merge(Source.objects.get(name=SOURCE), into)
    rule.refresh_from_db()
    assert rule.source == into
    assert cleaning_rules.line_rule(rule).source == into.name


def test_an_article_without_a_source_is_told_to_get_one(editor):
    upload(editor, ("1.txt", page(1, PEOPLE[0])))
    run_jobs()
    article = Article.objects.get()
    path, query = address(article, "هذه صفحة", "boilerplate")
    answer = editor.get(path, query, follow=True)
    assert "لا مصدر لهذا المقال" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"line": "0"}, {"line": "999999"}, {"line": "٣"}, {"line": "x", "role": "x", "kind": "x"}]
)
def test_no_address_of_a_rule_breaks(editor, articles, query):
    answer = editor.get(reverse("upload-propose-rule", args=[articles[0].pk]), query)
    assert answer.status_code in {200, 302}


def test_who_may_not_publish_makes_no_rules(client, articles):
    user = User.objects.create_user("archivist", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(user)
    path, query = address(articles[0], "هذه صفحة", "boilerplate")
    assert client.post(path, query).status_code == 403
    assert client.get(reverse("upload-rules")).status_code == 403


def test_all_rules_are_listed(editor, articles):
    apply(editor, articles[0], "هذه صفحة", "boilerplate")
    html = editor.get(reverse("upload-rules")).content.decode()
    assert SOURCE in html
    assert "كلّ سطر كهذا، مهما كانت أعداده: ليس من المقال" in html
