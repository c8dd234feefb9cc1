"""Pages and web archives: what pages state in every system's way, and records of every kind."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

BODY = "افتتحت جمعيّة الصيّادين في رأس البطّ سوقًا جديدة للسمك بعد انتظار دام ثلاث سنوات كاملة."
ARTICLE = "<h1>سوق السمك</h1>" + "".join(f"<p>{BODY} {n}</p>" for n in range(4))


def page(head: str = "", article: str = ARTICLE) -> str:
    head = f'<!doctype html><html lang="ar"><head><title>x</title>{head}</head>'
    return f"{head}<body><article>{article}</article>"


def read(path: Path, data: bytes | str) -> list[Draft | ImportProblem]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_here(Input(path, path.name)))


def draft(path: Path, data: bytes | str) -> Draft:
    (item,) = read(path, data)
    assert isinstance(item, Draft), item
    return item


WHO = "سلمى الراوي"
TIME = '<time datetime="2020-05-06T10:00:00+00:00">'
LD = (
    '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"موقع"},'
    '{"@type":["Article","NewsArticle"],"headline":"سوق السمك","datePublished":"2020-05-06",'
    '"author":{"@id":"#salma"},"publisher":{"@id":"#org"},"articleSection":["محلّيّات","بحر"]},'
    '{"@type":"Person","@id":"#salma","name":"سلمى الراوي"},'
    '{"@type":"Organization","@id":"#org","name":"جريدة البطّ"}]}'
)


@pytest.mark.parametrize(
    "script",
    [
        LD,
        f"//<![CDATA[\n{LD}\n//]]>",
        f"<![CDATA[{LD}]]>",
        f"<!--{LD}-->",
        LD.replace("]}", ",]}"),
        f"[{LD}]",
    ],
)
def test_json_ld_with_references(tmp_path: Path, script: str) -> None:
    made = draft(tmp_path / "a.html", page(f'<script type="application/ld+json">{script}</script>'))
    assert (made.source, made.authors, made.section) == ("جريدة البطّ", ("سلمى الراوي",), "محلّيّات")
    assert str(made.published) == "2020-05-06"


def test_a_reference_to_nothing_is_no_name(tmp_path: Path) -> None:
    ld = '{"@type":"NewsArticle","headline":"سوق السمك","publisher":{"@id":"#org"},"author":{"@id":"#a"}}'
    made = draft(tmp_path / "a.html", page(f'<script type="application/ld+json">{ld}</script>'))
    assert (made.source, made.authors) == ("", ())


@pytest.mark.parametrize(
    ("head", "article"),
    [
        (f'<meta name="dcterms.date" content="2020-05-06"><meta name="dcterms.creator" content="{WHO}">', ""),
        (
            "",
            f'<span property="dc:date" content="2020-05-06T10:00"></span><a rel="author">{WHO}</a>',
        ),
        ("", f'<dl><dd class="published">{TIME}x</time></dd><dd class="createdby">{WHO}</dd></dl>'),
        ("", f'<b itemprop="author">{WHO}</b><b itemprop="datePublished" content="2020-05-06">x</b>'),
    ],
)
def test_drupal_joomla_and_microdata(tmp_path: Path, head: str, article: str) -> None:
    made = draft(tmp_path / "a.html", page(head, ARTICLE + article))
    assert (made.authors, str(made.published)) == (("سلمى الراوي",), "2020-05-06")


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "windows-1252", "us-ascii", "utf-8", "windows-1256", "x-unknown"]
)
@pytest.mark.parametrize("encoding", ["cp1256", "utf-8"])
def test_pages_that_declare_another_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    made = draft(tmp_path / "a.html", page(f'<meta charset="{declared}">').encode(encoding))
    assert (made.title, made.body.split("\n")[0]) == ("سوق السمك", f"{BODY} 0")


def test_tags_with_colons_of_every_kind(tmp_path: Path) -> None:
    article = f"<h1>سوق السمك</h1><xml><w:View>Normal</w:View></xml><p class=MsoNormal>{BODY}<o:p></o:p></p>"
    article += f"<p>{BODY} في <st1:place>رأس البطّ</st1:place> <fb:like></fb:like><a:b:c>غدًا</a:b:c>.</p>"
    made = draft(tmp_path / "a.html", page(article=article))
    assert made.body == f"{BODY}\n\n{BODY} في رأس البطّ غدًا."


def test_a_page_that_forbids_copies_says_so(tmp_path: Path) -> None:
    made = draft(tmp_path / "a.html", page('<meta name="robots" content="index, NOARCHIVE">'))
    assert made.warnings == ("no_archive",)


# ---- WARC ----------------------------------------------------------------------------------------------


def warc(*records: tuple[str, bytes, dict[str, str]]) -> bytes:
    """An archive as crawlers write it, each record packed by itself."""
    return b"".join(gzip.compress(record(number, *parts)) for number, parts in enumerate(records))


def record(number: int, kind: str, data: bytes, headers: dict[str, str]) -> bytes:
    named = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    own = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"https://batt.example/{number}",
        "WARC-Record-ID": f"<urn:{number}>",
    }
    if kind == "response":
        data = f"HTTP/1.1 200 OK\r\n{named}\r\n".encode() + data
        own["Content-Type"] = "application/http; msgtype=response"
    else:
        own |= headers
    own["Content-Length"] = str(len(data))
    head = "".join(f"{name}: {value}\r\n" for name, value in own.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + data + b"\r\n\r\n"


def test_records_of_every_kind(tmp_path: Path) -> None:
    html = page().encode()
    pdf = (Path(__file__).parents[1] / "data" / "formats" / "browser.pdf").read_bytes()
    archive = warc(
        ("response", html, {"Content-Type": "Text/HTML; charset=UTF-8"}),
        ("response", brotli.compress(html), {"Content-Type": "text/html", "Content-Encoding": "br"}),
        ("response", gzip.compress(html), {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
        ("response", page().encode("cp1256"), {"Content-Type": "text/html; charset=windows-1256"}),
        ("response", b"\x89PNG", {"Content-Type": "image/png"}),
        ("response", b"body{}", {"Content-Type": "text/css"}),
        ("conversion", f"سوق السمك في رأس البطّ\n\n{BODY}".encode(), {"Content-Type": "text/plain"}),
        ("response", pdf, {"Content-Type": "application/pdf"}),
        ("response", b"%PDF-1.4 broken", {"Content-Type": "application/pdf"}),
        ("response", b"not brotli at all", {"Content-Type": "text/html", "Content-Encoding": "br"}),
        ("resource", html, {"Content-Type": "text/html"}),
    )
    items = read(tmp_path / "a.warc.gz", archive)
    good = [item for item in items if isinstance(item, Draft)]
    assert [item.line for item in good] == [1, 2, 3, 4, 7, 8, 11]
    assert [item.title for item in good][:4] == ["سوق السمك"] * 4
    assert all(item.url.startswith("https://batt.example/") for item in good)
    bad = [item for item in items if isinstance(item, ImportProblem)]
    assert [(item.line, item.whole_file) for item in bad] == [(9, False), (10, False)]


def test_a_record_that_is_damaged_costs_itself_alone(tmp_path: Path) -> None:
    html = page().encode()
    good = record(1, "response", html, {"Content-Type": "text/html"})
    no_address = good.replace(b"WARC-Target-URI: https://batt.example/1\r\n", b"")
    no_head = record(3, "response", html, {"Content-Type": "text/html"}).replace(
        b"HTTP/1.1 200 OK\r\n", b"\r\n\0 "
    )
    odd_status = good.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1")
    archive = b"".join(map(gzip.compress, (no_address, no_head, odd_status, good)))
    items = read(tmp_path / "a.warc.gz", archive)
    drafts = [item for item in items if isinstance(item, Draft)]
    assert [(item.line, item.url) for item in drafts] == [(1, ""), (4, "https://batt.example/1")]
    assert all(not item.whole_file for item in items if isinstance(item, ImportProblem))


def test_the_older_format_of_web_archives(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode()
    head = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    first = b"filedesc://a.arc 0.0.0.0 20200506100000 text/plain %d\n%s\n" % (len(head), head)
    second = b"https://batt.example/1 10.0.0.1 20200506100000 text/html %d\n%s\n" % (len(answer), answer)
    (item,) = read(tmp_path / "a.arc.gz", gzip.compress(first) + gzip.compress(second))
    assert isinstance(item, Draft)
    assert (item.title, item.url) == ("سوق السمك", "https://batt.example/1")
