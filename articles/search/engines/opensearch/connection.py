"""The client of a cluster, its errors, and patience with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ImproperlyConfigured,
    OpenSearchException,
    SSLError,
    TransportError,
)

from articles.search.engines.opensearch.back_off import BackOff
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.errors import EngineMisconfigured, EngineUnavailable

# OpenSearch 3 scores as Lucene's BM25 does without our script; it was not tried.
SUPPORTED = "2."
TOO_BUSY = 429
# What an answer may say while a node is lost: a shard that moves fails with 500 or 503, a proxy otherwise.
_PASSING = frozenset({TOO_BUSY, 500, 502, 503, 504})
_FIRST_PAUSE = 0.05  # seconds
_REQUEST_SECONDS = 30.0

T = TypeVar("T")


def connect(cluster: Cluster) -> OpenSearch:
    """A client for all threads of a process. Nothing is asked yet. Raises EngineMisconfigured."""
    options: dict[str, Any] = {}
    if cluster.user:
        options["http_auth"] = (cluster.user, cluster.password)
    if any(url.startswith("https://") for url in cluster.urls):
        options["verify_certs"] = True
        if cluster.ca_certs:
            if not Path(cluster.ca_certs).is_file():
                raise EngineMisconfigured(f"OPENSEARCH_CA_CERTS={cluster.ca_certs} is no file.")
            options["ca_certs"] = cluster.ca_certs
    try:
        return OpenSearch(
            cluster.urls,
            timeout=_REQUEST_SECONDS,
            max_retries=0,
            pool_maxsize=16,
            **options,
        )
    except (ImproperlyConfigured, OSError, ValueError) as error:
        raise EngineMisconfigured(f"OPENSEARCH_URL is wrong: {error}") from error


def patiently(work: Callable[[], T], seconds: float) -> T:
    """Do it again, after ever longer pauses, while the cluster is too busy or a node is lost: as often as
    begins within ``seconds``. What fails in another way fails at once."""
    back_off = BackOff(seconds, first=_FIRST_PAUSE)
    while True:
        try:
            return work()
        except OpenSearchException as error:
            if not is_passing(error) or not back_off.sleep():
                raise


def is_passing(error: OpenSearchException) -> bool:
    """Whether trying again may help."""
    if isinstance(error, SSLError):
        return False
    if isinstance(error, ConnectionError):
        return True
    return isinstance(error, TransportError) and error.status_code in _PASSING


@contextmanager
def opensearch_errors() -> Iterator[None]:
    """The cluster's errors as the search library's. The caller has dealt with what is not found."""
    try:
        yield
    except (AuthenticationException, AuthorizationException) as error:
        raise EngineMisconfigured(
            f"OpenSearch refuses this user: look at OPENSEARCH_USER and OPENSEARCH_PASSWORD ({error.error})."
        ) from error
    except SSLError as error:
        raise EngineMisconfigured(
            f"OpenSearch's certificate is not trusted: look at OPENSEARCH_CA_CERTS ({error.info})."
        ) from error
    except OpenSearchException as error:
        raise EngineUnavailable(f"OpenSearch did not answer: {_reason(error)}") from error


def _reason(error: OpenSearchException) -> str:
    """In one line; what it says of every shard can be thousands of lines."""
    return str(error)[:500]
