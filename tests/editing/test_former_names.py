"""Names that sources and tags had: old links lead on, and an import that reads one finds the row."""

from __future__ import annotations

import pytest

from articles.editing import names
from articles.models import Source, Tag
from tests import archive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("model", "path"), [(Source, "sources"), (Tag, "tags")])
def test_a_merged_name_leads_to_the_row_it_was_merged_into(client, model, path):
    old, new, last = (
        model.objects.create(name=name) for name in ("الضفاف", "وكالة الضفاف", "الضفاف الإخبارية")
    )
    names.merge(old, new)
    names.merge(new, last)
    answer = client.get(f"/{path}/{old.slug}/", {"page": "1"})
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{last.get_absolute_url()}?page=1"
    assert client.get(f"/{path}/لا-شيء/").status_code == 404


@pytest.mark.parametrize("model", [Source, Tag])
def test_a_merged_or_renamed_name_does_not_come_back_with_an_import(model):
    old, new = model.objects.create(name="الضفاف"), model.objects.create(name="وكالة الضفاف")
    names.merge(old, new)
    new.name = "وكالة أنباء الضفاف"
    names.save(new)
    read = ["الضفاف", "وكالة الضفاف", "وكالة أنباء الضفاف", "المنارة"]
    found = names.named(model, read)
    assert [found[name].name for name in read] == ["وكالة أنباء الضفاف"] * 3 + ["المنارة"]
    assert model.objects.count() == 2


def test_a_name_given_to_a_row_leads_to_that_row_alone(client):
    old, new = Source.objects.create(name="الضفاف"), Source.objects.create(name="وكالة الضفاف")
    archive.create("خبر", source=old)
    names.merge(old, new)
    again = Source(name="الضفاف")
    names.save(again)
    assert again.slug != old.slug  # which links to the merged one carry
    assert names.named(Source, ["الضفاف"]) == {"الضفاف": again}
    again.name = "المنارة"
    names.save(again)
    again.name = "الضفاف"
    names.save(again)
    assert names.named(Source, ["الضفاف", "المنارة"]) == {"الضفاف": again, "المنارة": again}


def test_former_names_go_with_their_row(client):
    old, new = Tag.objects.create(name="السرو"), Tag.objects.create(name="نهر السرو")
    names.merge(old, new)
    names.delete([new])
    assert client.get(f"/tags/{old.slug}/").status_code == 404
