"""The archive's own exports come back: nothing is lost, nothing is added twice."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editing import articles as editing
from articles.editing.articles import Version
from articles.importing import pipeline
from articles.importing.rows.batch import EXPORTED, fill
from articles.importing.rows.store import Report, store
from articles.ingest.reading import read_here
from articles.ingest.types import Draft, Input
from articles.models import Article, Source, Tag
from articles.web.exports.formats import FORMATS

NAMES = {"bibtex": "export.bib", "ninjs": "export.json"}
WITH_TEXTS = [name for name in FORMATS if name != "csl"]  # that has none
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
    path = tmp_path / NAMES.get(chosen, f"export.{chosen}")
    path.write_bytes(b"".join(client.get(f"/export?q=الجسر&format={chosen}").streaming_content))
    return path


# https://iptc.org/std/ninjs/ninjs-schema_1.4.json: beside these only body_…, headline_… and the like.
NINJS_1_4 = set(
    """
    uri type mimetype representationtype profile version firstcreated versioncreated contentcreated embargoed
    pubstatus urgency copyrightholder copyrightnotice usageterms ednote language person organisation place
    subject event object infosource title byline headline slugline located charcount wordcount renditions
    associations altids trustindicator $standard genre expires rightsinfo
    """.split()  # noqa: SIM905
)
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


@pytest.mark.parametrize("chosen", WITH_TEXTS)
def test_everything_comes_back(client, tmp_path, bridge, chosen):
    path = export(client, tmp_path, chosen)
    before = {name: getattr(bridge, name) for name in FIELDS}
    assert counts(pipeline.import_paths([path])) == (0, 0, 1)
    Article.objects.all().delete()
    assert counts(pipeline.import_paths([path])) == (1, 0, 0)
    assert counts(pipeline.import_paths([path])) == (0, 0, 1)
    assert counts(pipeline.import_paths([export(client, tmp_path, chosen)])) == (0, 0, 1)
    article = Article.objects.get()
    assert {name: getattr(article, name) for name in FIELDS} == before
    assert article.source.name == "جريدة الميناء"
    assert sorted(tag.name for tag in article.tags.all()) == ["جسور", "طرق"]


def counts(report):
    return report.added, report.updated, report.duplicates


def read_back(article, chosen, folder):
    """The draft that is read from an export of the article."""
    kind = FORMATS[chosen]
    path = folder / "export"
    path.write_text(
        kind.head + kind.write(article, article.tags.all(), SITE) + kind.tail, encoding="utf-8", newline=""
    )
    (draft,) = read_here(Input(path, NAMES.get(chosen, f"export.{chosen}")))
    assert isinstance(draft, Draft), draft
    return draft


SIGNS = 'ابتثجحخ ةىئؤإآلانَُِّْـ ""\'«»“”,،;؛:=+-@#&{}\\$%~^_<>|*/()[]!؟?.0123٠١٢٣abAB\t\u200f\u00a0ﷺ\U0001f6a2é'
LINES = st.one_of(
    st.text(SIGNS, max_size=30),
    st.sampled_from(
        ["AB  - نصّ", "ER  - ", "@article{a,", "} , title = {", "'=1+1", "; =x", '\\"', '","', "## عنوان"]
    ),
).map(str.strip)
WORDS = LINES.map(lambda text: " ".join(text.split()))
SITE = "https://archive.example"


@given(
    title=WORDS.filter(bool),
    body=st.lists(LINES, min_size=1, max_size=5).map("\n".join).map(str.strip).filter(bool),
    subtitle=WORDS,
    section=WORDS,
    authors=st.lists(WORDS.filter(bool), max_size=3),
    tags=st.lists(WORDS.filter(bool), max_size=3, unique=True),
    published=st.sampled_from(["", "2020", "2020-05", "2020-05-06"]),
    circa=st.booleans(),
    url=st.sampled_from(["", "https://mina.example/a/1?a=1,2#x", "http://mina.example/خبر_1"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_an_article_holds_comes_back(db, tmp_path, title, body, tags, circa, published, **fields):
    with transaction.atomic():
        article = Article.objects.create(
            title=title,
            body=body,
            published=published,
            published_approximate=circa and bool(published),
            source=Source.objects.create(name="جريدة الميناء، ط2"),
            **fields,
        )
        article.tags.set([Tag.objects.create(name=name) for name in tags])
        for chosen in WITH_TEXTS:
            draft = read_back(article, chosen, tmp_path)
            told = Article(url=draft.url)
            fill(told, draft)
            for name in EXPORTED:
                assert (chosen, name, getattr(told, name)) == (chosen, name, getattr(article, name))
            assert sorted(draft.tags) == sorted(tags)
            assert draft.source == "جريدة الميناء، ط2"
            report = Report()
            store([draft], report)
            assert counts(report) == (0, 0, 1)
        transaction.set_rollback(True)


@pytest.mark.parametrize("chosen", WITH_TEXTS)
def test_an_export_takes_back_nothing_that_was_changed_since(client, tmp_path, bridge, chosen):
    path = export(client, tmp_path, chosen)
    changed = f"{BODY}\n\nفقرة أضيفت بعد التصدير."
    bridge.body = changed
    editing.update([Version(bridge)])
    assert counts(pipeline.import_paths([path])) == (0, 0, 1)
    assert Article.objects.get().body == changed


def test_an_export_of_an_article_without_an_address_finds_it(client, tmp_path, make_article):
    """Another article may have its number elsewhere: its slug tells."""
    article = make_article("الجسر القديم", BODY)
    path = export(client, tmp_path, "jsonl")
    article.body = f"{BODY}\n\nفقرة أضيفت بعد التصدير."
    editing.update([Version(article)])
    assert counts(pipeline.import_paths([path])) == (0, 0, 1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("/a/", "/a/0").replace("الجسر القديم", "الجسر الجديد"), encoding="utf-8")
    path.write_text(text.replace(quote("القديم"), quote("الجديد")), encoding="utf-8")
    assert counts(pipeline.import_paths([path])) == (1, 0, 0)


def test_a_later_export_updates_what_an_earlier_one_brought(client, tmp_path, bridge):
    first = export(client, tmp_path, "jsonl").rename(tmp_path / "first.jsonl")
    bridge.body = f"{BODY}\n\nفقرة أضيفت."
    editing.update([Version(bridge)])
    second = export(client, tmp_path, "jsonl")
    Article.objects.all().delete()
    assert counts(pipeline.import_paths([first])) == (1, 0, 0)
    assert counts(pipeline.import_paths([second])) == (0, 1, 0)
    assert counts(pipeline.import_paths([first])) == (0, 0, 1)
    assert Article.objects.get().body == bridge.body


def test_the_ninjs_of_the_archive_has_the_properties_of_the_standard_alone(client, tmp_path, bridge):
    (item,) = json.loads(export(client, tmp_path, "ninjs").read_text(encoding="utf-8"))
    assert set(item) <= NINJS_1_4 | {"headline_subtitle", "body_text"}
    assert item["altids"] == {"original_url": bridge.url, "published": "2020-05"}


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
