"""Stories on the home page: found by the worker, shown from what it kept."""

from __future__ import annotations

import pytest

from articles.editing import publishing
from articles.indexing import runtime
from articles.models import Article
from articles.search.errors import EngineUnavailable
from articles.searching.related import story_threads

pytestmark = pytest.mark.django_db(transaction=True)

BEGINNING = (
    "وقّع وفد المرسى ووفد الهضبة اتفاقية نهر السرو في قاعة الغرفة التجارية بحضور القاضي منير وهدى الراوي"
)

OTHERS = (
    "فوز الفريق الأزرق بكأس الشتاء",
    "ارتفاع أسعار القمح",
    "معرض للخطّ في مكتبة المدينة",
    "سوق الحرفيّين تفتح أبوابها",
    "قطار جديد يصل الميناء بالجبل",
    "مدرسة ليليّة لتعليم الكبار",
    "عاصفة رمليّة تغلق الطريق",
    "اكتشاف فسيفساء تحت حديقة",
)


@pytest.fixture
def archive(make_article):
    """A story of three articles, of which one has a copy, among eight that have nothing to do with it."""
    shown = [
        make_article("تمهيد لتوقيع اتفاقية نهر السرو", f"{BEGINNING}. وتأجّل الحفل.", published="2019-05-07"),
        make_article(
            "توقيع اتفاقية نهر السرو",
            f"{BEGINNING}. ورحّب المزارعون.",
            published="2021-09-14",
            duplicate_group=2,
        ),
        make_article(
            "توقيع اتفاقية نهر السرو",
            f"{BEGINNING}. ورحّب المزارعون.",
            published="2021-09-15",
            duplicate_group=2,
        ),
        make_article(
            "اتفاقية نهر السرو تدخل حيّز التنفيذ", f"{BEGINNING}. وفُتحت البوّابات.", published="2021-11"
        ),
    ]
    for title in OTHERS:
        make_article(title, published="2021-01-01")
    return shown


def test_a_story_is_told_by_its_newest_article_its_size_and_its_time(archive):
    assert story_threads.present() == []
    story_threads.refresh()
    [thread] = story_threads.present()
    assert thread.newest == archive[-1]
    assert (thread.size, thread.first, thread.last) == (4, "2019-05", "2021-11")


def test_what_is_withdrawn_leaves_its_story(archive):
    story_threads.refresh()
    publishing.withdraw(Article.objects.filter(pk=archive[-1].pk))
    [thread] = story_threads.present()
    assert thread.newest == archive[2]
    assert thread.size == 3
    publishing.unpublish(Article.objects.filter(pk=archive[0].pk))
    assert story_threads.present() == []  # two copies of one text go on with nothing


def test_stories_are_sought_only_when_articles_have_come(archive, make_article, monkeypatch):
    story_threads.refresh()

    def down(*args, **kwargs):
        raise EngineUnavailable("no answer")

    monkeypatch.setattr(type(runtime.current_engine()), "search", down)
    story_threads.refresh()
    make_article("خبر جديد", published="2021-12-01")
    with pytest.raises(EngineUnavailable):
        story_threads.refresh()
    assert len(story_threads.present()) == 1


def test_the_home_page_shows_stories_and_nothing_without_them(archive, client):
    assert 'id="threads"' not in client.get("/").content.decode()
    story_threads.refresh()
    html = client.get("/").content.decode()
    shown = html[html.index('id="threads"') : html.index('id="newest"')]
    assert "اتفاقية نهر السرو تدخل حيّز التنفيذ" in shown
    assert "٤ مقالات" in shown
    assert "أيار/مايو ٢٠١٩" in shown
    client.cookies["django_language"] = "en"
    assert "4 articles" in client.get("/").content.decode()
