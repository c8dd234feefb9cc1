"""The citation of a collection as a whole: who gathered it, its name, when it was changed, its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Collection
from articles.web.article.citations import (
    bibtex_name,
    bibtex_record,
    bibtex_text,
    csl_date,
    csl_list,
    csl_name,
    inverted,
    ris_lines,
)
from articles.web.i18n.formatting import comma, date_text


@dataclass(frozen=True, slots=True)
class CollectionCitation:
    """``permalink`` is the collection's full address, which stays, without its slug."""

    title: str
    byline: str
    changed: date
    permalink: str
    accessed: date

    @property
    def key(self) -> str:
        return "newsarchive-collection-" + self.permalink.rstrip("/").rpartition("/")[2]


def citation_of(collection: Collection, site: str) -> CollectionCitation:
    """What it states to whom reads it today; ``site`` is the archive's address."""
    return CollectionCitation(
        title=" ".join(collection.title.split()),
        byline=" ".join(collection.byline.split()),
        changed=timezone.localdate(collection.updated_at),
        permalink=site + reverse("collection-by-key", args=[collection.key]),
        accessed=timezone.localdate(),
    )


def sentence(citation: CollectionCitation, *, digits: str) -> str:
    """The citation to paste into a footnote; an address ends it."""
    text = _("«{title}»، مجموعة في أرشيف الأخبار، بحالها في {changed} (اطُّلع عليها في {accessed}): {address}")
    said = text.format(
        title=citation.title,
        changed=date_text(citation.changed.isoformat(), digits=digits),
        accessed=date_text(citation.accessed.isoformat(), digits=digits),
        address=citation.permalink,
    )
    author = inverted(citation.byline, comma())
    return f"{author}. {said}" if author else said


def bibtex(citation: CollectionCitation) -> str:
    fields = {
        "author": bibtex_name(citation.byline) if citation.byline else "",
        "title": bibtex_text(citation.title),
        "organization": bibtex_text(_("أرشيف الأخبار")),
        "date": citation.changed.isoformat(),
        "langid": "arabic",
        "url": citation.permalink,
        "urldate": citation.accessed.isoformat(),
    }
    return bibtex_record("online", citation.key, fields)


def ris(citation: CollectionCitation) -> str:
    """A RIS record of a web page."""
    values = [
        ("TY", "ELEC"),
        ("AU", inverted(citation.byline)),
        ("TI", citation.title),
        ("PB", _("أرشيف الأخبار")),
        ("PY", str(citation.changed.year)),
        ("DA", f"{citation.changed:%Y/%m/%d}"),
        ("LA", "ar"),
        ("UR", citation.permalink),
        ("Y2", f"{citation.accessed:%Y/%m/%d}"),
    ]
    return ris_lines(values)


def csl_json(citation: CollectionCitation) -> str:
    """A CSL-JSON list with the collection as its one item."""
    item = {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [csl_name(citation.byline)] if citation.byline else [],
        "container-title": _("أرشيف الأخبار"),
        "issued": csl_date(citation.changed.isoformat()),
        "language": "ar",
        "URL": citation.permalink,
        "accessed": csl_date(citation.accessed.isoformat()),
    }
    return csl_list([item])
