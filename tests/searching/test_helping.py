"""What helps a reader whose words are not the archive's: other spellings, partial matches, completions."""

from __future__ import annotations

import pytest

from articles.indexing.runtime import current_searcher
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.searching.suggest.autocomplete import completions

pytestmark = pytest.mark.django_db(transaction=True)


def test_other_spellings_are_found_and_told(make_article) -> None:
    make_article("سباق الماراتون", "فاز العداء في الماراتون.")
    page = search(SearchRequest(text="ماراثون"))
    assert page.total == 1
    assert [(each.spelling, each.articles) for each in page.query.spellings] == [("ماراتون", 1)]


def test_a_spelling_that_is_taken_out_is_not_found(make_article) -> None:
    make_article("سباق الماراتون", "فاز العداء في الماراتون.")
    assert search(SearchRequest(text="ماراثون", without=("ماراتون",))).total == 0
    assert search(SearchRequest(text="ماراثون", families=False)).total == 0


def test_a_page_links_to_the_search_without_a_spelling(client, make_article) -> None:
    make_article("سباق الماراتون", "فاز العداء في الماراتون.")
    page = client.get("/search", {"q": "ماراثون"}).content.decode()
    assert "تشمل:" in page
    assert "without=ماراتون" in page
    again = client.get("/search", {"q": "ماراثون", "without": "ماراتون"}).content.decode()
    assert "أعد «ماراتون»" in again


def test_partial_matches_keep_phrases_and_say_what_they_lack(make_article) -> None:
    make_article("بيان", "قال الراعي لن نعود إلى الوادي أبدا.")
    make_article("مطر", "هطل المطر على الوادي.")
    page = search(SearchRequest(text='"لن نعود" المطر زرافة'))
    assert page.total == 0
    assert page.partial is not None
    lacks = {result.article.title: result.lacks for result in page.partial.results}
    assert lacks == {"بيان": ("المطر", "زرافة"), "مطر": ('"لن نعود"', "زرافة")}


def test_a_slip_that_a_few_articles_share_is_still_a_slip(make_article) -> None:
    make_article("كسر", "جرى إصلاح الطريقق.")
    for number in range(25):
        make_article(f"طريق {number}", f"أغلق الطريق رقم {number}.")
    page = search(SearchRequest(text="الطريقق"))
    assert page.suggestion is not None
    assert (page.suggestion.text, page.suggestion.total) == ("الطريق", 25)


def test_a_name_is_not_replaced_by_a_function_word(make_article) -> None:
    make_article("لقاء", "التقى ميشال عون الوفد في القصر.")
    for number in range(40):
        make_article(f"خبر {number}", f"كتب عن الوادي {number}.")
    page = search(SearchRequest(text="ميشيل عون"))
    assert page.suggestion is not None
    assert page.suggestion.text == "ميشال عون"


@pytest.mark.parametrize(("typed", "offered"), [("iphone", "ايفون"), ("ايفون", "iphone")])
def test_the_other_script_is_offered_with_its_count(make_article, typed, offered) -> None:
    texts = {"ايفون": "جهاز ايفون جديد", "iphone": "جهاز iphone جديد"}
    make_article("واحد", texts[typed])
    for number in range(3):
        make_article(f"خبر {number}", f"{texts[offered]} {number}")
    page = search(SearchRequest(text=typed))
    assert page.suggestion is not None
    assert (page.suggestion.text, page.suggestion.total) == (offered, 3)


def test_completions_regard_the_words_before(make_article) -> None:
    make_article("سوق", "افتتح سوق الطيور قرب النهر.")
    make_article("حفل", "حفل الطرب في القلعة.")
    found = [each.text for each in completions(current_searcher(), "سوق الط")]
    assert found == ["سوق الطيور"]


def test_every_completion_leads_to_articles(client, make_article) -> None:
    """A name may stand in no text: then what carries it is shown."""
    make_article("افتتاح", "نصّ بلا أسماء.", source="جريدة الميناء", tags=["أهل الضفّة"])
    for typed in ("جريد", "أهل", "المي", "افت", "نص"):
        for each in completions(current_searcher(), typed):
            answer = client.get("/search", {"q": each.text}, follow=True)
            assert answer.context["page"].total == 1, each
    assert "مصدر:" in client.get("/search?q=جريدة الميناء", follow=True).context["asked"].text
    assert client.get("/search?q=جريدة الميناء&tag=غيره").status_code == 200
