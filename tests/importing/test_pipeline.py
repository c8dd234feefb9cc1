"""Importing: what is new is stored and searchable, what is known is told, nothing is lost."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing import pipeline
from articles.models import Article, IndexChange, Source
from articles.models.archive import input_key
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = """افتتاح الجسر المعلّق فوق نهر السرو

افتتاح الجسر المعلّق فوق نهر السرو

افتتحت بلديّة المرسى صباح أمس الجسر المعلّق بعد ثلاث سنوات من العمل.

وقال رئيس البلديّة إنّ الجسر سيختصر طريق المزارعين إلى السوق."""


def rows(*items: dict) -> str:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items)


def row(n: int, **fields) -> dict:
    body = f"نصّ الخبر رقم {n} عن محصول الزيتون في قرية عين الحور {n * 7919}."
    return {
        "title": f"خبر {n}",
        "body": body,
        "source": "جريدة الميناء",
        "url": f"https://mina.example/{n}",
    } | fields


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def total(text: str) -> int:
    return search(SearchRequest(text=text)).total


def test_a_page_is_stored_once_and_found(tmp_path):
    page = write(tmp_path / "page.txt", PAGE)
    report = pipeline.import_paths([page])
    assert (report.added, report.duplicates, report.issues) == (1, 0, [])
    article = Article.objects.get()
    assert article.title == "افتتاح الجسر المعلّق فوق نهر السرو"
    assert article.title not in article.body
    assert total("الجسر المعلق") == 1
    again = pipeline.import_paths([page])
    assert (again.added, again.duplicates) == (0, 1)
    assert not IndexChange.objects.exists()


def test_a_hand_edited_article_is_not_added_or_overwritten_by_importing_again(tmp_path):
    page = write(tmp_path / "page.txt", PAGE)
    pipeline.import_paths([page])
    article = Article.objects.get()
    archive.update(article, title="عنوان مصحّح", body="نصّ مصحّح", edited=True)
    report = pipeline.import_paths([page])
    assert (report.added, report.updated) == (0, 0)
    assert Article.objects.get().title == "عنوان مصحّح"


def test_rows_are_known_by_source_and_url_and_a_new_text_updates(tmp_path):
    pipeline.import_paths([write(tmp_path / "a.jsonl", rows(row(1), row(2)))])
    changed = row(2, body="تصحيح: محصول الرمّان لا الزيتون في قرية عين الحور هذا العام.")
    report = pipeline.import_paths([write(tmp_path / "b.jsonl", rows(row(1), changed, row(3)))])
    assert (report.added, report.updated, report.duplicates) == (1, 1, 1)
    assert total("الرمان") == 1


def test_the_same_text_from_another_source_is_a_linked_copy(tmp_path):
    body = "أعلنت هيئة النهر بدء موسم الفيضان مبكرًا هذا العام ودعت المزارعين إلى نقل مواشيهم. " * 6
    first = row(1, body=body)
    second = row(1, body=body, source="وكالة الضفاف", url="https://banks.example/9")
    third = row(1, body=body, url="https://mina.example/other")
    report = pipeline.import_paths([write(tmp_path / "a.jsonl", rows(first, second, third))])
    assert (report.added, report.duplicates) == (2, 1)
    groups = set(Article.objects.values_list("duplicate_group", flat=True))
    assert len(groups) == 1
    assert groups != {0}


def test_bad_rows_and_files_are_told_and_the_rest_goes_in(tmp_path):
    write(tmp_path / "a.jsonl", rows(row(1)) + "\n{oops\n" + rows({"title": "بلا نص"}, row(2)))
    write(tmp_path / "b.txt", "")
    write(tmp_path / "c.txt", PAGE)
    report = pipeline.import_paths([tmp_path])
    assert report.added == 3
    assert [(issue.file, issue.line, issue.whole_file) for issue in report.issues] == [
        ("a.jsonl", 2, False),
        ("a.jsonl", 3, False),
        ("b.txt", None, True),
    ]


def test_a_gzipped_file_and_a_source_name(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(rows(row(1, source="")).encode()))
    pipeline.import_paths([path], source_name="صحيفة الساحل")
    assert Article.objects.get().source == Source.objects.get(name="صحيفة الساحل")


def test_drafts_are_stored_but_not_found(tmp_path):
    pipeline.import_paths([write(tmp_path / "a.txt", PAGE)], status=Article.Status.DRAFT)
    assert Article.objects.count() == 1
    assert total("الجسر") == 0


def test_the_command_prints_json_and_its_exit_codes(tmp_path, capsys):
    write(tmp_path / "a.jsonl", rows(row(1)) + "\n{oops\n")
    call_command("import", str(tmp_path), json=True)
    reported = json.loads(capsys.readouterr().out)
    assert (reported["added"], reported["updated"], reported["duplicates"]) == (1, 0, 0)
    assert [(f["file"], f["line"]) for f in reported["failed"]] == [("a.jsonl", 2)]

    write(tmp_path / "empty.txt", "")
    with pytest.raises(SystemExit) as exit_:
        call_command("import", str(tmp_path))
    assert exit_.value.code == 1

    with pytest.raises(CommandError) as error:
        call_command("import", str(tmp_path / "nowhere"))
    assert error.value.returncode == 2


def test_all_spellings_of_an_address_are_one_article(tmp_path):
    pipeline.import_paths([write(tmp_path / "a.jsonl", rows(row(1, url="https://mina.example/خبر-1")))])
    spelt = [
        "http://www.mina.example/%d8%ae%d8%a8%d8%b1-1/",
        "https://mina.example/%D8%AE%D8%A8%D8%B1-1?utm_source=x#a",
    ]
    for number, url in enumerate(spelt):
        text = rows(row(1, body=f"نصّ الخبر بعد تصحيحه {number}: بلغ محصول الزيتون ألف طنّ.", url=url))
        report = pipeline.import_paths([write(tmp_path / f"{number}.jsonl", text)])
        assert (report.added, report.updated) == (0, 1)
    assert Article.objects.get().input_key


def test_the_address_of_a_home_page_is_shared_by_many_articles(tmp_path):
    report = pipeline.import_paths(
        [write(tmp_path / "a.jsonl", rows(*(row(n, url="https://mina.example/") for n in range(3))))]
    )
    assert report.added == 3
    assert set(Article.objects.values_list("url", flat=True)) == {"https://mina.example/"}


def test_articles_of_earlier_versions_are_known_by_their_address_as_written(tmp_path):
    url = "https://mina.example/%d8%ae%d8%a8%d8%b1/"
    pipeline.import_paths([write(tmp_path / "a.jsonl", rows(row(1, url=url)))])
    as_written = input_key(source_name="جريدة الميناء", url=url, raw_hash="")
    Article.objects.update(input_key=as_written)
    changed = row(1, url=url, body="نصّ الخبر بعد تصحيحه: بلغ محصول الزيتون ألف طنّ.")
    report = pipeline.import_paths([write(tmp_path / "b.jsonl", rows(changed))])
    assert (report.added, report.updated) == (0, 1)


def test_the_command_prints_its_object_whatever_happens(tmp_path, monkeypatch, capsys):
    def refusal(*arguments: str) -> dict:
        with pytest.raises((CommandError, SystemExit)):
            call_command("import", "--json", *arguments)
        return json.loads(capsys.readouterr().out)

    assert "no such file" in refusal(str(tmp_path / "missing"))["failed"][0]["reason"]
    page = write(tmp_path / "page.txt", PAGE)
    monkeypatch.setattr(pipeline, "import_paths", lambda *_, **__: 1 / 0)
    failed = refusal(str(page))
    assert failed["failed"] == [{"file": "", "line": None, "reason": "ZeroDivisionError: division by zero"}]
    assert failed["added"] == 0


def test_files_of_a_folder_are_called_by_their_place_in_it(tmp_path: Path) -> None:
    text = "أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة بعد صيانة دامت شهرين."
    for name in ("_posts/2024-05-06-bridge.md", "_drafts/port.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"---\ntitle: جسر السنديان {name[1]}\n---\n{text} {name[1]}\n", "utf-8")
    (tmp_path / "_posts/empty.md").write_text("")
    report = pipeline.import_paths([tmp_path])
    assert [issue.file for issue in report.issues] == ["_posts/empty.md"]
    assert sorted(Article.objects.values_list("status", "held_reason")) == [
        ("draft", "draft"),
        ("published", ""),
    ]
