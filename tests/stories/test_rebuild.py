"""Seeking stories anew: they keep their addresses, or these lead to where their articles went."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from articles.editing.stories import seek_anew
from articles.indexing.locks import lock
from articles.models import Article, EventSignature, Story
from articles.stories import refresh as stories_refresh
from articles.stories.refresh import refresh
from tests.stories.reports import REPORTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reports(make_article):
    """The articles of each event."""
    found: dict[str, list[Article]] = {}
    for event, day, source, title, body in REPORTS:
        article = make_article(title, body, source=source, published=day)
        found.setdefault(event, []).append(article)
    return found


def of(articles: list[Article]) -> list[int | None]:
    """The story of each article."""
    return [Article.objects.values_list("story", flat=True).get(pk=article.pk) for article in articles]


def rebuild() -> None:
    call_command("rebuild_stories")


def test_stories_that_are_found_again_keep_their_addresses(reports, client):
    refresh()
    before = {event: of(articles) for event, articles in reports.items()}
    rebuild()
    assert {event: of(articles) for event, articles in reports.items()} == before
    for stories in before.values():
        assert client.get(Story.objects.get(pk=stories[0]).get_absolute_url()).status_code == 200


def test_addresses_of_what_was_grouped_otherwise_lead_to_where_its_articles_went(reports, client):
    """One event had two stories, another was mixed into the first, and a third story has no event."""
    rule, other = reports["rule1"], reports["rule2"]
    first, second, third = (Story.objects.create(size=3) for _ in range(3))
    joined = Story.objects.create(joined=second)
    for story, articles in (
        (first, [*rule[:2], *other[:1]]),
        (second, rule[2:]),
        (third, reports["prize"][:1]),
    ):
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(story=story)
    rebuild()
    assert set(of(rule)) == {first.pk}, "most of its articles were in the first"
    assert len(set(of(other))) == 1
    assert of(other)[0] not in {first.pk, second.pk, None}
    for former in (second, joined):
        answer = client.get(f"/story/{former.pk}/")
        assert (answer.status_code, answer.url) == (301, Story.objects.get(pk=first.pk).get_absolute_url())
    assert of(reports["prize"]) == [third.pk] * len(reports["prize"])


def test_what_has_no_event_is_in_no_story_when_all_is_done(make_article, client):
    alone = [
        make_article("سوق النحّاسين يفتح أبوابه", "يفتح السوق أبوابه بعد ترميم طويل.", published="2021-03-01"),
        make_article("مدرسة البساتين تكرّم معلّميها", "كرّمت المدرسة معلّميها في حفل.", published="2021-03-02"),
    ]
    story = Story.objects.create(size=2)
    Article.objects.update(story=story)
    rebuild()
    assert of(alone) == [None, None]
    assert client.get(f"/story/{story.pk}/").status_code == 404


def test_until_it_is_done_readers_see_the_former_stories(reports, client, monkeypatch):
    refresh()
    story = Story.objects.get(pk=of(reports["rule1"])[0])
    monkeypatch.setattr(stories_refresh, "BATCH", 1)
    seen: list[int] = []
    assert seek_anew() == len(REPORTS)
    refresh(progress=lambda placed: seen.append(client.get(story.get_absolute_url()).status_code))
    assert seen == [200] * len(REPORTS)
    assert not Story.objects.filter(outdated=True).exists()


def test_series_stay(make_article, client):
    for day in range(1, 7):
        make_article(
            f"أسعار الخضار في سوق الرملتين: {day * 3} دنانير",
            f"بلغ سعر الكيلو في السوق {day * 3} دنانير، وباع الباعة {day * 70} صندوقًا منها في يومهم.",
            source="المنار",
            published=f"2021-03-0{day}",
        )
    refresh()
    story = Story.objects.get(kind=Story.Kind.SERIES)
    size = story.articles.count()
    rebuild()
    assert story.articles.count() == size > 3


def test_articles_that_an_older_version_placed_are_found_by_what_comes(reports, make_article):
    """Their signatures were of another form, and are gone."""
    refresh()
    event, day, _source, title, body = REPORTS[0]
    EventSignature.objects.all().delete()
    make_article(f"{title}: تفاصيل", f"{body} وهذه تفاصيل أخرى من الجلسة.", source="الضفّة", published=day)
    refresh()
    newest = Article.objects.latest("pk")
    assert newest.story_id == of(reports[event])[0]


def test_one_process_at_a_time_places_articles(reports):
    with lock(stories_refresh.LOCK):
        assert refresh() == 0
    assert refresh() == len(REPORTS)
