"""Fixtures for all rooms: a real database, a real index folder, and small functions that make articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from articles.arabic.analysis.analyzer import Analyzer

ArticleMaker = Callable[..., Any]

# No test is timed: an example that comes while the machine is busy has not failed.
hypothesis_settings.register_profile("untimed", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_sessionstart() -> None:
    """The data folder is made by whoever starts."""
    from newsarchive import data_folder

    data_folder.prepare()


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Each test has an index, an upload folder and counts of requests of its own."""
    from articles.indexing import runtime

    settings.INDEX_DIR = tmp_path / "index"
    settings.SEARCH_ENGINE = os.environ.get("TEST_ENGINE", "whoosh")
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.RATE_LIMIT_FILE = tmp_path / "request-counts"
    runtime.reset()
    yield
    runtime.reset()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture
def make_article(db: None, django_capture_on_commit_callbacks: Any) -> ArticleMaker:
    """``make_article(title, body, source="…", tags=["…"], **fields)``: saved, published and searchable."""
    from articles.models import Article, Source, Tag
    from tests import archive

    def make(
        title: str = "عنوان", body: str = "نصّ", *, source: str = "", tags: Any = (), **fields: Any
    ) -> Article:
        with django_capture_on_commit_callbacks(execute=True):
            row = Source.objects.get_or_create(name=source)[0] if source else None
            own = [Tag.objects.get_or_create(name=name)[0] for name in tags]
            article = archive.create(title, body, own, source=row, **fields)
        return article

    return make
