"""Columns of a table that nobody understood are named by hand, and remembered for their source."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.importing import pipeline
from articles.importing.watch_folder import WatchFolder
from articles.ingest import sandbox
from articles.ingest.table_preview import TablePreview
from articles.ingest.types import Limits
from articles.models import Article, ColumnNames, ImportedFile
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "رقم القيد;الخانة أ;الخانة ب;الخانة ج"
BODIES = [
    "دعا اتّحاد مزارعي السهل الأدنى إلى تقديم موسم الريّ أسبوعين هذا العام بعد شتاء قليل المطر.",
    "افتُتح في مكتبة الهضبة جناح يضمّ مئتين وعشرين خريطة مرسومة باليد، أقدمها لمرفأ المرسى.",
]
TABLE = f"{HEADER}\n4401;موسم ريّ مبكر;{BODIES[0]};2019-02-03\n4402;جناح الخرائط;{BODIES[1]};31/13/2019\n"
NAMED = {"c1": "", "c2": "title", "c3": "text", "c4": "published"}


def upload(client: Any, name: str, data: str, source: str = "جريدة الميناء") -> ImportedFile:
    upload_bytes(client, name, data.encode(), source)
    return ImportedFile.objects.latest("pk")


def upload_bytes(client: Any, name: str, data: bytes, source: str = "جريدة الميناء") -> None:
    client.post(reverse("upload"), {"files": SimpleUploadedFile(name, data), "source_name": source})
    run_jobs()


def address(file: ImportedFile) -> str:
    return reverse("upload-columns", args=[file.pk])


def test_columns_are_named_and_the_file_is_read_again(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    assert file.status == "failed"
    batch = admin_client.get(file.batch.get_absolute_url()).content.decode()
    assert address(file) in batch
    page = admin_client.get(address(file)).content.decode()
    assert "الخانة ب" in page
    assert BODIES[0][:40] in page
    admin_client.post(address(file), NAMED)
    run_jobs()
    found = Article.objects.order_by("pk").values_list("title", "body", "published")
    assert list(found) == [("موسم ريّ مبكر", BODIES[0], "2019-02-03"), ("جناح الخرائط", BODIES[1], "")]


def test_they_are_remembered_for_their_source_alone(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    admin_client.post(address(file), NAMED | {"remember": "on"})
    run_jobs()
    other = TABLE.replace("مبكر", "متأخّر").replace("السهل", "الجبل")
    assert upload(admin_client, "next.csv", other).added == 1  # of its two rows the other is known
    assert upload(admin_client, "of-others.csv", other, source="صحيفة أخرى").status == "failed"
    assert upload(admin_client, "of-another-form.csv", other.replace("الخانة ج", "خ")).status == "failed"


def test_they_are_not_remembered_unasked(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    admin_client.post(address(file), NAMED)
    assert not ColumnNames.objects.exists()


def test_a_column_for_the_text_is_asked_for_and_choices_stay(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    page = admin_client.post(address(file), NAMED | {"c3": ""})
    assert page.status_code == 422
    assert '<option value="title" selected>' in page.content.decode()
    look = admin_client.post(address(file), NAMED | {"look": "1", "encoding": "utf-8"}).content.decode()
    assert "تاريخ لا يُفهم" in look
    file.refresh_from_db()
    assert (file.status, file.columns) == ("failed", {})


def test_what_is_sent_for_no_column_or_no_field_is_nothing(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    admin_client.post(address(file), NAMED | {"c1": "is_staff", "c99": "text", "encoding": "rot13"})
    file.refresh_from_db()
    assert (set(file.columns.values()), file.encoding) == ({"title", "text", "published"}, "")


def test_a_table_without_a_header_is_named_by_numbers(admin_client):
    file = upload(admin_client, "bare.tsv", TABLE.partition("\n")[2].replace(";", "\t"))
    admin_client.post(address(file), NAMED)
    run_jobs()
    assert Article.objects.count() == 2


def test_a_file_that_is_no_table_says_so(admin_client):
    file = upload(admin_client, "page.csv", "%PDF-1.4 x")
    page = admin_client.get(address(file))
    assert page.status_code == 422


def test_who_may_name_columns(client, admin_client, django_user_model):
    file = upload(admin_client, "minaa.csv", TABLE)
    assert client.get(address(file)).status_code == 302
    client.force_login(django_user_model.objects.create_user("salma", password="x", is_staff=True))
    assert client.get(address(file)).status_code == 403
    assert client.post(address(file), NAMED).status_code == 403


def test_the_review_shows_the_bad_cell_in_its_row(admin_client):
    file = upload(admin_client, "minaa.csv", TABLE)
    admin_client.post(address(file), NAMED)
    run_jobs()
    good, bad = Article.objects.order_by("pk")
    page = admin_client.get(reverse("upload-article", args=[bad.pk])).content.decode()
    assert "الصفّ ٣" in page
    assert "31/13/2019" in page
    assert "لم يُفهم" in page
    assert "لم يُفهم" not in admin_client.get(reverse("upload-article", args=[good.pk])).content.decode()


def look(path: Path) -> Any:
    return sandbox.preview(path, Limits(), name=path.name)


def test_the_preview_of_a_sheet(tmp_path):
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "minaa.xlsx")
    table = look(tmp_path / "minaa.xlsx")
    assert isinstance(table, TablePreview)
    assert (table.names, table.header) == (tuple(HEADER.split(";")), 1)
    assert [number for number, _ in table.rows] == [2, 3]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b'"' * 5000, b"\0" * 100, b",,,\n,,,", b"a"])
def test_the_preview_of_anything_is_a_value(tmp_path, data):
    (tmp_path / "x.csv").write_bytes(data)
    assert look(tmp_path / "x.csv") is not None


ROWS = [line.split(";") for line in TABLE.splitlines()]


def sheet() -> str:
    rows = "".join(
        "<Row>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in row) + "</Row>" for row in ROWS
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        f"<Worksheet><Table>{rows}</Table></Worksheet></Workbook>"
    )


def web_page() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><body><table><tr><td>الميناء</td></tr></table><table>{rows}</table></body></html>"


TABBED = TABLE.replace(";", "\t")
KINDS = {
    "tabs.tsv": TABBED.encode(),
    "unicode.tsv": TABBED.encode("utf-16"),
    "unicode-text.txt": TABBED.encode("utf-16"),
    "declared.csv": f"sep=;\n{TABLE}".encode(),
    "packed.csv.gz": gzip.compress(TABLE.encode()),
    "packed.tsv.gz": gzip.compress(TABBED.encode("utf-16")),
    "saved.xls": web_page().encode(),
    "sheet.xls": sheet().encode(),
    "sheet.xml": sheet().encode(),
}


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_a_table_has_its_columns_named(admin_client, name):
    upload_bytes(admin_client, name, KINDS[name])
    file = ImportedFile.objects.latest("pk")
    assert address(file) in admin_client.get(reverse("upload-file", args=[file.pk])).content.decode()
    page = admin_client.get(address(file)).content.decode()
    assert "الخانة ب" in page
    assert BODIES[0][:40] in page
    admin_client.post(address(file), NAMED | {"remember": "on"})
    run_jobs()
    found = Article.objects.order_by("pk").values_list("title", "body", "published")
    assert list(found) == [("موسم ريّ مبكر", BODIES[0], "2019-02-03"), ("جناح الخرائط", BODIES[1], "")]


@pytest.mark.parametrize("name", ["unicode-text.txt", "saved.xls", "sheet.xls"])
def test_what_does_not_look_like_a_table_is_remembered_too(admin_client, name):
    upload_bytes(admin_client, name, KINDS[name])
    admin_client.post(address(ImportedFile.objects.latest("pk")), NAMED | {"remember": "on"})
    run_jobs()
    encoding = "utf-16" if name.endswith("txt") else "utf-8"
    other = KINDS[name].decode(encoding).replace("مبكر", "متأخّر").replace("السهل", "الجبل")
    upload_bytes(admin_client, f"next-{name}", other.encode(encoding))
    assert ImportedFile.objects.latest("pk").added == 1  # of its two rows the other is known


def test_a_text_without_columns_is_no_table(admin_client):
    upload_bytes(admin_client, "news.txt", "\n".join(["موسم ريّ مبكر", "", *BODIES]).encode())
    file = ImportedFile.objects.latest("pk")
    page = admin_client.get(address(file))
    assert page.status_code == 422
    assert "لم يُعرف أيّ عمود" in page.content.decode()
    assert Article.objects.count() == 1


AMERICAN = "عنوان;نص;تاريخ\nموسم ريّ مبكر;{};03/02/2019\nجناح الخرائط;{};02/13/2019\n".format(*BODIES)


def test_the_order_of_dates_is_chosen(admin_client):
    file = upload(admin_client, "american.csv", AMERICAN)
    assert Article.objects.get(title="موسم ريّ مبكر").published == "2019-02-03"
    chosen = {"c1": "title", "c2": "text", "c3": "published", "date_order": "month"}
    page = admin_client.post(address(file), chosen | {"look": "1"}).content.decode()
    assert "آذار" in page  # the first article as it would be
    assert '<option value="month" selected>' in page
    admin_client.post(address(file), chosen | {"remember": "on"})
    run_jobs()
    found = Article.objects.order_by("pk").values_list("published", flat=True)
    assert list(found) == ["2019-03-02", "2019-02-13"]
    again = upload(admin_client, "next.csv", AMERICAN.replace("السهل", "الجبل").replace("03/02", "04/05"))
    assert again.articles.get().published == "2019-04-05"


def test_the_delimiter_and_whether_there_is_a_header_are_chosen(admin_client):
    rows = f"أ|ب\nموسم, مبكر|{BODIES[0]}\n"
    file = upload(admin_client, "bars.csv", rows)
    chosen = {"delimiter": "bar", "header": "no", "c1": "title", "c2": "text"}
    page = admin_client.post(address(file), chosen | {"look": "1"}).content.decode()
    assert "هكذا يُفهم الصفّ" in page
    admin_client.post(address(file), chosen)
    run_jobs()
    assert list(Article.objects.order_by("pk").values_list("title", flat=True)) == ["أ", "موسم, مبكر"]
    admin_client.post(address(file), chosen | {"header": "yes"})
    run_jobs()
    assert list(Article.objects.values_list("title", flat=True)) == ["موسم, مبكر"]


def test_commands_read_the_tables_of_a_source_as_they_were_named(admin_client, tmp_path):
    file = upload(admin_client, "minaa.csv", TABLE)
    admin_client.post(address(file), NAMED | {"remember": "on"})
    run_jobs()
    folder = tmp_path / "inbox"
    folder.mkdir()
    path = folder / "next.csv"
    path.write_text(TABLE.replace("السهل", "الجبل").replace("الهضبة", "الوادي"), encoding="utf-8")
    assert pipeline.import_paths([folder]).files_failed == 1  # of another source
    assert pipeline.import_paths([path], source_name="جريدة الميناء").added == 2
    path.write_text(TABLE.replace("السهل", "الوادي").replace("الهضبة", "التلّ"), encoding="utf-8")
    watched = WatchFolder(folder, source_name="جريدة الميناء")
    watched.poll()
    assert watched.poll().added == 2


def test_a_row_that_would_not_go_in_says_why(admin_client):
    file = upload(admin_client, "minaa.csv", f"{HEADER}\n4401;موسم;;2019-02-03\n")
    page = admin_client.post(address(file), NAMED | {"look": "1"}).content.decode()
    assert "حقل النصّ فيه فارغ أو غائب" in page
