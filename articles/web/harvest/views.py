"""/oai: the Open Archives Initiative's protocol for metadata harvesting, version 2.0."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods
from lxml import etree

from articles.access.own_address import site_address
from articles.models import HarvestEntry, Source
from articles.models.harvest import open_to_all, stamp
from articles.models.identity import identity
from articles.rendering.text.xml_text import xml_text
from articles.web.harvest.arguments import SECOND, read_arguments, read_listing
from articles.web.harvest.entries import Record, page_of, record
from articles.web.harvest.errors import OaiError
from articles.web.harvest.formats import FORMATS, XSI, Element, MetadataFormat, Repository, add
from articles.web.site.converters import is_id

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
IDENTIFIER: Final = "http://www.openarchives.org/OAI/2.0/oai-identifier"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@csrf_exempt
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def oai_view(request: HttpRequest) -> HttpResponse:
    """One answer of the protocol; what is wrong with a request is told in it, with status 200 as the protocol
    wants it. Articles of private sources are not harvested."""
    moment = stamp()
    root = etree.Element(etree.QName(OAI, "OAI-PMH"), nsmap={None: OAI, "xsi": XSI})
    root.set(etree.QName(XSI, "schemaLocation"), f"{OAI} {OAI}OAI-PMH.xsd")
    add(root, "responseDate", _written(moment))
    repository = Repository(site_address(request), identity())
    asked = add(root, "request", repository.site + reverse("oai"))
    try:
        arguments = read_arguments(request.POST if request.method == "POST" else request.GET)
        asked.attrib.update({name: xml_text(value) for name, value in arguments.items()})
        answer = etree.Element(etree.QName(OAI, arguments["verb"]))
        ANSWERS[arguments["verb"]](answer, arguments, repository)
        root.append(answer)
    except OaiError as error:
        if error.code in ("badVerb", "badArgument"):
            asked.attrib.clear()
        add(root, "error", error.message, code=error.code)
    text = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SECOND)


# ---- what each verb answers -----------------------------------------------------------------------


def _identify(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    first = HarvestEntry.objects.filter(changed__isnull=False).order_by("changed").first()
    add(answer, "repositoryName", _("أرشيف الأخبار"))
    add(answer, "baseURL", repository.site + reverse("oai"))
    add(answer, "protocolVersion", "2.0")
    add(answer, "adminEmail", _mailbox(repository))
    add(answer, "earliestDatestamp", _written(first.changed if first and first.changed else EPOCH))
    add(answer, "deletedRecord", "persistent")
    add(answer, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    add(answer, "compression", "gzip")
    described = etree.SubElement(
        add(answer, "description"), etree.QName(IDENTIFIER, "oai-identifier"), nsmap={None: IDENTIFIER}
    )
    described.set(etree.QName(XSI, "schemaLocation"), f"{IDENTIFIER} {IDENTIFIER}.xsd")
    add(described, "scheme", "oai")
    add(described, "repositoryIdentifier", repository.identity.authority)
    add(described, "delimiter", ":")
    add(described, "sampleIdentifier", repository.identity.oai_identifier(1))


def _mailbox(repository: Repository) -> str:
    """Where the archive sends its mail from; without mail, an address that nobody has, as one is wanted."""
    if settings.EMAIL_URL:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    host = urlsplit(repository.site).hostname or ""
    return f"webmaster@{host if '.' in host else repository.identity.authority}"


def _metadata_formats(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    if "identifier" in arguments:
        _record_of(arguments["identifier"], repository)
    for each in FORMATS.values():
        described = add(answer, "metadataFormat")
        add(described, "metadataPrefix", each.prefix)
        add(described, "schema", each.schema)
        add(described, "metadataNamespace", each.namespace)


def _sets(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "all sets come at once")
    sources = Source.objects.filter(pk__in=open_to_all().values("source_id")).order_by("pk")
    for source in sources:
        described = add(answer, "set")
        add(described, "setSpec", f"source:{source.pk}")
        add(described, "setName", source.name)
    if not len(answer):
        raise OaiError("noSetHierarchy", "no source has an article yet")


def _get_record(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    format_ = _format(arguments["metadataPrefix"])
    _add_record(answer, _record_of(arguments["identifier"], repository), format_, repository)


def _list_records(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    _list(answer, arguments, lambda each, format_: _add_record(answer, each, format_, repository))


def _list_identifiers(answer: Element, arguments: dict[str, str], repository: Repository) -> None:
    _list(answer, arguments, lambda each, format_: _add_header(answer, each, repository))


def _list(
    answer: Element, arguments: dict[str, str], write: Callable[[Record, MetadataFormat], None]
) -> None:
    listing = read_listing(arguments)
    format_ = _format(listing.prefix)
    page = page_of(listing)
    if not page.records and not listing.after:
        raise OaiError("noRecordsMatch", "nothing changed in that time or set")
    for each in page.records:
        write(each, format_)
    if page.token or listing.after:
        add(answer, "resumptionToken", page.token)


ANSWERS: Final[dict[str, Callable[[Element, dict[str, str], Repository], None]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _metadata_formats,
    "ListSets": _sets,
    "GetRecord": _get_record,
    "ListRecords": _list_records,
    "ListIdentifiers": _list_identifiers,
}


# ---- parts of answers -----------------------------------------------------------------------------


def _format(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"metadataPrefix must be one of {', '.join(FORMATS)}")
    return FORMATS[prefix]


def _record_of(identifier: str, repository: Repository) -> Record:
    pk = identifier.removeprefix(repository.identity.oai_identifier(""))
    found = record(int(pk)) if is_id(pk) else None
    if found is None or identifier != repository.identity.oai_identifier(found.article_id):
        raise OaiError("idDoesNotExist", "no record of this archive")
    return found


def _add_record(answer: Element, each: Record, format_: MetadataFormat, repository: Repository) -> None:
    described = add(answer, "record")
    _add_header(described, each, repository)
    if each.article:
        add(described, "metadata").append(format_.write(each.article, repository))


def _add_header(answer: Element, each: Record, repository: Repository) -> None:
    header = add(answer, "header", status="" if each.article else "deleted")
    add(header, "identifier", repository.identity.oai_identifier(each.article_id))
    add(header, "datestamp", _written(each.changed))
    if each.source_id:
        add(header, "setSpec", f"source:{each.source_id}")
