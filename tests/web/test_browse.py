"""Browsing without a query, and the links from one state of a page to another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.editing import names as names_of
from articles.models import Source
from articles.searching.request import SearchRequest
from articles.web.browse import day_views
from articles.web.browse.name_lists import OF_A_LETTER, Name, NameList, in_order, letters, matching
from articles.web.browse.sources import bars, gaps
from articles.web.search.links import Links


def names(*texts: str) -> list[Name]:
    return [Name(name, "", 1) for name in texts]


def test_names_sort_without_titles_the_article_hamza_and_harakat():
    found = letters(
        names(
            "وادي",
            "الأمل",
            "UNESCO",
            "إسطنبول",
            "د. آثار",
            "الوَرد",
            "بحر",
            "أ. د. بشير",
            "«بلا»",
            "3 نجوم",
            "apple",
        )
    )
    assert [(each.letter, [name.name for name in in_order(each.names)]) for each in found] == [
        ("ا", ["د. آثار", "إسطنبول", "الأمل"]),
        ("ب", ["بحر", "أ. د. بشير", "«بلا»"]),
        ("و", ["وادي", "الوَرد"]),
        ("A", ["apple"]),
        ("U", ["UNESCO"]),
        ("#", ["3 نجوم"]),
    ]


@pytest.mark.parametrize(
    ("name", "title", "bare"),
    [
        ("د. أمينة الصالح", "د.", "أمينة الصالح"),
        ("أ. د. بشير الخوري", "أ. د.", "بشير الخوري"),
        ("أ.د.بشير الخوري", "أ.د.", "بشير الخوري"),
        ("د/ سالم", "د/", "سالم"),
        ("الدكتورة هدى الراوي", "الدكتورة", "هدى الراوي"),
        ("دانا سالم", "", "دانا سالم"),
        ("م", "", "م"),
        ("د.", "", "د."),
        ("شيخ", "", "شيخ"),
    ],
)
def test_titles_stand_apart_from_names(name, title, bare):
    (each,) = names(name)
    assert (each.title, each.bare) == (title, bare)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=60))
def test_every_name_stands_under_one_letter_and_no_letter_is_empty(given_names):
    found = letters(names(*given_names))
    assert sum(each.total for each in found) == len(given_names)
    assert all(each.names for each in found)
    assert len({each.letter for each in found}) == len(found)


def test_agencies_stand_apart_and_few_names_in_one_list():
    few = NameList.of(names("ليلى القاسم", "رويترز", "وكالة الضفاف"))
    assert [each.name for each in few.agencies] == ["رويترز", "وكالة الضفاف"]
    assert [each.name for each in few.all] == ["ليلى القاسم"]
    initials = ("أ. ف. ب", "د. ب. أ", "ا.ف.ب", "المرسى - وكالات", 'لندن "رويترز', "وكالات عواصم")
    assert NameList.of(names(*initials)).all == []
    people = ("د. باسل", "أ. د. ليلى", "لندن جاك", "محمد الوكيل", "أنسة تاسع")
    assert NameList.of(names(*people)).agencies == []
    many = NameList.of(Name(f"{letter}سم {n}", "", n) for letter in "بتثجح" for n in range(20))
    assert not many.all
    assert [each.size for each in many.letters[0].names] == [19 - n for n in range(OF_A_LETTER)]
    assert many.letters[0].total == 20


def test_a_name_is_found_however_it_is_spelt():
    given_names = names("أحمد الشامي", "د. احمد سالم", "ليلى القاسم", "UNESCO")
    assert [each.name for each in matching(given_names, text="أَحمد")] == ["أحمد الشامي", "د. احمد سالم"]
    assert [each.name for each in matching(given_names, text="unesco")] == ["UNESCO"]
    assert [each.name for each in matching(given_names, letter="ل")] == ["ليلى القاسم"]


@pytest.mark.django_db(transaction=True)
def test_tags_authors_and_dates_count_published_articles(client, make_article):
    make_article("أ", tags=["جسور"], authors=["ليلى القاسم"], published="2021-09-14")
    make_article("ب", tags=["جسور"], authors=["ليلى القاسم"], published="2021-09", status="draft")
    make_article("ج", published="2020")
    assert 'جسور</bdi></a><span class="num">١</span>' in client.get("/tags/").content.decode()
    assert 'ليلى القاسم</bdi></a><span class="num">١</span>' in client.get("/authors/").content.decode()
    dates = client.get("/dates/").content.decode()
    assert dates.index("٢٠٢١") < dates.index("٢٠٢٠")
    year = client.get("/dates/2021/").content.decode()
    assert "/dates/2021/9/14/" in year
    assert 'rel="prev">٢٠٢٠' in year
    assert client.get("/dates/1900/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_years_are_bars_of_months_and_empty_years_one_line(client, make_article):
    for published in ("2021-09-14", "2021-09-15", "2021-03", "2019", "2012-01-01", ""):
        make_article(published or "بلا", published=published)
    html = client.get("/dates/").content.decode()
    assert "لا مقالات من سنة ٢٠٢٠" in html
    assert "لا مقالات من ٢٠١٣ إلى ٢٠١٨" in html
    assert "أيلول/سبتمبر ٢٠٢١: مقالان" in html
    assert 'd="M31 40v-40h8v40z"' in html  # September, from right to left, the fullest of all
    assert 'd="M91 40v-20h8v20z"' in html  # March
    assert "/dates/undated/?known=year" in html
    assert "/dates/undated/?known=month" in html
    year = client.get("/dates/2021/").content.decode()
    assert year.count("<table") == 2
    assert 'class="l3"' in year


@pytest.mark.django_db(transaction=True)
def test_a_day_leads_to_the_days_beside_it_that_have_articles(client, make_article):
    for title, published in (
        ("أوّل", "2021-09-14"),
        ("ثانٍ", "2021-09-14"),
        ("قبل", "2020-01-02"),
        ("بعد", "2021-10-01"),
    ):
        make_article(title, published=published)
    html = client.get("/dates/2021/9/14/").content.decode()
    assert html.index(">أوّل<") < html.index(">ثانٍ<")
    assert '?date=2020-01-02" rel="prev"' in html
    assert '?date=2021-10-01" rel="next"' in html
    assert "لا مقالات من هذا اليوم" in client.get("/dates/2021/9/15/").content.decode()
    assert client.get("/dates/2021/2/30/").status_code == 404
    assert client.get("/dates/0/1/1/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("14 أيلول 2021", "/dates/2021/9/14/"),
        ("2021-09", "/dates/2021/#m9"),
        ("2021", "/dates/2021/"),
        ("..2021-09-14", "/dates/2021/9/14/"),
    ],
)
def test_a_date_that_is_written_leads_to_it(client, db, asked, leads):
    assert client.get("/dates/", {"date": asked}).headers["Location"] == leads


@pytest.mark.django_db(transaction=True)
def test_a_date_that_is_not_understood_stays_in_its_field(client):
    assert 'value="بعد غد &lt;"' in client.get("/dates/", {"date": "بعد غد <"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_articles_without_a_date_have_a_way_in(client, make_article):
    make_article("بلا", published="")
    make_article("سنة", published="2019")
    assert [each.title for each in client.get("/dates/undated/").context["page"]] == ["بلا"]
    assert [each.title for each in client.get("/dates/undated/?known=year").context["page"]] == ["سنة"]
    assert client.get("/dates/undated/?known=x").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_this_day_in_the_past_wants_whole_dates(client, make_article):
    make_article("في اليوم", published="2019-09-14")
    make_article("في الشهر", published="2019-09")
    html = client.get("/past?day=09-14").content.decode()
    assert "في اليوم" in html
    assert "في الشهر" not in html
    assert "لم يُنشر شيء" in client.get("/past?day=02-29").content.decode()
    assert client.get("/past?day=99-99").status_code == 404


def test_a_tag_leads_to_its_articles(client, db, make_article):
    make_article("أ", tags=["جسور"])
    assert client.get("/tags/جسور/").headers["Location"] == "/search?tag=%D8%AC%D8%B3%D9%88%D8%B1"
    assert client.get("/tags/لا-شيء/").status_code == 404


def test_links_keep_take_out_and_let_go():
    asked = SearchRequest.from_params(QueryDict("q=a&source=x&source=-y&page=3&unknown=1&sort=relevance"))
    links = Links.of(replace(asked, copies="fold"))
    assert links.query() == "q=a&source=x&source=-y&page=3"
    assert links.keeping("source", "y") == "?q=a&source=x&source=y"
    assert links.dropping("source", "x") == "?q=a&source=-y&source=-x"
    assert links.without("source", "y") == "?q=a&source=x"
    assert links.page(2) == "?q=a&source=x&source=-y&page=2"
    assert links.to(q=None) == "?source=x&source=-y"


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_an_address_says_what_was_meant_whatever_the_text(text, sources):
    address = Links({"q": (text,), "source": tuple(sources)}).to()
    read = QueryDict(address.removeprefix("?").encode("utf-8", "replace").decode())
    assert read.get("q", "") == text.encode("utf-8", "replace").decode()
    assert read.getlist("source") == [source.encode("utf-8", "replace").decode() for source in sources]


@pytest.mark.django_db(transaction=True)
def test_a_source_says_what_the_archive_holds_of_it(client, admin_client, make_article):
    for year in (2018, 2019, 2021):
        make_article(f"خبر {year}", source="المنارة", published=f"{year}-03-14", section="محليات")
    make_article("سنة", source="المنارة", published="2017")
    make_article("بلا تاريخ", source="المنارة", authors=["ليلى القاسم"])
    make_article("لغيره", source="الضفاف", published="2015-01-01", section="رياضة", authors=["نادر البستاني"])
    source = Source.objects.get(name="المنارة")
    source.note = "صدرت أسبوعيّةً <حتى> 2019"
    names_of.save(source)
    old = Source.objects.create(name="منارة اليوم")
    names_of.merge(old, source)
    html = client.get(source.get_absolute_url()).content.decode()
    assert "٥ مقالات" in html
    assert 'من <time datetime="2017">٢٠١٧</time> إلى <time datetime="2021-03-14">' in html
    assert "&amp;from=2018&amp;to=2018" in html
    assert html.count('class="gap"') == 1  # 2020
    assert "صدرت أسبوعيّةً &lt;حتى&gt; 2019" in html
    assert "منارة اليوم" in html
    assert "بلا تاريخ:" in html
    assert "محليات" in html
    assert "ليلى القاسم" in html
    assert "رياضة" not in html
    assert "نادر البستاني" not in html
    feed = f"/feed?source={source.slug}"
    assert feed in html
    assert "خبر 2021" in client.get(feed).content.decode()
    assert "/change/" not in Client().get(source.get_absolute_url()).content.decode()
    assert (
        f"/admin/articles/source/{source.pk}/change/"
        in admin_client.get(source.get_absolute_url()).content.decode()
    )


def test_gaps_are_told_of_sources_that_the_archive_holds_much_of():
    held = {f"2021-{month:02}": 9 for month in (1, 2, 3, 4, 9, 10)} | {"2022-01": 1}
    assert gaps(held) == [("2021-05", "2021-08")]
    assert gaps({"2001-01": 1, "2021-12": 1}) == []
    assert gaps({}) == []


@pytest.mark.parametrize("path", ["search", "help", "compare", "past", "feed", "export", "login"])
def test_a_slash_too_many_leads_to_the_page(client, db, path):
    answer = client.get(f"/{path}/", {"q": "نهر"})
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/{path}?q=%D9%86%D9%87%D8%B1"


@pytest.mark.django_db(transaction=True)
def test_the_home_says_that_samples_are_samples_and_who_may_can_remove_them(
    client, admin_client, make_article
):
    make_article("خبر")
    assert "عيّنة" not in client.get("/").content.decode()
    make_article("من العيّنة", sample=True)
    assert "عيّنة مختلَقة" in Client().get("/").content.decode()
    assert "samples/remove" not in Client().get("/").content.decode()
    assert "samples/remove" in admin_client.get("/").content.decode()


def test_every_page_leads_to_sign_in_and_back(client, db):
    assert 'href="/login?next=/help"' in client.get("/help").content.decode()
    assert 'id="api"' in client.get("/help").content.decode()


@pytest.mark.parametrize("address", ["/authors/?name=خزامى", "/tags/?letter=ظ", "/sources/?name=x"])
def test_a_name_that_is_nowhere_is_said_to_be(client, make_article, address):
    make_article(source="المنارة", tags=["جسور"], authors=["سامي"])
    response = client.get(address)
    assert response.status_code == 200
    assert "لا اسم هنا بهذه الحروف." in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_day_folds_copies_and_shows_one_source_when_asked(client, make_article):
    for title, source, group in (
        ("أوّل", "جريدة الميناء", 7),
        ("نسخته", "صحيفة المنارة", 7),
        ("ثانٍ", "صحيفة المنارة", 0),
    ):
        make_article(title, published="2021-09-14", source=source, duplicate_group=group)
    make_article("قبل سنة", published="2020-09-14")
    html = client.get("/dates/2021/9/14/").content.decode()
    assert ">أوّل<" in html
    assert ">نسخته<" not in html
    assert "نسخة واحدة" in html
    assert 'href="/dates/?date=2020-09-14"' in html  # the same day of another year
    one = client.get("/dates/2021/9/14/?source=صحيفة-المنارة").content.decode()
    assert ">نسخته<" in one
    assert ">أوّل<" not in one
    assert 'aria-current="true"' in one


@pytest.mark.django_db(transaction=True)
def test_a_full_day_has_pages_and_this_day_of_the_year_leads_to_it(client, make_article):
    for number in range(day_views.PER_PAGE + 1):
        make_article(f"خبر {number}", published="2021-09-14", source="جريدة الميناء" if number else "المنارة")
    html = client.get("/dates/2021/9/14/?source=جريدة-الميناء").content.decode()
    assert 'rel="next"' not in html
    html = client.get("/dates/2021/9/14/").content.decode()
    assert html.count('class="result"') == day_views.PER_PAGE
    assert 'href="?page=2" rel="next"' in html
    past = client.get("/past?day=09-14").content.decode()
    assert past.count('class="headline"') == day_views.OF_A_YEAR
    assert 'href="/dates/2021/9/14/"' in past


def test_a_source_is_drawn_by_years_and_that_of_one_year_by_months():
    years = bars({"2019": 4, "2021": 2}, {"2019-03": 4, "2021-01": 2})
    assert [(bar.period, bar.count) for bar in years] == [("2019", 4), ("2020", 0), ("2021", 2)]
    months = bars({"2015": 9}, {"2015-07": 6, "2015-09": 3})
    assert [(bar.period, bar.count) for bar in months] == [("2015-07", 6), ("2015-08", 0), ("2015-09", 3)]
    assert bars({"2015": 9}, {"2015-07": 9}) == []
    assert bars({}, {}) == []


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_source_leads_to_its_undated_articles_and_to_a_comparison(client, make_article):
    make_article(
        "أوّل", published="2015-07-01", source="جريدة الميناء", section="محلّيّات", authors=["هدى الراوي"]
    )
    make_article("ثانٍ", published="2015-08-01", source="جريدة الميناء")
    make_article("بلا", published="", source="جريدة الميناء")
    make_article("غيره", published="", source="المنارة")
    html = client.get("/sources/جريدة-الميناء/").content.decode()
    assert "المقالات بالشهر" in html
    assert "محلّيّات" in html.partition("<ul")[2]
    assert 'href="/compare?q=source%3Aجريدة-الميناء&amp;unit=count"' in html
    assert client.get("/compare", {"q": "source:جريدة-الميناء", "unit": "count"}).status_code == 200
    assert 'href="/dates/undated/?source=جريدة-الميناء"' in html
    undated = client.get("/dates/undated/?source=جريدة-الميناء").content.decode()
    assert "بلا</a>" in undated
    assert "غيره" not in undated
    assert client.get("/dates/undated/?source=لا-شيء").status_code == 404
