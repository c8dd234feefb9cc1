"""``/metrics``: what the archive has done and how it stands, as Prometheus reads it.

Closed to strangers: with ``METRICS_TOKEN`` to whoever does not send it as a bearer token; without, to all but
this machine, and to what a proxy that is not trusted sends on.
"""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from articles.importing.pipeline import UNFINISHED
from articles.indexing.health import STATES, index_state
from articles.indexing.locks import rebuild_progress
from articles.logs import metrics
from articles.models import Article, ImportedFile
from articles.status.backlog import backlog
from articles.status.heartbeat import WORKER_STATES, last_beat, worker_state
from newsarchive import __version__


@login_not_required
@never_cache
@require_safe
def metrics_view(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        text = "metrics are read from this machine, or with METRICS_TOKEN as a bearer token\n"
        return HttpResponse(text, status=403, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Archive())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(sent.encode(), settings.METRICS_TOKEN.encode())
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and not request.META.get("archive.forwarded_by_stranger")


class _Archive(Collector):
    """Counts of all processes, and the present state, looked up now."""

    def collect(self) -> Iterator[Metric]:
        yield from metrics.families()
        yield _gauge("build", "The version that runs.", {__version__: 1}, "version")
        yield _one_of("index_state", "Whether searches are answered.", STATES, index_state())
        yield _one_of("worker_state", "Whether a worker runs.", WORKER_STATES, worker_state())
        beat = last_beat()
        if beat is not None:
            yield _single(
                "worker_beat_age_seconds", "Seconds since the worker's last sign.", time.time() - beat
            )
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield _single("disk_free_bytes", "Room on the disk of the data folder.", free)
        if progress := rebuild_progress():
            yield _single("rebuild_percent", "How far the rebuild of the index is.", progress.percent)
        yield from _rows()


def _rows() -> Iterator[Metric]:
    """What the database tells, or that it tells nothing."""
    try:
        waiting, lag = backlog()
        counted = Article.objects.values_list("status").annotate(n=Count("pk")).order_by()
        articles = dict.fromkeys(Article.Status.values, 0) | dict(counted)
        files = ImportedFile.objects.filter(status__in=UNFINISHED).count()
    except DatabaseError:
        yield _single("database_up", "Whether the database answers.", 0)
        return
    yield _single("database_up", "Whether the database answers.", 1)
    yield _gauge("articles", "Articles, by status.", articles, "status")
    yield _single("files_waiting", "Files that are read, or wait for it.", files)
    yield _single("index_waiting_changes", "Changes that wait for the index.", waiting)
    yield _single("index_lag_seconds", "How long the oldest change that is due has waited.", lag)


def _single(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"newsarchive_{name}", text, value=value)


def _gauge(name: str, text: str, values: dict[str, int], label: str) -> Metric:
    family = GaugeMetricFamily(f"newsarchive_{name}", text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _one_of(name: str, text: str, states: tuple[str, ...], present: str) -> Metric:
    return _gauge(name, text, {state: int(state == present) for state in states}, "state")
