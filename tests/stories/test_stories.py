"""Stories are one event, series are series: found by the worker, shown on the home page, the article's and
their own."""

from __future__ import annotations

import pytest
from django.db import connection

from articles.editing import publishing
from articles.editing.articles import Version, update
from articles.indexing import outbox, runtime
from articles.models import Article, Story
from articles.search.errors import EngineUnavailable
from articles.stories.candidates import Search
from articles.stories.refresh import refresh
from tests.stories.reports import REPORTS

pytestmark = pytest.mark.django_db(transaction=True)

FIRE = (
    "اندلع حريق كبير في مصنع الزجاج بضاحية القصباء بعد انفجار خزّان الغاز قرب "
    "المستودع الشماليّ. وقال قائد "
    "الإطفاء سلوان الحجّار إنّ ستّين إطفائيًّا حاصروا اللهب قبل أن يبلغ حيّ "
    "الصبّاغين، وإنّ العمّال خرجوا سالمين "
    "من بوّابة الأفران."
)
QUENCHED = (
    "أخمد الإطفائيّون فجر اليوم حريق مصنع الزجاج في ضاحية القصباء، بعد ليلة طويلة "
    "حاصروا فيها اللهب عند المستودع "
    "الشماليّ. وروى سلوان الحجّار، قائد الإطفاء، أنّ خزّان الغاز انفجر قرب بوّابة "
    "الأفران، وأنّ حيّ الصبّاغين لم يصبه أذى."
)
INQUIRY = (
    "تحقّق النيابة في انفجار خزّان الغاز الذي أحرق مصنع الزجاج بالقصباء. وطلبت من "
    "قائد الإطفاء سلوان الحجّار تقريرًا عن "
    "المستودع الشماليّ وبوّابة الأفران، وسألت العمّال عمّا رأوا قبل أن يبلغ اللهب "
    "ضاحية القصباء وحيّ الصبّاغين."
)
AMENDS = (
    "تُصرف لعمّال مصنع الزجاج في القصباء أجور شهرين بعد الحريق الذي أتى على المستودع "
    "الشماليّ وبوّابة الأفران. وقال "
    "سلوان الحجّار قائد الإطفاء إنّ خزّان الغاز الجديد يُبنى بعيدًا عن ضاحية القصباء "
    "وحيّ الصبّاغين واللهب."
)
RAIN = (
    "أغرقت أمطار غزيرة سوق النحّاسين في مدينة الرملتين، وجرفت السيول عربات الباعة "
    "إلى جسر الطواحين. ودعا رئيس "
    "البلديّة مروان الشطّي أصحاب الدكاكين إلى رفع بضائعهم، وفتحت مدرسة البساتين "
    "أبوابها لمن غمر الماء بيوتهم."
)


def death(name: str, village: str, play: str) -> str:
    """An obituary as newspapers write it: all but the names is the same."""
    return (
        f"توفّي صباح اليوم الممثّل القدير {name} عن عمر ناهز السبعين عامًا بعد صراع مع المرض. وولد {name} في "
        f"{village} وبدأ مشواره الفنّيّ على خشبة المسرح، واشتهر بدوره في مسرحيّة {play}. ونعت نقابة الفنّانين "
        f"الراحل {name} وقالت إنّ الجنازة تنطلق من {village} عصر الغد، وإنّ {play} ستُعرض تكريمًا له."
    )


@pytest.fixture
def fire(make_article):
    """An event in four articles of three newspapers, one of them a copy, beside "
    "other news of those days."""
    told = [
        make_article("حريق في مصنع الزجاج بالقصباء", FIRE, source="المنار", published="2021-03-01"),
        make_article(
            "إخماد حريق مصنع الزجاج في القصباء",
            QUENCHED,
            source="الضفّة",
            published="2021-03-02",
        ),
        make_article(
            "تحقيق في حريق مصنع الزجاج",
            INQUIRY,
            source="الشراع",
            published="2021-03-04",
        ),
    ]
    make_article("سيول في سوق النحّاسين", RAIN, source="المنار", published="2021-03-02")
    make_article(
        "وفاة الممثّل نجيب الصوّاف",
        death("نجيب الصوّاف", "كفر الدلب", "باب الريح"),
        source="المنار",
        published="2021-03-01",
    )
    make_article(
        "وفاة الممثّل عادل القنواتي",
        death("عادل القنواتي", "عين السنديان", "ليل القوافل"),
        source="الضفّة",
        published="2021-03-02",
    )
    return told


