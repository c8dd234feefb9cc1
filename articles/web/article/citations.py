"""Citations of an article: sentences for people, and BibTeX, RIS, CSL-JSON and COinS for their programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Article
from articles.web.article.person_names import name_parts
from articles.web.i18n.formatting import comma, date_text, joined

_NAMED_AUTHORS = 3  # of more than these, the first and others


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation states.

    ``published`` is ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` or empty when unknown; ``url`` is the original's
    address, or empty; ``permalink`` is the archive's full address of the article, ``…/a/<id>/<slug>/``.
    """

    title: str
    authors: tuple[str, ...]
    source: str
    published: str
    url: str
    permalink: str
    accessed: date

    @property
    def key(self) -> str:
        """The same for ever, and different for every article. Raises ValueError for another permalink."""
        match = re.search(r"/a/(\d+)/", self.permalink)
        if match is None:
            raise ValueError(f"not the permalink of an article: {self.permalink}")
        return f"newsarchive-{match[1]}"


def citation_of(article: Article, site: str) -> Citation:
    """What a citation of the article states, to whom reads it today; ``site`` is the archive's address."""
    return Citation(
        title=article.title,
        authors=tuple(article.authors),
        source=article.source.name if article.source else "",
        published=article.published,
        url=article.url,
        # Without the slug, which leads to the permalink: percent signs by the line are no use on paper.
        permalink=site + reverse("article-by-id", args=[article.pk]),
        accessed=timezone.localdate(),
    )


def sentence(citation: Citation, *, digits: str) -> str:
    """The citation to paste into a footnote, in the manner of the active language; an address ends it."""
    published = date_text(citation.published, digits=digits) or pgettext("مرجع", "بلا تاريخ")
    accessed = date_text(citation.accessed.isoformat(), digits=digits)
    archive = _("أرشيف الأخبار (اطُّلع عليه في {date}): {address}")
    printed = joined((citation.source, published))
    if citation.url:
        printed += f"{comma()}{citation.url} –"
    elif not printed.endswith("."):
        printed += "."
    parts = (
        _authors(citation.authors),
        _title(citation.title),
        printed,
        archive.format(date=accessed, address=citation.permalink),
    )
    return " ".join(filter(None, parts))


def _authors(authors: tuple[str, ...]) -> str:
    """The first inverted; of more than three, the first alone."""
    if not authors:
        return ""
    first, *others = authors
    names = [inverted(first, comma()), *others]
    if len(names) > _NAMED_AUTHORS:
        return _("{name}، وآخرون.").format(name=names[0])
    *before, last = names
    between = pgettext("بين أسماء الكتّاب", "، و")
    before_last = pgettext("قبل آخر أسماء الكتّاب", "، و")
    return (f"{between.join(before)}{before_last}{last}" if before else last) + "."


def _title(title: str) -> str:
    """The title in quotation marks, its own of another kind, and the full stop where the language has it."""
    inner = pgettext("علامتا اقتباس داخل اقتباس", "“”")
    words = re.sub("[»”]", inner[1], re.sub("[«“]", inner[0], title.strip()))
    if words.endswith(("؟", "?", "!", ".", "…")):
        return pgettext("عنوان آخره علامة وقف", "«{title}».").format(title=words)
    return pgettext("عنوان", "«{title}».").format(title=words)


def bibtex(citation: Citation) -> str:
    """A biblatex entry, its special characters escaped."""
    return bibtex_entry(citation, {})


def bibtex_entry(citation: Citation, more: Mapping[str, str]) -> str:
    """The entry with more fields, or with others in place of those of the citation; their values are TeX."""
    fields = {
        "author": " and ".join(map(bibtex_name, citation.authors)),
        "title": bibtex_text(citation.title),
        "journaltitle": bibtex_text(citation.source),
        "entrysubtype": "newspaper",
        "date": citation.published,
        "langid": "arabic",
        "url": _bibtex_url(citation.url or citation.permalink),
        "urldate": citation.accessed.isoformat(),
        "note": bibtex_text(f"{_('أرشيف الأخبار')}: {citation.permalink}") if citation.url else "",
        **more,
    }
    return bibtex_record("article", citation.key, fields)


