"""A few hundred of the inputs that ``make fuzz`` reads, and what it found."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from articles.ingest.reading import READERS, read_here
from articles.ingest.types import Draft, ImportProblem, Input
from tests.benchmarks.fuzz_readers import run
from tests.benchmarks.fuzz_samples import samples

BODY = "أعادت بلديّة البلّوط فتح الطريق الجبليّ بعد إزالة الثلوج، وقالت إنّ الحافلات تعود إلى العمل غدًا."


def test_no_input_escapes_its_row() -> None:
    messages: list[str] = []
    options = Namespace(runs=300, seed=3, seconds=60.0, limit=30.0, only=0, of=(), keep=None)
    assert run(options, messages.append) == 0, messages
    assert messages[0].startswith("300 inputs")


def test_every_format_has_a_sample(tmp_path: Path) -> None:
    kinds = {name for name in samples() if (tmp_path / name).write_bytes(samples()[name])}
    for name in kinds:
        items = list(read_here(Input(tmp_path / name, name)))
        assert any(isinstance(item, Draft) for item in items), name
    assert len(kinds) > len(READERS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", f'{{"title": "طريق", "body": "{BODY}", "url": "https://[x"}}'),
        (
            "a.rss",
            f'<rss xml:base="https://[x"><channel><item><title>طريق</title><link>b</link>'
            f"<description>{BODY}</description></item></channel></rss>",
        ),
        ("a.eml", f"From: a@b\nSubject: طريق\nDate: Wed, 06 May 2020 10:00:00 +{'9' * 30}\n\n{BODY}\n"),
        (
            "a.rss",
            f'<?xml version="1.0" encoding="UTF-x"?><rss><channel><item><title>طريق</title>'
            f"<description>{BODY}</description></item></channel></rss>",
        ),
    ],
)
def test_a_field_that_is_wrong_costs_no_article(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (item,) = read_here(Input(path, name))
    assert isinstance(item, Draft), item
    assert (item.title, item.body) == ("طريق", BODY)


@pytest.mark.parametrize("name", ["a.nitf.xml", "a.newsml.xml", "a.xml"])
def test_an_encoding_that_nobody_knows(tmp_path: Path, name: str) -> None:
    root = {"a.nitf.xml": "nitf", "a.newsml.xml": "newsItem", "a.xml": "records"}[name]
    (tmp_path / name).write_text(f'<?xml version="1.0" encoding="UTF-x"?><{root}></{root}>')
    (item,) = read_here(Input(tmp_path / name, name))
    assert isinstance(item, ImportProblem)
    assert item.code == "bad_xml"
