"""The examples on the home page and in the help find something, and are made of what the archive is about."""

from __future__ import annotations

import pytest

from articles.models import Tag
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.web.browse.query_examples import examples

pytestmark = pytest.mark.django_db(transaction=True)


def found(query: str) -> int:
    return search(SearchRequest(text=query)).total


def test_the_commonest_names_stand_in_the_examples(make_article):
    for name in ("المرسى", "سوريا", "نهر السرو", "عين الحور"):
        Tag.objects.create(name=name)
    every = list(Tag.objects.values_list("name", flat=True))
    make_article("مقال يحمل الوسوم كلّها", body="نصّ بلا أسماء.", tags=every)
    for n in range(6):
        make_article(f"اجتماع جديد لمجلس المدينة {n}", body=f"في المرسى وسوريا بُحث أمر نهر السرو رقم {n}.")
    made = [example.query for example in examples()]
    assert made[0] in {"المرسى سوريا", "سوريا المرسى"}
    assert made[1] == "«نهر السرو»"
    assert not any("عين الحور" in query for query in made)
    assert [query for query in made if " -" not in query and not found(query)] == []


def test_without_names_the_words_of_titles_serve(make_article):
    make_article("افتتاح الجسر المعلّق فوق النهر", body="نصّ عن الجسر المعلّق.")
    assert all(found(example.query) for example in examples() if " -" not in example.query)
