"""By choice (``TSA_URL``), a time-stamping authority's word that a seal was there at a time (RFC 3161)."""

from __future__ import annotations

import logging
from typing import Final
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from articles.models import Seal

log = logging.getLogger(__name__)

PATIENCE: Final = 30  # seconds
MAX_ANSWER: Final = 1 << 20
TYPE: Final = "application/timestamp-query"


def stamp_unstamped() -> None:
    """Have the newest seal stamped, which covers those before it. What hinders it is logged; the next look
    tries again."""
    seal = Seal.objects.order_by("-day").first() if settings.TSA_URL else None
    if seal is None or seal.timestamp:
        return
    try:
        seal.timestamp = stamp(seal.digest)
    except (URLError, OSError, ValueError) as error:
        log.warning("%s gave no time stamp (%s); trying again later", settings.TSA_URL, error)
        return
    seal.save(update_fields=["timestamp"])


def stamp(digest: str) -> bytes:
    """The authority's response over the ASCII of a seal's digest. Raises URLError, OSError, ValueError."""
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response

    asked = TimestampRequestBuilder().data(digest.encode("ascii")).build()
    request = Request(settings.TSA_URL, asked.as_bytes(), {"Content-Type": TYPE})  # noqa: S310
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        data: bytes = answer.read(MAX_ANSWER)
    response = decode_timestamp_response(data)
    if response.status not in (0, 1):
        raise ValueError(f"it refused with status {response.status}")
    if response.tst_info.nonce != asked.nonce:
        raise ValueError("it answered another question")
    return data
