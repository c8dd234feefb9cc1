"""Files made to harm get a clear Issue or a result, within the limits, and the rest of the batch goes in."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from articles.importing.messages.problem_messages import message
from articles.ingest import reading, sandbox
from articles.ingest.sandbox import read
from articles.ingest.types import Draft, ImportProblem, Input, Limits
from tests import processes
from tests.benchmarks import hostile
from tests.benchmarks.hostile import GOOD, LAUGHS

DATA = Path(__file__).parents[1] / "data"
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
SMALL = Limits(file_size=4 << 20, document_size=1 << 20, unpacked_size=8 << 20, members=20, characters=50_000)

Result = tuple[list[Draft], list[ImportProblem]]


def result(path: Path, limits: Limits = SMALL) -> Result:
    items = list(read(path, limits))
    drafts = [item for item in items if isinstance(item, Draft)]
    issues = [item for item in items if isinstance(item, ImportProblem)]
    assert all(message(issue.code, issue.values) for issue in issues)
    return drafts, issues


def codes(path: Path, limits: Limits = SMALL) -> list[str]:
    return [issue.code for issue in result(path, limits)[1]]


def zipped(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, str | bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_a_zip_bomb(tmp_path: Path) -> None:
    bomb = zipped(
        tmp_path / "a.zip", [("big.csv", bytes(3 << 20)), ("huge.txt", bytes(5 << 20)), ("good.txt", GOOD)]
    )
    drafts, issues = result(bomb)
    assert [issue.code for issue in issues] == ["bomb", "too_large"]
    assert [draft.title for draft in drafts] == ["عنوان خبر صحيح هنا"]


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "a.zip", [("a.txt", os.urandom(1000) + bytes(3 << 20))])
    hostile.understate(bomb)
    assert codes(bomb) == ["damaged"]


def test_all_members_together_are_limited(tmp_path: Path) -> None:
    noise = [(f"{n}.txt", os.urandom(9_000) * 100) for n in range(12)]
    assert codes(zipped(tmp_path / "a.zip", noise))[-1] == "too_much"
    assert codes(zipped(tmp_path / "b.zip", [(f"{n}.txt", b"") for n in range(30)]))[-1] == "too_many"


def test_archives_in_archives_share_one_budget_and_have_a_depth(tmp_path: Path) -> None:
    data, inner = GOOD.encode(), "good.txt"
    for level in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(inner, data)
        data, inner = packed.getvalue(), f"{level}.zip"
        (tmp_path / inner).write_bytes(data)
    assert len(result(tmp_path / "2.zip")[0]) == 1
    assert codes(tmp_path / "4.zip") == ["too_deep"]


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt", "..\\evil.txt"]
)
def test_a_name_never_leads_out(tmp_path: Path, name: str) -> None:
    drafts, issues = result(zipped(tmp_path / "a.zip", [(name, GOOD), ("good.txt", GOOD)]))
    assert [issue.code for issue in issues] == ["unsafe_name"]
    assert len(drafts) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    hostile.zipped_link(tmp_path / "a.zip")
    assert codes(tmp_path / "a.zip") == ["link"]
    hostile.tarred_links(tmp_path / "a.tar")
    assert codes(tmp_path / "a.tar") == ["link"] * 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.rss", DOCTYPE + "<rss><channel><item><title>&l9;</title></item></channel></rss>"),
        ("a.nitf", DOCTYPE + "<nitf><body>&l9;</body></nitf>"),
        ("a.xml", DOCTYPE + "<newsItem>&l9;</newsItem>"),
        ("b.nitf", '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body>&x;</body></nitf>'),
    ],
)
def test_xml_entities_are_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert codes(tmp_path / name) == ["entities"]


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2 << 30)


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("sparse.txt", sparse, "too_large"),
        ("sparse.jsonl", sparse, "too_large"),
        ("sparse.zip", sparse, "too_large"),
        ("empty.txt", lambda path: path.touch(), "empty"),
        ("line.txt", lambda path: path.write_text("كلمة " * 60_000), "long_text"),
        ("line.jsonl", lambda path: path.write_text('{"body": "' + "س" * 60_000 + '"}'), "long_text"),
        ("deep.json", lambda path: path.write_text("[" * 100_000), "bad_json_file"),
        ("deep.jsonl", lambda path: path.write_text('{"body":' * 50_000), "bad_json"),
        ("noise.txt", lambda path: path.write_bytes(bytes(range(256)) * 99), "binary"),
        ("noise.docx", lambda path: path.write_bytes(b"\x89PNG" + bytes(99)), "image"),
    ],
)
def test_files_out_of_measure(tmp_path: Path, name: str, make: Callable[[Path], None], code: str) -> None:
    make(tmp_path / name)
    assert codes(tmp_path / name) == [code]


def test_nul_bytes_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD.replace("صحيح", "صح\0يح"), encoding="utf-8")
    [draft], _ = result(tmp_path / "a.txt")
    assert "\0" not in draft.title + draft.body + draft.raw


def test_a_long_table_streams(tmp_path: Path) -> None:
    rows = "".join(f"خبر رقم {n},نصّ الخبر رقم {n} في المدينة.\n" for n in range(3000))
    (tmp_path / "a.csv").write_text("العنوان,النصّ\n" + rows, encoding="utf-8")
    assert len(result(tmp_path / "a.csv")[0]) == 3000
    first = next(read(tmp_path / "a.csv"))
    assert isinstance(first, Draft)


def test_a_file_that_needs_too_much_memory_leaves_the_rest_of_its_archive(tmp_path: Path) -> None:
    heavy = json.dumps([{"body": "x" * 1000}] * 200)
    heavy = '{"a": [' + ",".join(["[" * 50 + "]" * 50] * 60_000) + "]," + heavy[2:]
    members = [("1.txt", GOOD), ("2.json", heavy), ("3.txt", GOOD)]
    limits = Limits(memory=96 << 20, ratio=100_000)
    drafts, issues = result(zipped(tmp_path / "a.zip", members), limits)
    assert [draft.file for draft in drafts] == ["a.zip/1.txt", "a.zip/3.txt"]
    assert [issue.code for issue in issues] == ["too_heavy"]


SLOW = """
import sys, time
from articles.ingest.readers.json import jsonl_reader
from articles.ingest import reading_process
read = jsonl_reader.read
def slow(source):
    for number, item in enumerate(read(source)):
        if number == 1:
            {pause}
        yield item
