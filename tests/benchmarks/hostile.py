"""Files made to harm, imported one by one and all at once: ``python -m tests.benchmarks.hostile``.

Builds the files in a temporary folder and gives each to ``manage.py import`` on a data folder of its own,
then the whole folder in one batch. Prints, for each, how long it took, the peak memory of the largest
process, and what came of it. Fails when a process needed more than :data:`MAX_MEMORY`, or when the good file
of the batch was not stored.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli

from tests import processes

MAX_MEMORY = 500  # MB, of any process
DATA = Path(__file__).parents[1] / "data"
GOOD = "عنوان خبر صحيح هنا\n\nنصّ خبر صحيح ينبغي أن يدخل الأرشيف مهما كان في الحزمة من ملفّات أخرى.\n"
BESIDE = "بين الملفّات الضارّة"
SENTENCE = "أعلنت بلديّة المرسى أنّ أعمال الرصيف تنتهي في الموعد، وأنّ السوق يفتح أبوابه بعدها. "
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


# ---- the files -------------------------------------------------------------------------------------------


def zip_bomb(path: Path) -> None:
    """A gigabyte of nothing, eight times."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            with archive.open(f"{number}.txt", "w", force_zip64=True) as member:
                for _ in range(64):
                    member.write(bytes(16 << 20))


def lying_bomb(path: Path) -> None:
    """A member that says it has a hundred bytes and has 300 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    understate(path)


def understate(path: Path) -> None:
    """Make the first member of a zip say that it has a hundred bytes."""
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(mark) + place
        data[start : start + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)


def nested(path: Path) -> None:
    """A good file in thirty zips, one within the other."""
    data, inner = GOOD.encode(), "good.txt"
    for level in range(30):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(inner, data)
        data, inner = packed.getvalue(), f"{level}.zip"
    path.write_bytes(data)


def leads_out(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\evil.txt"):
            archive.writestr(name, GOOD)


def zipped_link(path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")


def links(path: Path) -> None:
    """A folder with links out of it: to a file, and to a folder."""
    path.mkdir()
    (path / "file.txt").symlink_to("/etc/passwd")
    (path / "folder").symlink_to("/etc")


def tarred_links(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("a.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)


def laughs(root: str) -> Callable[[Path], object]:
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>{root}'
    return lambda path: path.write_text(text, "utf-8")


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2 << 30)


def cut(name: str) -> Callable[[Path], object]:
    """The first half of a sample."""

    def write(path: Path) -> None:
        data = (DATA / "formats" / name).read_bytes()
        path.write_bytes(data[: len(data) // 2])

    return write


def sample(name: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes((DATA / name).read_bytes())


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, "utf-8")


def book_bomb(path: Path) -> None:
    """An EPUB of one page of 256 MB."""
    package = (
        '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", '<container><rootfile full-path="p.opf"/></container>')
        archive.writestr("p.opf", package)
        archive.writestr("a.xhtml", b" " * (256 << 20))


def brotli_bomb(path: Path) -> None:
    """A page of 256 MB in a few hundred bytes."""
    packed = brotli.compress(bytes(256 << 20), quality=1)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n" + packed
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
        "WARC-Record-ID: <urn:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    path.write_bytes(gzip.compress(head.encode() + answer + b"\r\n\r\n"))


def long_line(path: Path) -> None:
    path.write_text(SENTENCE * (5_000_000 // len(SENTENCE.encode())), "utf-8")


def table(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write("العنوان,النصّ,التاريخ\n")
        for row in range(rows):
            stream.write(f"خبر الرصيف رقم {row},نصّ الخبر رقم {row}: {SENTENCE},2021-09-09\n")


def files(rows: int) -> dict[str, Callable[[Path], object]]:
    found: dict[str, Callable[[Path], object]] = {
        "zip-bomb.zip": zip_bomb,
        "lying-bomb.zip": lying_bomb,
        "nested.zip": nested,
        "path-traversal.zip": leads_out,
        "symlink.zip": zipped_link,
        "links.tar": tarred_links,
        "symlinks": links,
        "laughs.rss": laughs("<rss><channel><item><title>&l9;</title></item></channel></rss>"),
        "laughs.nitf": laughs("<nitf><body>&l9;</body></nitf>"),
        "laughs.html": laughs("<html><body><p>&l9;</p></body></html>"),
        "sparse.txt": sparse,
        "sparse.jsonl": sparse,
        "cut.docx": cut("document.docx"),
        "cut.pdf": cut("browser.pdf"),
        "encrypted.pdf": sample("broken/locked.pdf"),
        "text-as.pdf": text(GOOD),
        "page-as.docx": sample("formats/page.html"),
        "picture-as.txt": lambda path: path.write_bytes(b"\x89PNG" + bytes(999)),
        "empty.txt": lambda path: path.touch(),
        "nul-bytes.txt": text(GOOD.replace(" ", " \0")),
        "line-5mb.txt": long_line,
        "line-5mb.jsonl": lambda path: path.write_text(json.dumps({"body": SENTENCE * 60_000})),
        "deep.json": text("[" * 5_000_000),
        "half-letters.jsonl": text(('{"title": "\\ud83d", "body": "\\udc00 ' + SENTENCE + '"}\n') * 5_000),
        "open-quotes.csv": text("title,text\n" + f'"{SENTENCE},"{SENTENCE}\n' * 5_000),
        "office-tags.html": text("<html><body>" + "<o:p>" * 100_000 + f"<p>{SENTENCE}</p>"),
        "open-items.rss": text("<rss><channel>" + f"<item><title>a & b<description>{SENTENCE}" * 5_000),
        "open-docs.sgml": text('<DOC id="1">\n<TEXT>\n' * 100_000),
        "open-braces.bib": text("@article{a, title = {" * 200_000),
        "mails.mbox": text("From a@b\nFrom: a@b\nSubject: x\n\n" * 2_000),
        "message-5mb.txt": text(
            "06/05/2020, 10:00 - a: " + SENTENCE * 30_000 + "\n07/05/2020, 10:00 - a: b\n"
        ),
        "mojibake-5mb.txt": text((SENTENCE * 15_000).encode().decode("latin-1")),
        "brotli-bomb.warc.gz": brotli_bomb,
        "bomb.epub": book_bomb,
        "laughs.md": text("---\ntitle: &a [x, x]\nb: &b [*a, *a]\ntags: [*b, *b]\n---\n" + GOOD),
        "braces.md": text("---\n" + "{" * 30_000 + "\n---\n" + GOOD),
        "open.mrc": lambda path: path.write_bytes(b"00100nab a2200050 a 4500" + b"0" * (64 << 20)),
        "records.mrc": lambda path: path.write_bytes(b"00026nab a2200025 a 4500\x1e\x1d" * 20_000),
        "rolling.vtt": text("WEBVTT\n\n" + f"00:00:01.000 --> 00:00:02.000\n{SENTENCE}\n\n" * 50_000),
        "deep.tei.xml": text("<TEI><text><body>" + "<div>" * 50_000 + "</div>" * 50_000),
        "headlines.eml": text(
            "From: a@b\nSubject: x\nContent-Type: text/html\n\n"
            + "".join(f"<h2><a href='http://a/{n}'>a b c</a></h2><p>{SENTENCE}</p>" for n in range(20_000))
        ),
    }
    if rows:
        found[f"rows-{rows}.csv"] = lambda path: table(path, rows)
    return found


# ---- importing them --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What one call of ``manage.py import`` did."""

    seconds: float
    cpu: float  # seconds of all processes
    memory: int  # MB, of the largest process
    added: int
    titles: set[str]  # some of those that were added
    codes: Counter[str]  # of what was refused

    def describe(self) -> str:
        refused = [f"{code} × {count}" if count > 1 else code for code, count in self.codes.items()]
        return ", ".join([f"{self.added} added"] * bool(self.added) + refused) or "nothing to read"


