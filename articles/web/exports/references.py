"""References as RIS and BibTeX that carry the whole article, so that an archive can take it in again.

Reference managers show the text as the abstract. What an archive's own reader needs beside the citation is in
fields that they know or pass over (:mod:`articles.ingest.readers._own_exports` reads it back).
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.models import Article
from articles.searching.rows import TagName
from articles.web.article.citations import (
    bibtex_entry,
    bibtex_escaped,
    bibtex_text,
    citation_of,
    csl_item,
    csl_text,
    ris_record,
)

_CIRCA = "circa"


def ris_reference(article: Article, tags: Sequence[TagName], site: str) -> str:
    """A RIS record of the article with its text; ``site`` is the archive's address."""
    citation = citation_of(article, site)
    more = [
        ("ID", citation.key),
        ("C1", article.subtitle),
        ("C2", article.agency),
        ("SE", article.section),
        ("CY", article.dateline),
        *(("KW", tag.name) for tag in tags),
        # A comma parts family and forename in AU: names that have one stand here as they are.
        *(("C4", author) for author in article.authors if any("," in name for name in article.authors)),
    ]
    changed = {"LA": article.language}
    if article.published_approximate:
        parts = [*article.published.split("-"), "", ""][:3]
        changed["DA"] = "/".join([*parts, _CIRCA])
    return ris_record(citation, more, changed, _ris_text(article.body))


def _ris_text(body: str) -> str:
    """The lines of a text after the first, set in: none of them is taken for a field of its own."""
    return "\r\n".join(
        f"  {line}" if line and number else line for number, line in enumerate(body.split("\n"))
    )


def bibtex_reference(article: Article, tags: Sequence[TagName], site: str) -> str:
    """A biblatex entry of the article with its text."""
    citation = citation_of(article, site)
    more = {
        "subtitle": bibtex_text(article.subtitle),
        "journalsubtitle": bibtex_text(article.section),
        "location": bibtex_text(article.dateline),
        "organization": bibtex_text(article.agency),
        "language": article.language,
        "keywords": ", ".join(f"{{{bibtex_text(tag.name)}}}" for tag in tags),
        "abstract": bibtex_escaped(article.body).replace("\n", "\n  "),
    }
    if article.published_approximate:
        more["date"] = f"{article.published}~"  # as EDTF marks what is about right
    return bibtex_entry(citation, more)


def csl_reference(article: Article, tags: Sequence[TagName], site: str) -> str:
    """The article's item of a CSL-JSON list."""
    return csl_text(csl_item(citation_of(article, site)))
