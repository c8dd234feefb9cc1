"""A file in, articles out: which reader reads what, and what holds for all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from articles.ingest.clean.rules import Rules
from articles.ingest.compose import compose
from articles.ingest.detect import formats
from articles.ingest.detect.encoding import NotText
from articles.ingest.problems import failure, filling, log_failure, problem, too_large
from articles.ingest.types import Draft, ImportProblem, Input, RawArticle

# What a reader raises costs its file: text that is none (NotText) and damage become the file's problem here.
Reader = Callable[[Input], Iterator[RawArticle | ImportProblem]]

# Kind of file: its reader, imported on first use, and the limit on its size. A document is read whole.
READERS: Final[dict[str, tuple[str, str]]] = {
    "txt": ("articles.ingest.readers.documents.txt_reader", "document_size"),
    "md": ("articles.ingest.readers.documents.txt_reader", "document_size"),
    "html": ("articles.ingest.readers.web.html_reader", "document_size"),
    "docx": ("articles.ingest.readers.documents.docx_reader", "document_size"),
    "rtf": ("articles.ingest.readers.documents.rtf_reader", "document_size"),
    "pdf": ("articles.ingest.readers.documents.pdf_reader", "file_size"),
    "csv": ("articles.ingest.readers.tables.csv_reader", "file_size"),
    "xlsx": ("articles.ingest.readers.tables.xlsx_reader", "file_size"),
    "json": ("articles.ingest.readers.json.json_reader", "file_size"),
    "jsonl": ("articles.ingest.readers.json.jsonl_reader", "file_size"),
    "zip": ("articles.ingest.readers.packed.zip_reader", "file_size"),
    "tar": ("articles.ingest.readers.packed.tar_reader", "file_size"),
    "eml": ("articles.ingest.readers.mail.eml_reader", "document_size"),
    "feed": ("articles.ingest.readers.web.feed_reader", "file_size"),
    "warc": ("articles.ingest.readers.web.warc_reader", "file_size"),
    "ris": ("articles.ingest.readers.libraries.ris_reader", "file_size"),
    "bibtex": ("articles.ingest.readers.libraries.bibtex_reader", "document_size"),
    "whatsapp": ("articles.ingest.readers.documents.whatsapp_reader", "file_size"),
    "mbox": ("articles.ingest.readers.mail.mbox_reader", "file_size"),
    "mhtml": ("articles.ingest.readers.web.mhtml_reader", "document_size"),
    "sgml": ("articles.ingest.readers.agencies.sgml_reader", "file_size"),
    "xml": ("articles.ingest.readers.xml_reader", "file_size"),
    "newsml1": ("articles.ingest.readers.agencies.newsml1_reader", "document_size"),
    "newsml": ("articles.ingest.readers.agencies.newsml_reader", "document_size"),
    "nitf": ("articles.ingest.readers.agencies.nitf_reader", "document_size"),
    "factiva": ("articles.ingest.readers.agencies.factiva_reader", "file_size"),
    "iptc7901": ("articles.ingest.readers.agencies.iptc7901_reader", "document_size"),
    "sql": ("articles.ingest.readers.tables.sql_reader", "file_size"),
    "captions": ("articles.ingest.readers.documents.captions_reader", "document_size"),
    "epub": ("articles.ingest.readers.documents.epub_reader", "file_size"),
    "marc": ("articles.ingest.readers.libraries.marc_reader", "file_size"),
    "ocr": ("articles.ingest.readers.libraries.ocr_reader", "document_size"),
    "tei": ("articles.ingest.readers.libraries.tei_reader", "document_size"),
    "enex": ("articles.ingest.readers.documents.enex_reader", "file_size"),
    "sheetml": ("articles.ingest.readers.tables.sheetml_reader", "document_size"),
}


# Errors that tell of a mistake in a reader rather than of a damaged file.
_MISTAKES: Final = (AssertionError, AttributeError, NameError, TypeError, RecursionError)


def read_here(source: Input, rules: Rules | None = None) -> Iterator[Draft | ImportProblem]:
    """Like :func:`articles.ingest.sandbox.read`, in this process: without the limits on time and memory."""
    for item in found_in(source):
        result = item if isinstance(item, ImportProblem) else _composed(item, source, rules)
        log_failure(result)
        yield result


def _composed(found: RawArticle, source: Input, rules: Rules | None) -> Draft | ImportProblem:
    try:
        return compose(found, source, rules)
    except MemoryError:
        raise
    except Exception as error:  # one article that cannot be understood leaves the others of its file
        return failure(dataclasses.replace(source, name=found.file or source.name), error, found.line)


def found_in(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """What a file holds, before cleaning; a member of an archive too."""
    try:
        kind = _kind(source)
        if isinstance(kind, ImportProblem):
            yield kind
            return
        reader: Reader = import_module(READERS[kind][0]).read
        item = None
        for item in reader(source):
            if isinstance(item, RawArticle) and not item.file:
                item = dataclasses.replace(item, file=source.name)
            yield item
        if item is None and not source.first_member:  # a list without entries, an archive without files
            yield problem(source, "no_text")
    except formats.Unreadable as error:
        yield problem(source, error.code, formats=_accepted())
    except NotText as error:
        yield problem(source, error.code, **error.values)
    except MemoryError:
        raise
    except _MISTAKES as error:
        yield failure(source, error)
    except Exception as error:
        # A reader's library met something it cannot read: a value, so that the rest of the batch goes in.
        yield dataclasses.replace(
            failure(source, error), code="damaged", values=filling(why=str(error) or type(error).__name__)
        )


def _kind(source: Input) -> str | ImportProblem:
    try:
        size = source.path.stat().st_size
        if size == 0:
            return problem(source, "empty")
        if size > source.limits.file_size:
            return too_large(source, "file_size")
        kind = formats.kind_of(source.path, source.name)
        if kind == "txt" and source.table.columns:  # no name in it is known, but a person knows them
            kind = "csv"
    except OSError as error:
        return problem(source, "missing", why=error.strerror or error)
    limit = READERS[kind][1]
    return too_large(source, limit) if size > getattr(source.limits, limit) else kind


def _accepted() -> str:
    return " · ".join(
        extension.lstrip(".") for extensions in formats.EXTENSIONS.values() for extension in extensions[:1]
    )
