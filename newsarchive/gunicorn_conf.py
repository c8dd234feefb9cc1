"""How gunicorn serves: ``gunicorn --config python:newsarchive.gunicorn_conf newsarchive.wsgi``."""

import gc
import os
import time
from typing import Any

from django.conf import settings

from articles.status.memory import own_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_WORKERS
threads = 4
worker_class = "newsarchive.gunicorn_worker.GateWorker"
limit_request_line = 0  # the gate's own limit holds: gunicorn's cannot be above 8,190 bytes
limit_request_field_size = 16 * 1024
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 120
graceful_timeout = 15
loglevel = "warning"
# Its lines go where ours go, in the same form; requests that are refused are told by our middleware.
_ours: dict[str, Any] = settings.LOGGING
_gunicorn = {"handlers": [], "propagate": True, "level": "WARNING"}
logconfig_dict = {
    **_ours,
    "loggers": {**_ours["loggers"], "gunicorn.error": _gunicorn, "gunicorn.access": _gunicorn},
}
# Gunicorn believes headers from loopback unless told otherwise: SCRIPT_NAME among them, which moves every
# path. Forwarding headers are read by articles.access.proxies, from TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}


def post_fork(server: Any, worker: Any) -> None:
    worker.born = time.monotonic()


def post_worker_init(worker: Any) -> None:
    """What has been loaded stays, and a page makes thousands of short-lived objects: to look for unreachable
    ones after each 700, as Python does, takes a twelfth of the time of a search."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    """A process that has outgrown its limit ends when it has answered; the arbiter starts another. Not in its
    first minute: a limit that is too small would leave no time for readers."""
    grown_up = time.monotonic() - worker.born > 60
    if grown_up and worker.alive and own_memory() > settings.PROCESS_MEMORY:
        worker.log.warning("a web process has outgrown PROCESS_MEMORY_MB and is replaced")
        worker.alive = False
