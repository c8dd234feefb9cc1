"""Every address of a restored archive answers as that of the first one, to the last byte."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests import pages
from tests.backups import done

# The index follows each of these: its segments then hold articles that were changed or deleted since.
CHANGES = """
from articles.models import Article
from tests import archive
for n in range(1, 9):
    archive.create(title=f"الجسر {n} عند الميناء", body=f"بُني الجسر {n} عند ميناء الضفاف. " * n)
for article in Article.objects.order_by("id")[:12:3]:
    archive.update(article, title=article.title + " (تصحيح)")
archive.delete(*Article.objects.order_by("-id")[:3])
from articles.indexing import outbox
outbox.drain()
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    data: Path = tmp_path_factory.mktemp("pages") / "first"
    done(data, "migrate", "-v0")
    done(data, "sample")
    done(data, "shell", "-v0", "-c", CHANGES)
    return data


@pytest.mark.parametrize("flags", [[], ["--with-index"]], ids=["rebuilt", "with-index"])
def test_a_restored_archive_answers_as_the_first(archive, tmp_path, flags):
    done(archive, "backup", str(tmp_path / "first.tar"), *flags)
    done(tmp_path / "second", "restore", str(tmp_path / "first.tar"))
    expected = pages.answers(archive, each=3, words=6)
    statuses = Counter(answer.status for answer in expected.values())
    assert len(expected) > 120
    assert statuses[200] > 100
    assert statuses[500] == 0
    assert pages.differences(expected, pages.answers(tmp_path / "second", expected)) == {}


def test_a_difference_is_told(archive):
    """What would be overlooked above is found here."""
    answers = pages.answers(archive, ["/help", "/api/v1/sources"])
    help_page = answers["/help"]
    other = answers | {
        "/help": pages.Answer("/help", 200, help_page.headers, help_page.body + "\nو".encode())
    }
    assert list(pages.differences(answers, other)) == ["/help"]
    assert "و" in pages.differences(answers, other)["/help"]
