"""The page of the holdings: sizes, what is missing, the gaps of each source, health."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.backup import record
from articles.proof import sealing

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_tells_what_there_is_and_what_is_missing(
    admin_client: Any, make_article: Any, tmp_path: Any
) -> None:
    for month in ("01", "02", "03", "09", "10", "11", "12"):
        make_article(source="المنارة", published=f"2021-{month}-05")
    make_article("بلا تاريخ ولا مصدر")
    page = admin_client.get(reverse("holdings")).content.decode()
    words = re.sub(r"<[^>]+>", "", page)
    assert "نيسان/أبريل ٢٠٢١–آب/أغسطس ٢٠٢١" in words
    assert "٥ كانون الثاني/يناير ٢٠٢١" in words
    assert "٥ كانون الأوّل/ديسمبر ٢٠٢١" in words
    assert "?lacks=date" in page
    assert "لم تُختم الأصول بعد." in page
    assert "العامل متوقّف أو متأخّر." in page


def test_it_tells_of_the_last_backup_and_seal(
    admin_client: Any, make_article: Any, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    file = tmp_path / "x.tar"
    file.write_bytes(b"")
    record.made(file)
    record.verified(file)
    make_article(raw_hash="0" * 64)
    sealing.make_seal(timezone.now().date())
    page = admin_client.get(reverse("holdings")).content.decode()
    assert re.search(
        rf'آخر نسخة فُحصت وسلمت: <time datetime="{timezone.localtime():%Y-%m-%d}T[^"]+">[٠-٩]', page
    )
    assert "فهرس البحث سليم." in page


def test_an_empty_archive_has_holdings_too(admin_client: Any) -> None:
    assert admin_client.get(reverse("holdings")).status_code == 200