def stories() -> list[list[str]]:
    """The titles of each story's articles, in order of time."""
    rows = Story.objects.filter(joined=None).order_by("pk")
    return [titles for story in rows if (titles := list(story.in_order().values_list("title", flat=True)))]


def test_articles_of_one_event_are_a_story_and_two_events_are_not(fire):
    assert refresh() == 6
    assert stories() == [[article.title for article in fire]]


def test_short_reports_in_other_words_are_one_story_and_two_rulings_of_a_court_are_two(make_article):
    """None has more than a hundred words, and few of them are the other newspaper's."""
    for _, day, source, title, body in REPORTS:
        make_article(title, body, source=source, published=day)
    refresh()
    expected: dict[str, list[str]] = {}
    for event, _, _, title, _ in sorted(REPORTS, key=lambda report: report[1]):
        expected.setdefault(event, []).append(title)
    assert sorted(map(sorted, stories())) == sorted(map(sorted, expected.values()))


def test_what_is_like_articles_of_other_weeks_is_no_event(make_article):
    """All but the names is the same in each, whichever newspaper prints it."""
    nations = ("داروم", "سهلان", "مرسانيا", "القصباء", "الرملتين", "ميسورة", "الطيّون", "النارنج")
    for number, nation in enumerate(nations):
        make_article(
            f"الرئيس يهنّئ ملك {nation} بالعيد الوطنيّ" if number % 2 else f"تهنئة إلى {nation} بعيدها",
            f"بعث الرئيس اليوم برقيّة تهنئة إلى ملك {nation} بمناسبة ذكرى العيد الوطنيّ لبلاده، أعرب فيها باسم "
            f"الشعب والحكومة عن أصدق التهاني وأطيب التمنّيات بالصحّة والسعادة له، ولشعب {nation} الصديق اطّراد "
            "التقدّم والازدهار. وأشاد بالعلاقات المتميّزة التي تربط البلدين والشعبين، وبالحرص على تعزيزها في "
            "المجالات كافّة.",
            source=("المنار", "الضفّة", "الشراع")[number % 3],
            published=f"2021-0{1 + number // 2}-0{1 + number % 2}",
        )
    refresh()
    assert stories() == []


def test_the_order_in_which_articles_come_does_not_matter(fire, make_article):
    for article in reversed(fire):
        Article.objects.exclude(pk=article.pk).update(story_sought=None)
    Article.objects.update(story_sought="2021-01-01T00:00:00Z")
    for article in reversed(fire):
        Article.objects.filter(pk=article.pk).update(story_sought=None)
        refresh()
    assert stories() == [[article.title for article in fire]]


def test_the_same_words_years_apart_are_two_events(fire, make_article):
    make_article("حريق في مصنع الزجاج بالقصباء", FIRE, source="المنار", published="2015-03-01")
    make_article("حريق مصنع الزجاج", FIRE, source="الشراع", published="2021-04")
    make_article("حريق مصنع الزجاج", FIRE, source="الشراع")
    refresh()
    assert stories() == [[article.title for article in fire]]


def test_what_comes_later_goes_on_with_its_story(fire, make_article):
    refresh()
    [address] = [story.get_absolute_url() for story in Story.objects.all()]
    make_article("تعويض عمّال مصنع الزجاج", AMENDS, source="البيان", published="2021-03-04")
    assert refresh() == 1
    assert [len(titles) for titles in stories()] == [4]
    assert Story.objects.get().get_absolute_url().split("/")[2] == address.split("/")[2]


def test_an_article_whose_text_was_changed_leaves_its_story(fire):
    refresh()
    article = Article.objects.get(pk=fire[2].pk)
    article.title, article.body = "سيول سوق النحّاسين", f"{RAIN} وانحسر الماء."
    update([Version(article)])
    outbox.drain(runtime.current_engine())
    refresh()
    assert stories() == [[fire[0].title, fire[1].title], ["سيول في سوق النحّاسين", "سيول سوق النحّاسين"]]


