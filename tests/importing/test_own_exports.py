"""The archive's own exports come back: nothing is lost, nothing is added twice."""

from __future__ import annotations

import pytest

from articles.importing import pipeline
from articles.ingest.reading import read_here
from articles.ingest.types import Draft, Input
from articles.models import Article, Source, Tag

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "اقرأ أيضًا: الجسر القديم\n\n## كلفة الجسر\n\n"
    "بلغت كلفة الجسر «ثلاثة ملايين»، وقيل: 5 < 7.\n\nتابعونا على فيسبوك"
)


@pytest.fixture
def bridge(make_article):
    article = make_article(
        title="=افتتاح «الجسر»، أخيرًا",
        body=BODY,
        subtitle="بعد عامين",
        authors=["سلمى الراوي", "علي الهاشم"],
        published="2020-05",
        url="https://mina.example/1?a=1",
        section="محلّيّات",
        dateline="المرسى",
        agency="وفد",
        source=Source.objects.create(name="جريدة الميناء", slug="mina"),
    )
    article.tags.set([Tag.objects.create(name=name, slug=name) for name in ("جسور", "طرق")])
    return article


def export(client, tmp_path, chosen: str):
    path = tmp_path / f"export.{chosen}"
    path.write_bytes(b"".join(client.get(f"/export?q=الجسر&format={chosen}").streaming_content))
    return path


FIELDS = (
    "title",
    "body",
    "subtitle",
    "authors",
    "published",
    "url",
    "section",
    "language",
    "dateline",
    "agency",
)


@pytest.mark.parametrize("chosen", ["jsonl", "csv"])
def test_everything_comes_back(client, tmp_path, bridge, chosen):
    path = export(client, tmp_path, chosen)
    before = {name: getattr(bridge, name) for name in FIELDS}
    Article.objects.all().delete()
    assert pipeline.import_paths([path]).added == 1
    assert pipeline.import_paths([export(client, tmp_path, chosen)]).added == 0
    article = Article.objects.get()
    assert {name: getattr(article, name) for name in FIELDS} == before
    assert article.source.name == "جريدة الميناء"
    assert sorted(tag.name for tag in article.tags.all()) == ["جسور", "طرق"]


def test_ninjs_comes_back(client, tmp_path, bridge):
    first = export(client, tmp_path, "jsonl")
    Article.objects.all().delete()
    pipeline.import_paths([first])
    path = export(client, tmp_path, "ninjs").rename(tmp_path / "export.json")
    assert pipeline.import_paths([path]).added == 0
    (draft,) = read_here(Input(path, "export.json"))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.authors) == (bridge.title, tuple(bridge.authors))
    assert (draft.publication, draft.source) == ("usable", "جريدة الميناء")


@pytest.mark.parametrize(("chosen", "name"), [("ris", "export.ris"), ("bibtex", "export.bib")])
def test_citations_have_no_text_and_say_so(client, tmp_path, bridge, chosen, name):
    path = export(client, tmp_path, chosen)
    (problem,) = read_here(Input(path, name))
    assert (problem.code, problem.values["name"], problem.whole_file) == ("citation", bridge.title, False)


RIS = """TY  - NEWS\r\nAU  - الراوي, سلمى\r\nTI  - افتتاح الجسر\r\nT2  - جريدة الميناء\r\nDA  - 2020/05/06\r
UR  - https://mina.example/1\r\nKW  - جسور\r\nKW  - طرق\r\nAB  - {body}\r\nER  - \r\n"""
BIB = """@comment{{x}}
@article{{newsarchive-7,
  author = {{الراوي, سلمى}}, title = {{افتتاح {{الجسر}}}}, journaltitle = "جريدة الميناء",
  date = {{2020-05-06}}, url = {{https://mina.example/1}}, keywords = {{جسور, طرق}},
  abstract = {{{body}}}
}}
"""


@pytest.mark.parametrize(("text", "name"), [(RIS, "a.ris"), (BIB, "a.bib")])
def test_references_with_a_text_are_articles(tmp_path, text, name):
    body = "افتُتح الجسر المعلّق فوق نهر السرو صباح الأربعاء بعد عامين من العمل المتواصل."
    path = tmp_path / name
    path.write_text(text.format(body=body), encoding="utf-8")
    (draft,) = read_here(Input(path, name))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body, draft.authors) == ("افتتاح الجسر", body, ("سلمى الراوي",))
    assert (draft.source, draft.url, draft.tags) == (
        "جريدة الميناء",
        "https://mina.example/1",
        ("جسور", "طرق"),
    )
    assert str(draft.published) == "2020-05-06"