jsonl_reader.read = slow
reading_process.serve(reading_process.Connection(int(sys.argv[-1])))
"""


@pytest.mark.parametrize(
    ("pause", "seconds", "told"),
    [
        ("while True: pass", 1, ["too_slow"]),  # works without end
        ("time.sleep(3600)", 0.1, ["too_slow"]),  # hangs
        ("time.sleep(3)", 1, []),  # waits for its turn on a busy machine
    ],
)
def test_what_counts_is_work_and_who_hangs_is_given_up(tmp_path, monkeypatch, pause, seconds, told):
    script = tmp_path / "reader.py"
    script.write_text(SLOW.format(pause=pause))
    own_reader(monkeypatch, script)
    file = tmp_path / "a.jsonl"
    file.write_text((json.dumps({"title": "خبر", "body": GOOD}) + "\n") * 2, "utf-8")
    drafts, issues = result(file, Limits(seconds=seconds))
    sandbox.close()
    assert [issue.code for issue in issues] == told
    assert len(drafts) == 2 - len(told)


def own_reader(monkeypatch: pytest.MonkeyPatch, script: Path) -> None:
    """Let the reading process run this script instead of the product's module."""
    starting = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **options: starting([command[0], script, command[-1]], **options)
    )
    sandbox.close()


_READ_ONE = """
import sys, time
from articles.ingest import sandbox
made = []
start = sandbox._Process.__init__
sandbox._Process.__init__ = lambda self: (start(self), made.append(self))[0]
items = sandbox.read(sys.argv[1])
next(items)
print(made[0]._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc")
def test_the_reading_process_has_no_secrets_and_ends_with_its_parent(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text((json.dumps({"title": "خبر", "body": GOOD}) + "\n") * 5000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", _READ_ONE, str(file)],
        stdout=subprocess.PIPE,
        env=os.environ | {"SECRET_KEY": "tell-nobody"},
        text=True,
    ) as parent:
        assert parent.stdout
        reader = int(parent.stdout.readline())
        assert b"tell-nobody" not in Path(f"/proc/{reader}/environ").read_bytes()
        parent.kill()
    assert processes.until(lambda: processes.has_ended(reader))


def test_a_bug_of_a_reader_is_logged_with_its_traceback(tmp_path, monkeypatch, caplog):
    def broken(source):
        raise AttributeError("a bug of ours")
        yield

    monkeypatch.setattr("articles.ingest.readers.documents.txt_reader.read", broken)
    file = tmp_path / "a.txt"
    file.write_text("عنوان\n\nنصّ طويل هنا.", "utf-8")
    (item,) = reading.read_here(Input(file, "a.txt"))
    assert item.code == "failed"
    (record,) = caplog.records
    assert "a.txt" in record.getMessage()
    assert "AttributeError: a bug of ours" in record.detail


SAYING = """
import sys
from articles.ingest.readers.documents import txt_reader
from articles.ingest import reading_process
def read(source):
    sys.stderr.write("said by a library\\n" * {lines})
    while {endless}:
        sys.stderr.write("said by a library\\n")
    if {fall}:
        import faulthandler; faulthandler._sigsegv()
    yield from ()