def bibtex_record(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry with the fields that have a value, which is TeX."""
    lines = [f"  {name:<12} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(citation: Citation) -> str:
    """A RIS record: ``TY  - NEWS`` to ``ER  - ``, lines ended by CR LF as the format asks."""
    return ris_record(citation, (), {}, "")


def ris_record(
    citation: Citation, more: Iterable[tuple[str, str]], changed: Mapping[str, str], text: str
) -> str:
    """The record with more fields, some of the citation's ``changed``, and a text that may have lines."""
    values = [
        ("TY", "NEWS"),
        *(("AU", inverted(author)) for author in citation.authors),
        ("TI", citation.title),
        ("T2", citation.source),
        ("PY", citation.published[:4]),
        ("DA", citation.published.replace("-", "/")),
        ("LA", "ar"),
        ("UR", citation.url or citation.permalink),
        ("AV", citation.permalink if citation.url else ""),
        ("Y2", citation.accessed.strftime("%Y/%m/%d")),
        *more,
    ]
    values = [(tag, " ".join(changed.get(tag, value).split())) for tag, value in values]
    return ris_lines([*values, ("AB", text)])


def ris_lines(values: Iterable[tuple[str, str]]) -> str:
    """A record with the fields that have a value, its lines ended by CR LF as the format asks."""
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in values if value), "ER  - ", ""])


def csl_json(citation: Citation) -> str:
    """A CSL-JSON list with the article as its one item."""
    return csl_list([csl_item(citation)])


def csl_item(citation: Citation) -> dict[str, Any]:
    """The article as an item of CSL-JSON."""
    return {
        "id": citation.key,
        "type": "article-newspaper",
        "title": citation.title,
        "author": [csl_name(author) for author in citation.authors],
        "container-title": citation.source,
        "issued": csl_date(citation.published),
        "language": "ar",
        "URL": citation.url or citation.permalink,
        "archive_location": citation.permalink if citation.url else "",
        "accessed": csl_date(citation.accessed.isoformat()),
    }


def csl_list(items: Iterable[Mapping[str, Any]]) -> str:
    """A list of items."""
    return f"[{', '.join(map(csl_text, items))}]"


def csl_text(item: Mapping[str, Any]) -> str:
    """An item with the fields that have a value."""
    return json.dumps({name: value for name, value in item.items() if value}, ensure_ascii=False)


def coins(citation: Citation) -> str:
    """The ``title`` of a ``<span class="Z3988">``, from which Zotero takes a newspaper article.

    Dublin Core with ``rft.type``, as Zotero itself writes it: the journal format has no newspapers.
    """
    values = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", citation.title),
        ("rft.source", citation.source),
        ("rft.date", citation.published),
        ("rft.identifier", citation.url or citation.permalink),
        ("rft.language", "ar"),
        *(("rft.au", inverted(author)) for author in citation.authors),
    ]
    return urlencode([(name, value) for name, value in values if value], quote_via=quote)


def inverted(author: str, comma: str = ", ") -> str:
    return comma.join(part for part in name_parts(author) if part)


def bibtex_name(author: str) -> str:
    """A name for BibTeX: family and forename, or all of it in braces, within which nothing is parted."""
    family, forename = name_parts(author)
    return f"{bibtex_text(family)}, {bibtex_text(forename)}" if forename else f"{{{bibtex_text(family)}}}"


# Braces by name: BibTeX counts them even behind a backslash, and one alone would end the field.
_BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "$&#_%"},
    }
)


def bibtex_text(text: str) -> str:
    """A text in one line of TeX, its special characters escaped."""
    return bibtex_escaped(" ".join(text.split()))


def bibtex_escaped(text: str) -> str:
    """A text for BibTeX, its spaces and line breaks as they are."""
    return text.translate(_BIBTEX_ESCAPES)


def _bibtex_url(url: str) -> str:
    """biblatex takes an address as it stands, but for braces, backslashes and spaces."""
    return re.sub(r"[{}\\\s]", lambda match: quote(match[0]), url)


def csl_name(author: str) -> dict[str, str]:
    family, forename = name_parts(author)
    return {"family": family, "given": forename} if forename else {"literal": family}


def csl_date(published: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in published.split("-")]]} if published else {}
