"""What kind of file this is: told by its content first, by its name second.

A name is a hint that may be wrong (an HTML page saved as .pdf); the first bytes seldom lie.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path
from typing import Final

from articles.ingest.detect.captions import is_captions
from articles.ingest.detect.columns import field_of
from articles.ingest.detect.conversations import is_conversation
from articles.ingest.detect.encoding import NotText, detect
from articles.ingest.detect.factiva import is_factiva
from articles.ingest.detect.wires import is_wire

# The endings of names, by kind. ``.gz`` after any of them is a packed file of that kind.
EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "txt": (".txt", ".text"),
    "md": (".md", ".markdown"),
    "html": (".html", ".htm", ".xhtml"),
    "mhtml": (".mhtml", ".mht"),
    "docx": (".docx",),
    "rtf": (".rtf",),
    "pdf": (".pdf",),
    "csv": (".csv", ".tsv"),
    "xlsx": (".xlsx", ".xlsm"),
    "json": (".json", ".ninjs"),
    "jsonl": (".jsonl", ".ndjson"),
    "zip": (".zip",),
    "tar": (".tar", ".tgz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz"),
    "eml": (".eml",),
    "mbox": (".mbox", ".mbx"),
    "feed": (".rss", ".atom"),
    "warc": (".warc", ".arc"),
    "xml": (".xml", ".nitf", ".newsml"),
    "sgml": (".sgml", ".sgm"),
    "ris": (".ris",),
    "bibtex": (".bib", ".bibtex"),
    "sql": (".sql",),
    "iptc7901": (".iptc", ".7901"),
    "epub": (".epub",),
    "captions": (".vtt", ".srt", ".sbv", ".ttml"),
    "marc": (".mrc", ".marc"),
    "ocr": (".hocr",),
    "enex": (".enex",),
}
_HEAD: Final = 4096
_TAR_MARK: Final = slice(257, 262)
_MAIL: Final = re.compile(
    rb"(?:From|Received|Return-Path|MIME-Version|Date|Subject|Message-ID|Delivered-To|To): ?\S", re.I
)
_SAVED_PAGE: Final = re.compile(rb"^Snapshot-Content-Location:|^From: <Saved by", re.I | re.M)
_DUMP: Final = re.compile(
    r"(?:^|\n)(?:-- (?:MySQL|MariaDB|phpMyAdmin|PostgreSQL) |--\r?\n-- PostgreSQL"
    r"|(?:INSERT|REPLACE) INTO |CREATE TABLE |DROP TABLE |PRAGMA foreign_keys|BEGIN TRANSACTION;"
    r"|USE \[|SET IDENTITY_INSERT )"
)
_JSON: Final = re.compile(r"\[?\s*\{\s*(?:\"[^\"\n]{1,100}\"|_id)\s*:")
# X hands an account out as programs that set a variable; what is not posts is private, or says nothing.
_POSTS_OF_X: Final = re.compile(r"window\.YTD\.(?:tweets?|community_tweet)\.part\d+\s*=")
_OTHERS_OF_X: Final = re.compile(r"window\.(?:YTD\.\w+|__THAR_CONFIG)")
# A record of a library: its length, its state and kind, where its fields begin.
_MARC: Final = re.compile(rb"\d{5}[ -~]{4}[ a]\d\d\d{5}[ -~]{3}4\d{3}")
# Markup that names pages or articles and holds none.
_LISTS_OF_LINKS: Final = re.compile(
    r"<(?:\w+:)?(?:urlset|sitemapindex|opml)[\s>]|<!doctype netscape-bookmark-file"
    r"|<title>Pocket Export</title>",
    re.I,
)
_XML_REFUSED: Final = (
    ("mediawiki", re.compile(r"<mediawiki")),
    ("only_links", _LISTS_OF_LINKS),
    ("mets", re.compile(r"<(?:\w+:)?mets[\s>]")),
    ("zotero_rdf", re.compile(r"zotero\.org/namespaces/export")),
)
_XML_KINDS: Final = (
    ("marc", re.compile(r"<(?:\w+:)?(?:collection|record)\b[^>]{0,500}loc\.gov/MARC21/slim")),
    (
        "ocr",
        re.compile(
            r"<(?:\w+:)?(?:alto|PcGts)[\s>]|abbyy\.com/FineReader_xml|class=[\"']ocr_page|=[\"']ocr-system"
        ),
    ),
    ("tei", re.compile(r"<(?:\w+:)?(?:TEI|TEI\.2|teiCorpus)[\s>]")),
    ("enex", re.compile(r"<en-export[\s>]")),
    ("captions", re.compile(r"<(?:\w+:)?tt\b[^>]{0,500}w3\.org/ns/ttml")),
    ("sheetml", re.compile(r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")),
    ("feed", re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")),
    ("newsml", re.compile(r"<(?:\w+:)?(?:newsMessage|newsItem|packageItem)[\s>]")),
    ("newsml1", re.compile(r"<NewsML[\s>]")),
    ("nitf", re.compile(r"<(?:\w+:)?nitf[\s>]")),
    ("html", re.compile(r"<(?:!doctype html|html|head|body|article|div|p|h1|meta|table)[\s>]", re.I)),
)
# First bytes of files that hold no text we read: their name in a message.
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"RIFF", "image"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf", "other_archive"),
)


_BOOK: Final = b"application/epub+zip"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"


class Unreadable(Exception):
    """The file is of no kind that is read; ``code`` names the issue."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of_name(name: str) -> str | None:
    """The kind that a file's name promises."""
    lowered = name.lower().removesuffix(".gz")
    if name.lower().endswith((".tar.gz", ".tgz")):
        return "tar"
    return next((kind for kind, extensions in EXTENSIONS.items() if lowered.endswith(extensions)), None)