txt_reader.read = read
reading_process.serve(reading_process.Connection(int(sys.argv[-1])))
"""


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({}, ["no_text"]),
        ({"lines": 100_000}, ["no_text"]),
        ({"fall": True}, ["crashed"]),
        ({"endless": True}, ["too_slow"]),
    ],
)
def test_what_a_reading_process_says_is_logged_within_bounds(tmp_path, monkeypatch, caplog, options, codes):
    """A real process, whose reader writes to stderr, at worst much more than is wanted, or falls in C."""
    script = tmp_path / "reader.py"
    script.write_text(SAYING.format(**{"lines": 1, "fall": False, "endless": False} | options))
    own_reader(monkeypatch, script)
    file = tmp_path / "a.txt"
    file.write_text("عنوان\n\nنصّ طويل هنا.", "utf-8")
    items = list(sandbox.read(file, Limits(seconds=2)))
    sandbox.close()
    assert [item.code for item in items] == codes
    (record,) = [record for record in caplog.records if "said" in record.getMessage()]
    assert "a.txt" in record.getMessage()
    assert record.detail.startswith("said by a library")
    assert len(record.detail) <= 65_536
    assert ("Segmentation fault" in record.detail) == ("fall" in options)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("line.txt", f"عنوان خبر صحيح هنا\n\n{GOOD}\nسلمى{{}}الراوي\n".format("\t" * 60_000)),
        ("byline.json", json.dumps({"title": "عنوان", "body": GOOD, "author": "1/" * 60_000})),
        ("labels.html", f"<title>عنوان</title><meta name=author content='{'ا: ' * 60_000}'><p>{GOOD}</p>"),
        ("items.txt", f"عنوان خبر صحيح هنا\n\n{GOOD}\n{{}}".format("- \n" * 60_000)),
        ("heading.md", f"---\ntitle: عنوان\ndate: 2020-05-06\n---\n# {'#' * 100_000}x\n{GOOD}"),
        ("sender.eml", f"From: {{}} <a@b.example>\nSubject: x\n\n{GOOD}".format('"' * 90_000)),
        ("comments.eml", f"From: {'(' * 90_000} <a@b.example>\nSubject: x\n\n{GOOD}"),
        ("names.sql", f"INSERT INTO posts (title, body) VALUES ('عنوان', '{GOOD}'); {'[' * 250_000}"),
    ],
)
def test_a_run_of_one_sign_costs_no_more_than_its_length(tmp_path: Path, name: str, content: str) -> None:
    """Each of these took more than the square of the run: 10 to 60 s of the processor."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    items = list(read(path, Limits(seconds=4)))
    assert [type(item) for item in items] == [Draft], items
