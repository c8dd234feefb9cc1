"""Sources and tags: only what the index holds of them goes to it again, in few statements."""

from __future__ import annotations

import pytest

from articles.editing import names
from articles.models import Article, IndexChange, Source, Tag
from articles.models.outbox import paused
from tests import archive

pytestmark = pytest.mark.django_db

MANY = 200


@pytest.fixture
def source():
    source = Source.objects.create(name="صحيفة الضفاف")
    with paused():
        for number in range(5):
            archive.create(f"خبر {number}", source=source)
        IndexChange.objects.all().delete()
        yield source


@pytest.mark.parametrize(
    ("field", "value"), [("note", "للتعاون"), ("home_url", "https://daffaf.example/"), ("name", "الضفاف")]
)
def test_what_the_index_does_not_hold_of_a_source_goes_nowhere(source, field, value):
    setattr(source, field, value)
    names.save(source)
    assert Source.objects.filter(**{field: value}).exists()
    assert not IndexChange.objects.exists()


def test_a_sources_slug_is_in_the_index(source):
    source.slug = "banks"
    names.save(source)
    assert IndexChange.objects.count() == 5


def test_the_form_of_a_source_goes_the_same_way(source, admin_client):
    form = {"name": source.name, "home_url": "", "note": "للتعاون"}
    admin_client.post(f"/admin/articles/source/{source.pk}/change/", form)
    assert Source.objects.get().note == "للتعاون"
    assert not IndexChange.objects.exists()


def tagged(number: int, *tags: Tag) -> None:
    for n in range(number):
        archive.create(f"خبر {n}", tags=tags)


def test_a_large_tag_is_merged_in_as_many_statements_as_a_small_one(django_assert_max_num_queries):
    old, new = Tag.objects.create(name="السرو"), Tag.objects.create(name="نهر السرو")
    with paused():
        tagged(MANY, old)
        with django_assert_max_num_queries(29):
            names.merge(old, new)
    assert new.articles.count() == MANY


def test_merging_tags_keeps_each_article_once_as_tagged_or_mentioning():
    old, new = Tag.objects.create(name="السرو"), Tag.objects.create(name="نهر السرو")
    with paused():
        both = archive.create("كلاهما", tags=[old, new])
        mentioning = archive.create("يذكر نهر السرو", tags=[old])
        mentions_old = archive.create("فاض السرو")
        names.merge(old, new)
    assert set(new.articles.all()) == {both, mentioning}
    assert set(new.mentioned_in.all()) == {mentions_old}
    assert not Tag.objects.filter(name="السرو").exists()


def test_a_deleted_tag_leaves_the_index_where_it_was_only_mentioned():
    tag = Tag.objects.create(name="السرو")
    with paused():
        article = archive.create("فاض السرو")
        IndexChange.objects.all().delete()
        names.delete([tag])
    assert [change.article_id for change in IndexChange.objects.all()] == [article.pk]


def test_what_somebody_described_is_not_deleted_as_unused():
    described = Source.objects.create(name="الضفاف", note="للتعاون")
    unused = Source.objects.create(name="الساحل")
    stop_name = Tag.objects.create(name="اليوم", is_entity=False)
    names.delete_unused([described.pk, unused.pk, None], [stop_name.pk, None])
    assert list(Source.objects.all()) == [described]
    assert list(Tag.objects.all()) == [stop_name]


def test_names_are_made_once_and_cut_to_what_a_row_holds():
    long = "م" * 250
    rows = names.named(Tag, [long, "السرو", " السرو ", " "])
    assert rows[long].name == "م" * 200
    assert rows["السرو"] == rows[" السرو "]
    assert names.named(Tag, ["السرو"])["السرو"] == rows["السرو"]
    assert Tag.objects.count() == 2
    assert not Article.objects.exists()