def kind_of(path: Path, name: str) -> str:
    """The kind of the file at ``path`` that people call ``name``. Raises :class:`Unreadable`, OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    promised = kind_of_name(name)
    if head.startswith(b"\x1f\x8b"):
        return _packed(path, promised)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head[_TAR_MARK] == b"ustar" or (promised == "tar" and head.startswith((b"BZh", b"\xfd7zXZ"))):
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf"):
        return "rtf"
    for mark, code in _OTHERS:
        if head.startswith(mark):
            raise Unreadable(code)
    if promised in {"docx", "rtf", "xlsx", "zip", "tar", "pdf", "epub"}:
        return _not_as_promised(head)
    return _text_kind(head, promised)


def _packed(path: Path, promised: str | None) -> str:
    """gzip: of a tar, of a WARC, of a text. Damaged gzip raises what gzip raises."""
    with gzip.open(path) as stream:
        head = stream.read(_HEAD)
    if head[_TAR_MARK] == b"ustar" or promised == "tar":
        return "tar"
    kind = _text_kind(head, promised)
    if kind in {"txt", "md", "csv", "json", "jsonl", "warc", "whatsapp", "sql", "marc"}:
        return kind
    raise Unreadable("packed")


def _zip_kind(path: Path) -> str:
    """What lies in a zip. Raises :class:`Unreadable` for OpenDocument."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.NameToInfo
            for kind, member in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
                if member in names:
                    return kind
            stated = archive.open("mimetype").read(64) if "mimetype" in names else b""
            if stated.startswith(_OPEN_DOCUMENT):
                raise Unreadable("open_document")
            if stated.strip() == _BOOK:
                return "epub"
    except zipfile.BadZipFile:
        pass  # its reader says what is wrong
    return "zip"


def _not_as_promised(head: bytes) -> str:
    """A Word, PDF or packed file without its mark: often a page that was saved under that name."""
    kind = _text_kind(head, None, fallback="")
    if kind not in {"html", "feed", "newsml", "nitf"}:
        raise Unreadable("not_as_named")
    return kind


def _text_kind(head: bytes, promised: str | None, fallback: str | None = None) -> str:
    if head.startswith((b"WARC/", b"filedesc://")):
        return "warc"
    if _MARC.match(head.lstrip(b"\r\n")):
        return "marc"
    if promised in {None, "txt", "iptc7901"} and is_wire(head):
        return "iptc7901"
    if promised == "iptc7901":
        promised = "txt"
    try:
        encoding = detect(head, whole=len(head) < _HEAD)
    except NotText as error:
        if error.code == "binary" or promised is None:
            raise Unreadable(error.code) from None
        encoding = "latin-1"  # marks of kinds are ASCII; a person may have chosen the encoding for the reader
    start = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    if start.startswith("<DOC ") or start.startswith("<DOC>"):
        return "sgml"
    if start.startswith("<"):
        for code, pattern in _XML_REFUSED:
            if pattern.search(start):
                raise Unreadable(code)
        found = next((kind for kind, pattern in _XML_KINDS if pattern.search(start)), None)
        if found and promised not in {"csv", "eml"}:
            return found
    if promised == "xml" and start.startswith("<"):
        return "xml"
    if promised in {"xml", "feed", "enex"}:
        raise Unreadable("unknown_xml")
    if head.startswith(b"From ") and promised in {None, "txt", "mbox", "eml"} and b"\nFrom:" in head:
        return "mbox"
    if promised in {None, "txt"} and (kind := _kind_by_start(start)):
        return kind
    if promised is None and fallback is None and not _MAIL.match(head):
        raise Unreadable("unknown_format")
    if promised in {None, "txt", "eml"} and _SAVED_PAGE.search(head) and _MAIL.match(head):
        return "mhtml"
    if promised in {None, "txt"} and _MAIL.match(head) and b"\n" in head and b"@" in head:
        return "eml"
    if promised in {None, "txt"} and start.startswith("TY  - "):
        return "ris"
    if promised in {None, "txt"} and is_factiva(start):
        return "factiva"
    if promised in {None, "txt"} and is_conversation(start):
        return "whatsapp"
    if promised in {None, "txt"} and _is_table(start):
        return "csv"
    return promised or fallback or "txt"


def _kind_by_start(start: str) -> str:
    """The kind of a file whose name says nothing, or that it is a text, where its beginning is sure."""
    if _POSTS_OF_X.match(start):
        return "json"
    if _OTHERS_OF_X.match(start):
        raise Unreadable("other_of_x")
    if is_captions(start):
        return "captions"
    if _DUMP.match(start) or ("INSERT INTO" in start and _DUMP.search(start)):
        return "sql"
    return "json" if _JSON.match(start) else ""


def _is_table(start: str) -> bool:
    """Whether the first line of a text names columns, as Excel's «Unicode text» does."""
    line = start.partition("\n")[0].strip()
    return any(
        len(fields & {"text", "title"}) == 2
        for delimiter in "\t;,|"
        if (fields := {field_of(name.strip('" ')) for name in line.split(delimiter)})
    )
