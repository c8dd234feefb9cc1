"""The arguments of a request: which a verb takes, and how dates and tokens are written."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import QueryDict

from articles.web.harvest.errors import OaiError
from articles.web.site.converters import is_id

DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
_LIST: Final = (("metadataPrefix",), ("from", "until", "set"), "resumptionToken")
# Of each verb: what it must have, what it may have, and what stands alone.
VERBS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]] = {
    "Identify": ((), (), ""),
    "ListMetadataFormats": ((), ("identifier",), ""),
    "ListSets": ((), (), "resumptionToken"),
    "GetRecord": (("identifier", "metadataPrefix"), (), ""),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
MAX_TOKEN: Final = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed, and after which entry: its time, in microseconds as text, and its id. It names a place
    in the order of time and no number of a page, so that it holds whatever comes, changes and goes."""

    prefix: str
    since: str = ""
    until: str = ""
    source: int = 0  # whose articles; 0: all
    after: str = ""
    after_id: int = 0

    @property
    def first(self) -> datetime | None:
        return _moment(self.since) if self.since else None

    @property
    def end(self) -> datetime | None:
        """The time before which it ends: all of the last day or second is in it."""
        if not self.until:
            return None
        return _moment(self.until) + (timedelta(days=1) if len(self.until) == 10 else timedelta(seconds=1))

    def token(self, changed: datetime, article_id: int) -> str:
        """The listing from after this entry on, as a harvester hands it back."""
        rest = replace(self, after=changed.astimezone(UTC).isoformat(), after_id=article_id)
        text = json.dumps(list(asdict(rest).values()), separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_arguments(params: QueryDict) -> dict[str, str]:
    """The arguments, as the verb takes them. Raises OaiError: badVerb, badArgument."""
    verbs = params.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"verb must be one of {', '.join(VERBS)}")
    needed, possible, alone = VERBS[verbs[0]]
    names = set(params) - {"verb"}
    if repeated := sorted(name for name in names if len(params.getlist(name)) > 1):
        raise OaiError("badArgument", f"given more than once: {', '.join(repeated)[:200]}")
    if unknown := sorted(names - {*needed, *possible, alone}):
        raise OaiError("badArgument", f"{verbs[0]} does not take: {', '.join(unknown)[:200]}")
    if alone in names and len(names) > 1:
        raise OaiError("badArgument", f"{alone} stands alone")
    if alone not in names and (missing := sorted(set(needed) - names)):
        raise OaiError("badArgument", f"{verbs[0]} needs: {', '.join(missing)}")
    return {name: str(params[name]) for name in ("verb", *sorted(names))}


def read_listing(arguments: dict[str, str]) -> Listing:
    """What a list is asked for. Raises OaiError: badArgument, badResumptionToken."""
    if "resumptionToken" in arguments:
        return read_token(arguments["resumptionToken"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    for date in filter(None, (since, until)):
        _moment(date)
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must be written alike")
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until")
    return Listing(arguments["metadataPrefix"], since, until, _source_of(arguments.get("set", "")))


def read_token(token: str) -> Listing:
    """The listing that a token continues. Raises OaiError: badResumptionToken."""
    try:
        text = base64.urlsafe_b64decode(token[:MAX_TOKEN] + "=" * (-len(token) % 4))
        prefix, since, until, source, after, after_id = json.loads(text)
        listing = Listing(str(prefix), str(since), str(until), int(source), str(after), int(after_id))
        _ = (listing.first, listing.end, datetime.fromisoformat(listing.after).astimezone(UTC))
        if not (0 <= listing.source < 2**63 and 0 <= listing.after_id < 2**63):
            raise ValueError(listing)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error, OaiError) as error:
        raise OaiError("badResumptionToken", "no token of this archive: begin again without one") from error
    return listing


def _moment(written: str) -> datetime:
    for form in (DAY, SECOND):
        try:
            moment = datetime.strptime(written, form).replace(tzinfo=UTC)
            if moment.strftime(form) == written and 1 < moment.year < 9999:
                return moment
        except ValueError:
            continue
    raise OaiError("badArgument", "dates are written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC")


def _source_of(set_: str) -> int:
    """A set is called ``source:`` and the source's id; 0 for none. Ids begin at 1: a set that there is not
    has -1, and so no record."""
    if not set_:
        return 0
    kind, _, pk = set_.partition(":")
    return int(pk) if kind == "source" and is_id(pk) and int(pk) else -1
