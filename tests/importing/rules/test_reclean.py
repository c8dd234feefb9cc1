"""The rules of today on what was imported before: shown first, made when asked, hand-edited articles left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from articles.editing import names
from articles.importing import pipeline
from articles.indexing import runtime
from articles.models import Article, Source
from articles.search.types import Everything, Query
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = """افتتاح الجسر المعلّق فوق نهر السرو

افتتحت بلديّة المرسى صباح أمس الجسر المعلّق بعد ثلاث سنوات من العمل.

شارك المقال: Facebook · X · Telegram"""
BOILERPLATE = "شارك المقال: Facebook · X · Telegram"


@pytest.fixture
def article(tmp_path: Path) -> Article:
    """As older rules would have stored it: with a line that today's cut."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    pipeline.import_paths([page], source_name="جريدة الميناء")
    article = Article.objects.get()
    archive.update(article, body=f"{article.body}\n\n{BOILERPLATE}")
    return article


def reclean(capsys: pytest.CaptureFixture[str], **options) -> str:
    call_command("reclean", no_color=True, **options)
    return capsys.readouterr().out


def test_the_diff_is_shown_and_nothing_is_changed(article, capsys):
    reported = reclean(capsys)
    assert f"-{BOILERPLATE}" in reported
    assert "1 articles would change" in reported
    article.refresh_from_db()
    assert BOILERPLATE in article.body


def test_applying_changes_the_article_and_the_index(article, capsys):
    assert search(SearchRequest(text="Telegram")).total == 1
    assert "1 articles changed" in reclean(capsys, apply=True)
    article.refresh_from_db()
    assert BOILERPLATE not in article.body
    assert search(SearchRequest(text="Telegram")).total == 0
    assert runtime.current_engine().search(Query(text="", node=Everything())).total == 1
    assert "0 articles would change" in reclean(capsys)


def test_what_was_edited_by_hand_is_not_touched(article, capsys):
    Article.objects.update(edited=True)
    assert "0 articles changed" in reclean(capsys, apply=True)
    article.refresh_from_db()
    assert BOILERPLATE in article.body


def test_an_editors_sources_and_tags_stay(article, capsys):
    names.merge(article.source, Source.objects.create(name="الميناء"))
    reclean(capsys, apply=True)
    article.refresh_from_db()
    assert article.source.name == "الميناء"


def test_one_source_alone(article, capsys):
    Source.objects.create(name="وكالة الضفاف", slug="banks")
    assert "0 articles would change" in reclean(capsys, source="banks")
    with pytest.raises(CommandError) as wrong:
        reclean(capsys, source="nobody")
    assert wrong.value.returncode == 2


SLOGAN = "المنارة الجديدة: الخبر كما هو - العدد"


@pytest.fixture
def rows(tmp_path: Path, settings) -> Path:
    """Twenty articles of one newspaper, each with its slogan at the end."""
    settings.DATA_DIR = tmp_path
    file = tmp_path / "rows.jsonl"
    body = "قال مدير السوق إنّ المتجر رقم {n} سيفتح أبوابه من جديد بعد ترميم دام {n} يومًا.\n{slogan} {n}"
    rows = (
        {"title": f"خبر السوق {n}", "source": "المنارة", "body": body.format(n=n, slogan=SLOGAN)}
        for n in range(100, 120)
    )
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def test_what_recurs_in_a_source_is_learnt(rows: Path, tmp_path: Path, capsys):
    pipeline.import_paths([rows])
    assert Article.objects.filter(body__contains=SLOGAN).count() == 20
    assert "20 articles would change" in reclean(capsys, learn=True)
    assert not (tmp_path / "rules").exists()
    assert "20 articles changed" in reclean(capsys, learn=True, apply=True)
    assert not Article.objects.filter(body__contains=SLOGAN).exists()
    assert "0 articles would change" in reclean(capsys)


def test_an_editors_rules_hold_for_imports(rows: Path, tmp_path: Path):
    (tmp_path / "rules").mkdir()
    own = '[[rule]]\nname = "slogan"\nreason = "شعار"\nbegins = ["المنارة الجديدة"]\nsource = "المنارة"\n'
    (tmp_path / "rules" / "own.toml").write_text(own, encoding="utf-8")
    pipeline.import_paths([rows])
    assert not Article.objects.filter(body__contains=SLOGAN).exists()


def test_a_bad_rule_file_is_named(rows: Path, tmp_path: Path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text("[[rule]]", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=r"own\.toml.*a name and a reason"):
        pipeline.import_paths([rows])


@pytest.mark.parametrize("command", [["reclean"], ["import", "."], ["watch", ".", "--once"]])
def test_commands_tell_of_a_bad_rule_file_before_they_begin(command: list[str], settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text("[[rule]]")
    with pytest.raises(CommandError, match=r"own\.toml"):
        call_command(*command, skip_checks=True)
