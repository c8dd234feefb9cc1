"""Every page for what went wrong, as it is sent: most of them no archive shows at will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import translation

from articles.indexing.locks import Progress
from articles.models import Article, Tombstone

FOLDER: Final = Path(__file__).resolve().parents[1] / "templates" / "errors"
# What a template is told, for each state that it has; those that are told nothing are not named.
STATES: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "410.html": (
        {"article": Article(pk=1, title="عبور أوّل قطار", slug="x")},
        {"tombstone": Tombstone(article_id=1, reason="حكم محكمة الضفاف")},
    ),
    "503.html": ({"rebuild": None}, {"rebuild": Progress(done=1_200, total=4_800)}),
    "not_saved.html": (
        {
            "reason": "الأرشيف مشغول بكتابة أخرى.",
            "again": True,
            "address": "/admin/upload/article/1/",
            "fields": [("title", "عبور أوّل قطار"), ("body", "عبر القطار الجسر.\n" * 12)],
            "shown": [("title", "عبور أوّل قطار"), ("body", "عبر القطار الجسر.\n" * 12)],
        },
        {"reason": "امتلأ قرص الخادم.", "files": ["أخبار.txt", "news.pdf"], "address": "/admin/upload/"},
    ),
    "refused_host.html": ({"host": "archive.example.org"},),
    "too_long.html": ({"article": Article(pk=1, title="عبور أوّل قطار", slug="x")},),
}


def names() -> list[str]:
    """The names of all error pages, without ``.html``."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def states(name: str, *, language: str = "ar", theme: str = "light") -> Iterator[str]:
    """The HTML of an error page in each of its states."""
    request = RequestFactory().get("/no-such-page")
    request.user = AnonymousUser()
    request.COOKIES["reading"] = f"theme={theme}"
    for context in STATES.get(f"{name}.html", ({},)):
        with translation.override(language):
            request.LANGUAGE_CODE = language
            yield render(request, f"errors/{name}.html", context).content.decode()