def imported(path: Path, data: Path) -> Outcome:
    """Import ``path`` into the data folder. Raises RuntimeError when the command itself breaks down."""
    processes.run(data, "migrate", "--verbosity", "0")
    begun = time.monotonic()
    with (data / "out").open("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import", str(path), "--json"],
            cwd=processes.ROOT,
            env=processes.environment(data),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)  # with the processes that it has waited for itself
        seconds = time.monotonic() - begun
        out.seek(0)
        answer = out.read()
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{path.name}: {answer}")
    with sqlite3.connect(data / "archive.sqlite3") as database:
        codes = Counter(code for (code,) in database.execute("SELECT code FROM articles_importissue"))
        titles = {title for (title,) in database.execute("SELECT title FROM articles_article LIMIT 100")}
    added = json.loads(answer.splitlines()[-1])["added"]
    cpu = usage.ru_utime + usage.ru_stime
    return Outcome(seconds, cpu, usage.ru_maxrss // 1024, added, titles, codes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000, help="rows of the long table; 0 leaves it out")
    parser.add_argument("--only", default="", help="only files with this in their names, without the batch")
    options = parser.parse_args()
    wrong: list[str] = []

    def show(name: str, size: int, outcome: Outcome) -> None:
        figures = (
            f"{size / 1e6:9.2f} MB {outcome.seconds:8.1f} s {outcome.cpu:8.1f} s CPU {outcome.memory:5} MB"
        )
        print(f"{name:20} {figures}  {outcome.describe()}", flush=True)
        if outcome.memory > MAX_MEMORY:
            wrong.append(f"{name}: more than {MAX_MEMORY} MB")

    with tempfile.TemporaryDirectory(prefix="newsarchive-hostile-") as scratch:
        folder = Path(scratch) / "files"
        folder.mkdir()
        for number, (name, make) in enumerate(files(options.rows).items()):
            if options.only not in name:
                continue
            path = folder / name
            make(path)
            show(name, path.lstat().st_size, imported(path, Path(scratch) / f"data-{number}"))
        if not options.only:
            (folder / "good.txt").write_text(GOOD.replace("عنوان", BESIDE), "utf-8")
            together = imported(folder, Path(scratch) / "data")
            show("all in one batch", sum(path.lstat().st_size for path in folder.iterdir()), together)
            if not any(title.startswith(BESIDE) for title in together.titles):
                wrong.append("the good file of the batch was not stored")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