def test_articles_that_newspapers_call_by_the_name_of_one_event_are_its_story(make_article):
    """Their words have nothing in common; their tag is of these days alone."""
    make_article("سيول السوق", RAIN, source="المنار", published="2021-03-02", tags=["سيل آذار", "الرملتين"])
    make_article("بعد الماء", AMENDS, source="الشراع", published="2021-03-05", tags=["سيل آذار", "الرملتين"])
    make_article("حريق", FIRE, source="الضفّة", published="2021-03-04", tags=["الرملتين"])
    for year in (2015, 2017, 2019):
        make_article(f"معرض {year}", f"معرض الكتاب {year}", published=f"{year}-05-01", tags=["الرملتين"])
    refresh()
    assert stories() == [["سيول السوق", "بعد الماء"]]


def test_without_the_engine_nothing_is_lost(fire, monkeypatch):
    def down(*args, **kwargs):
        raise EngineUnavailable("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(type(runtime.current_engine()), "search", down)
        with pytest.raises(EngineUnavailable):
            refresh()
    refresh()
    assert len(stories()) == 1


def test_daily_closings_are_a_series_with_a_name(make_article, client):
    for day, way in enumerate(("ارتفاع", "انخفاض", "ارتفاع", "انخفاض", "ارتفاع"), start=1):
        make_article(
            f"مؤشّر بورصة الرملتين يغلق على {way} عند {6200 + day} نقطة",
            f"أغلق مؤشّر بورصة الرملتين اليوم على {way} بتداولات بلغت {day} ملايين دينار، وتصدّر سهم معامل "
            "السنابل وسهم مطاحن الصفصاف قائمة الأسهم، وتراجع سهم مصرف الينابيع وسهم ملاحة الشواطئ.",
            source="المنار",
            published=f"2021-05-{day:02}",
        )
    refresh()
    [story] = Story.objects.all()
    assert story.is_series
    assert story.name == "مؤشّر بورصة الرملتين يغلق على"
    assert story.in_order().count() == 5
    html = client.get(story.get_absolute_url()).content.decode()
    assert "سلسلة" in html
    assert html.index("عند 6205") < html.index("عند 6201")
    assert 'id="stories"' not in client.get("/").content.decode()
    assert story.name in client.get("/stories/?kind=series").content.decode()
    assert story.name not in client.get("/stories/").content.decode()


def test_the_page_of_a_story_tells_it_day_by_day(fire, make_article, client):
    make_article(
        "حريق مصنع الزجاج يُخمد في القصباء",
        f"{QUENCHED} وعادت الكهرباء.",
        source="المنار",
        published="2021-03-02",
        duplicate_group=fire[1].pk,
    )
    Article.objects.filter(pk=fire[1].pk).update(duplicate_group=fire[1].pk)
    refresh()
    story = Story.objects.get()
    answer = client.get(story.get_absolute_url())
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.index('id="d2021-03-01"') < html.index('id="d2021-03-02"') < html.index('id="d2021-03-04"')
    assert "لا مقالات في " in html, "the days between are told"
    assert "٤ مقالات · ٣ مصادر" in html
    assert "<ins>" in html, "what the copy changed of the title"
    assert "زيدت جملة واحدة" in html
    assert "المنار" in html[html.index('id="first"') : html.index('id="sources"')]
    for article in fire:
        assert article.get_absolute_url() in html or article.slug in html


def test_home_and_article_lead_to_the_story(fire, client):
    assert 'id="stories"' not in client.get("/").content.decode()
    refresh()
    path = f"/story/{Story.objects.get().pk}/"
    assert path in client.get("/").content.decode()
    html = client.get(fire[0].get_absolute_url()).content.decode()
    assert path in html
    assert "القصّة كلّها: ٣ مقالات" in html
    assert path in client.get("/stories/").content.decode()


def test_the_feed_of_a_story_has_its_newest_article_first(fire, client):
    refresh()
    story = Story.objects.get()
    answer = client.get(f"/story/{story.pk}/feed")
    assert answer["Content-Type"].startswith("application/atom+xml")
    text = answer.content.decode().partition("<entry>")[2]
    assert [text.index(article.title) for article in reversed(fire)] == sorted(
        text.index(article.title) for article in fire
    )
    assert f"/story/{story.pk}/feed" in client.get(story.get_absolute_url()).content.decode()


def test_a_story_is_cited_whole_in_order_of_time(fire, client):
    refresh()
    story = Story.objects.get()
    assert f'href="/story/{story.pk}/cite"' in client.get(story.get_absolute_url()).content.decode()
    page = client.get(f"/story/{story.pk}/cite").content.decode()
    assert [page.index(article.title) for article in fire] == sorted(page.index(each.title) for each in fire)
    file = client.get(f"/story/{story.pk}/cite/ris")
    assert file.content.decode().count("TY  - ") == len(fire)
    other = Story.objects.create(kind=story.kind, joined=story)
    assert client.get(f"/story/{other.pk}/cite")["Location"] == f"/story/{story.pk}/cite"
    assert client.get("/story/999/cite").status_code == 404
    publishing.withdraw(Article.objects.filter(pk__in=[article.pk for article in fire]))
    assert client.get(f"/story/{story.pk}/cite").status_code == 404


def test_nobody_waits_for_the_database_while_a_story_is_sought(fire, monkeypatch):
    held = []
    near = Search.near

    def watched(search, *args):
        held.append(connection.in_atomic_block)
        return near(search, *args)

    monkeypatch.setattr(Search, "near", watched)
    refresh()
    assert Story.objects.get().size == len(fire)
    assert held
    assert not any(held)


def test_what_is_withdrawn_leaves_its_story(fire, client):
    refresh()
    story = Story.objects.get()
    publishing.withdraw(Article.objects.filter(pk=fire[2].pk))
    html = client.get(story.get_absolute_url()).content.decode()
    assert fire[2].title not in html
    assert 'id="stories"' not in client.get("/").content.decode(), "two articles are nothing to follow"
    publishing.withdraw(Article.objects.filter(pk=fire[1].pk))
    assert client.get(f"/story/{story.pk}/").status_code == 404, "one article is no story"
    assert client.get(fire[0].get_absolute_url()).status_code == 200


def test_the_address_of_a_story_that_joined_another_leads_there(fire, client):
    refresh()
    story = Story.objects.get()
    former = Story.objects.create(joined=story)
    for path in (f"/story/{former.pk}/", f"/story/{former.pk}/whatever/", f"/story/{story.pk}/whatever/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (301, story.get_absolute_url())
    assert client.get(f"/story/{former.pk}/feed").url == f"/story/{story.pk}/feed"
    for path in ("/story/999999/", "/story/999999/feed", "/stories/?kind=x"):
        assert client.get(path).status_code == 404


def test_two_stories_that_turn_out_to_be_one_are_joined(make_article, client):
    """Two parts of an event, apart until what comes between them is like both."""
    first = [
        make_article("حريق في مصنع الزجاج", FIRE, source="المنار", published="2021-03-02"),
        make_article("إخماد حريق مصنع الزجاج", QUENCHED, source="الضفّة", published="2021-03-02"),
    ]
    refresh()
    story, later = Story.objects.get(), Story.objects.create()
    make_article("تعويض عمّال مصنع الزجاج", AMENDS, source="الشراع", published="2021-03-03")
    Article.objects.exclude(pk__in=[article.pk for article in first]).update(story=later)
    refresh()
    Article.objects.exclude(pk__in=[article.pk for article in first]).update(story=later)
    make_article("تحقيق في حريق مصنع الزجاج", INQUIRY, source="البيان", published="2021-03-03")
    refresh()
    assert [len(titles) for titles in stories()] == [4]
    assert client.get(f"/story/{later.pk}/").url == Story.objects.get(pk=story.pk).get_absolute_url()
    assert first[0].title in client.get(Story.objects.get(pk=story.pk).get_absolute_url()).content.decode()
