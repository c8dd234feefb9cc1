"""PDFs and share cards of articles as they are served."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from articles.models import Article
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pdf_holds_the_article_and_where_it_comes_from(client, make_article):
    article = make_article(
        "افتتاح رصيف الساحل",
        "حضر الافتتاح 300 زائر من North Harbour.\n\n## بعد الافتتاح\n\nعاد القارب (سالم).",
        source="وكالة الضفاف",
        published="2019-03-07",
        authors=["نورا الحسن"],
        url="https://dafaf.example/1",
    )
    answer = client.get(f"/a/{article.pk}/article.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    with pypdfium2.PdfDocument(answer.content) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
        assert document.get_metadata_dict()["Title"] == "افتتاح رصيف الساحل"
    for words in (
        "افتتاح رصيف الساحل",
        "حضر الافتتاح 300 زائر من North Harbour.",
        "بعد الافتتاح",
        "عاد القارب (سالم).",
        "الخميس ٧ آذار/مارس ٢٠١٩",
        "نورا الحسن",
        "https://dafaf.example/1",
        f"/a/{article.pk}/",
    ):
        assert words in text


def test_the_page_names_its_card_and_its_pdf(client, make_article, settings):
    settings.SITE_URL = "https://archive.example"
    article = make_article("افتتاح رصيف الساحل", source="وكالة الضفاف")
    html = client.get(article.get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="https://archive.example/a/{article.pk}/card.png?v=' in html
    assert f'href="/a/{article.pk}/article.pdf"' in html
    card = client.get(f"/a/{article.pk}/card.png")
    assert card.headers["Content-Type"] == "image/png"
    assert "public" in card.headers["Cache-Control"]
    assert Image.open(io.BytesIO(card.content)).size == (1200, 630)


def test_a_changed_article_is_drawn_anew(client, make_article):
    article = make_article("عنوان أوّل")
    before = client.get(f"/a/{article.pk}/card.png").content
    archive.update(article, title="عنوان ثانٍ")
    assert client.get(f"/a/{article.pk}/card.png").content != before


def test_a_source_by_a_new_name_is_drawn_anew(client, make_article):
    article = make_article("عنوان", source="وكالة")
    before = client.get(f"/a/{article.pk}/article.pdf").content
    article.source.name = "وكالة الضفاف"
    article.source.save()
    assert client.get(f"/a/{article.pk}/article.pdf").content != before


@pytest.mark.parametrize("document", ["article.pdf", "card.png"])
def test_a_withdrawn_article_is_gone_and_a_draft_not_there(client, make_article, document):
    withdrawn = make_article("مسحوب", status=Article.Status.WITHDRAWN)
    draft = make_article("مسودّة", status=Article.Status.DRAFT)
    assert client.get(f"/a/{withdrawn.pk}/{document}").status_code == 410
    assert client.get(f"/a/{draft.pk}/{document}").status_code == 404
    assert client.get(f"/a/987654/{document}").status_code == 404


def test_in_an_archive_for_members_documents_are_not_public(client, admin_client, make_article, settings):
    settings.ARCHIVE_PUBLIC = False
    article = make_article("للأعضاء")
    assert client.get(f"/a/{article.pk}/card.png").status_code != 200
    assert "private" in admin_client.get(f"/a/{article.pk}/card.png").headers["Cache-Control"]


def test_a_book_is_refused_as_pdf_in_words(client, make_article):
    article = make_article("تقرير هيئة النهر", "كلمة " * 50_000)
    refused = client.get(f"/a/{article.pk}/article.pdf")
    assert refused.status_code == 413
    assert "أطول من أن يُطبع" in refused.content.decode()


def test_a_pdf_is_made_once_whatever_host_is_asked(client, make_article, settings):
    article = make_article("افتتاح الجسر")
    first = client.get(f"/a/{article.pk}/article.pdf", HTTP_HOST="localhost:6666").content
    assert client.get(f"/a/{article.pk}/article.pdf", HTTP_HOST="127.0.0.1").content == first
